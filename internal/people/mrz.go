package people

import (
	"slices"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/language"
)

// MRZ is what the machine readable zone of a travel document or identity card
// says (ICAO Doc 9303 parts 3 to 7). Failures names the fields that do not
// hold, so that a person can look at them again: the rest is still worth
// filling in.
type MRZ struct {
	Format       string       // "TD1", "TD2", "TD3", or "MRVA", "MRVB" for a visa
	DocumentType string       // one or two letters: "P", "I", "ID", "V" …
	Issuer       string       // ICAO code of State or organisation, up to 3 letters: see LookupICAO
	Number       string       // document number, however long
	FamilyName   string       // Latin capitals as printed, names separated by spaces
	GivenNames   string       // "" when the holder has one name only
	Truncated    bool         // the names fill the line: there may be more of them
	Nationality  string       // ICAO code, up to 3 letters: see LookupICAO
	Birth        BirthDate    // month and day 0 where the document says unknown
	Sex          string       // "f", "m", "x" for unspecified, "" when unreadable
	Expiry       CalendarDate // Gregorian; zero when the document names none
	Optional     string       // optional data, without fillers at its ends
	Optional2    string       // second optional field of a TD1
	Failures     []string     // field codes, see ParseMRZ
}

// mrzField is a piece of a zone: its line, first and one-past-last column.
// The check digit of a field, where it has one, follows it.
type mrzField struct{ line, from, to int }

// mrzLayout says where things are in a format.
type mrzLayout struct {
	format                             string
	lines, width                       int
	issuer, names, number, nationality mrzField
	birth, sex, expiry, opt, opt2      mrzField
	optChecked                         bool       // opt has a check digit
	longNumber                         bool       // a number of more than 9 characters goes on in opt
	composed                           []mrzField // what the last character of line 2 checks, if anything
}

// mrzBook is the layout that passports, TD2 cards and visas share: names on
// the first line, the rest on the second.
func mrzBook(format string, width, optEnd int, composed ...mrzField) mrzLayout {
	return mrzLayout{
		format: format, lines: 2, width: width,
		issuer: mrzField{0, 2, 5}, names: mrzField{0, 5, width},
		number: mrzField{1, 0, 9}, nationality: mrzField{1, 10, 13}, birth: mrzField{1, 13, 19},
		sex: mrzField{1, 20, 21}, expiry: mrzField{1, 21, 27}, opt: mrzField{1, 28, optEnd},
		composed: composed,
	}
}

var mrzLayouts = func() map[string]mrzLayout {
	td3 := mrzBook("TD3", 44, 42, mrzField{1, 0, 10}, mrzField{1, 13, 20}, mrzField{1, 21, 43})
	td3.optChecked = true
	td2 := mrzBook("TD2", 36, 35, mrzField{1, 0, 10}, mrzField{1, 13, 20}, mrzField{1, 21, 35})
	td2.longNumber = true
	td1 := mrzLayout{
		format: "TD1", lines: 3, width: 30,
		issuer: mrzField{0, 2, 5}, number: mrzField{0, 5, 14}, opt: mrzField{0, 15, 30},
		birth: mrzField{1, 0, 6}, sex: mrzField{1, 7, 8}, expiry: mrzField{1, 8, 14},
		nationality: mrzField{1, 15, 18}, opt2: mrzField{1, 18, 29},
		names: mrzField{2, 0, 30}, longNumber: true,
		composed: []mrzField{{0, 5, 30}, {1, 0, 7}, {1, 8, 15}, {1, 18, 29}},
	}
	return map[string]mrzLayout{
		"TD1": td1, "TD2": td2, "TD3": td3,
		// Visas check neither their optional data nor the whole.
		"MRVA": mrzBook("MRVA", 44, 44), "MRVB": mrzBook("MRVB", 36, 36),
	}
}()

// ParseMRZ reads a pasted or scanned zone. It tolerates lower case, spaces and
// invisible characters, any line ending or none, « for <<, and missing fillers
// at the end of a line that does not end in a check digit. A two-digit birth
// year is the latest that does not lie after today; expiry years are 20xx.
//
// An error means that nothing could be read: mrz_character (a character that
// no zone has), mrz_shape (not the lines of any format), mrz_layout (a
// national card with columns of its own). Otherwise Failures lists, each once,
// what does not hold: "type", "issuer", "names" and "nationality" have
// characters they cannot have; "number", "birth", "expiry" and "optional" do
// not match their check digit or are no date; "sex" is no known letter;
// "composite" is the digit over the whole.
func ParseMRZ(text string, today time.Time) (MRZ, error) {
	lines, layout, err := splitMRZ(text)
	if err != nil {
		return MRZ{}, err
	}
	r := mrzReader{lines: lines, layout: layout, out: MRZ{Format: layout.format}}
	r.out.DocumentType = r.letters("type", mrzField{0, 0, 2})
	r.out.Issuer = r.letters("issuer", layout.issuer)
	r.readNames()
	r.readNumber()
	r.out.Nationality = r.letters("nationality", layout.nationality)
	r.out.Birth = r.date("birth", layout.birth)
	if y, m, d := today.Date(); civilBefore(BirthDate{Year: y, Month: int(m), Day: d}, r.out.Birth) {
		r.out.Birth.Year -= 100
	}
	r.readSex()
	expiry := r.date("expiry", layout.expiry)
	r.out.Expiry = CalendarDate{expiry.Year, expiry.Month, expiry.Day}
	r.checkWhole()
	return r.out, nil
}

// splitMRZ cleans the text, finds its format and restores lost fillers.
func splitMRZ(text string) ([]string, mrzLayout, error) {
	var lines []string
	for line := range strings.FieldsFuncSeq(text, func(r rune) bool { return strings.ContainsRune("\n\r\u0085\u2028", r) }) {
		line = strings.NewReplacer("«", "<<", "‹", "<").Replace(line)
		line = strings.Map(func(r rune) rune {
			switch {
			case unicode.IsSpace(r), unicode.Is(unicode.Cf, r):
				return -1
			case r >= 'a' && r <= 'z':
				return r - 'a' + 'A'
			}
			return r
		}, line)
		if strings.Trim(line, "<0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" {
			return nil, mrzLayout{}, &ParseError{Code: "mrz_character"}
		}
		if line != "" {
			lines = append(lines, line)
		}
	}
	layout, ok := findMRZLayout(lines)
	if !ok {
		return nil, layout, &ParseError{Code: "mrz_shape"}
	}
	if layout.format == "TD2" && strings.HasPrefix(lines[0], "IDFRA") {
		// The French card until 2021 has the size of a TD2 and other columns.
		return nil, layout, &ParseError{Code: "mrz_layout"}
	}
	if len(lines) == 1 {
		for i := range layout.lines {
			lines = append(lines, lines[0][i*layout.width:(i+1)*layout.width])
		}
		lines = lines[1:]
	}
	for i := range lines {
		lines[i] += strings.Repeat("<", layout.width-len(lines[i]))
	}
	return lines, layout, nil
}

// findMRZLayout goes by the number of lines and their length. The second line
// must be whole: it ends in a check digit. The others end in names or optional
// data and may have lost their fillers.
func findMRZLayout(lines []string) (mrzLayout, bool) {
	if len(lines) == 0 {
		return mrzLayout{}, false
	}
	formats := []string{"TD1", "TD2", "TD3"}
	if lines[0][0] == 'V' {
		formats = []string{"MRVB", "MRVA"}
	}
	for _, format := range formats {
		l := mrzLayouts[format]
		if len(lines) == 1 && len(lines[0]) == l.lines*l.width {
			return l, true
		}
		tooLong := func(line string) bool { return len(line) > l.width }
		if len(lines) == l.lines && len(lines[1]) == l.width && !slices.ContainsFunc(lines, tooLong) {
			return l, true
		}
	}
	return mrzLayout{}, false
}

type mrzReader struct {
	lines  []string
	layout mrzLayout
	out    MRZ
}

func (r *mrzReader) fail(field string) {
	if !slices.Contains(r.out.Failures, field) {
		r.out.Failures = append(r.out.Failures, field)
	}
}

func (r *mrzReader) at(f mrzField) string { return r.lines[f.line][f.from:f.to] }

// after is the character behind a field: its check digit.
func (r *mrzReader) after(f mrzField) byte { return r.lines[f.line][f.to] }

func (r *mrzReader) letters(name string, f mrzField) string {
	s := strings.TrimRight(r.at(f), "<")
	if s == "" || strings.ContainsAny(s, "<0123456789") {
		r.fail(name)
	}
	return s
}

func (r *mrzReader) readNames() {
	s := r.at(r.layout.names)
	r.out.Truncated = !strings.HasSuffix(s, "<")
	family, given, _ := strings.Cut(strings.TrimRight(s, "<"), "<<")
	r.out.FamilyName = strings.Join(strings.FieldsFunc(family, isFiller), " ")
	r.out.GivenNames = strings.Join(strings.FieldsFunc(given, isFiller), " ")
	if r.out.FamilyName == "" || strings.ContainsAny(s, "0123456789") {
		r.fail("names")
	}
}

// readNumber also reads the optional data, into which a long number overflows:
// its place for the check digit then holds a filler, and the rest of the
// number, its check digit and a filler begin the optional data.
func (r *mrzReader) readNumber() {
	number, digit, optional := r.at(r.layout.number), r.after(r.layout.number), r.at(r.layout.opt)
	if r.layout.longNumber && digit == '<' && optional[0] != '<' {
		var rest string
		rest, optional, _ = strings.Cut(optional, "<")
		number, digit = number+rest[:len(rest)-1], rest[len(rest)-1]
	}
	if !mrzDigitHolds(number, digit) {
		r.fail("number")
	}
	r.out.Number = strings.TrimRight(number, "<")
	if r.out.Number == "" {
		r.fail("number")
	}
	r.out.Optional = strings.Trim(optional, "<")
	r.out.Optional2 = strings.Trim(r.at(r.layout.opt2), "<")
}

// date reads YYMMDD with 20xx years. Fillers, or 00 as some States print, are
// unknown; of a birth date a known year alone or year and month alone remain.
func (r *mrzReader) date(name string, f mrzField) BirthDate {
	s := r.at(f)
	if !mrzDigitHolds(s, r.after(f)) {
		r.fail(name)
	}
	part := func(from int) int {
		if s[from:from+2] == "<<" {
			return 0
		}
		n, ok := digits(s[from:from+2], 2)
		if !ok {
			r.fail(name)
		}
		return n
	}
	d := BirthDate{Year: 2000 + part(0), Month: part(2), Day: part(4)}
	partial := d.Day == 0 && name != "birth"
	switch {
	case s == "<<<<<<":
		return BirthDate{}
	case strings.HasPrefix(s, "<<"), partial, d.check() != nil:
		r.fail(name)
		return BirthDate{}
	}
	return d
}

func (r *mrzReader) readSex() {
	switch r.at(r.layout.sex) {
	case "F":
		r.out.Sex = "f"
	case "M":
		r.out.Sex = "m"
	case "<", "X":
		r.out.Sex = "x"
	default:
		r.fail("sex")
	}
}

func (r *mrzReader) checkWhole() {
	if r.layout.optChecked && !mrzDigitHolds(r.at(r.layout.opt), r.after(r.layout.opt)) {
		r.fail("optional")
	}
	var all strings.Builder
	for _, f := range r.layout.composed {
		all.WriteString(r.at(f))
	}
	if all.Len() > 0 && !mrzDigitHolds(all.String(), r.lines[1][r.layout.width-1]) {
		r.fail("composite")
	}
}

func isFiller(c rune) bool { return c == '<' }

// mrzDigitHolds verifies a check digit: characters valued 0 to 35, fillers 0,
// weighted 7, 3, 1 in turn, modulo 10. A field of fillers may have a filler
// for its digit.
func mrzDigitHolds(field string, digit byte) bool {
	if digit == '<' {
		return strings.Trim(field, "<") == ""
	}
	sum := 0
	for i := range len(field) {
		value := 0
		switch c := field[i]; {
		case c >= '0' && c <= '9':
			value = int(c - '0')
		case c >= 'A':
			value = int(c-'A') + 10
		}
		sum += value * [3]int{7, 3, 1}[i%3]
	}
	return int(digit) == '0'+sum%10
}

// ICAOKind says what an ICAO issuer or nationality code stands for. It is a
// stored code.
type ICAOKind string

// The kinds of ICAO Doc 9303 part 3, section 5.
const (
	ICAOState        ICAOKind = "state"
	ICAOStateless    ICAOKind = "stateless"     // XXA: 1954 Convention
	ICAORefugee      ICAOKind = "refugee"       // XXB: 1951 Convention and 1967 Protocol
	ICAORefugeeOther ICAOKind = "refugee_other" // XXC: refugee not under XXB
	ICAOUnspecified  ICAOKind = "unspecified"   // XXX: nationality not specified
	ICAOOrganisation ICAOKind = "organisation"  // laissez-passer: EUE, UNO …
	ICAOUnknown      ICAOKind = "unknown"       // not a code this program knows
)

// icaoCodes are the codes that are not ISO 3166-1 alpha-3. XKX is the
// user-assigned code for Kosovo.
var icaoCodes = map[string]struct {
	iso  string
	kind ICAOKind
}{
	"D":   {"DEU", ICAOState},
	"RKS": {"XKX", ICAOState}, "UNK": {"XKX", ICAOState}, "XKX": {"XKX", ICAOState},
	"GBD": {"GBR", ICAOState}, "GBN": {"GBR", ICAOState}, "GBO": {"GBR", ICAOState},
	"GBP": {"GBR", ICAOState}, "GBS": {"GBR", ICAOState},
	"XXA": {"", ICAOStateless}, "XXB": {"", ICAORefugee},
	"XXC": {"", ICAORefugeeOther}, "XXX": {"", ICAOUnspecified},
	"EUE": {"", ICAOOrganisation}, "UNO": {"", ICAOOrganisation}, "UNA": {"", ICAOOrganisation},
	"XBA": {"", ICAOOrganisation}, "XCC": {"", ICAOOrganisation}, "XCE": {"", ICAOOrganisation},
	"XCO": {"", ICAOOrganisation}, "XDC": {"", ICAOOrganisation}, "XEC": {"", ICAOOrganisation},
	"XES": {"", ICAOOrganisation}, "XIM": {"", ICAOOrganisation}, "XMP": {"", ICAOOrganisation},
	"XOM": {"", ICAOOrganisation}, "XPO": {"", ICAOOrganisation},
}

// LookupICAO returns the ISO 3166-1 alpha-3 code behind an issuer or
// nationality code of a machine readable zone, "" where there is none, and
// what the code stands for. British nationals of every kind are GBR, the codes
// for Kosovo (RKS, and UNK of the former UN administration) are XKX.
func LookupICAO(code string) (iso3 string, kind ICAOKind) {
	if c, ok := icaoCodes[code]; ok {
		return c.iso, c.kind
	}
	region, err := language.ParseRegion(code)
	if err != nil || len(code) != 3 || !region.IsCountry() || region.ISO3() != code {
		return "", ICAOUnknown
	}
	return code, ICAOState
}
