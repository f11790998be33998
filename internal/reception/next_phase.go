package reception

import (
	"context"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/fault"
)

// NextPhaseRow is a household that may move on to the next phase of reception.
type NextPhaseRow struct {
	Stay
	CentreName string
	Reference  string // of the household
	Persons    int
	Days       int   // in this phase
	Next       Phase // the phase that follows
	Granted    bool  // a member holds a status that ends the right to a place: housing of their own comes next
	Moving     bool  // a transfer is open
}

// nextPhase tells which phase follows.
var nextPhase = map[Phase]Phase{PhaseFirst: PhaseSecond, PhaseSecond: PhaseAccommodation}

// NextPhaseIn asks who may move on.
type NextPhaseIn struct {
	ListIn
	Phase Phase // first or second
}

// NextPhase lists households in the first or second phase, those who have been
// in it longest first, and the cursor of the next page, empty on the last.
func (s *Service) NextPhase(ctx context.Context, by access.Actor, in NextPhaseIn) ([]NextPhaseRow, string, error) {
	where, err := s.reach(ctx, by, PermStays, in.CentreID)
	if err != nil {
		return nil, "", err
	}
	if nextPhase[in.Phase] == "" {
		return nil, "", fault.InvalidField("phase", "reception.error.unknown_code")
	}
	after, err := parseCursor(in.After, 2)
	if err != nil {
		return nil, "", err
	}
	limit := pageSize(in.Limit)
	rows, err := staysInPhase(ctx, s.db, where, in.Phase, after, limit+1)
	if err != nil {
		return nil, "", err
	}
	next := ""
	if len(rows) > limit {
		last := rows[limit-1]
		rows, next = rows[:limit], cursor(last.PhaseSince.String(), last.ID)
	}
	return rows, next, s.describe(ctx, rows)
}

// describe adds what the households themselves say.
func (s *Service) describe(ctx context.Context, rows []NextPhaseRow) error {
	ids := make([]string, len(rows))
	for i, r := range rows {
		ids[i] = r.HouseholdID
	}
	homes, err := s.partiesOf(ctx, s.db, ids)
	today := s.today()
	for i := range rows {
		r := &rows[i]
		home := homes[r.HouseholdID]
		r.Reference, r.Days, r.Next = home.reference, daysSince(r.PhaseSince, today), nextPhase[r.Phase]
		for _, m := range home.members {
			r.Granted = r.Granted || m.granted
		}
	}
	return err
}

func daysSince(d, today clock.Date) int { return max(today.Sub(d), 0) }
