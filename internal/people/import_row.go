package people

import (
	"slices"
	"strings"
	"time"

	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/i18n"
)

// What may be wrong with the values of a row, beside what a form may have.
const (
	errDateText       = "people.import.error.date"
	errYearDigits     = "people.import.error.year_two_digits"
	errYesNo          = "people.import.error.yes_no"
	errInterpreter    = "people.import.error.interpreter_language" // whoever needs an interpreter speaks a language
	errStatusFrom     = "people.import.error.status_from"          // a status without the day it holds from
	errMRZ            = "people.import.error.mrz"                  // nothing can be read from it
	errMRZFields      = "people.import.error.mrz_fields"           // check digits do not hold
	errHeadMissing    = "people.import.error.head_missing"
	noteSerial        = "people.import.error.serial"         // a number was taken for a day
	noteStatusArrival = "people.import.error.status_arrival" // the status is taken to hold from the arrival on
	noteDiffers       = "people.import.error.mrz_differs"    // the column says something else than the document: it counts
)

// importedRow is what a row says, before the register judges it.
type importedRow struct {
	number    int
	household string // folded; empty for a household of its own
	person    PersonInput
	problems  []ImportProblem
}

// importFormat is how the rows of a file are read.
type importFormat struct {
	columns  []ImportTarget
	headings []string
	today    clock.Date
}

// rowReader reads one row.
type rowReader struct {
	importFormat
	cells    []string
	problems []ImportProblem
	person   PersonInput
}

// read makes an input of a row and collects what cannot be read.
func (f importFormat) read(line importLine) importedRow {
	r := rowReader{importFormat: f, cells: line.cells}
	for _, p := range line.problems {
		if p.Column == 0 || p.Column <= len(f.columns) && f.columns[p.Column-1] != TargetNone {
			r.problems = append(r.problems, p)
		}
	}
	r.names()
	r.birth()
	r.origin()
	r.languages()
	r.contacts()
	r.document()
	r.zone()
	r.status()
	for _, need := range r.list(TargetNeed, needWords.code, needWords.knows) {
		r.person.Needs = append(r.person.Needs, NeedInput{Code: NeedCode(need)})
	}
	if ref := r.text(TargetSourceRef); ref != "" {
		r.person.Note = strings.TrimPrefix(r.headings[r.column(TargetSourceRef)-1]+": "+ref, ": ")
	}
	return importedRow{number: line.number, household: fold(r.text(TargetHousehold)), person: r.person, problems: r.problems}
}

// column is the first column of a target, from 1; 0 for none.
func (r *rowReader) column(t ImportTarget) int { return slices.Index(r.columns, t) + 1 }

// text is the value of the first column of a target; a lone dash or question
// mark is none.
func (r *rowReader) text(t ImportTarget) string { return r.at(r.column(t)) }

func (r *rowReader) at(column int) string {
	if column == 0 || column > len(r.cells) || fold(r.cells[column-1]) == "" {
		return ""
	}
	return r.cells[column-1]
}

// known is text where the words for unknown are none.
func (r *rowReader) known(t ImportTarget) string {
	if s := r.text(t); !blanks[fold(s)] {
		return s
	}
	return ""
}

func (r *rowReader) problem(t ImportTarget, key string, note bool) {
	r.problems = append(r.problems, ImportProblem{Column: r.column(t), Key: key, Note: note})
}

// each calls f with every value of the columns of a target.
func (r *rowReader) each(t ImportTarget, f func(string)) {
	for n, c := range r.columns {
		if c != t {
			continue
		}
		if s := r.at(n + 1); !blanks[fold(s)] {
			f(s)
		}
	}
}

// list returns the codes of all that the columns of a target list, each once.
func (r *rowReader) list(t ImportTarget, code func(string) string, whole func(string) bool) []string {
	var out []string
	r.each(t, func(s string) {
		for _, part := range splitList(s, whole) {
			if c := code(part); !slices.Contains(out, c) {
				out = append(out, c)
			}
		}
	})
	return out
}

// knows reports whether a word is in the table.
func (t wordTable) knows(word string) bool { return t[fold(word)] != "" }

func (r *rowReader) names() {
	p := &r.person
	for target, into := range map[ImportTarget]*string{
		TargetGiven: &p.Given, TargetFamily: &p.Family, TargetFather: &p.Father, TargetGrandfather: &p.Grandfather,
		TargetMother: &p.Mother, TargetOriginal: &p.Original, TargetOnDocument: &p.OnDocument,
	} {
		*into = r.text(target)
	}
	for n, c := range r.columns {
		if alias := r.at(n + 1); c == TargetAlias && alias != "" {
			for _, name := range strings.FieldsFunc(alias, func(r rune) bool { return r == ';' || r == '\n' || r == '|' }) {
				p.Aliases = append(p.Aliases, strings.TrimSpace(name))
			}
		}
	}
	p.Sex = Sex(sexWords.code(r.known(TargetSex)))
	p.Relationship = Relationship(relationshipWords.code(r.text(TargetRelationship)))
	if man, woman, paired := strings.Cut(string(p.Relationship), "/"); paired && relationshipWords.knows(r.text(TargetRelationship)) {
		switch p.Relationship = RelationshipUnknown; p.Sex {
		case SexMale:
			p.Relationship = Relationship(man)
		case SexFemale:
			p.Relationship = Relationship(woman)
		}
	}
}

func (r *rowReader) birth() {
	target := TargetBirth
	var err error
	if text := r.text(TargetBirth); text != "" {
		var serial bool
		if r.person.Birth, serial, err = parseWrittenDate(text); serial {
			r.problem(target, noteSerial, true)
		}
	} else {
		for _, part := range []ImportTarget{TargetBirthYear, TargetBirthMonth, TargetBirthDay} {
			if target == TargetBirth && r.column(part) != 0 {
				target = part
			}
		}
		r.person.Birth, err = birthOfParts(r.text(TargetBirthDay), r.text(TargetBirthMonth), r.text(TargetBirthYear))
	}
	r.dateProblem(target, err)
}

// dateProblem says what is wrong with a date.
func (r *rowReader) dateProblem(t ImportTarget, err error) {
	if err == nil {
		return
	}
	key := errDateText
	if p, ok := err.(*ParseError); ok && p.Code == codeDateShort {
		key = errYearDigits
	} else if ok && p.Code != codeDate {
		key = errorPrefix + p.Code
	}
	r.problem(t, key, false)
}

// date reads a date that must be known to the day.
func (r *rowReader) date(t ImportTarget) clock.Date {
	d, serial, err := wholeDate(r.text(t))
	if serial {
		r.problem(t, noteSerial, true)
	}
	r.dateProblem(t, err)
	return d
}

func (r *rowReader) origin() {
	p, names := &r.person, knownNames()
	p.PlaceOfBirth = r.known(TargetPlaceOfBirth)
	if country := r.known(TargetCountryOfBirth); country != "" {
		p.CountryOfBirth = names.country(country)
	}
	p.Nationalities = r.list(TargetNationality, names.country, names.countries.knows)
	p.ArrivedOn = r.date(TargetArrivedOn)
}

func (r *rowReader) languages() {
	names := knownNames()
	for _, code := range r.list(TargetLanguage, names.language, names.languages.knows) {
		r.person.Languages = append(r.person.Languages, Language{Code: code})
	}
	answer := r.known(TargetInterpreter)
	switch yes := yesWords.code(answer); {
	case answer == "" || yes == "no":
	case yes != "yes":
		r.problem(TargetInterpreter, errYesNo, false)
	case len(r.person.Languages) == 0:
		r.problem(TargetInterpreter, errInterpreter, false)
	default:
		r.person.Languages[0].Interpreter = true
	}
}

func (r *rowReader) contacts() {
	for kind, t := range map[ContactKind]ImportTarget{ContactPhone: TargetPhone, ContactEmail: TargetEmail} {
		for _, value := range r.list(t, strings.TrimSpace, func(s string) bool { return kind == ContactPhone && normalPhone(s) != "" }) {
			r.person.Contacts = append(r.person.Contacts, ContactInput{Kind: kind, Value: value})
		}
	}
	slices.SortStableFunc(r.person.Contacts, func(a, b ContactInput) int { return -strings.Compare(string(a.Kind), string(b.Kind)) })
}

func (r *rowReader) document() {
	d := DocumentInput{
		Type: DocumentType(documentWords.code(r.known(TargetDocumentType))), Number: r.known(TargetDocumentNumber),
		IssuedOn: r.date(TargetDocumentIssued), ValidUntil: r.date(TargetDocumentUntil),
	}
	if issuer := r.known(TargetDocumentIssuer); issuer != "" {
		d.Issuer = knownNames().country(issuer)
	}
	if d == (DocumentInput{}) {
		return
	}
	if d.Type == "" {
		d.Type = "other"
	}
	r.person.Documents = append(r.person.Documents, d)
}

func (r *rowReader) status() {
	code := r.known(TargetStatus)
	if code == "" {
		return
	}
	st := StatusInput{Code: StatusCode(statusWords.code(code)), From: r.date(TargetStatusFrom)}
	if st.From.IsZero() && !r.person.ArrivedOn.IsZero() {
		st.From = r.person.ArrivedOn
		r.problem(TargetStatus, noteStatusArrival, true)
	}
	if st.From.IsZero() {
		r.problem(TargetStatus, errStatusFrom, false)
		return
	}
	r.person.Statuses = append(r.person.Statuses, st)
}

// zone reads a machine readable zone; what a column says counts.
func (r *rowReader) zone() {
	text := r.text(TargetMRZ)
	if text == "" {
		return
	}
	zone, err := ParseMRZ(text, r.today.Time(clock.Luxembourg))
	if err != nil {
		r.problem(TargetMRZ, errMRZ, false)
		return
	}
	if len(zone.Failures) > 0 {
		r.problem(TargetMRZ, errMRZFields, false)
	}
	p := &r.person
	differs := false
	fill := func(into *string, value string) {
		switch {
		case *into == "":
			*into = value
		case value != "" && fold(*into) != fold(value):
			differs = true
		}
	}
	fill(&p.Family, titled(zone.FamilyName))
	fill(&p.Given, titled(zone.GivenNames))
	fill(&p.OnDocument, strings.TrimSpace(zone.FamilyName+" "+zone.GivenNames))
	fill((*string)(&p.Sex), zone.Sex)
	if p.Birth.IsZero() {
		p.Birth = zone.Birth
	} else if !zone.Birth.IsZero() && p.Birth != zone.Birth {
		differs = true
	}
	if nationality := countryCode(zone.Nationality); len(p.Nationalities) == 0 && (i18n.IsCountry(nationality) || slices.Contains(i18n.SpecialNationalities, nationality)) {
		p.Nationalities = []string{nationality}
	}
	r.zoneDocument(zone)
	if differs {
		r.problem(TargetMRZ, noteDiffers, true)
	}
}

func (r *rowReader) zoneDocument(zone MRZ) {
	if zone.Number == "" || slices.ContainsFunc(r.person.Documents, func(d DocumentInput) bool { return normalNumber(d.Number) == zone.Number }) {
		return
	}
	d := DocumentInput{Type: "identity_card", Number: zone.Number, Issuer: countryCode(zone.Issuer)}
	if strings.HasPrefix(zone.DocumentType, "P") {
		d.Type = "passport"
	}
	if e := zone.Expiry; e.Year != 0 {
		d.ValidUntil = clock.Date{Year: e.Year, Month: time.Month(e.Month), Day: e.Day}
	}
	r.person.Documents = append(r.person.Documents, d)
}

// titled writes the capitals of a document as a name is usually written.
func titled(capitals string) string {
	words := strings.Fields(strings.ToLower(capitals))
	for n, w := range words {
		words[n] = strings.ToUpper(w[:1]) + w[1:] // zones have A to Z only
	}
	return strings.Join(words, " ")
}
