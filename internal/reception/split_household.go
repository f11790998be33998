package reception

import (
	"context"
	"errors"
	"slices"

	"passerelle/internal/people"
	"passerelle/internal/platform/access"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
)

// SplitHousehold makes a new household of some members, as package people does,
// and gives it what they have here: their beds, in a stay of its own, their
// place on the waiting list, and the households they are kept apart from.
// Nobody moves. A transfer that is open must be decided first.
func (s *Service) SplitHousehold(ctx context.Context, by access.Actor, in people.SplitInput) (people.Registered, error) {
	if err := s.people.ReserveReferences(ctx, 0); err != nil {
		return people.Registered{}, err
	}
	var out people.Registered
	err := s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		if out, err = s.people.SplitHouseholdTx(ctx, tx, by, in); err != nil {
			return err
		}
		stays, err := s.staysToDivide(ctx, tx, in.Household.ID)
		if err != nil {
			return err
		}
		for _, stay := range stays {
			if err := s.splitStay(ctx, tx, by, stay, out); err != nil {
				return err
			}
		}
		if slices.ContainsFunc(stays, func(stay Stay) bool { return stay.Status == StayPresent }) {
			if err := s.placeless(ctx, tx, in.Household.ID, out.HouseholdID); err != nil {
				return err
			}
		}
		if err := s.splitWaiting(ctx, tx, by, in.Household.ID, out.HouseholdID); err != nil {
			return err
		}
		return s.shareConflicts(ctx, tx, by, in.Household.ID, out.HouseholdID)
	})
	return out, err
}

// placeless tells package people of those households that live nowhere now that
// their beds have been divided.
func (s *Service) placeless(ctx context.Context, tx *db.Tx, households ...string) error {
	for _, id := range households {
		_, err := presentStay(ctx, tx, id)
		if err == nil {
			continue
		}
		if !errors.Is(err, db.ErrNoRow) {
			return err
		}
		home, err := s.partyOf(ctx, tx, id)
		if err != nil {
			return err
		}
		if err := s.movedOut(ctx, tx, home); err != nil {
			return err
		}
	}
	return nil
}

// staysToDivide returns the stays of a household that are present or reserved;
// it refuses where a transfer is open.
func (s *Service) staysToDivide(ctx context.Context, tx *db.Tx, householdID string) ([]Stay, error) {
	stays, err := openStays(ctx, tx, householdID)
	if err != nil {
		return nil, err
	}
	for _, stay := range stays {
		open, err := openTransfersFrom(ctx, tx, stay.ID)
		if err != nil {
			return nil, err
		}
		if len(open) > 0 {
			return nil, fault.Conflicts("reception.error.transfer_open")
		}
	}
	return stays, nil
}

// splitStay gives those who leave the household their beds in a stay of the new
// one; where nobody else has a bed, the stay goes over as it is.
func (s *Service) splitStay(ctx context.Context, tx *db.Tx, by access.Actor, stay Stay, into people.Registered) error {
	holds, err := activeHolds(ctx, tx, stay.ID)
	if err != nil {
		return err
	}
	theirs := slices.DeleteFunc(slices.Clone(holds), func(h Hold) bool {
		return !slices.ContainsFunc(into.Persons, func(p people.RegisteredPerson) bool { return p.ID == h.PersonID })
	})
	if len(theirs) == 0 {
		return nil
	}
	staying := rest(holds, theirs)
	before := stay
	stay.HouseholdID = into.HouseholdID
	if len(staying) > 0 {
		stay.ID, stay.PreviousID = db.NewID(), before.ID
		stay.Status = statusOf(theirs)
		if err := insertStay(ctx, tx, stay, clock.Now(s.clock), by.ID); err != nil {
			return heldTwice(err)
		}
		if left := statusOf(staying); left != before.Status {
			before.Status = left // who is here has left, and others are still expected
			if err := saveStay(ctx, tx, before); err != nil {
				return err
			}
		}
	} else if err := setHousehold(ctx, tx, stay); err != nil {
		return heldTwice(err)
	}
	if err := giveHolds(ctx, tx, theirs, stay); err != nil {
		return err
	}
	s.staysChange(tx, before.ID, stay.ID)
	return s.record(ctx, tx, by, "reception.split_stay", stay, map[string]any{"from": before.ID, "persons": len(theirs)})
}

// statusOf is the status of a stay that has these holds.
func statusOf(holds []Hold) StayStatus {
	if len(ofStatus(holds, HoldOccupied)) > 0 {
		return StayPresent
	}
	return StayReserved
}

// splitWaiting lets both households wait, since the same day.
func (s *Service) splitWaiting(ctx context.Context, tx *db.Tx, by access.Actor, from, into string) error {
	w, err := openWaitingOf(ctx, tx, from)
	if err != nil || w == nil {
		return err
	}
	home, err := s.partyOf(ctx, tx, into)
	if err != nil {
		return err
	}
	if _, err := s.enqueue(ctx, tx, by, home, WaitingIn{CentreID: w.CentreID, Since: w.Since, Grounds: givenGrounds(w.Grounds)}); err != nil {
		return err
	}
	return s.recount(ctx, tx, by, *w)
}

// recount writes again how many wait under an entry, and the grounds that the
// register shows.
func (s *Service) recount(ctx context.Context, tx *db.Tx, by access.Actor, w Waiting) error {
	home, err := s.partyOf(ctx, tx, w.HouseholdID)
	if err != nil {
		return err
	}
	w.Persons, w.Grounds = len(home.members), union(home.groundsOf(waitingTable.terms(s.today())), givenGrounds(w.Grounds))
	slices.Sort(w.Grounds)
	if err := saveWaiting(ctx, tx, w, clock.Instant{}); err != nil {
		return err
	}
	return s.recordWaiting(ctx, tx, by, "reception.recount_waiting", w)
}

// givenGrounds are the grounds that staff have added to those of the register.
func givenGrounds(grounds []string) []string {
	return slices.DeleteFunc(slices.Clone(grounds), func(g string) bool { return slices.Contains(registerGrounds, g) })
}

// shareConflicts keeps a household apart from all that another is kept apart from.
func (s *Service) shareConflicts(ctx context.Context, tx *db.Tx, by access.Actor, from, to string) error {
	theirs, err := conflictsOf(ctx, tx, from)
	if err != nil || len(theirs) == 0 {
		return err
	}
	own, err := conflictsOf(ctx, tx, to)
	if err != nil {
		return err
	}
	for _, c := range theirs {
		if c.other == to || slices.ContainsFunc(own, func(o conflict) bool { return o.other == c.other }) {
			continue
		}
		if err := insertConflict(ctx, tx, conflict{to, c.other, c.level}, clock.Now(s.clock), by.ID); err != nil {
			return err
		}
	}
	return nil
}
