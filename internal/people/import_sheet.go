package people

import (
	"encoding/xml"
	"math"
	"strconv"
	"strings"

	"passerelle/internal/platform/clock"
)

// sheetReader reads the cells of a sheet as they stream by.
type sheetReader struct {
	*workbook
	shared   []string
	dates    []bool // by style: shown as a date
	date1904 bool

	lines                                       []importLine
	line                                        importLine
	hidden                                      bool // the row
	hiddenRows, hiddenColumns, merged, formulas int

	cell      sheetCell
	inCell    bool
	inValue   bool
	value     strings.Builder
	rich      richText
	textReady bool
}

// lastSheetRow is how many rows a sheet has at most, as spreadsheet programs
// make them.
const lastSheetRow = 1 << 20

// sheetCell is a cell as its element says.
type sheetCell struct {
	column  int
	kind    string
	date    bool
	formula bool
}

// token takes the next piece of the sheet.
func (s *sheetReader) token(t xml.Token) error {
	switch e := t.(type) {
	case xml.StartElement:
		return s.open(e)
	case xml.CharData:
		if s.inValue && s.value.Len() < maxImportCell {
			s.value.Write(e)
		}
	case xml.EndElement:
		if err := s.close(e.Name.Local); err != nil {
			return err
		}
	}
	if s.inCell && s.rich.token(t, "is") {
		s.textReady = true
	}
	return nil
}

func (s *sheetReader) open(e xml.StartElement) error {
	switch e.Name.Local {
	case "col":
		if attr(e, "hidden") == "1" || attr(e, "hidden") == "true" {
			first, _ := strconv.Atoi(attr(e, "min"))
			last, _ := strconv.Atoi(attr(e, "max"))
			s.hiddenColumns += max(0, min(last, MaxImportColumns)-first+1)
		}
	case "mergeCell":
		s.merged++
	case "row":
		return s.openRow(e)
	case "c":
		s.inCell, s.textReady = true, false
		s.value.Reset()
		s.cell = sheetCell{column: columnOf(attr(e, "r"), s.cell.column+1), kind: attr(e, "t")}
		if style, err := strconv.Atoi(attr(e, "s")); err == nil && style >= 0 && style < len(s.dates) {
			s.cell.date = s.dates[style]
		}
	case "f":
		s.cell.formula = true
	case "v":
		s.inValue = s.inCell
	}
	if s.inCell {
		s.rich.token(e, "is")
	}
	return nil
}

func (s *sheetReader) openRow(e xml.StartElement) error {
	number, err := strconv.Atoi(attr(e, "r"))
	if err != nil {
		number = s.line.number + 1
	}
	switch {
	case number <= s.line.number:
		return badFile(errFileDamaged) // rows stand in their order
	case number > lastSheetRow:
		return badFile(errFileBomb)
	}
	s.line = importLine{number: number}
	s.hidden = attr(e, "hidden") == "1" || attr(e, "hidden") == "true"
	s.cell.column = 0
	return nil
}

func (s *sheetReader) close(name string) error {
	switch name {
	case "v":
		s.inValue = false
	case "c":
		s.inCell = false
		return s.closeCell()
	case "row":
		return s.closeRow()
	}
	return nil
}

func (s *sheetReader) closeCell() error {
	if s.cell.formula {
		s.formulas++
	}
	text, ok := s.workbook.budget.take(s.text())
	switch {
	case !ok:
		return badFile(errFileBomb)
	case text == "" && !s.cell.formula:
		return nil
	case s.cell.column > MaxImportColumns:
		return badFile(errFileColumns, "max", MaxImportColumns)
	}
	for len(s.line.cells) < s.cell.column {
		s.line.cells = append(s.line.cells, "")
	}
	problem := func(key string, note bool) {
		s.line.problems = append(s.line.problems, ImportProblem{Column: s.cell.column, Key: key, Note: note})
	}
	switch {
	case s.cell.kind == "e":
		problem(errCell, false)
		return nil
	case s.cell.formula && text == "":
		problem(errFormula, false)
	case s.cell.formula:
		problem(noteFormula, true)
	}
	s.line.cells[s.cell.column-1] = text
	return nil
}

func (s *sheetReader) closeRow() error {
	if filled(s.line.cells) == 0 {
		return nil
	}
	if s.hidden {
		s.hiddenRows++
		s.line.problems = append(s.line.problems, ImportProblem{Key: noteHidden, Note: true})
	}
	if s.lines = append(s.lines, s.line); len(s.lines) > MaxImportRows+maxTitleRows+1 {
		return badFile(errFileRows, "max", MaxImportRows)
	}
	return nil
}

// text is what the cell shows, dates as 2006-01-02.
func (s *sheetReader) text() string {
	value := s.value.String()
	switch s.cell.kind {
	case "inlineStr":
		if !s.textReady {
			return ""
		}
		return s.rich.String()
	case "s":
		n, err := strconv.Atoi(value)
		if err != nil || n < 0 || n >= len(s.shared) {
			return ""
		}
		return s.shared[n]
	case "b":
		return map[string]string{"1": "1", "0": "0"}[value]
	case "str", "d", "e":
		return value
	}
	number, err := strconv.ParseFloat(value, 64)
	if err != nil || math.IsNaN(number) || math.IsInf(number, 0) {
		return value
	}
	if s.cell.date {
		if d, ok := serialDate(number, s.date1904); ok {
			return d.String()
		}
	}
	// Telephone numbers may be written 3.52621E+11.
	return strconv.FormatFloat(number, 'f', -1, 64)
}

// columnOf reads the column of a reference such as AB12; or where it says none.
func columnOf(reference string, or int) int {
	n := 0
	for _, c := range reference {
		if c < 'A' || c > 'Z' || n > 1<<20 {
			break
		}
		n = n*26 + int(c-'A') + 1
	}
	if n == 0 {
		return or
	}
	return n
}

// serialDate is the day that a spreadsheet counts with a number: from 1 January
// 1900 as 1, with a 29 February 1900 that never was, or from 1 January 1904 as 0.
func serialDate(number float64, date1904 bool) (clock.Date, bool) {
	const last = 2_958_465 // 31 December 9999
	days := int(math.Floor(number))
	if date1904 {
		days += 1462
	}
	if days < 1 || days > last || days == 60 {
		return clock.Date{}, false
	}
	if days < 60 {
		days++
	}
	return clock.Date{Year: 1899, Month: 12, Day: 30}.AddDays(days), true
}
