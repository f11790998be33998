package synthetic

import (
	"iter"
	"time"
)

// Generator makes households. It holds no state besides its arguments and is safe
// for concurrent use.
type Generator struct {
	seed  uint64
	asOf  day
	world *world
	reg   *register
}

// New returns the generator of a seed, for the civil date of asOf: households
// that are still here are as they stand on that day.
func New(seed uint64, asOf time.Time) *Generator {
	return &Generator{seed: seed, asOf: dayOf(asOf), world: loadWorld(), reg: loadNames()}
}

// Household returns resident household i (i ≥ 0): it arrived on or before the date
// of the generator and is still here.
func (g *Generator) Household(i int) Household {
	b := g.begin(uint64(i) * 2)
	b.ref = g.asOf
	// The most recent arrivals are the most numerous: about one person in ten has
	// been here for less than five weeks, half for about a year or less.
	b.arrival = b.ref - day(b.r.skewed(2000))
	return b.build(false)
}

// historyDays is how far back former residents reach.
const historyDays = 3650

// Former returns household i (i ≥ 0) of those who lived in the network and left
// within the ten years before the date of the generator. Members are as they were
// on the day they left.
func (g *Generator) Former(i int) Household {
	b := g.begin(uint64(i)*2 + 1)
	b.ref = g.asOf - 1 - day(b.r.below(historyDays))
	b.arrival = b.ref - 2 - day(b.r.skewed(1900))
	return b.build(true)
}

// fullAt is the share of gross beds, per mille, that can be slept in: the others
// are out of service or empty because a household has the room to itself.
const fullAt = 840

// Population yields households with exactly persons members in all: residents
// until places gross beds are as full as they get, former residents for the rest.
func (g *Generator) Population(persons, places int) iter.Seq[Household] {
	return func(yield func(Household) bool) {
		residents := min(persons, places*fullAt/1000)
		if g.fill(residents, g.Household, yield) {
			g.fill(persons-residents, g.Former, yield)
		}
	}
}

// fill yields the households of a stream that still fit; it reports whether the
// consumer wants more.
func (g *Generator) fill(left int, from func(int) Household, yield func(Household) bool) bool {
	for i := 0; left > 0; i++ {
		h := from(i)
		if len(h.Members) > left {
			continue
		}
		left -= len(h.Members)
		if !yield(h) {
			return false
		}
	}
	return true
}

// day counts civil days since 1970-01-01: whole numbers are quicker than times
// and know no time zone.
type day int

func dayOf(t time.Time) day {
	y, m, d := t.Date()
	return day(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix() / 86400)
}

func (d day) time() time.Time { return time.Unix(int64(d)*86400, 0).UTC() }

// years returns n years in days, a leap day every fourth.
func years(n int) day { return day(n*365 + n/4) }

// firstOfYear returns 1 January of the year of d.
func (d day) firstOfYear() day { return d - day(d.time().YearDay()-1) }

// completedYears returns the age on d of somebody born on birth.
func completedYears(birth, d day) int {
	p := Person{Birth: BirthDate{Date: birth.time()}}
	return p.Age(d.time())
}

// builder makes one household.
type builder struct {
	g            *Generator
	r            random
	country      *country
	culture      *culture
	language     string
	home         string // town most of the household is from
	arrival, ref day    // ref: the day on which the household is described
	spelling     uint64
	members      []member
	h            Household
}

// lineage is what names are made of, down the male line.
type lineage struct {
	given, father, grandfather *entry
	family, mothers            *entry // mothers: the second family name where two are used
}

// member is a person before the paperwork.
type member struct {
	lineage
	female      bool
	birth       day
	rel         string
	mustBeMinor bool
}

func (g *Generator) begin(serial uint64) *builder {
	b := &builder{g: g, r: stream(g.seed, serial)}
	b.h.Serial = serial
	b.spelling = b.r.next()
	b.country = &g.world.countries[b.r.weighted(g.world.weights)]
	b.language = b.country.first[b.r.weighted(b.country.firstWeight)].code
	b.culture = g.world.cultures[b.language]
	b.home = pick(&b.r, b.country.places)
	b.h.Kind = kinds[b.r.weighted(b.country.kinds)]
	return b
}

// protectionStart is 4 March 2022, when the Council activated temporary
// protection: nobody had it before (Implementing Decision (EU) 2022/382).
var protectionStart = dayOf(time.Date(2022, 3, 4, 0, 0, 0, 0, time.UTC))

func (b *builder) build(former bool) Household {
	if b.country.code == "UKR" && b.arrival < protectionStart && b.ref > protectionStart+30 {
		b.arrival = protectionStart + day(b.r.below(int(min(b.ref-protectionStart, 400))))
	}
	b.compose()
	statuses := b.statuses(former)
	if former {
		b.h.Departure = b.departure(statuses)
	}
	b.phase(statuses)
	b.h.ArrivedOn = b.arrival.time()
	b.h.Members = make([]Person, len(b.members))
	for i := range b.members {
		b.h.Members[i] = b.person(i, statuses)
	}
	if b.h.Kind == KindMinor {
		b.h.Guardian = b.guardian()
	}
	return b.h
}

// Stays in the first two phases, in days.
const (
	firstPhaseDays  = 35
	secondPhaseDays = 100
)

// phase puts the household where its length of stay says. Single men without
// special needs wait for a bed first when there is none: about one person in a
// hundred, as in the Luxembourg network since autumn 2023.
func (b *builder) phase(statuses []step) {
	here := b.ref - b.arrival
	switch {
	case here < firstPhaseDays:
		b.h.Phase = PhaseFirst
	case here < secondPhaseDays:
		b.h.Phase = PhaseSecond
	default:
		b.h.Phase = PhaseAccommodation
	}
	if b.h.Kind == KindMinor {
		b.h.Phase = PhaseAccommodation
	}
	applicant := statuses[len(statuses)-1].code == StatusApplicant
	b.h.Waiting = b.h.Kind == KindSingleMan && b.h.Departure == nil && len(b.members) == 1 &&
		applicant && here < 150 && b.r.chance(11)
}

func (b *builder) guardian() *Guardian {
	n := b.g.reg.byLanguage["lb"]
	female := b.r.chance(50)
	given := pick(&b.r, n.given(female)).male.native
	return &Guardian{
		Name:        given + " " + pick(&b.r, n.family).male.native,
		Role:        "ad_hoc_administrator",
		AppointedOn: min(b.arrival+day(b.r.between(1, 20)), b.ref).time(),
	}
}
