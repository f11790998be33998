package peopleweb

import (
	"slices"
	"strings"

	"passerelle/internal/people"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/i18n"
)

// The lists of a person's form, and the fields of each of which one must be
// filled in for the entry to count.
var personLists = map[string][]string{
	"nationalities":   {"code"},
	"aliases":         {"name"},
	"languages":       {"code"},
	"contacts":        {"value", "note"},
	"documents":       append([]string{"number", "issuer", "note"}, append(dateFields("issued_on"), dateFields("valid_until")...)...),
	"statuses":        {"code"},
	"representatives": {"kind", "member", "name", "contact"},
}

// widen gives each list of a person's form an entry to fill in.
func widen(r *row) *row {
	for list := range personLists {
		if len(r.lists[list]) == 0 {
			r.lists[list] = []*row{newRow()}
		}
	}
	r.tidy()
	return r
}

// narrow drops the entries of a person's form that were left empty, so that
// the places of the others are those in the input.
func narrow(r *row) {
	for list, fields := range personLists {
		r.drop(list, fields...)
	}
}

// inherit fills the form of the next person of a household with what mostly is
// the same for all: it need not be written twice.
func inherit(next, first *row) {
	for _, list := range []string{"nationalities", "languages", "statuses"} {
		next.lists[list] = nil
		for _, entry := range first.lists[list] {
			next.lists[list] = append(next.lists[list], entry.clone())
		}
	}
	for _, language := range next.lists["languages"] {
		language.set("level")
		language.set("interpreter")
	}
	next.set("country_of_birth", first.get("country_of_birth"))
	next.tidy()
}

// personInput reads the form of one person. What cannot be read becomes a value
// that package people refuses at its field.
func personInput(r *row, today clock.Date) people.PersonInput {
	p := people.PersonInput{
		Identity:      identityInput(r, today),
		Relationship:  people.Relationship(r.get("relationship")),
		Unaccompanied: r.checked("unaccompanied"),
		Restricted:    r.checked("restricted"),
		Languages:     languagesInput(r),
		Consents:      consentsInput(r),
	}
	for _, c := range r.lists["contacts"] {
		p.Contacts = append(p.Contacts, contactInput(c))
	}
	for _, d := range r.lists["documents"] {
		p.Documents = append(p.Documents, documentInput(d))
	}
	for _, s := range r.lists["statuses"] {
		p.Statuses = append(p.Statuses, statusInput(s))
	}
	for _, code := range r.fields["needs"] {
		p.Needs = append(p.Needs, people.NeedInput{Code: people.NeedCode(code)})
	}
	for _, rep := range r.lists["representatives"] {
		p.Representatives = append(p.Representatives, representativeInput(rep))
	}
	return p
}

func identityInput(r *row, today clock.Date) people.Identity {
	i := people.Identity{
		Names: people.Names{
			Given: r.get("given"), Family: r.get("family"), Father: r.get("father"), Grandfather: r.get("grandfather"),
			Mother: r.get("mother"), Original: r.get("original"), OnDocument: r.get("on_document"),
		},
		NameUnknown:    r.checked("name_unknown"),
		Sex:            sexInput(r.get("sex")),
		PlaceOfBirth:   r.get("place_of_birth"),
		CountryOfBirth: r.get("country_of_birth"),
		ArrivedOn:      civil(r.date("arrived_on")),
		Note:           r.get("note"),
	}
	i.Birth, i.BirthWritten = birthInput(r, today)
	for _, n := range r.lists["nationalities"] {
		i.Nationalities = append(i.Nationalities, n.get("code"))
	}
	for _, a := range r.lists["aliases"] {
		i.Aliases = append(i.Aliases, a.get("name"))
	}
	return i
}

// noSex stands for a question that was not answered: package people takes an
// empty one as "unknown", which is an answer of its own here.
const noSex people.Sex = "-"

func sexInput(code string) people.Sex {
	if code == "" {
		return noSex
	}
	return people.Sex(code)
}

// precisionAge says that the field of the year holds an age.
const precisionAge = "age_today"

// birthInput reads a birth date, or an age today. One in another calendar is returned as it was
// written; package people converts it.
func birthInput(r *row, today clock.Date) (people.BirthDate, *people.WrittenDate) {
	v := r.date("birth")
	b := people.BirthDate{Year: whole(v.Year), Month: whole(v.Month), Day: whole(v.Day), Estimated: v.Precision == string(people.PrecisionEstimated)}
	calendar := people.Calendar(r.get("birth_calendar"))
	switch {
	case v.Empty():
		return people.BirthDate{}, nil
	case v.Precision == precisionAge:
		return people.BornAtAge(b.Year, today), nil
	case calendar == "" || calendar == people.Gregorian:
		return b, nil
	}
	return people.BirthDate{Estimated: b.Estimated}, &people.WrittenDate{Calendar: calendar, Year: b.Year, Month: b.Month, Day: b.Day}
}

func languagesInput(r *row) []people.Language {
	var out []people.Language
	for _, l := range r.lists["languages"] {
		out = append(out, people.Language{Code: l.get("code"), Level: people.LanguageLevel(l.get("level")), Interpreter: l.checked("interpreter")})
	}
	return out
}

// phonesInput are the telephones in the form, as they are written.
func phonesInput(r *row) (phones []string) {
	for _, c := range r.lists["contacts"] {
		if in := contactInput(c); in.Kind == people.ContactPhone {
			phones = append(phones, in.Value)
		}
	}
	return phones
}

func contactInput(r *row) people.ContactInput {
	return people.ContactInput{Kind: people.ContactKind(r.get("kind")), Value: r.get("value"), Safe: r.checked("safe"), Note: r.get("note")}
}

func documentInput(r *row) people.DocumentInput {
	return people.DocumentInput{
		Type: people.DocumentType(r.get("type")), Number: r.get("number"), Issuer: r.get("issuer"),
		IssuedOn: civil(r.date("issued_on")), ValidUntil: civil(r.date("valid_until")),
		Copy: r.checked("copy"), Note: r.get("note"),
	}
}

func statusInput(r *row) people.StatusInput {
	return people.StatusInput{Code: people.StatusCode(r.get("code")), From: civil(r.date("from")), Until: civil(r.date("until"))}
}

// Answers to a question for consent. No answer: it was not asked.
const (
	consentGiven   = "given"
	consentRefused = "refused"
)

// consentsInput reads what was explained and agreed to in one conversation, in
// one language. Where none is chosen it is the person's first.
func consentsInput(r *row) []people.ConsentInput {
	said := people.ConsentInput{Language: r.get("consent_language"), Interpreter: r.checked("consent_interpreter")}
	if said.Language == "" && len(r.lists["languages"]) > 0 {
		said.Language = r.lists["languages"][0].get("code")
	}
	var out []people.ConsentInput
	add := func(purpose people.ConsentPurpose, given bool) {
		c := said
		c.Purpose, c.Given = purpose, given
		out = append(out, c)
	}
	for _, code := range r.fields["informed"] {
		add(people.ConsentPurpose(code), true)
	}
	for _, purpose := range people.Consents {
		if answer := r.get("consent_" + string(purpose)); answer != "" {
			add(purpose, answer == consentGiven)
		}
	}
	return out
}

func representativeInput(r *row) people.RepresentativeInput {
	in := people.RepresentativeInput{
		Kind: people.RepresentativeKind(r.get("kind")), Name: r.get("name"), Contact: r.get("contact"), From: civil(r.date("from")),
	}
	if m := r.get("member"); m != "" {
		n := whole(m)
		in.Member = &n
	}
	return in
}

// fillIdentity writes what is known of somebody into a form.
func fillIdentity(r *row, i *people.Identity) {
	for field, text := range map[string]string{
		"given": i.Given, "family": i.Family, "father": i.Father, "grandfather": i.Grandfather, "mother": i.Mother,
		"original": i.Original, "on_document": i.OnDocument, "sex": string(i.Sex), "place_of_birth": i.PlaceOfBirth,
		"country_of_birth": i.CountryOfBirth, "note": i.Note,
	} {
		r.set(field, text)
	}
	if i.NameUnknown {
		r.set("name_unknown", "1")
	}
	r.lists["nationalities"], r.lists["aliases"] = nil, nil
	for _, code := range i.Nationalities {
		r.add("nationalities", "code", code)
	}
	for _, name := range i.Aliases {
		r.add("aliases", "name", name)
	}
	r.setDate("arrived_on", i.ArrivedOn)
	fillBirth(r, i)
}

func fillBirth(r *row, i *people.Identity) {
	year, month, day := i.Birth.Year, i.Birth.Month, i.Birth.Day
	if w := i.BirthWritten; w != nil {
		year, month, day = w.Year, w.Month, w.Day
		r.set("birth_calendar", string(w.Calendar))
	}
	for part, n := range map[string]int{"year": year, "month": month, "day": day} {
		if n != 0 {
			r.set("birth_"+part, number(n))
		}
	}
	if i.Birth.Estimated {
		r.set("birth_precision", string(people.PrecisionEstimated))
	}
}

// typedName is the name in a form, for headings; empty where there is none yet.
func typedName(r *row) string {
	n := people.Name{Given: r.get("given"), Family: r.get("family"), Original: r.get("original")}
	if full := n.Full(); full != "" {
		return full
	}
	return r.get("on_document")
}

// typedBirth is what the birth date of a form says in the civil calendar; zero
// where it says nothing or nothing possible.
func typedBirth(r *row, today clock.Date) people.BirthDate {
	b, written := birthInput(r, today)
	if written != nil {
		converted, err := written.Calendar.BirthDate(people.CalendarDate{Year: written.Year, Month: written.Month, Day: written.Day})
		if err != nil {
			return people.BirthDate{}
		}
		converted.Estimated = converted.Estimated || b.Estimated
		b = converted
	}
	if b.Validate(today.Time(clock.Luxembourg)) != nil {
		return people.BirthDate{}
	}
	return b
}

// knownCountry reports whether a code names a country or stands for none.
func knownCountry(code string) bool {
	return i18n.IsCountry(code) || slices.Contains(i18n.SpecialNationalities, code)
}

// headOf is the place of the person whom the form calls the head: the first who
// is said to be, otherwise the first of all who is said to be nothing else.
func headOf(persons []*row) int {
	head := func(r *row) bool { return r.get("relationship") == string(people.RelationshipHead) }
	silent := func(r *row) bool { return r.get("relationship") == "" }
	if n := slices.IndexFunc(persons, head); n >= 0 {
		return n
	}
	return slices.IndexFunc(persons, silent)
}

// titleCase writes the capitals of a document as a name is usually written.
func titleCase(capitals string) string {
	var b strings.Builder
	start := true
	for _, r := range strings.ToLower(capitals) {
		if start {
			b.WriteString(strings.ToUpper(string(r)))
		} else {
			b.WriteRune(r)
		}
		start = strings.ContainsRune(" -'’", r)
	}
	return b.String()
}
