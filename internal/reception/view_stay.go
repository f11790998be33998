package reception

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"passerelle/internal/people"
	"passerelle/internal/platform/access"
	"passerelle/internal/platform/audit"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
)

// StayView is a stay with all that its page shows.
type StayView struct {
	Stay
	Centre    Centre
	Reference string      // of the household
	Head      string      // id of the person who heads the household now
	Places    []StayPlace // those held now or to come first, by room and bed; then those of the past, the latest first
	Leaving   *Transfer   // open, out of this stay
	Coming    *Transfer   // open, into this stay
	Over      bool        // the day of leaving has come, and nobody has said whether they left
	Days      int         // since that day
	NextFrom  clock.Date  // the first day on which one of its beds is promised to others; zero where none is
}

// Overdue reports whether the household has stayed past its day of leaving.
func (v StayView) Overdue() bool { return v.Days > 0 }

// Held returns the places that are held now or to come.
func (v StayView) Held(status HoldStatus) []StayPlace {
	return slices.DeleteFunc(slices.Clone(v.Places), func(p StayPlace) bool { return p.Status != status })
}

// UndoableToday returns the places whose departure can be taken back: it was
// told today.
func (v StayView) UndoableToday() []StayPlace {
	return slices.DeleteFunc(slices.Clone(v.Places), func(p StayPlace) bool { return !p.LeftToday })
}

// StayPlace is a bed, or a cot place of a room, and who has or had it.
type StayPlace struct {
	Hold
	Room      string      // number
	Bed       string      // label; empty: a cot place
	Level     int         // of the floor
	Floor     string      // its name; empty: the level says it
	Name      people.Name // empty where the actor may not know
	LeftToday bool
}

// Stay shows a stay to whoever may see the stays of its centre, names as far as
// the actor may list people; that they were shown is recorded.
func (s *Service) Stay(ctx context.Context, by access.Actor, id string) (StayView, error) {
	stay, err := stayOf(ctx, s.db, id)
	if err != nil {
		return StayView{}, err
	}
	if _, err := s.centreFor(ctx, s.db, by, PermStays, stay.CentreID); err != nil {
		return StayView{}, err
	}
	views, err := s.viewStays(ctx, by, []Stay{stay})
	if err != nil {
		return StayView{}, err
	}
	if len(views) == 0 {
		return StayView{}, fault.Missing()
	}
	return views[0], nil
}

// viewStays adds to stays what their pages show. Those of a restricted
// household are left out where the compartment is closed to the actor.
func (s *Service) viewStays(ctx context.Context, by access.Actor, stays []Stay) ([]StayView, error) {
	if len(stays) == 0 {
		return nil, nil
	}
	var ids, households, centres []string
	for _, stay := range stays {
		ids, households, centres = append(ids, stay.ID), append(households, stay.HouseholdID), append(centres, stay.CentreID)
	}
	var views []StayView
	var homes map[string]party
	err := s.db.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		if homes, err = s.partiesOf(ctx, tx, distinct(households)); err != nil {
			return err
		}
		parts, err := readStayParts(ctx, tx, ids, distinct(centres))
		if err != nil {
			return err
		}
		views = parts.join(stays, homes, by, s.today())
		return nil
	})
	if err != nil {
		return nil, err
	}
	return views, s.nameStays(ctx, by, views, homes)
}

// stayParts are the rows that stays are joined with.
type stayParts struct {
	places    []StayPlace
	centres   map[string]Centre
	transfers []Transfer            // open ones, out of the stays or into them
	promised  map[string]clock.Date // by stay: when a bed is promised to others
}

// join builds the views of those stays that the actor may see.
func (p stayParts) join(stays []Stay, homes map[string]party, by access.Actor, today clock.Date) []StayView {
	var out []StayView
	for _, stay := range stays {
		v := StayView{Stay: stay, Centre: p.centres[stay.CentreID], Reference: homes[stay.HouseholdID].reference, Head: homes[stay.HouseholdID].head, NextFrom: p.promised[stay.ID]}
		o := v.Centre.Object()
		if homes[stay.HouseholdID].restricted {
			o.Compartment = access.Protection
		}
		if !by.MayOn(PermStays, o) {
			continue
		}
		if v.Over = overdue(stay, today); v.Over {
			v.Days = today.Sub(stay.Until)
		}
		for i, t := range p.transfers {
			switch stay.ID {
			case t.StayID:
				v.Leaving = &p.transfers[i]
			case t.NewStayID:
				v.Coming = &p.transfers[i]
			}
		}
		for _, place := range p.places {
			if place.StayID == stay.ID {
				place.LeftToday = place.Status == HoldEnded && place.endedAt.Date() == today && known(DepartureKind(place.Reason), DepartureKinds)
				v.Places = append(v.Places, place)
			}
		}
		slices.SortStableFunc(v.Places, byTime)
		out = append(out, v)
	}
	return out
}

// byTime orders places that are held before those of the past.
func byTime(a, b StayPlace) int {
	past := func(p StayPlace) int {
		if p.Status == HoldReserved || p.Status == HoldOccupied {
			return 0
		}
		return 1
	}
	if past(a) == 0 && past(b) == 0 {
		return cmp.Or(cmp.Compare(a.Level, b.Level), natural(a.Room, b.Room), strings.Compare(a.RoomID, b.RoomID), natural(a.Bed, b.Bed))
	}
	return cmp.Or(cmp.Compare(past(a), past(b)), b.Until.Compare(a.Until), natural(a.Room, b.Room), natural(a.Bed, b.Bed))
}

// nameStays adds the names that the actor may see and records that they were
// shown. Where the household now belongs to others, it is they who may see it.
func (s *Service) nameStays(ctx context.Context, by access.Actor, views []StayView, homes map[string]party) error {
	var persons []string
	for _, v := range views {
		if by.MayOn(permPeopleList, homes[v.HouseholdID].object()) {
			for _, p := range v.Places {
				persons = append(persons, p.PersonID)
			}
		}
	}
	persons = distinct(persons)
	if len(persons) == 0 {
		return nil
	}
	names, err := s.people.DisplayNamesFor(ctx, s.db, by, persons)
	if err != nil {
		return err
	}
	for _, v := range views {
		for i, p := range v.Places {
			v.Places[i].Name = names[p.PersonID]
		}
	}
	reads := make([]audit.Entry, len(persons))
	for i, id := range persons {
		reads[i] = audit.Entry{Action: "reception.stay.read", ObjectType: "stay", ObjectID: views[0].ID, PersonID: id}
	}
	return s.audit.Read(ctx, by, reads...)
}

// distinct returns each id once, sorted.
func distinct(ids []string) []string {
	return slices.Compact(slices.Sorted(slices.Values(ids)))
}
