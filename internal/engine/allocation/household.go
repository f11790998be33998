package allocation

// Ages, in completed years, at which the rules change. Somebody whose age is
// unknown counts as an adult; an unaccompanied minor is marked as such.
const (
	adultFrom = 18
	// childUntil: below this age a boy may sleep where women sleep, and neither
	// boys nor girls count as strangers of the other sex.
	childUntil = 12
	// cotUntil: below this age a cot will do instead of a bed.
	cotUntil = 2
)

// A Need is a housing need of a person. It is a stored code.
type Need string

// The needs that the engine weighs. Others are ignored.
const (
	NeedStepFree     Need = "step_free"
	NeedGroundFloor  Need = "ground_floor"
	NeedNearHospital Need = "near_hospital"
	NeedNearSchool   Need = "near_school"
	NeedWomenOnly    Need = "women_only"
	NeedCot          Need = "cot"
	NeedOwnBathroom  Need = "own_bathroom"
	NeedQuiet        Need = "quiet"
	NeedIsolation    Need = "isolation" // medical: in a room with no other household
)

// The sex rules of a room. Any other value than these admits nobody.
const (
	SexRuleNone   = ""
	SexRuleWomen  = "women"  // women, girls, and boys under twelve
	SexRuleMen    = "men"    // men and boys
	SexRuleFamily = "family" // households of two or more
)

// Member is one person to be housed.
type Member struct {
	ID    string
	Sex   string // "f", "m", "x" or "" for unknown
	Age   int    // completed years, -1 for unknown
	Needs []Need
}

// Household is who is to be housed together.
type Household struct {
	ID            string
	Members       []Member // those who need a place now
	Nationalities []string
	Languages     []string
	Conflicts     []string // households never in the same room, best not in the same centre
	Unaccompanied bool     // one or more minors without any adult who answers for them
	CentreID      string   // where they live now, "" on arrival
	Phase         string   // the phase of reception they are in, "" when it does not matter
}

// Occupant is a person who sleeps in a room at any time in the period asked
// for. Members of the same household are told by Household.
type Occupant struct {
	Household     string
	Sex           string // as Member.Sex
	Age           int    // as Member.Age
	Nationality   string
	Languages     []string
	Unaccompanied bool // an unaccompanied minor
}

// Room is a room and what is left of it for the whole period asked for. A room
// that is out of service, or whose centre is closed to the household, is left
// out by the caller or has nothing free.
type Room struct {
	ID, CentreID   string
	CentrePhase    string // the phase the centre serves, "" for any
	Free, FreeCots int    // beds and cots nobody holds on any day of the period
	Floor          int    // 0 is the ground floor
	StepFree       bool
	OwnBath        bool
	Lockable       bool
	Quiet          bool
	FamilyUnit     bool
	Isolation      bool
	NearHospital   bool
	NearSchool     bool
	ForMinors      bool // a place for unaccompanied minors
	SexRule        string
	Occupants      []Occupant
	Neighbours     []string // room ids; one direction is enough
}

// Share is a room and those who go there.
type Share struct {
	RoomID  string
	Members []string
}

// needSet is a set of needs as bits, in the order of knownNeeds.
type needSet uint16

var knownNeeds = [...]Need{
	NeedStepFree, NeedGroundFloor, NeedNearHospital, NeedNearSchool, NeedWomenOnly,
	NeedCot, NeedOwnBathroom, NeedQuiet, NeedIsolation,
}

func needBit(n Need) needSet {
	for i, known := range knownNeeds {
		if n == known {
			return 1 << i
		}
	}
	return 0
}

func (s needSet) has(n Need) bool { return s&needBit(n) != 0 }

// group is what the rules need to know of people who go to one room together.
type group struct {
	heads, babies, adults, minors int
	women                         int // female, twelve or older
	men                           int // male adults: they make a woman of the household not alone
	notWomen                      int // twelve or older and not known to be female
	notMale                       int // of any age
	isolated                      int
	needs                         needSet
}

func isAdult(age int) bool   { return age < 0 || age >= adultFrom }
func pastChild(age int) bool { return age < 0 || age >= childUntil }
func isBaby(age int) bool    { return age >= 0 && age < cotUntil }
func count(condition bool) int {
	if condition {
		return 1
	}
	return 0
}

func groupOf(m Member) group {
	g := group{
		heads: 1, babies: count(isBaby(m.Age)), adults: count(isAdult(m.Age)), minors: count(!isAdult(m.Age)),
		women:    count(m.Sex == "f" && pastChild(m.Age)),
		men:      count(m.Sex == "m" && isAdult(m.Age)),
		notWomen: count(m.Sex != "f" && pastChild(m.Age)),
		notMale:  count(m.Sex != "m"),
	}
	for _, n := range m.Needs {
		g.needs |= needBit(n)
	}
	g.isolated = count(g.needs.has(NeedIsolation))
	return g
}

// add is g with n times o.
func (g group) add(o group, n int) group {
	if n == 0 {
		return g
	}
	g.heads += n * o.heads
	g.babies += n * o.babies
	g.adults += n * o.adults
	g.minors += n * o.minors
	g.women += n * o.women
	g.men += n * o.men
	g.notWomen += n * o.notWomen
	g.notMale += n * o.notMale
	g.isolated += n * o.isolated
	g.needs |= o.needs
	return g
}

// bedsFor is the number of beds the group takes when cots are free.
func (g group) bedsFor(cots int) int { return g.heads - min(g.babies, max(cots, 0)) }
