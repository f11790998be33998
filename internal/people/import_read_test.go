package people

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/charmap"

	"passerelle/internal/platform/fault"
)

// importPrefix begins the catalogue keys of what is wrong with a file.
const importPrefix = "people.import.error."

// cellsOf returns headings and rows of a file as lines of cells between bars.
func cellsOf(t importTable) []string {
	out := []string{strings.Join(t.headings, "|")}
	for _, r := range t.rows {
		out = append(out, fmt.Sprintf("%d: %s", r.number, strings.Join(r.cells, "|")))
	}
	return out
}

func utf16Bytes(text string, order binary.AppendByteOrder, mark bool) []byte {
	var out []byte
	units := utf16.Encode([]rune(text))
	if mark {
		units = append([]uint16{0xfeff}, units...)
	}
	for _, u := range units {
		out = order.AppendUint16(out, u)
	}
	return out
}

func latin(text string) []byte {
	b, err := charmap.Windows1252.NewEncoder().Bytes([]byte(text))
	if err != nil {
		panic(err)
	}
	return b
}

func TestCSVIsReadHoweverItWasWritten(t *testing.T) {
	t.Parallel()
	const list = "Prénom;Nom\nZoë;Müller\nሰላም;Tekle\n"
	want := []string{"Prénom|Nom", "2: Zoë|Müller", "3: ሰላም|Tekle"}
	for name, tt := range map[string]struct {
		data  []byte
		want  []string
		notes []ImportNote
	}{
		"UTF-8":                        {[]byte(list), want, nil},
		"UTF-8 with mark":              {[]byte("\xef\xbb\xbf" + list), want, nil},
		"UTF-16 little":                {utf16Bytes(list, binary.LittleEndian, true), want, nil},
		"UTF-16 big":                   {utf16Bytes(list, binary.BigEndian, true), want, nil},
		"UTF-16 without mark":          {utf16Bytes("Prénom;Nom\nZoë;Müller\n", binary.LittleEndian, false), want[:2], nil},
		"UTF-16 big without mark":      {utf16Bytes("Prénom;Nom\nZoë;Müller\n", binary.BigEndian, false), want[:2], nil},
		"Windows-1252":                 {latin("Prénom;Nom\nZoë;Müller\n"), want[:2], []ImportNote{{Code: NoteWindows1252}}},
		"CRLF":                         {[]byte(strings.ReplaceAll(list, "\n", "\r\n")), want, nil},
		"carriage returns":             {[]byte(strings.ReplaceAll(list, "\n", "\r")), want, nil},
		"commas":                       {[]byte(strings.ReplaceAll(list, ";", ",")), want, nil},
		"tabs":                         {[]byte(strings.ReplaceAll(list, ";", "\t")), want, nil},
		"no line end":                  {[]byte(strings.TrimSpace(list)), want, nil},
		"named separator":              {[]byte("sep=|\r\n" + strings.ReplaceAll(list, ";", "|")), []string{"Prénom|Nom", "3: Zoë|Müller", "4: ሰላም|Tekle"}, nil},
		"quotes":                       {[]byte("a,b\n\"x, \"\"y\"\"\",\"two\nlines\"\n z ,1\n"), []string{"a|b", "2: x, \"y\"|two\nlines", "4: z|1"}, nil},
		"commas inside, semicolons":    {[]byte("Name;Sprachen\nA;\"fr, ar\"\nB;de, en\n"), []string{"Name|Sprachen", "2: A|fr, ar", "3: B|de, en"}, nil},
		"a title, empty lines":         {[]byte("Liste au 1.3.2026;\n;;\n\nPrénom;Nom\n\nZoë;Müller\n;\n"), []string{"Prénom|Nom", "6: Zoë|Müller"}, []ImportNote{{NoteTitleRows, 1}}},
		"one column":                   {[]byte("Nom\nTekle\n"), []string{"Nom", "2: Tekle"}, nil},
		"separators behind the last":   {[]byte("a;b;;\n1;2;;\n"), []string{"a|b", "2: 1|2"}, nil},
		"end of file as CP/M wrote it": {[]byte("a;b\n1;2\n\x1a"), []string{"a|b", "2: 1|2"}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := readImport(tt.data, "")
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, cellsOf(got)); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff(tt.notes, got.notes); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestRaggedRowsAreReported(t *testing.T) {
	t.Parallel()
	got, err := readImport([]byte("a;b;c\n1;2;3\n1;2\n1;2;3;;\n1;2;3;4\n"), "")
	if err != nil {
		t.Fatal(err)
	}
	var keys []string
	for _, r := range got.rows {
		for _, p := range r.problems {
			keys = append(keys, fmt.Sprint(r.number, " ", strings.TrimPrefix(p.Key, importPrefix), " ", p.Note))
		}
	}
	if diff := cmp.Diff([]string{"3 row_short true", "5 row_long false"}, keys); diff != "" {
		t.Error(diff)
	}
}

// book makes a workbook.
func book(tb testing.TB, fill func(f *excelize.File)) []byte {
	tb.Helper()
	f := excelize.NewFile()
	defer f.Close()
	fill(f)
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		tb.Fatal(err)
	}
	return b.Bytes()
}

func must(tb testing.TB, errs ...error) {
	tb.Helper()
	for _, err := range errs {
		if err != nil {
			tb.Fatal(err)
		}
	}
}

func TestXLSXIsRead(t *testing.T) {
	t.Parallel()
	born := time.Date(1991, 3, 14, 0, 0, 0, 0, time.UTC)
	data := book(t, func(f *excelize.File) {
		rows := [][]any{
			{"Residents"},
			{"Given", "Family", "Born", "Phone", "Interpreter", "Note"},
			{"Selam", "Tekle", born, 352621123456, true, "=1"},
			{"ሰላም", "", "14.03.1991", "+352 621", false, nil},
			{},
			{"Hidden", "Row", 33311, 1.5, nil, "x"},
		}
		for n, r := range rows {
			must(t, f.SetSheetRow("Sheet1", fmt.Sprintf("A%d", n+1), &r))
		}
		custom := "dd\\/mm\\/yy"
		style, err := f.NewStyle(&excelize.Style{CustomNumFmt: &custom})
		must(t, err, f.SetCellStyle("Sheet1", "C3", "C3", style), f.SetRowVisible("Sheet1", 6, false), f.SetColVisible("Sheet1", "F", false))
		must(t, f.SetCellRichText("Sheet1", "B4", []excelize.RichTextRun{{Text: "Tek"}, {Text: "le", Font: &excelize.Font{Bold: true}}}))
		must(t, f.SetCellFormula("Sheet1", "F4", "1+1"), f.MergeCell("Sheet1", "A1", "B1"))
		_, err = f.NewSheet("Other")
		must(t, err)
		_, err = f.NewSheet("Secret")
		must(t, err, f.SetSheetVisible("Secret", false), f.SetCellValue("Other", "A1", "Name"), f.SetCellValue("Other", "A2", "Elsewhere"))
	})
	got, err := readImport(data, "")
	must(t, err)
	want := []string{
		"Given|Family|Born|Phone|Interpreter|Note",
		"3: Selam|Tekle|1991-03-14|352621123456|1|=1",
		"4: ሰላም|Tekle|14.03.1991|+352 621|0",
		"6: Hidden|Row|33311|1.5||x",
	}
	if diff := cmp.Diff(want, cellsOf(got)); diff != "" {
		t.Error(diff)
	}
	if got.sheet != "Sheet1" || !cmp.Equal(got.sheets, []string{"Sheet1", "Other"}) {
		t.Errorf("sheet %q of %q", got.sheet, got.sheets)
	}
	notes := []ImportNote{{NoteTitleRows, 1}, {NoteHiddenSheets, 1}, {NoteOtherSheets, 1}, {NoteHiddenRows, 1}, {NoteHiddenColumns, 1}, {NoteMerged, 1}, {NoteFormulas, 1}}
	if diff := cmp.Diff(notes, got.notes); diff != "" {
		t.Error(diff)
	}
	problems := map[int][]ImportProblem{4: {{Column: 6, Key: errFormula}}, 6: {{Key: noteHidden, Note: true}}}
	for _, r := range got.rows {
		if diff := cmp.Diff(problems[r.number], r.problems); diff != "" {
			t.Errorf("row %d: %s", r.number, diff)
		}
	}

	got, err = readImport(data, "other")
	must(t, err)
	if diff := cmp.Diff([]string{"Name", "2: Elsewhere"}, cellsOf(got)); diff != "" {
		t.Error(diff)
	}
	got, err = readImport(data, "Secret")
	if fileFault(err) != "empty" {
		t.Errorf("hidden sheet by name: %v, %v", got.rows, err)
	}
}

// fileFault returns the code of a fault of a file, "" for none.
func fileFault(err error) string {
	faults := fault.Of(err)
	if len(faults) == 0 {
		return ""
	}
	if f := faults[0]; f.Kind != fault.Invalid || f.Field != "file" {
		return "not a fault of the file: " + f.Error()
	}
	return strings.TrimPrefix(faults[0].Key, importPrefix)
}

// archive makes a zip of parts.
func archive(tb testing.TB, parts map[string]string) []byte {
	tb.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for name, text := range parts {
		p, err := w.Create(name)
		must(tb, err)
		_, err = p.Write([]byte(text))
		must(tb, err)
	}
	must(tb, w.Close())
	return b.Bytes()
}

// parts are those of the least workbook, with a sheet.
func parts(sheet string, more ...string) map[string]string {
	p := map[string]string{
		"[Content_Types].xml":        `<Types/>`,
		"_rels/.rels":                `<Relationships><Relationship Id="r1" Type="http://x/officeDocument" Target="/xl/workbook.xml"/></Relationships>`,
		"xl/workbook.xml":            `<workbook xmlns:r="r"><sheets><sheet name="S" r:id="r1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="r1" Type="http://x/worksheet" Target="worksheets/s.xml"/><Relationship Id="r2" Type="http://x/sharedStrings" Target="shared.xml"/></Relationships>`,
		"xl/shared.xml":              `<sst><si><t>shared</t><rPh><t>phonetic</t></rPh></si></sst>`,
		"xl/worksheets/s.xml":        sheet,
	}
	for n := 0; n+1 < len(more); n += 2 {
		p[more[n]] = more[n+1]
	}
	return p
}

func sheetOf(rows ...string) string {
	return `<worksheet><sheetData>` + strings.Join(rows, "") + `</sheetData></worksheet>`
}

func inline(cells ...string) string {
	var b strings.Builder
	b.WriteString("<row>")
	for _, c := range cells {
		b.WriteString(`<c t="inlineStr"><is><t>` + c + `</t></is></c>`)
	}
	return b.String() + "</row>"
}

func TestLeastWorkbookIsRead(t *testing.T) {
	t.Parallel()
	got, err := readImport(archive(t, parts(sheetOf(inline("a", "b"), `<row><c t="s"><v>0</v></c><c t="e"><v>#REF!</v></c></row>`,
		`<row r="9"><c r="B9"><f>SUM(1)</f><v>3.5E+11</v></c></row>`))), "")
	must(t, err)
	if diff := cmp.Diff([]string{"a|b", "2: shared", "9: |350000000000"}, cellsOf(got)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]ImportProblem{{Column: 2, Key: errCell}}, got.rows[0].problems); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]ImportProblem{{Column: 2, Key: noteFormula, Note: true}}, got.rows[1].problems); diff != "" {
		t.Error(diff)
	}
}

func TestHostileFilesAreRefused(t *testing.T) {
	t.Parallel()
	whole := archive(t, parts(sheetOf(inline("a", "b"), inline("1", "2"))))
	spaces := strings.Repeat(" ", 2*maxXLSXText)
	for name, tt := range map[string]struct {
		data []byte
		want string
	}{
		"nothing":              {nil, "empty"},
		"spaces":               {[]byte(" \n\t\n"), "empty"},
		"headings only":        {[]byte("a;b\n"), "no_rows"},
		"over 20 MB":           {bytes.Repeat([]byte("a;b\n"), MaxImportBytes/4+1), "size"},
		"too many rows":        {append([]byte("a;b\n"), bytes.Repeat([]byte("1;2\n"), MaxImportRows+1)...), "rows"},
		"a million rows":       {bytes.Repeat([]byte("1;2\n"), 1_000_000), "rows"},
		"too many columns":     {[]byte(strings.Repeat("x;", MaxImportColumns+1) + "x\n1;2\n"), "columns"},
		"a million columns":    {[]byte(strings.Repeat("x;", 1_000_000) + "\n1;2\n"), "columns"},
		"open quotation mark":  {[]byte("a;b\n1;2\n\"3;4\n5;6\n"), "quote"},
		"mark inside a value":  {[]byte("a;b\n1;2 \"x\n"), "quote"},
		"zero bytes":           {[]byte("a;b\n1\x00;2\n"), "kind"},
		"a picture":            {[]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"), "kind"},
		"a PDF":                {[]byte("%PDF-1.7\n1 0 obj\n"), "kind"},
		"a page":               {[]byte("<html><table><tr><td>a</td></tr></table>"), "kind"},
		"old Excel":            {[]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest"), "old_excel"},
		"cut archive":          {whole[:len(whole)-30], "damaged"},
		"beginning of archive": {[]byte("PK\x03\x04"), "damaged"},
		"another archive":      {archive(t, map[string]string{"readme.txt": "hello"}), "kind"},
		"a text document": {archive(t, map[string]string{"[Content_Types].xml": "<Types/>",
			"_rels/.rels": `<R><Relationship Type="http://x/officeDocument" Target="word/document.xml"/></R>`}), "kind"},
		"a binary workbook": {archive(t, map[string]string{"[Content_Types].xml": "<Types/>",
			"_rels/.rels": `<R><Relationship Type="http://x/officeDocument" Target="xl/workbook.bin"/></R>`}), "kind"},
		"macros":             {archive(t, parts(sheetOf(inline("a", "b"), inline("1", "2")), "xl/vbaProject.bin", "x")), "macros"},
		"external entity":    {archive(t, parts(`<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>`+sheetOf(inline("a", "b"), inline("&e;", "2")))), "unsafe"},
		"billion laughs":     {archive(t, parts(`<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>`+sheetOf(inline("&b;", "b")))), "unsafe"},
		"entity in strings":  {archive(t, parts(sheetOf(inline("a", "b"), inline("1", "2")), "xl/shared.xml", `<!DOCTYPE x><sst/>`)), "unsafe"},
		"unknown entity":     {archive(t, parts(sheetOf(inline("a", "&e;"), inline("1", "2")))), "damaged"},
		"cut sheet":          {archive(t, parts(`<worksheet><sheetData>`+inline("a", "b"))), "damaged"},
		"no sheet":           {archive(t, parts("", "xl/workbook.xml", `<workbook/>`)), "sheet"},
		"sheet elsewhere":    {archive(t, parts("", "xl/_rels/workbook.xml.rels", `<R><Relationship Id="r1" Type="x/worksheet" Target="../../../etc/passwd"/></R>`)), "damaged"},
		"external sheet":     {archive(t, parts("", "xl/_rels/workbook.xml.rels", `<R><Relationship Id="r1" Type="x/worksheet" Target="http://example.org/" TargetMode="External"/></R>`)), "damaged"},
		"zip bomb":           {archive(t, parts(sheetOf(inline("a", "b"), spaces))), "bomb"},
		"zip bomb of rows":   {archive(t, parts(sheetOf(inline("a", "b"), strings.Repeat("<row></row>", lastSheetRow+1)))), "bomb"},
		"string bomb":        {archive(t, parts(sheetOf(inline("a", "b"), strings.Repeat(`<row>`+strings.Repeat(`<c t="s"><v>0</v></c>`, 60)+`</row>`, 100)), "xl/shared.xml", `<sst><si><t>`+strings.Repeat("x", maxImportCell)+`</t></si></sst>`)), "bomb"},
		"rows out of order":  {archive(t, parts(sheetOf(`<row r="5"><c><v>1</v></c></row>`, `<row r="2"><c><v>1</v></c></row>`))), "damaged"},
		"far column":         {archive(t, parts(sheetOf(inline("a", "b"), `<row><c r="ZZZZZZ2"><v>1</v></c></row>`))), "columns"},
		"rows of a workbook": {archive(t, parts(sheetOf(inline("a", "b"), strings.Repeat(inline("1", "2"), MaxImportRows+maxTitleRows+5)))), "rows"},
		"ten thousand parts": {func() []byte {
			p := parts(sheetOf(inline("a", "b")))
			for n := range maxXLSXParts {
				p[fmt.Sprintf("xl/media/%d.png", n)] = ""
			}
			return archive(t, p)
		}(), "bomb"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, err := readImport(tt.data, ""); fileFault(err) != tt.want {
				t.Errorf("got %q, want %q", fileFault(err), tt.want)
			}
		})
	}
	if _, err := readImport(whole, "Nowhere"); fileFault(err) != "sheet" {
		t.Errorf("no such sheet: %v", err)
	}
	// The extension says nothing: a workbook called .csv is one. Names inside
	// that lead out of the archive lead nowhere.
	if _, err := readImport(archive(t, parts(sheetOf(inline("a", "b"), inline("1", "2")), "../../evil.xml", "x")), ""); err != nil {
		t.Error(err)
	}
}

func FuzzReadImport(f *testing.F) {
	f.Add([]byte("Prénom;Nom\nZoë;\"Mül\"\"ler\"\n"))
	f.Add([]byte("sep=,\na,b\n1,2"))
	f.Add(utf16Bytes("a;b\n1;2", binary.LittleEndian, true))
	f.Add(latin("Zoë;1\nü;2"))
	f.Add([]byte("PK\x03\x04"))
	f.Fuzz(func(t *testing.T, data []byte) {
		got, err := readImport(data, "")
		if err != nil {
			if code := fileFault(err); strings.HasPrefix(code, "not") {
				t.Error(code)
			}
			return
		}
		last := 0
		for _, r := range got.rows {
			if len(r.cells) > len(got.headings) || filled(r.cells) == 0 && len(r.problems) == 0 || r.number <= last {
				t.Fatalf("row %d after %d has %d cells for %d headings", r.number, last, len(r.cells), len(got.headings))
			}
			last = r.number
		}
	})
}
