package people

import (
	"context"
	"errors"
	"time"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
)

// Triage is one pair, opened to be decided on.
type Triage struct {
	Candidate  Candidate
	Comparison Comparison
}

// NextCandidate opens the likest pair that waits for a decision, of those that
// come after another one; nil where there is none. That both files were opened is
// on record before this returns.
func (s *Service) NextCandidate(ctx context.Context, by access.Actor, after string) (*Triage, error) {
	if !by.May(PermLink) {
		return nil, fault.Denied()
	}
	if after != "" && !db.ValidID(after) {
		return nil, fault.InvalidField("after", errCursor)
	}
	at, err := behind(ctx, s.db, after)
	if err != nil {
		return nil, err
	}
	rows, err := listCandidates(ctx, s.db, candidateCondition(by, CandidateFilter{}, s.today()), at, false, 1)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	return s.triage(ctx, by, rows[0])
}

// OpenCandidate opens a pair, decided or not. That both files were opened is on
// record before this returns.
func (s *Service) OpenCandidate(ctx context.Context, by access.Actor, id string) (*Triage, error) {
	row, err := visibleCandidate(ctx, s.db, by, id)
	if err != nil {
		return nil, err
	}
	return s.triage(ctx, by, row)
}

func (s *Service) triage(ctx context.Context, by access.Actor, row candidateRow) (*Triage, error) {
	c, err := s.ComparePersons(ctx, by, row.aID, row.bID)
	if err != nil {
		return nil, err
	}
	t := &Triage{row.Candidate, c}
	t.Candidate.A = PersonLine{Facts: c.A.Facts, Name: c.A.name()}
	t.Candidate.B = PersonLine{Facts: c.B.Facts, Name: c.B.name()}
	return t, nil
}

// visibleCandidate reads a pair of which the actor may link both persons; others
// are not found.
func visibleCandidate(ctx context.Context, q db.Querier, by access.Actor, id string) (candidateRow, error) {
	if !db.ValidID(id) {
		return candidateRow{}, fault.Missing()
	}
	row, err := readCandidate(ctx, q, id)
	if errors.Is(err, db.ErrNoRow) || err == nil && !(by.MayOn(PermLink, row.aObject) && by.MayOn(PermLink, row.bObject)) {
		return candidateRow{}, fault.Missing()
	}
	return row, err
}

// undoFor is how long the last decision is offered to be undone.
const undoFor = 12 * time.Hour

// LastDecided returns the pair that the actor decided last, nil where that was not today.
func (s *Service) LastDecided(ctx context.Context, by access.Actor) (*Candidate, error) {
	if !by.May(PermLink) {
		return nil, fault.Denied()
	}
	row, err := lastCandidate(ctx, s.db, by, s.now().Add(-undoFor))
	if errors.Is(err, db.ErrNoRow) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	all, err := s.candidates(ctx, s.db, []candidateRow{row})
	if err != nil {
		return nil, err
	}
	return &all[0], nil
}
