package synthetic_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"passerelle/internal/synthetic"
)

func roomsOf(c synthetic.Centre) []synthetic.Room {
	var rooms []synthetic.Room
	for _, b := range synthetic.Layout(c, seed) {
		for _, f := range b.Floors {
			rooms = append(rooms, f.Rooms...)
		}
	}
	return rooms
}

func TestLayout(t *testing.T) {
	t.Parallel()
	for _, c := range synthetic.Scale(3000) {
		t.Run(c.Key, func(t *testing.T) {
			t.Parallel()
			layout := synthetic.Layout(c, seed)
			if diff := cmp.Diff(layout, synthetic.Layout(c, seed)); diff != "" {
				t.Errorf("not the same twice:\n%s", diff)
			}
			if !c.Accommodation {
				if len(layout) != 0 {
					t.Error("a service has rooms")
				}
				return
			}
			if cmp.Equal(layout, synthetic.Layout(c, seed+1)) {
				t.Error("another seed gives the same layout")
			}
			beds := 0
			for _, b := range layout {
				beds += checkBuilding(t, c, b)
			}
			if beds != c.Beds {
				t.Errorf("%d beds, want %d", beds, c.Beds)
			}
		})
	}
}

func checkBuilding(t *testing.T, c synthetic.Centre, b synthetic.Building) (beds int) {
	t.Helper()
	numbers := map[string]bool{}
	for level, f := range b.Floors {
		if f.Level != level || len(f.Rooms) == 0 {
			t.Errorf("%s: floor %d is level %d with %d rooms", b.Name, level, f.Level, len(f.Rooms))
		}
		for _, r := range f.Rooms {
			if numbers[r.Number] || !strings.HasPrefix(r.Number, fmt.Sprintf("%d.", level)) {
				t.Errorf("%s: room number %q on level %d", b.Name, r.Number, level)
			}
			numbers[r.Number] = true
			if r.StepFree != (b.StepFreeEntrance && (level == 0 || b.Lift)) {
				t.Errorf("%s %s: step-free %v", b.Name, r.Number, r.StepFree)
			}
			checkRoom(t, c, r)
			beds += len(r.Beds)
		}
	}
	return beds
}

func checkRoom(t *testing.T, c synthetic.Centre, r synthetic.Room) {
	t.Helper()
	n := len(r.Beds)
	if n < 1 || n > 8 || r.AreaDM2 < 400*n {
		t.Errorf("room %s: %d beds on %d dm²", r.Number, n, r.AreaDM2)
	}
	for i, b := range r.Beds {
		if b.Label != string(rune('A'+i)) {
			t.Errorf("room %s: bed %d is %q", r.Number, i, b.Label)
		}
	}
	switch r.SexRule {
	case synthetic.RuleFamily:
		if c.Type == "minors" {
			t.Errorf("room %s: a family room for unaccompanied minors", r.Number)
		}
	case synthetic.RuleMen:
		if n > 6 || c.Audience == "women" {
			t.Errorf("room %s: %d men, audience %q", r.Number, n, c.Audience)
		}
	case synthetic.RuleWomen:
		if n > 6 {
			t.Errorf("room %s: %d women", r.Number, n)
		}
	case synthetic.RuleNone:
		if !r.Isolation {
			t.Errorf("room %s: no sex rule", r.Number)
		}
	default:
		t.Errorf("room %s: sex rule %q", r.Number, r.SexRule)
	}
}

// place puts the household into the fewest rooms that its kind allows; it reports
// whether there was room. free holds the beds left in each room, taken whether a
// family has it.
type network struct {
	rooms  []synthetic.Room
	minors []bool // room of the centre for minors
	free   []int
	family []bool
}

func openNetwork() (n network, gross, closed int) {
	for _, c := range synthetic.Centres() {
		for _, r := range roomsOf(c) {
			free := 0
			for _, b := range r.Beds {
				if b.OutOfService == "" {
					free++
				}
			}
			gross += len(r.Beds)
			closed += len(r.Beds) - free
			n.rooms = append(n.rooms, r)
			n.minors = append(n.minors, c.Type == "minors")
			n.free = append(n.free, free)
		}
	}
	n.family = make([]bool, len(n.rooms))
	return n, gross, closed
}

func (n *network) place(h synthetic.Household, asOf time.Time) bool {
	rule := synthetic.RuleFamily
	sex := h.Members[0].Sex
	alone := !slices.ContainsFunc(h.Members, func(p synthetic.Person) bool { return p.Sex != sex || p.Age(asOf) < 18 })
	if alone || h.Kind == synthetic.KindMinor {
		rule = map[string]synthetic.SexRule{synthetic.Male: synthetic.RuleMen, synthetic.Female: synthetic.RuleWomen}[sex]
	}
	heads := 0
	for _, p := range h.Members {
		if !slices.Contains(p.Needs, synthetic.NeedCot) {
			heads++
		}
	}
	for heads > 0 {
		best := -1
		for i, r := range n.rooms {
			if r.SexRule != rule || n.free[i] == 0 || n.family[i] || n.minors[i] != (h.Kind == synthetic.KindMinor) {
				continue
			}
			if best < 0 || better(n.free[i], n.free[best], heads) {
				best = i
			}
		}
		if best < 0 {
			return false
		}
		n.family[best] = rule == synthetic.RuleFamily
		used := min(heads, n.free[best])
		n.free[best] -= used
		heads -= used
	}
	return true
}

// better prefers the smallest room that is large enough, then the largest.
func better(a, b, heads int) bool {
	if a >= heads && b >= heads {
		return a < b
	}
	return a > b
}

// The default demonstration is full, as the real network is: the residents have
// beds, and few of the beds that are left can be used.
func TestDefaultNetworkIsNearlyFull(t *testing.T) {
	t.Parallel()
	n, gross, closed := openNetwork()
	if gross != 1196 {
		t.Errorf("%d gross beds, want 1196", gross)
	}
	if closed*100 < gross || closed*100 > 8*gross {
		t.Errorf("%d of %d beds out of service, want a few", closed, gross)
	}
	asOf := time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)
	persons, unplaced := 0, 0
	for h := range synthetic.New(seed, asOf).Population(1000, gross) {
		if h.Departure != nil {
			t.Fatal("a former resident although there is room")
		}
		persons += len(h.Members)
		if !h.Waiting && !n.place(h, asOf) {
			unplaced += len(h.Members)
		}
	}
	net, blocked := 0, 0
	for i, free := range n.free {
		if n.family[i] {
			blocked += free
		} else {
			net += free
		}
	}
	usable := gross - closed - blocked
	t.Logf("persons %d, gross %d, closed %d, blocked %d, net free %d, unplaced %d: %d %% of usable beds occupied",
		persons, gross, closed, blocked, net, unplaced, 100*(usable-net)/usable)
	if persons != 1000 || unplaced > 20 {
		t.Errorf("%d persons, %d without a bed", persons, unplaced)
	}
	if occupied := 100 * (usable - net) / usable; occupied < 88 || occupied > 99 {
		t.Errorf("%d %% of usable beds are occupied, want about nine in ten", occupied)
	}
	if net == 0 || blocked == 0 {
		t.Errorf("net free %d, blocked %d: both should be positive", net, blocked)
	}
}
