package reception

import (
	"context"
	"slices"
	"strings"

	"passerelle/internal/engine/allocation"
	"passerelle/internal/platform/access"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
)

// PermDepart lets an actor say that residents have left, and take it back the same day.
var PermDepart = access.Declare("reception.depart")

// DepartIn says who has left.
type DepartIn struct {
	StayID  string
	On      clock.Date // the day of leaving, whose night is free again; at most 30 days ago
	Kind    DepartureKind
	Persons []string // none: everybody
}

// Departed is what a departure leaves behind.
type Departed struct {
	StayEnded bool
	Alerts    []string // codes of rules that no longer hold for those who stay, such as minor_alone
}

// Depart frees the beds of those who have left. What is true cannot be refused:
// a rule that it breaks for those who stay behind comes back as an alert. When
// the last member leaves, the stay ends, what was still reserved for the
// household in it is given back and an open transfer is withdrawn.
func (s *Service) Depart(ctx context.Context, by access.Actor, in DepartIn) (d Departed, err error) {
	if err := s.wellFormedDeparture(in.On, in.Kind); err != nil {
		return d, err
	}
	err = s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		d, err = s.DepartTx(ctx, tx, by, in)
		return err
	})
	return d, err
}

// DepartTx is Depart inside the caller's transaction.
func (s *Service) DepartTx(ctx context.Context, tx *db.Tx, by access.Actor, in DepartIn) (Departed, error) {
	if err := s.wellFormedDeparture(in.On, in.Kind); err != nil {
		return Departed{}, err
	}
	stay, err := s.stayFor(ctx, tx, by, PermDepart, in.StayID)
	if err != nil {
		return Departed{}, err
	}
	home, err := s.partyFor(ctx, tx, by, PermDepart, stay.HouseholdID)
	if err != nil {
		return Departed{}, err
	}
	return s.depart(ctx, tx, by, departing{stay, home, in})
}

func (s *Service) wellFormedDeparture(on clock.Date, kind DepartureKind) error {
	var l fault.List
	l.AddErr(s.pastDay("on", on))
	code(&l, "kind", kind, DepartureKinds)
	return l.Err()
}

type departing struct {
	stay  Stay
	party party
	DepartIn
}

func (s *Service) depart(ctx context.Context, tx *db.Tx, by access.Actor, in departing) (Departed, error) {
	if in.stay.Status != StayPresent {
		return Departed{}, fault.Conflicts("reception.error.not_present")
	}
	if in.Kind != DepartureTransfer {
		if err := s.leaveTransfer(ctx, tx, by, &in); err != nil {
			return Departed{}, err
		}
	}
	holds, leaving, staying, err := in.divide(ctx, tx)
	if err != nil {
		return Departed{}, err
	}
	d := Departed{StayEnded: len(staying) == 0}
	if err := s.vacate(ctx, tx, leaving, in.On, string(in.Kind)); err != nil {
		return Departed{}, err
	}
	if d.StayEnded {
		if err := s.endStay(ctx, tx, in, rest(holds, leaving)); err != nil {
			return Departed{}, err
		}
	} else if d.Alerts, err = s.leftBehind(ctx, tx, in, leaving, staying); err != nil {
		return Departed{}, err
	}
	s.staysChange(tx, in.stay.ID)
	return d, s.record(ctx, tx, by, "reception.depart", in.stay, map[string]any{"persons": len(leaving), "on": in.On.String(),
		"kind": in.Kind, "ended": d.StayEnded, "alerts": d.Alerts})
}

// divide returns the holds of the stay: all of the present and the future, of
// those who leave, and of those who stay.
func (in departing) divide(ctx context.Context, tx *db.Tx) (all, leaving, staying []Hold, err error) {
	if all, err = activeHolds(ctx, tx, in.stay.ID); err == nil {
		leaving, err = pick(all, HoldOccupied, in.Persons)
	}
	return all, leaving, rest(ofStatus(all, HoldOccupied), leaving), err
}

// vacate ends occupied holds on a day. Where somebody overstayed, those for
// whom the bed was promised come on that day.
func (s *Service) vacate(ctx context.Context, tx *db.Tx, holds []Hold, on clock.Date, reason string) error {
	var over []Hold
	for _, h := range holds {
		if on.Before(h.From) {
			return fault.InvalidField("on", "reception.error.before_stay")
		}
		if !h.Until.IsZero() && h.Until.Before(on) {
			over = append(over, h)
		}
	}
	delayed, err := delayReserved(ctx, tx, over, on)
	if err != nil {
		return err
	}
	s.staysChange(tx, delayed...)
	return heldTwice(endHolds(ctx, tx, holds, on, reason, clock.Now(s.clock)))
}

// endStay ends a stay whose last member has left.
func (s *Service) endStay(ctx context.Context, tx *db.Tx, in departing, reserved []Hold) error {
	at := clock.Now(s.clock)
	if len(reserved) > 0 {
		if err := dropHolds(ctx, tx, reserved, HoldCancelled, string(in.Kind), at); err != nil {
			return err
		}
	}
	stay := in.stay
	stay.Status, stay.planned, stay.Until, stay.DepartureKind, stay.EndedAt = StayEnded, stay.Until, in.On, in.Kind, at
	if err := saveStay(ctx, tx, stay); err != nil {
		return err
	}
	if in.Kind == DepartureTransfer {
		return nil
	}
	return s.movedOut(ctx, tx, in.party)
}

// leftBehind looks at the rooms of those who stay.
func (s *Service) leftBehind(ctx context.Context, tx *db.Tx, in departing, leaving, staying []Hold) ([]string, error) {
	p := plan{from: s.today(), until: in.stay.Until, decided: true, absent: personsOf(leaving)}
	if overdue(in.stay, s.today()) {
		p.until = clock.Date{}
	}
	p.keepPlaces(in.party, staying, nil)
	if err := s.readPlan(ctx, tx, &p); err != nil {
		return nil, err
	}
	var codes []string
	for _, f := range fault.Of(p.checkRules()) {
		codes = append(codes, strings.TrimPrefix(f.Key, RuleKey))
	}
	return slices.DeleteFunc(codes, func(c string) bool { return c == allocation.BedsShort }), nil
}

// UndoDeparture takes back what was told by mistake on the same day: everybody
// who left the stay today, or those named, sleeps in the old bed again, until
// the day of leaving that was planned. It refuses where the bed has meanwhile
// been given to somebody else.
func (s *Service) UndoDeparture(ctx context.Context, by access.Actor, stayID string, persons []string) error {
	return s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		stay, err := s.stayFor(ctx, tx, by, PermDepart, stayID)
		if err != nil {
			return err
		}
		back, err := s.leftToday(ctx, tx, stay, persons)
		if err != nil {
			return err
		}
		home, err := s.partyFor(ctx, tx, by, PermDepart, stay.HouseholdID)
		if err != nil {
			return err
		}
		active, err := activeHolds(ctx, tx, stay.ID)
		if err != nil {
			return err
		}
		if stay.Status == StayEnded {
			stay.Status, stay.Until, stay.planned, stay.DepartureKind, stay.EndedAt = StayPresent, stay.planned, clock.Date{}, "", clock.Instant{}
		}
		p := plan{from: s.today(), until: stay.Until, decided: true}
		if overdue(stay, s.today()) {
			p.until = clock.Date{}
		}
		if err := s.keepApart(ctx, tx, &p, stay.HouseholdID); err != nil {
			return err
		}
		p.keepPlaces(home, back, ofStatus(active, HoldOccupied))
		if err := s.examine(ctx, tx, &p); err != nil {
			return err
		}
		if err := reviveHolds(ctx, tx, back, stay.Until); err != nil {
			return heldTwice(err)
		}
		if err := saveStay(ctx, tx, stay); err != nil {
			return heldTwice(err)
		}
		if err := s.movedIn(ctx, tx, home, p.centre); err != nil {
			return err
		}
		s.staysChange(tx, stay.ID)
		return s.record(ctx, tx, by, "reception.undo_departure", stay, map[string]any{"persons": len(back)})
	})
}

// leftToday returns the holds that a departure ended today.
func (s *Service) leftToday(ctx context.Context, tx *db.Tx, stay Stay, persons []string) ([]Hold, error) {
	ended, err := endedHolds(ctx, tx, stay.ID)
	if err != nil {
		return nil, err
	}
	today := s.today()
	ended = slices.DeleteFunc(ended, func(h Hold) bool {
		return h.endedAt.Date() != today || !known(DepartureKind(h.Reason), DepartureKinds)
	})
	if len(ended) == 0 {
		return nil, fault.Conflicts("reception.error.not_left_today")
	}
	return pick(ended, HoldEnded, persons)
}
