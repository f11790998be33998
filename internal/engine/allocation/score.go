package allocation

import "slices"

// Reason is one thing that speaks for a proposal (positive Weight) or against
// it (negative). Weights only rank: they have no unit.
type Reason struct {
	Code   string
	RoomID string // the room it speaks of, "" for the whole proposal
	Weight float64
}

// The weights of the soft rules. A need that is not met weighs more than
// anything that is merely convenient; keeping a household apart from one it is
// in conflict with weighs most.
const (
	weightConflictInCentre = -60

	weightNeedMet       = 20 // times the need's urgency, below
	weightNeedMissing   = -30
	urgencyStepFree     = 1.5
	urgencyIsolation    = 2
	urgencyWomenOnly    = 1.3
	urgencyGroundFloor  = 0.8
	urgencyNearHospital = 0.8
	urgencyOwnBathroom  = 0.8
	urgencyNearSchool   = 0.4
	urgencyQuiet        = 0.4
	urgencyCot          = 0.3

	weightSameCentre   = 20
	weightOtherPhase   = -25
	weightSplit        = -20 // for each room more than one
	weightSharesRoom   = -25 // a family with another household
	weightExactFit     = 8
	weightBedBlocked   = -3   // each bed left empty beside a family, where nobody else will sleep
	weightBedLeft      = -0.5 // each bed left that somebody else can still take
	weightFamilyUnit   = 10
	weightUnitKept     = -25 // a family unit given to a single person
	weightStepFreeKept = -4  // a step-free room given to nobody who needs it
	weightWomensRoom   = 6   // for a woman on her own
	weightLockable     = 3   // for a family or a woman on her own
	weightSameLanguage = 5   // in the room
	weightLanguageNear = 3   // in the centre
	weightCommunity    = 2
)

// surroundings is what the centre of a room holds for a household.
type surroundings struct{ conflict, language, community bool }

// tally adds up weights, and keeps the reasons when it is asked to: ranking
// ten thousand rooms needs only the sum.
type tally struct {
	sum    float64
	unmet  bool // a need is not met
	keep   bool
	kept   []Reason
	roomID string
}

func (t *tally) add(code string, weight float64) {
	t.sum += weight
	if t.keep {
		t.kept = append(t.kept, Reason{Code: code, RoomID: t.roomID, Weight: weight})
	}
}

func (t *tally) need(n Need, urgency float64, met bool) {
	if met {
		t.add(string(n), weightNeedMet*urgency)
		return
	}
	t.unmet = true
	t.add(string(n)+"_missing", weightNeedMissing*urgency)
}

// household weighs what holds for the proposal as a whole.
func (t *tally) household(h *Household, first *Room, around surroundings, rooms int) {
	t.roomID = ""
	if around.conflict {
		t.add("conflict_in_centre", weightConflictInCentre)
	}
	if h.CentreID != "" && h.CentreID == first.CentreID {
		t.add("same_centre", weightSameCentre)
	}
	if h.Phase != "" && first.CentrePhase != "" && h.Phase != first.CentrePhase {
		t.add("other_phase", weightOtherPhase)
	}
	if rooms > 1 {
		t.add("split", weightSplit*float64(rooms-1))
	}
	if around.language {
		t.add("language_near", weightLanguageNear)
	}
	if around.community {
		t.add("community_near", weightCommunity)
	}
}

// room weighs a room for those of the household who go there.
func (t *tally) room(h *Household, g group, r *Room) {
	t.roomID = r.ID
	t.needs(g, r)
	family := len(h.Members) > 1
	alone := g.women > 0 && g.men == 0
	left := r.Free - g.bedsFor(r.FreeCots)
	shared := companyHas(r, func(o *Occupant) bool { return o.Household != h.ID || h.ID == "" })
	switch {
	case left == 0:
		t.add("fits_exactly", weightExactFit)
	case family && !shared:
		t.add("beds_blocked", weightBedBlocked*float64(left))
	default:
		t.add("beds_left", weightBedLeft*float64(left))
	}
	if family && shared {
		t.add("shares_room", weightSharesRoom)
	}
	if r.FamilyUnit && family {
		t.add("family_unit", weightFamilyUnit)
	}
	if r.FamilyUnit && !family {
		t.add("family_unit_kept", weightUnitKept)
	}
	if alone && r.SexRule == SexRuleWomen && !g.needs.has(NeedWomenOnly) {
		t.add("womens_room", weightWomensRoom)
	}
	if r.Lockable && (family || alone) {
		t.add("lockable", weightLockable)
	}
	if shared && companyHas(r, func(o *Occupant) bool { return o.Household != h.ID && common(o.Languages, h.Languages) }) {
		t.add("same_language", weightSameLanguage)
	}
}

// needs weighs the needs of those who go to a room.
func (t *tally) needs(g group, r *Room) {
	if r.StepFree && !g.needs.has(NeedStepFree) {
		t.add("step_free_kept", weightStepFreeKept)
	}
	if g.needs == 0 {
		return
	}
	for _, n := range [...]struct {
		need    Need
		urgency float64
		met     bool
	}{
		{NeedStepFree, urgencyStepFree, r.StepFree},
		{NeedGroundFloor, urgencyGroundFloor, r.Floor == 0},
		{NeedNearHospital, urgencyNearHospital, r.NearHospital},
		{NeedNearSchool, urgencyNearSchool, r.NearSchool},
		{NeedWomenOnly, urgencyWomenOnly, r.SexRule == SexRuleWomen},
		{NeedCot, urgencyCot, r.FreeCots > 0},
		{NeedOwnBathroom, urgencyOwnBathroom, r.OwnBath},
		{NeedQuiet, urgencyQuiet, r.Quiet},
		{NeedIsolation, urgencyIsolation, r.Isolation},
	} {
		if g.needs.has(n.need) {
			t.need(n.need, n.urgency, n.met)
		}
	}
}

func companyHas(r *Room, is func(*Occupant) bool) bool {
	for i := range r.Occupants {
		if is(&r.Occupants[i]) {
			return true
		}
	}
	return false
}

func common(a, b []string) bool {
	return slices.ContainsFunc(a, func(s string) bool { return slices.Contains(b, s) })
}

// lookAround finds what each centre holds for h: one pass over everybody.
func lookAround(h *Household, rooms []Room) map[string]surroundings {
	found := make(map[string]surroundings)
	for i := range rooms {
		r := &rooms[i]
		if len(r.Occupants) == 0 {
			continue
		}
		s := found[r.CentreID]
		before := s
		for j := range r.Occupants {
			o := &r.Occupants[j]
			if o.Household == h.ID && h.ID != "" {
				continue
			}
			s.conflict = s.conflict || slices.Contains(h.Conflicts, o.Household)
			s.language = s.language || common(o.Languages, h.Languages)
			s.community = s.community || slices.Contains(h.Nationalities, o.Nationality)
		}
		if s != before {
			found[r.CentreID] = s
		}
	}
	return found
}
