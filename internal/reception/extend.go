package reception

import (
	"context"

	"passerelle/internal/engine/allocation"
	"passerelle/internal/platform/access"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
)

// Extend moves the day of leaving of a stay, or of a reservation, to a later
// one; the zero date leaves it open. It refuses where a bed is promised to
// somebody else by then (reception.error.reserved_after) or where the rules
// stand against those who come to the same room.
func (s *Service) Extend(ctx context.Context, by access.Actor, stayID string, until clock.Date) error {
	return s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		stay, err := s.stayFor(ctx, tx, by, PermMove, stayID)
		if err != nil {
			return err
		}
		return s.extend(ctx, tx, by, stay, until)
	})
}

func (s *Service) extend(ctx context.Context, tx *db.Tx, by access.Actor, stay Stay, until clock.Date) error {
	today := s.today()
	switch {
	case stay.Status != StayPresent && stay.Status != StayReserved:
		return fault.Conflicts("reception.error.stay_over")
	case stay.Until.IsZero() || !until.IsZero() && (!until.Valid() || !until.After(stay.Until) || !until.After(today)):
		return fault.InvalidField("until", "reception.error.not_later")
	}
	holds, err := activeHolds(ctx, tx, stay.ID)
	if err != nil {
		return err
	}
	home, err := s.partyFor(ctx, tx, by, PermMove, stay.HouseholdID)
	if err != nil {
		return err
	}
	p := plan{from: later(stay.Until, today), until: until, decided: true, extending: true}
	if err := s.keepApart(ctx, tx, &p, stay.HouseholdID); err != nil {
		return err
	}
	p.keepPlaces(home, holds, nil)
	if err := s.examine(ctx, tx, &p); err != nil {
		return reservedAfter(err)
	}
	if err := setUntil(ctx, tx, holds, until); err != nil {
		return reservedAfter(heldTwice(err))
	}
	return s.newEnd(ctx, tx, by, stay, until)
}

// asCompany are the rules that other people in the room can break; an
// extension leaves the others to the day on which a bed is given.
var asCompany = []string{allocation.MinorWithStrangers, allocation.WomanWithStrangers, allocation.IsolationShared, allocation.ConflictInRoom}

// reservedAfter says of a bed that is taken that it is so after the old end.
func reservedAfter(err error) error {
	if fault.Is(err, fault.Conflict, keyBedTaken) {
		return fault.Conflicts("reception.error.reserved_after")
	}
	return err
}

func later(a, b clock.Date) clock.Date {
	if a.After(b) {
		return a
	}
	return b
}

// Shorten moves the day of leaving of a stay, or of a reservation, to an
// earlier one, not before today. Leaving itself is told by Depart.
func (s *Service) Shorten(ctx context.Context, by access.Actor, stayID string, until clock.Date) error {
	return s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		stay, err := s.stayFor(ctx, tx, by, PermMove, stayID)
		if err != nil {
			return err
		}
		if stay.Status != StayPresent && stay.Status != StayReserved {
			return fault.Conflicts("reception.error.stay_over")
		}
		holds, err := activeHolds(ctx, tx, stay.ID)
		if err != nil {
			return err
		}
		if err := earlierEnd(s.today(), stay, holds, until); err != nil {
			return err
		}
		if err := setUntil(ctx, tx, holds, until); err != nil {
			return err
		}
		return s.newEnd(ctx, tx, by, stay, until)
	})
}

// earlierEnd refuses a day of leaving that is not before the one planned, or on
// which somebody would leave who has not slept there yet.
func earlierEnd(today clock.Date, stay Stay, holds []Hold, until clock.Date) error {
	first, last := later(today, stay.From.AddDays(1)), today.AddDays(maxAhead)
	for _, h := range holds {
		first = later(first, h.From.AddDays(1))
	}
	if !stay.Until.IsZero() {
		last = stay.Until.AddDays(-1)
	}
	if last.Before(first) {
		return fault.InvalidField("until", "reception.error.not_earlier")
	}
	if !until.Valid() || until.Before(first) || until.After(last) {
		return fault.InvalidField("until", "reception.error.date_range", "from", first, "until", last)
	}
	return nil
}

// newEnd stores the day of leaving of a stay whose holds have it.
func (s *Service) newEnd(ctx context.Context, tx *db.Tx, by access.Actor, stay Stay, until clock.Date) error {
	action := "reception.extend"
	if !until.IsZero() && (stay.Until.IsZero() || until.Before(stay.Until)) {
		action = "reception.shorten"
	}
	detail := map[string]any{"from": stay.Until.String(), "until": until.String()}
	stay.Until = until
	if err := saveStay(ctx, tx, stay); err != nil {
		return err
	}
	s.staysChange(tx, stay.ID)
	return s.record(ctx, tx, by, action, stay, detail)
}
