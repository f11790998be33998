package reception

import (
	"context"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
)

// PermStays lets an actor see which households stay in a centre, without names.
var PermStays = access.Declare("reception.stays")

// Overstay is a stay that has run past its day of leaving. Its beds count as
// taken until somebody says otherwise.
type Overstay struct {
	Stay
	CentreName string
	Persons    int
	Days       int        // since the day of leaving
	NextFrom   clock.Date // the first day on which one of its beds is promised to others, zero where none is
}

// ListIn asks for a page of a list of one centre or of all in scope.
type ListIn struct {
	CentreID string // empty: all in scope
	After    string // cursor of the page before
	Limit    int    // at most 200; 0: 50
}

// Overstays lists stays that have run past their day of leaving, the longest
// first, and the cursor of the next page, empty on the last.
func (s *Service) Overstays(ctx context.Context, by access.Actor, in ListIn) ([]Overstay, string, error) {
	where, err := s.reach(ctx, by, PermStays, in.CentreID)
	if err != nil {
		return nil, "", err
	}
	after, err := parseCursor(in.After, 2)
	if err != nil {
		return nil, "", err
	}
	limit := pageSize(in.Limit)
	list, err := overstays(ctx, s.db, where, s.today(), after, limit+1)
	if err != nil || len(list) <= limit {
		return list, "", err
	}
	last := list[limit-1]
	return list[:limit], cursor(last.Until.String(), last.ID), nil
}

// reach checks where an actor may look.
func (s *Service) reach(ctx context.Context, by access.Actor, perm access.Permission, centreID string) (reach, error) {
	r := reach{by, perm, centreID}
	if centreID != "" {
		_, err := s.centreFor(ctx, s.db, by, perm, centreID)
		return r, err
	}
	if !by.May(perm) {
		return r, fault.Denied()
	}
	return r, nil
}

// OverstayIn says what is true of a stay that has run past its end: exactly one
// of Extend and Departed.
type OverstayIn struct {
	StayID   string
	Extend   bool
	Until    clock.Date // with Extend: the new day of leaving; zero: open
	Departed *DepartIn  // StayID and Persons of it are ignored: everybody left
}

// ResolveOverstay ends an overstay: the stay goes on until a later day, or it
// turns out that the household has left.
func (s *Service) ResolveOverstay(ctx context.Context, by access.Actor, in OverstayIn) error {
	if in.Extend == (in.Departed != nil) {
		return fault.InvalidField("resolution", "reception.error.unknown_code")
	}
	if in.Departed != nil {
		out := *in.Departed
		out.StayID, out.Persons = in.StayID, nil
		_, err := s.Depart(ctx, by, out)
		return err
	}
	return s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		stay, err := s.stayFor(ctx, tx, by, PermMove, in.StayID)
		if err != nil {
			return err
		}
		if !overdue(stay, s.today()) {
			return fault.Conflicts("reception.error.no_overstay")
		}
		return s.extend(ctx, tx, by, stay, in.Until)
	})
}
