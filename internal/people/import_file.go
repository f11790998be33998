package people

import (
	"bytes"
	"slices"
	"strings"

	"passerelle/internal/platform/fault"
)

// Limits of a file that is imported.
const (
	MaxImportBytes   = 20 << 20
	MaxImportRows    = 50_000
	MaxImportColumns = 60

	maxImportText = 64 << 20 // bytes of all cells together
	maxImportCell = 20_000   // bytes of a cell; no field takes as many, so that what is longer is refused there
	maxTitleRows  = 20       // rows above the headings
)

// Faults of a file as a whole.
const (
	errFileEmpty   = "people.import.error.empty"
	errFileSize    = "people.import.error.size"      // max: megabytes
	errFileKind    = "people.import.error.kind"      // neither CSV nor XLSX
	errFileOld     = "people.import.error.old_excel" // the format before 2007, or under a password
	errFileMacros  = "people.import.error.macros"
	errFileDamaged = "people.import.error.damaged"
	errFileUnsafe  = "people.import.error.unsafe" // declares entities, as no spreadsheet program does
	errFileBomb    = "people.import.error.bomb"   // unpacks to far more than it is
	errFileRows    = "people.import.error.rows"   // max
	errFileColumns = "people.import.error.columns"
	errFileNoRows  = "people.import.error.no_rows" // no row below the headings
	errFileSheet   = "people.import.error.sheet"   // no sheet of that name
	errFileQuote   = "people.import.error.quote"   // row: where a quotation mark is not closed or stands inside a value
)

func badFile(key string, args ...any) error { return fault.InvalidField("file", key, args...) }

// ImportNote is something worth knowing of a file as a whole.
type ImportNote struct {
	Code  string `json:"code"`
	Count int    `json:"count,omitempty"`
}

// Codes of notes.
const (
	NoteWindows1252   = "windows1252"    // decoded as Windows-1252: accents may be wrong
	NoteHiddenSheets  = "hidden_sheets"  // count
	NoteOtherSheets   = "other_sheets"   // count: visible, and not read
	NoteHiddenRows    = "hidden_rows"    // count: read all the same
	NoteHiddenColumns = "hidden_columns" // count: read all the same
	NoteMerged        = "merged"         // count of merged cells: only the first of each has a value
	NoteTitleRows     = "title_rows"     // count of rows above the headings
	NoteFormulas      = "formulas"       // count of cells of which the last computed value was read
)

// importTable is what was read of a file.
type importTable struct {
	headings []string
	rows     []importLine
	sheet    string   // of a workbook
	sheets   []string // those of a workbook that can be seen
	notes    []ImportNote
}

// importLine is a row as it was read, trimmed of spaces.
type importLine struct {
	number   int // of the row in a spreadsheet, of the line in a text file; from 1
	cells    []string
	problems []ImportProblem
}

// ImportProblem is what is wrong with a row, or with Note what is only worth
// knowing of it. It never holds a value.
type ImportProblem struct {
	Column int    `json:"c,omitempty"` // from 1; 0 for the whole row
	Key    string `json:"k"`           // catalogue key
	Max    int    `json:"m,omitempty"` // placeholder "max"
	Row    int    `json:"r,omitempty"` // placeholder "row": another row that it is about
	Note   bool   `json:"n,omitempty"`
}

// What may be found while a row is read.
const (
	errRowLong   = "people.import.error.row_long"  // values right of the last heading
	noteRowShort = "people.import.error.row_short" // fewer values than headings
	errCell      = "people.import.error.cell"      // the spreadsheet says #REF! or the like
	errFormula   = "people.import.error.formula"   // a formula without a computed value
	noteFormula  = "people.import.error.computed"
	noteHidden   = "people.import.error.hidden"
)

// readImport reads a file by what it is, whatever it is called. sheet names the
// sheet of a workbook; empty takes the first that can be seen.
func readImport(data []byte, sheet string) (importTable, error) {
	var t importTable
	var err error
	switch {
	case len(bytes.TrimSpace(data)) == 0:
		return t, badFile(errFileEmpty)
	case len(data) > MaxImportBytes:
		return t, badFile(errFileSize, "max", MaxImportBytes>>20)
	case bytes.HasPrefix(data, []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")): // Compound File Binary
		return t, badFile(errFileOld)
	case bytes.HasPrefix(data, []byte("PK")):
		t, err = readXLSX(data, sheet)
	default:
		t, err = readCSV(data)
	}
	if err == nil && len(t.rows) == 0 {
		err = badFile(errFileNoRows)
	}
	return t, err
}

// tableOf makes a table of rows that were not read from a file.
func tableOf(rows [][]string) (importTable, error) {
	budget := textBudget(maxImportText)
	var lines []importLine
	for n, row := range rows {
		line := importLine{number: n + 1, cells: make([]string, len(row))}
		for k, value := range row {
			var ok bool
			if line.cells[k], ok = budget.take(value); !ok {
				return importTable{}, badFile(errFileBomb)
			}
		}
		lines = append(lines, line)
	}
	t, err := newTable(lines, true)
	if err == nil && len(t.rows) == 0 {
		err = badFile(errFileNoRows)
	}
	return t, err
}

// newTable finds the headings in what was read: the first row with two values
// or more, or else the first row. Where strict, a value right of the last
// heading is an error of its row, as in a text file, where a separator may
// stand inside a value; otherwise its column has no heading.
func newTable(lines []importLine, strict bool) (importTable, error) {
	lines = slices.DeleteFunc(lines, func(l importLine) bool { return filled(l.cells) == 0 })
	if len(lines) == 0 {
		return importTable{}, badFile(errFileEmpty)
	}
	head := slices.IndexFunc(lines[:min(len(lines), maxTitleRows+1)], func(l importLine) bool { return filled(l.cells) > 1 })
	head = max(head, 0)
	t := importTable{headings: trimRight(lines[head].cells), rows: lines[head+1:]}
	if head > 0 {
		t.notes = append(t.notes, ImportNote{NoteTitleRows, head})
	}
	if len(t.rows) > MaxImportRows {
		return t, badFile(errFileRows, "max", MaxImportRows)
	}
	width := len(t.headings)
	for n := range t.rows {
		r := &t.rows[n]
		given := len(r.cells)
		r.cells = trimRight(r.cells)
		switch {
		case !strict:
			width = max(width, len(r.cells))
		case len(r.cells) > width:
			r.cells = r.cells[:width]
			r.problems = append(r.problems, ImportProblem{Key: errRowLong})
		case given < width:
			r.problems = append(r.problems, ImportProblem{Key: noteRowShort, Note: true})
		}
	}
	for len(t.headings) < width {
		t.headings = append(t.headings, "")
	}
	if width > MaxImportColumns {
		return t, badFile(errFileColumns, "max", MaxImportColumns)
	}
	return t, nil
}

func filled(cells []string) int {
	n := 0
	for _, c := range cells {
		if c != "" {
			n++
		}
	}
	return n
}

func trimRight(cells []string) []string {
	for len(cells) > 0 && cells[len(cells)-1] == "" {
		cells = cells[:len(cells)-1]
	}
	return cells
}

// textBudget bounds what all cells of a file hold together.
type textBudget int

// take trims a value and counts it; ok is false where the file holds too much.
func (b *textBudget) take(value string) (cell string, ok bool) {
	value = strings.TrimSpace(value)
	if len(value) > maxImportCell {
		value = strings.ToValidUTF8(value[:maxImportCell], "")
	}
	*b -= textBudget(len(value))
	return strings.Clone(value), *b >= 0
}
