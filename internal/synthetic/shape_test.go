package synthetic_test

import (
	"testing"

	"passerelle/internal/synthetic"
)

// The shares of residents against what the published figures and the package say.
// Bounds are per cent; at 20,000 households chance moves a share by well under one.
func TestResidentsHaveTheStatedShape(t *testing.T) {
	t.Parallel()
	const n = 20_000
	g := synthetic.New(seed, asOf)
	var s sample
	for i := range n {
		s.add(g.Household(i))
	}
	for _, tc := range []struct {
		what      string
		part, all int
		low, high int
	}{
		{"households of single men", s.kinds[synthetic.KindSingleMan], n, 52, 66},
		{"persons in families with both parents", s.inKind[synthetic.KindFamily], s.persons, 25, 40},
		{"unaccompanied minors", s.inKind[synthetic.KindMinor], s.persons, 2, 5},
		{"minors", s.minors, s.persons, 22, 36},
		{"women and girls", s.women, s.persons, 33, 46},
		{"Eritreans among households", s.nationality["ERI"], n, 14, 20},
		{"Syrians among households", s.nationality["SYR"], n, 11, 17},
		{"Afghans among households", s.nationality["AFG"], n, 5, 9},
		{"stateless among households", s.nationality["XXA"], n, 1, 2},
		{"temporary protection", s.status["BPT"], n, 8, 14},
		{"applicants", s.status["DPI"], n, 32, 52},
		{"beneficiaries who are still here", s.status["BPI_REF"] + s.status["BPI_SUB"], n, 20, 38},
		{"in first reception", s.phase[synthetic.PhaseFirst], s.persons, 6, 11},
		{"in the second phase", s.phase[synthetic.PhaseSecond], s.persons, 8, 14},
		{"waiting for a bed, per mille", 10 * s.waiting, s.persons, 4, 15},
		{"birth date not known to the day", s.imprecise, s.persons, 12, 24},
		{"documents with a machine-readable zone", s.zones, s.documents, 40, 70},
		{"persons with an alias", s.aliases, s.persons, 3, 9},
		{"Eritreans known by the year only", s.eritreanYear, s.eritreans, 24, 36},
	} {
		if tc.part*100 < tc.low*tc.all || tc.part*100 > tc.high*tc.all {
			t.Errorf("%s: %.1f %%, want %d to %d", tc.what, float64(tc.part)*100/float64(tc.all), tc.low, tc.high)
		}
	}
	for _, need := range []string{
		synthetic.NeedStepFree, synthetic.NeedGroundFloor, synthetic.NeedNearHospital, synthetic.NeedWomenOnly,
		synthetic.NeedCot, synthetic.NeedOwnBathroom, synthetic.NeedQuiet, synthetic.NeedIsolation, synthetic.NeedNearSchool,
	} {
		if s.needs[need] == 0 {
			t.Errorf("nobody needs %s", need)
		}
	}
	if len(s.nationality) < 20 {
		t.Errorf("%d nationalities", len(s.nationality))
	}
}

func TestEveryKindOfDeparture(t *testing.T) {
	t.Parallel()
	g := synthetic.New(seed, asOf)
	seen := map[string]int{}
	for i := range 6000 {
		h := g.Former(i)
		seen[h.Departure.Kind]++
		last := h.Members[0].Statuses[len(h.Members[0].Statuses)-1].Code
		if h.Departure.Kind == synthetic.DepartureMemberState && last != synthetic.StatusDublin ||
			h.Departure.Kind == synthetic.DepartureRemoval && last != synthetic.StatusRejectedFinal {
			t.Fatalf("%s after %s", h.Departure.Kind, last)
		}
	}
	for _, kind := range []string{
		synthetic.DepartureOwnHousing, synthetic.DepartureLISKO, synthetic.DepartureOtherProvider, synthetic.DepartureVoluntaryReturn,
		synthetic.DepartureMemberState, synthetic.DepartureRemoval, synthetic.DepartureDisappeared, synthetic.DepartureDeceased,
	} {
		if seen[kind] == 0 {
			t.Errorf("nobody left by %s", kind)
		}
	}
}

type sample struct {
	persons, minors, women, waiting, imprecise, documents, zones, aliases, eritreans, eritreanYear int

	kinds, inKind              map[synthetic.Kind]int
	nationality, status, needs map[string]int
	phase                      map[synthetic.Phase]int
}

func (s *sample) add(h synthetic.Household) {
	if s.kinds == nil {
		s.kinds, s.inKind, s.phase = map[synthetic.Kind]int{}, map[synthetic.Kind]int{}, map[synthetic.Phase]int{}
		s.nationality, s.status, s.needs = map[string]int{}, map[string]int{}, map[string]int{}
	}
	head := h.Members[0]
	s.kinds[h.Kind]++
	s.inKind[h.Kind] += len(h.Members)
	s.phase[h.Phase] += len(h.Members)
	s.nationality[head.Nationality]++
	s.status[head.Statuses[len(head.Statuses)-1].Code]++
	s.waiting += count(h.Waiting)
	for _, p := range h.Members {
		s.persons++
		s.minors += count(p.Age(asOf) < 18)
		s.women += count(p.Sex == synthetic.Female)
		s.imprecise += count(p.Birth.Precision != synthetic.PrecisionDay)
		s.aliases += count(len(p.Aliases) > 0)
		if p.Nationality == "ERI" {
			s.eritreans++
			s.eritreanYear += count(p.Birth.Precision == synthetic.PrecisionYear || p.Birth.Precision == synthetic.PrecisionEstimated)
		}
		for _, n := range p.Needs {
			s.needs[n]++
		}
		for _, d := range p.Documents {
			s.documents++
			s.zones += count(d.MRZ != "")
		}
	}
}

func count(condition bool) int {
	if condition {
		return 1
	}
	return 0
}
