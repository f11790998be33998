package people

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"path"
	"strings"

	"passerelle/internal/platform/fault"
)

// A workbook is read part by part as a stream, since the libraries that read
// one as a stream tell neither formulas nor hidden rows nor dates. What bounds
// it is what comes out of the archive, not what the archive says of itself.
const (
	maxXLSXParts   = 2000
	maxXLSXBytes   = 128 << 20 // of all parts read, unpacked
	maxXLSXStrings = 1_000_000 // shared strings
	maxXLSXTokens  = 16 << 20  // elements, their ends and texts: some seconds of work
	maxXLSXText    = 1 << 20   // between two elements: a cell has 32,767 characters at most
)

// workbook is an opened archive.
type workbook struct {
	parts  map[string]*zip.File
	left   int64 // bytes that may still be unpacked
	tokens int   // that may still be read
	budget textBudget
}

// readXLSX reads a sheet of a workbook (ECMA-376, Office Open XML).
func readXLSX(data []byte, sheet string) (importTable, error) {
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return importTable{}, badFile(errFileDamaged)
	}
	if len(archive.File) > maxXLSXParts {
		return importTable{}, badFile(errFileBomb)
	}
	w := &workbook{parts: map[string]*zip.File{}, left: maxXLSXBytes, tokens: maxXLSXTokens, budget: maxImportText}
	for _, f := range archive.File {
		w.parts[strings.TrimPrefix(f.Name, "/")] = f
	}
	if _, there := w.parts["[Content_Types].xml"]; !there {
		return importTable{}, badFile(errFileKind)
	}
	for name := range w.parts {
		if strings.EqualFold(path.Base(name), "vbaProject.bin") {
			return importTable{}, badFile(errFileMacros)
		}
	}
	t, err := w.read(sheet)
	var unreadable *xml.SyntaxError
	if errors.As(err, &unreadable) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, zip.ErrFormat) || errors.Is(err, zip.ErrChecksum) || errors.Is(err, zip.ErrAlgorithm) {
		err = badFile(errFileDamaged)
	}
	return t, err
}

func (w *workbook) read(wanted string) (importTable, error) {
	start, err := w.start()
	if err != nil {
		return importTable{}, err
	}
	book, err := w.outline(start)
	if err != nil {
		return importTable{}, err
	}
	chosen, err := book.choose(wanted)
	if err != nil {
		return importTable{}, err
	}
	s := sheetReader{workbook: w, date1904: book.date1904}
	if s.shared, err = w.sharedStrings(book.related("sharedStrings")); err != nil {
		return importTable{}, err
	}
	if s.dates, err = w.dateStyles(book.related("styles")); err != nil {
		return importTable{}, err
	}
	if err := w.walk(book.targets[chosen.relation], s.token); err != nil {
		return importTable{}, err
	}
	t, err := newTable(s.lines, false)
	t.sheet = chosen.name
	hidden, others := 0, -1
	for _, sh := range book.sheets {
		if sh.hidden {
			hidden++
			continue
		}
		others++
		t.sheets = append(t.sheets, sh.name)
	}
	if chosen.hidden {
		hidden, others = hidden-1, others+1
	}
	for _, n := range []ImportNote{{NoteHiddenSheets, hidden}, {NoteOtherSheets, others}, {NoteHiddenRows, s.hiddenRows},
		{NoteHiddenColumns, s.hiddenColumns}, {NoteMerged, s.merged}, {NoteFormulas, s.formulas}} {
		if n.Count > 0 {
			t.notes = append(t.notes, n)
		}
	}
	return t, err
}

// walk gives f each element and text of a part, with the names of the elements
// around it. A part that declares anything is refused: no spreadsheet program
// does, and entities are how XML is made to read other files or to explode.
func (w *workbook) walk(name string, f func(xml.Token) error) error {
	part, there := w.parts[name]
	if !there {
		return badFile(errFileDamaged)
	}
	r, err := part.Open()
	if err != nil {
		return err
	}
	defer r.Close()
	d := xml.NewDecoder(&bounded{r, &w.left, 0})
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			var ours *fault.Fault
			if errors.As(err, &ours) {
				return err
			}
			return &xml.SyntaxError{Msg: "not well-formed"} // the decoder's own words may quote the file
		}
		if w.tokens--; w.tokens < 0 {
			return badFile(errFileBomb)
		}
		if _, declares := token.(xml.Directive); declares {
			return badFile(errFileUnsafe)
		}
		if err := f(token); err != nil {
			return err
		}
	}
}

// bounded fails when more than left bytes come out of an archive, or a text
// that the decoder would have to hold as a whole.
type bounded struct {
	io.Reader
	left *int64
	text int // bytes since the last element
}

// Read implements io.Reader.
func (b *bounded) Read(p []byte) (int, error) {
	n, err := b.Reader.Read(p)
	if last := bytes.LastIndexByte(p[:n], '<'); last >= 0 {
		b.text = n - last
	} else {
		b.text += n
	}
	if *b.left -= int64(n); *b.left < 0 || b.text > maxXLSXText {
		return 0, badFile(errFileBomb)
	}
	return n, err
}

func attr(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// start returns the name of the part that everything hangs on.
func (w *workbook) start() (string, error) {
	main := ""
	err := w.walk("_rels/.rels", func(t xml.Token) error {
		if e, ok := t.(xml.StartElement); ok && e.Name.Local == "Relationship" && strings.HasSuffix(attr(e, "Type"), "/officeDocument") {
			main = strings.TrimPrefix(path.Clean("/"+attr(e, "Target")), "/")
		}
		return nil
	})
	if err == nil && path.Ext(main) != ".xml" || err == nil && !strings.HasPrefix(main, "xl/") {
		err = badFile(errFileKind) // a text document, a presentation, a binary workbook
	}
	return main, err
}

// outline is what a workbook says of its parts.
type outline struct {
	sheets   []bookSheet
	date1904 bool
	targets  map[string]string // by relation
	kinds    map[string]string // target by the end of the relation's type
}

type bookSheet struct {
	name, relation string
	hidden         bool
}

func (w *workbook) outline(main string) (outline, error) {
	o := outline{targets: map[string]string{}, kinds: map[string]string{}}
	err := w.walk(main, func(t xml.Token) error {
		e, ok := t.(xml.StartElement)
		switch {
		case !ok:
		case e.Name.Local == "workbookPr":
			o.date1904 = attr(e, "date1904") == "1" || attr(e, "date1904") == "true"
		case e.Name.Local == "sheet":
			state := attr(e, "state")
			o.sheets = append(o.sheets, bookSheet{attr(e, "name"), attr(e, "id"), state != "" && state != "visible"})
		}
		return nil
	})
	if err != nil {
		return o, err
	}
	folder := path.Dir(main)
	return o, w.walk(path.Join(folder, "_rels", path.Base(main)+".rels"), func(t xml.Token) error {
		e, ok := t.(xml.StartElement)
		if !ok || e.Name.Local != "Relationship" || attr(e, "TargetMode") == "External" {
			return nil
		}
		target := attr(e, "Target")
		if !strings.HasPrefix(target, "/") {
			target = path.Join("/", folder, target)
		}
		target = strings.TrimPrefix(path.Clean(target), "/")
		o.targets[attr(e, "Id")] = target
		o.kinds[path.Base(attr(e, "Type"))] = target
		return nil
	})
}

// related returns the part that the workbook has of a kind, empty for none.
func (o outline) related(kind string) string { return o.kinds[kind] }

// choose returns the sheet of that name or the first that can be seen.
func (o outline) choose(name string) (bookSheet, error) {
	for _, s := range o.sheets {
		if name == "" && !s.hidden || name != "" && strings.EqualFold(s.name, name) {
			return s, nil
		}
	}
	return bookSheet{}, badFile(errFileSheet)
}

// sharedStrings reads the texts that cells refer to by number. Phonetic hints,
// which some carry, are no part of the text.
func (w *workbook) sharedStrings(name string) ([]string, error) {
	if name == "" {
		return nil, nil
	}
	var all []string
	var text richText
	err := w.walk(name, func(t xml.Token) error {
		if done := text.token(t, "si"); !done {
			return nil
		}
		cell, ok := w.budget.take(text.String())
		if !ok || len(all) == maxXLSXStrings {
			return badFile(errFileBomb)
		}
		all = append(all, cell)
		return nil
	})
	return all, err
}

// richText gathers the text of an element that may be cut into runs.
type richText struct {
	strings.Builder
	inText   bool
	phonetic int
}

// token reports whether the element that is called end has just ended.
func (r *richText) token(t xml.Token, end string) bool {
	switch e := t.(type) {
	case xml.StartElement:
		switch e.Name.Local {
		case end:
			r.Reset()
		case "rPh":
			r.phonetic++
		case "t":
			r.inText = r.phonetic == 0
		}
	case xml.CharData:
		if r.inText && r.Len() < 2*maxImportCell {
			r.Write(e)
		}
	case xml.EndElement:
		switch e.Name.Local {
		case end:
			return true
		case "rPh":
			r.phonetic--
		case "t":
			r.inText = false
		}
	}
	return false
}

// dateStyles tells which styles of cells show a number as a date.
func (w *workbook) dateStyles(name string) ([]bool, error) {
	if name == "" {
		return nil, nil
	}
	formats, inCells := map[string]bool{}, false
	var styles []bool
	err := w.walk(name, func(t xml.Token) error {
		switch e := t.(type) {
		case xml.StartElement:
			switch e.Name.Local {
			case "numFmt":
				formats[attr(e, "numFmtId")] = isDateFormat(attr(e, "formatCode"))
			case "cellXfs":
				inCells = true
			case "xf":
				if inCells && len(styles) < 1<<16 {
					id := attr(e, "numFmtId")
					custom, own := formats[id]
					styles = append(styles, own && custom || !own && builtInDates[id])
				}
			}
		case xml.EndElement:
			if e.Name.Local == "cellXfs" {
				inCells = false
			}
		}
		return nil
	})
	return styles, err
}

// builtInDates are the number formats that show a date without being spelled
// out in the file (ECMA-376 part 1, 18.8.30); 27 to 36 and 50 to 58 are those
// of East Asian editions.
var builtInDates = func() map[string]bool {
	m := map[string]bool{}
	for _, id := range strings.Fields("14 15 16 17 22 27 28 29 30 31 32 33 34 35 36 50 51 52 53 54 55 56 57 58") {
		m[id] = true
	}
	return m
}()

// isDateFormat reports whether a number format shows a year or a day.
func isDateFormat(code string) bool {
	code, _, _ = strings.Cut(code, ";")
	quoted, bracket, escaped := false, false, false
	for _, c := range strings.ToLower(code) {
		switch {
		case escaped:
			escaped = false
		case c == '\\' || c == '_' || c == '*':
			escaped = true
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '[':
			bracket = true
		case c == ']':
			bracket = false
		case !bracket && (c == 'd' || c == 'y'):
			return true
		}
	}
	return false
}
