package people

import (
	"slices"
	"strings"

	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/i18n"
)

// Names are what somebody is called. All parts are optional: a mononym has one,
// many have no family name. Nothing here is translated or reordered.
type Names struct {
	Given       string   `json:"given,omitempty"`
	Family      string   `json:"family,omitempty"`
	Father      string   `json:"father,omitempty"`      // given name of the father
	Grandfather string   `json:"grandfather,omitempty"` // given name of the father's father
	Mother      string   `json:"mother,omitempty"`      // the mother's full name
	Original    string   `json:"original,omitempty"`    // full name in the original script
	OnDocument  string   `json:"on_document,omitempty"` // full name in the Latin spelling of the document
	Aliases     []string `json:"aliases,omitempty"`     // other full names in use
}

// WrittenDate is a birth date as a document or the person said it, in another
// calendar than the civil one. Month and Day are 0 when unknown.
type WrittenDate struct {
	Calendar Calendar `json:"calendar"`
	Year     int      `json:"year"`
	Month    int      `json:"month,omitempty"`
	Day      int      `json:"day,omitempty"`
}

// Identity is who somebody is, as far as it is known. Names, exact birth date,
// places and note are sealed in the database; sex, birth year, nationalities
// and the day of arrival are not, since counts need them.
type Identity struct {
	Names
	NameUnknown    bool // nobody knows a name yet; only then may all names be empty
	Sex            Sex  // SexUnknown where it is not known; empty counts as that
	Birth          BirthDate
	BirthWritten   *WrittenDate // how the birth date was given, where in another calendar
	PlaceOfBirth   string
	CountryOfBirth string     // ISO 3166-1 alpha-3 or RKS; empty for unknown
	Nationalities  []string   // codes as above or i18n.SpecialNationalities: XXA is stateless
	ArrivedOn      clock.Date // in Luxembourg; empty counts as today
	Note           string     // free text that helps to recognise the person
}

// sealedIdentity is the part of an Identity that people_person.sealed holds.
type sealedIdentity struct {
	Names
	NameUnknown bool         `json:"name_unknown,omitempty"`
	Birth       string       `json:"birth,omitempty"` // BirthDate.String
	Written     *WrittenDate `json:"written,omitempty"`
	Place       string       `json:"place,omitempty"`
	Country     string       `json:"country,omitempty"`
	Note        string       `json:"note,omitempty"`
}

func (i *Identity) sealed() sealedIdentity {
	return sealedIdentity{i.Names, i.NameUnknown, i.Birth.String(), i.BirthWritten, i.PlaceOfBirth, i.CountryOfBirth, i.Note}
}

// unseal fills in what the clear columns do not say.
func (i *Identity) unseal(s sealedIdentity) error {
	i.Names, i.NameUnknown, i.BirthWritten = s.Names, s.NameUnknown, s.Written
	i.PlaceOfBirth, i.CountryOfBirth, i.Note = s.Place, s.Country, s.Note
	var err error
	i.Birth, err = ParseBirthDate(s.Birth)
	return err
}

// check cleans i and reports what is wrong with it. Birth dates given in another
// calendar are converted here, so that both are kept and agree.
func (i *Identity) check(f form) {
	i.checkNames(f)
	if i.Sex == "" {
		i.Sex = SexUnknown
	}
	oneOf(f, "sex", i.Sex, Sexes)
	i.checkBirth(f)
	f.line("place_of_birth", &i.PlaceOfBirth, maxName)
	f.country("country_of_birth", &i.CountryOfBirth)
	i.Nationalities = slices.Clone(i.Nationalities)
	if f.atMost("nationalities", len(i.Nationalities), maxEntries) {
		for n := range i.Nationalities {
			field := f.at("nationalities", n)
			if field.nationality("code", &i.Nationalities[n]); slices.Contains(i.Nationalities[:n], i.Nationalities[n]) {
				field.add("code", errTwice)
			}
		}
	}
	if i.ArrivedOn.IsZero() {
		i.ArrivedOn = f.today
	}
	f.day("arrived_on", i.ArrivedOn)
	f.paragraphs("note", &i.Note, maxNote)
}

func (i *Identity) checkNames(f form) {
	named := false
	for _, part := range []struct {
		field string
		text  *string
		names bool // enough to call somebody by
	}{
		{"given", &i.Given, true}, {"family", &i.Family, true}, {"original", &i.Original, true}, {"on_document", &i.OnDocument, true},
		{"father", &i.Father, false}, {"grandfather", &i.Grandfather, false}, {"mother", &i.Mother, false},
	} {
		f.line(part.field, part.text, maxName)
		named = named || part.names && *part.text != ""
	}
	i.Aliases = slices.Clone(i.Aliases)
	if f.atMost("aliases", len(i.Aliases), maxEntries) {
		for n := range i.Aliases {
			f.at("aliases", n).line("name", &i.Aliases[n], maxName)
		}
	}
	i.Aliases = slices.DeleteFunc(i.Aliases, func(s string) bool { return s == "" })
	if named {
		i.NameUnknown = false
	} else if !i.NameUnknown {
		f.add("family", errNameRequired)
	}
}

func (i *Identity) checkBirth(f form) {
	if w := i.BirthWritten; w != nil {
		b, err := w.Calendar.BirthDate(CalendarDate{w.Year, w.Month, w.Day})
		if err != nil {
			f.birth(err)
			return
		}
		b.Estimated = b.Estimated || i.Birth.Estimated
		i.Birth = b
	}
	if err := i.Birth.Validate(f.today.Time(clock.Luxembourg)); err != nil {
		f.birth(err)
	}
}

// birth adds the fault that a birth date has, at its part.
func (f form) birth(err error) {
	field, code := "birth", err.Error()
	if p, ok := err.(*ParseError); ok {
		code = p.Code
		if p.Field != "" {
			field += "." + p.Field
		}
	}
	f.add(field, errorPrefix+code)
}

// ages returns the least and the greatest age that i may have on a day.
func (i *Identity) ages(on clock.Date) (least, greatest int, known bool) {
	return i.Birth.Age(on.Time(clock.Luxembourg))
}

// adultFrom is the age of majority (Code civil, Art. 388).
const adultFrom = 18

// minor reports whether i is under age whatever is not known of the birth date.
func (i *Identity) minor(on clock.Date) bool {
	_, greatest, known := i.ages(on)
	return known && greatest < adultFrom
}

// adult reports whether i is of age whatever is not known of the birth date.
func (i *Identity) adult(on clock.Date) bool {
	least, _, known := i.ages(on)
	return known && least >= adultFrom
}

// Name is what a list shows of somebody's name.
type Name struct {
	Reference  string // always there
	Given      string
	Family     string
	Original   string // in the original script
	Restricted bool   // the file is under restriction; the names are empty for who may not see it
}

// Full returns given and family name, whichever of them are known, and where
// neither is, the name in the original script; empty where there is no name to show.
func (n Name) Full() string {
	if full := strings.TrimSpace(n.Given + " " + n.Family); full != "" {
		return full
	}
	return n.Original
}

// name returns what a list shows of i.
func (i *Identity) name() Name {
	n := Name{Given: i.Given, Family: i.Family, Original: i.Original}
	if n.Full() == "" {
		n.Given = i.OnDocument
	}
	return n
}

// Stateless reports whether the register says that i has no nationality.
func (i *Identity) Stateless() bool { return slices.Contains(i.Nationalities, i18n.Stateless) }
