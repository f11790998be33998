package synthetic

import (
	"slices"
	"strings"
)

// person writes member i down as a desk would have.
func (b *builder) person(i int, history []step) Person {
	m := &b.members[i]
	p := Person{
		Script: b.culture.script, Language: baseLanguage(b.language), Sex: relOf(m.female, Female, Male),
		Nationality: b.country.code, CountryOfBirth: b.country.birth, PlaceOfBirth: b.home,
		Relationship: m.rel, ArrivedOn: b.arrival.time(),
	}
	if b.r.chance(20) {
		p.PlaceOfBirth = pick(&b.r, b.country.places)
	}
	bornHere := m.birth > b.arrival
	if bornHere {
		p.CountryOfBirth, p.PlaceOfBirth, p.ArrivedOn = "LUX", "Luxembourg", m.birth.time()
	}
	b.names(&p, m)
	p.Birth = b.birth(m, bornHere)
	age := completedYears(m.birth, b.ref)
	p.Statuses = statusesOf(history, m.birth)
	p.Languages = b.languages(age)
	p.Needs = b.needs(m, age)
	if age >= 15 && b.r.chance(86) {
		p.Phone = b.phone(i)
	}
	if !bornHere {
		p.Documents = b.documents(&p, i, age)
	}
	b.aliases(&p, m)
	return p
}

// names fills the parts of the name as the culture has them.
func (b *builder) names(p *Person, m *member) {
	c := b.culture
	p.Given = b.written(m.given, m.female)
	if b.r.chance(c.father) {
		p.Father = b.written(m.father, false)
		if b.r.chance(c.grandfather) {
			p.Grandfather = b.written(m.grandfather, false)
		}
	}
	switch {
	case c.tailIsFather:
		p.Family = p.Father
	case c.tailIsGrand:
		p.Family = p.Grandfather
	case b.r.chance(c.mononym):
	case c.double:
		first, second := b.written(m.family, m.female), b.written(m.mothers, m.female)
		p.Family = Name{first.Latin + " " + second.Latin, first.Native + " " + second.Native}
	default:
		p.Family = b.written(m.family, m.female)
	}
}

// written spells a name. A household mostly has one Latin spelling of a name; one
// registration in nine has another, as transcriptions differ from desk to desk.
func (b *builder) written(e *entry, female bool) Name {
	s := e.form(female)
	usual := stream(b.spelling, uint64(e.id))
	r := &usual
	if b.r.below(9) == 0 {
		r = &b.r
	}
	return Name{Latin: s.variant(r), Native: s.nativeIn(b.culture.script)}
}

// variant draws a Latin spelling: the most usual one in three cases of five.
func (s *spelling) variant(r *random) string {
	if len(s.latin) == 1 || r.chance(60) {
		return s.latin[0]
	}
	return s.latin[1+r.below(len(s.latin)-1)]
}

// nativeIn returns the native spelling for somebody who writes in that script.
func (s *spelling) nativeIn(script string) string {
	if script == "Latn" && !isLatin(s.native) {
		return s.latin[0]
	}
	return s.native
}

// birth says how much is known of a birth date. Registers write 1 January where
// only the year is known; so do documents, which is why a few exact dates are
// 1 January too.
func (b *builder) birth(m *member, bornHere bool) BirthDate {
	exact := BirthDate{m.birth.time(), PrecisionDay}
	if bornHere || b.ref-m.birth < years(2) {
		return exact
	}
	first := m.birth.firstOfYear()
	if m.mustBeMinor && completedYears(first, b.ref) >= 18 {
		return exact
	}
	switch n := b.r.below(100); {
	case n < b.country.yearOnly*6/10:
		return BirthDate{first.time(), PrecisionYear}
	case n < b.country.yearOnly*8/10 && !m.mustBeMinor:
		return BirthDate{first.time(), PrecisionEstimated}
	case n < b.country.yearOnly:
		return BirthDate{first.time(), PrecisionDay}
	case n < b.country.yearOnly+1:
		return BirthDate{(m.birth - day(m.birth.time().Day()-1)).time(), PrecisionMonth}
	}
	return exact
}

// statusesOf is the history of the household as it applies to somebody born later.
func statusesOf(history []step, birth day) []Status {
	out := make([]Status, 0, len(history))
	for i, s := range history {
		if i+1 < len(history) && history[i+1].from <= birth {
			continue
		}
		out = append(out, Status{s.code, max(s.from, birth).time()})
	}
	return out
}

var levels = []string{"A1", "A2", "B1", "B2", "C1"}

func (b *builder) languages(age int) []Language {
	own := baseLanguage(b.language)
	out := []Language{{Code: own, Level: "native"}}
	if age < 3 {
		return out
	}
	fluent := false // in a language in which the services can talk
	for _, l := range b.country.other {
		if l.code == own || age < 10 || !b.r.chance(l.share) {
			continue
		}
		level := b.r.weighted([]int{10, 22, 30, 26, 12})
		out = append(out, Language{Code: l.code, Level: levels[level]})
		fluent = fluent || level >= 3 && (l.code == "fr" || l.code == "en" || l.code == "de")
	}
	days := int(b.ref - b.arrival)
	if own != "fr" && age >= 6 && !slices.ContainsFunc(out, func(l Language) bool { return l.Code == "fr" }) &&
		b.r.below(900) < days {
		out = append(out, Language{Code: "fr", Level: levels[b.r.below(2)]})
	}
	out[0].Interpreter = age >= 12 && own != "fr" && !fluent
	return out
}

func (b *builder) needs(m *member, age int) []string {
	var needs []string
	add := func(perMille int, need string) {
		if b.r.chancePerMille(perMille) {
			needs = append(needs, need)
		}
	}
	older := age >= 63
	add(choose(older, 260, 11), NeedStepFree)
	add(choose(older, 110, 6), NeedGroundFloor)
	add(choose(older, 90, 14), NeedNearHospital)
	if m.female && (b.h.Kind == KindSingleWoman || b.h.Kind == KindMother && m.rel == RelHead) {
		add(choose(b.h.Kind == KindSingleWoman, 450, 160), NeedWomenOnly)
	}
	if age < 2 {
		needs = append(needs, NeedCot)
	}
	if age >= 4 && age <= 17 {
		add(550, NeedNearSchool)
	}
	add(9, NeedOwnBathroom)
	if age >= 16 {
		add(22, NeedQuiet)
	}
	add(3, NeedIsolation)
	return needs
}

func choose(condition bool, yes, no int) int {
	if condition {
		return yes
	}
	return no
}

// phone returns a number of the country code 999, which ITU has not assigned. Each
// person has another one: the serial is spread by a factor prime to ten.
func (b *builder) phone(i int) string {
	return "+999" + digits(b.number(i), 9)
}

// number is different for each member of each household below 50 million.
func (b *builder) number(i int) uint64 {
	return ((b.h.Serial*10+uint64(i%10))*387_420_489 + 271_828_182) % 1_000_000_000
}

func digits(n uint64, width int) string {
	buf := make([]byte, width)
	for i := width - 1; i >= 0; i-- {
		buf[i] = byte('0' + n%10)
		n /= 10
	}
	return string(buf)
}

// aliases adds the name under which somebody is known elsewhere: another spelling,
// now and then another name.
func (b *builder) aliases(p *Person, m *member) {
	if !b.r.chance(7) {
		return
	}
	given, family := m.given.form(m.female).variant(&b.r), p.Family.Latin
	if b.r.chance(25) {
		given = b.givenName(m.female, m.lineage).form(m.female).latin[0]
	}
	if alias := strings.TrimSpace(given + " " + family); alias != strings.TrimSpace(p.Given.Latin+" "+family) {
		p.Aliases = append(p.Aliases, alias)
	}
}
