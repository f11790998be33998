package people

import (
	"bytes"
	"encoding/binary"
	"encoding/csv"
	"errors"
	"io"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// readCSV reads text with separated values: the encoding and the separator are
// found out.
func readCSV(data []byte) (importTable, error) {
	text, guessed, err := decodeText(data)
	if err != nil {
		return importTable{}, err
	}
	if !strings.Contains(text, "\n") {
		text = strings.ReplaceAll(text, "\r", "\n")
	}
	text, comma := separator(text)
	lines, err := readRecords(text, comma)
	if err != nil {
		return importTable{}, err
	}
	t, err := newTable(lines, true)
	if guessed {
		t.notes = append(t.notes, ImportNote{Code: NoteWindows1252})
	}
	return t, err
}

func readRecords(text string, comma rune) ([]importLine, error) {
	r := csv.NewReader(strings.NewReader(text))
	r.Comma, r.FieldsPerRecord, r.ReuseRecord = comma, -1, true
	budget := textBudget(maxImportText)
	var lines []importLine
	for {
		record, err := r.Read()
		var wrong *csv.ParseError
		switch {
		case errors.Is(err, io.EOF):
			return lines, nil
		case errors.As(err, &wrong):
			return nil, badFile(errFileQuote, "row", wrong.StartLine)
		case err != nil:
			return nil, err
		case len(lines) > MaxImportRows+maxTitleRows:
			return nil, badFile(errFileRows, "max", MaxImportRows)
		case len(record) > 4*MaxImportColumns:
			return nil, badFile(errFileColumns, "max", MaxImportColumns)
		}
		line := importLine{cells: make([]string, len(record))}
		line.number, _ = r.FieldPos(0)
		for n, value := range record {
			var ok bool
			if line.cells[n], ok = budget.take(value); !ok {
				return nil, badFile(errFileBomb)
			}
		}
		lines = append(lines, line)
	}
}

// decodeText returns data as UTF-8. guessed says that nothing in the data tells
// its encoding, so that Windows-1252 was taken, which spreadsheet programs of
// Western Europe write.
func decodeText(data []byte) (text string, guessed bool, err error) {
	switch {
	case bytes.HasPrefix(data, []byte("\xef\xbb\xbf")):
		data = data[3:]
	case bytes.HasPrefix(data, []byte("\xff\xfe")):
		return plainText(decodeUTF16(data[2:], binary.LittleEndian), false)
	case bytes.HasPrefix(data, []byte("\xfe\xff")):
		return plainText(decodeUTF16(data[2:], binary.BigEndian), false)
	case zeroes(data, 1):
		return plainText(decodeUTF16(data, binary.LittleEndian), false)
	case zeroes(data, 0):
		return plainText(decodeUTF16(data, binary.BigEndian), false)
	}
	if utf8.Valid(data) {
		return plainText(string(data), false)
	}
	decoded, err := charmap.Windows1252.NewDecoder().Bytes(data)
	if err != nil {
		return "", false, badFile(errFileKind)
	}
	return plainText(string(decoded), true)
}

// zeroes reports whether data has zero bytes at even or odd places only, as
// Latin text in UTF-16 has.
func zeroes(data []byte, place int) bool {
	var at [2]int
	for n, b := range data {
		if b == 0 {
			at[n%2]++
		}
	}
	return at[place] > len(data)/4 && at[1-place] == 0
}

func decodeUTF16(data []byte, order binary.ByteOrder) string {
	units := make([]uint16, len(data)/2)
	for n := range units {
		units[n] = order.Uint16(data[2*n:])
	}
	return string(utf16.Decode(units))
}

// plainText refuses what is no text: control characters, and pages that call
// themselves spreadsheets.
func plainText(text string, guessed bool) (string, bool, error) {
	control := func(r rune) bool { return r < ' ' && !strings.ContainsRune("\t\n\v\f\r", r) }
	text = strings.TrimRight(text, "\x1a") // CP/M's end of file, which old programs still write
	if strings.HasPrefix(strings.TrimSpace(text), "<") || strings.HasPrefix(text, "%PDF") || strings.HasPrefix(text, "{\\rtf") ||
		strings.ContainsFunc(text, control) {
		return "", false, badFile(errFileKind)
	}
	return text, guessed, nil
}

// separator finds the separator of values; the text is returned without a line
// that only names it, as spreadsheet programs understand it ("sep=;").
func separator(text string) (rest string, comma rune) {
	first, rest, _ := strings.Cut(text, "\n")
	if name, ok := strings.CutPrefix(strings.TrimRight(first, "\r"), "sep="); ok && utf8.RuneCountInString(name) == 1 && strings.Contains(";,\t|", name) {
		comma, _ = utf8.DecodeRuneInString(name)
		return "\n" + rest, comma // the empty line keeps the count of lines
	}
	best, most := ';', 0.0
	for _, candidate := range ";,\t|" {
		if score := separates(text, candidate); score > most {
			best, most = candidate, score
		}
	}
	return text, best
}

// separates says how well a separator makes a table of the first lines: the
// columns it gives, weighed by the share of lines that have as many.
func separates(text string, comma rune) float64 {
	r := csv.NewReader(strings.NewReader(text))
	r.Comma, r.FieldsPerRecord, r.ReuseRecord = comma, -1, true
	counts := map[int]int{}
	all := 0
	for range 30 {
		record, err := r.Read()
		if err != nil {
			break
		}
		counts[len(record)]++
		all++
	}
	best := 0.0
	for columns, lines := range counts {
		best = max(best, float64(columns-1)*float64(lines)/float64(all))
	}
	return best
}
