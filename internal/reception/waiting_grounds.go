package reception

import (
	_ "embed" // the table below
	"encoding/json"
	"slices"

	"passerelle/internal/engine/allocation"
	"passerelle/internal/platform/access"
	"passerelle/internal/platform/clock"
)

// Ground is a reason for which a household comes before others on the waiting
// list: a category of applicants with special reception needs.
type Ground struct {
	Code        string             `json:"code"`
	Article     string             `json:"article"` // of Directive (EU) 2024/1346
	Weight      int                `json:"weight"`
	Compartment access.Compartment `json:"compartment"` // whoever is not open to it sees only that there is a ground
	From        clock.Date         `json:"from"`        // the first day on which the row holds; the newest of a code counts
}

// Terms are the time limits and ages of the waiting list and of journeys.
type Terms struct {
	From              clock.Date `json:"from"`
	ConfirmDays       int        `json:"confirm_days"` // within which a household says again that it needs a bed
	RemindDays        int        `json:"remind_days"`  // before that ends, the list says so
	ElderlyFromAge    int        `json:"elderly_from_age"`
	ChildSeatBelowAge int        `json:"child_seat_below_age"`
	Source            string     `json:"source"`
	Unverified        bool       `json:"unverified"`
}

// GroundTable is the table of data/waiting.json: which grounds there are, what
// they weigh, from when on, and on what authority.
type GroundTable struct {
	Grounds           []Ground `json:"grounds"`
	GroundsSource     string   `json:"grounds_source"`
	WeightsSource     string   `json:"weights_source"`
	WeightsUnverified bool     `json:"weights_unverified"` // no authority has published them
	Terms             []Terms  `json:"terms"`
}

//go:embed data/waiting.json
var waitingJSON []byte

var waitingTable = func() (t GroundTable) {
	if err := json.Unmarshal(waitingJSON, &t); err != nil {
		panic("reception: data/waiting.json: " + err.Error()) // compiled in, and a test reads it
	}
	return t
}()

// Grounds returns the table by which the waiting list is ordered, for the page
// that explains it.
func Grounds() GroundTable {
	t := waitingTable
	t.Grounds, t.Terms = slices.Clone(t.Grounds), slices.Clone(t.Terms)
	return t
}

// ground returns the row of a code that holds on a day.
func (t GroundTable) ground(code string, on clock.Date) (Ground, bool) {
	var found Ground
	for _, g := range t.Grounds {
		if g.Code == code && !g.From.After(on) && !g.From.Before(found.From) {
			found = g
		}
	}
	return found, found.Code != ""
}

// terms returns the terms that hold on a day, the first ones before any does.
func (t GroundTable) terms(on clock.Date) Terms {
	found := t.Terms[0]
	for _, x := range t.Terms {
		if !x.From.After(on) && !x.From.Before(found.From) {
			found = x
		}
	}
	return found
}

// needGrounds tells which ground a housing need speaks for. A need says what a
// place must offer and not why, so these are presumptions that staff correct.
var needGrounds = map[allocation.Need]string{
	allocation.NeedStepFree:     "disability",
	allocation.NeedNearHospital: "serious_illness",
	allocation.NeedIsolation:    "serious_illness",
}

// registerGrounds are the grounds that groundsOf can find.
var registerGrounds = []string{"unaccompanied_minor", "elderly", "disability", "serious_illness", "minor", "single_parent"}

// groundsOf finds the grounds that the register shows by itself.
func (p party) groundsOf(t Terms) []string {
	var out []string
	add := func(code string, when bool) {
		if when && !slices.Contains(out, code) {
			out = append(out, code)
		}
	}
	minors, adults := 0, 0
	for _, m := range p.members {
		if isMinor(m.Age) {
			minors++
		} else {
			adults++
		}
		add("unaccompanied_minor", m.unaccompanied)
		add("elderly", m.Age >= t.ElderlyFromAge)
		for _, need := range m.Needs {
			add(needGrounds[need], needGrounds[need] != "")
		}
	}
	add("minor", minors > 0)
	add("single_parent", minors > 0 && adults == 1)
	slices.Sort(out)
	return out
}
