package people

import (
	"context"
	"errors"
	"slices"
	"strings"

	"passerelle/internal/engine/names"
	"passerelle/internal/platform/access"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
)

// CandidateFilter says which pairs are wanted; what is empty admits all.
type CandidateFilter struct {
	Verdict  names.Verdict
	OrgID    string // one of the two belongs to it
	CentreID string // one of the two belongs to it
}

// CandidatesInput says which page of which pairs is wanted.
type CandidatesInput struct {
	Filter    CandidateFilter
	Ascending bool   // the least like first
	Cursor    string // Next or Prev of another page; empty for the first
	Limit     int    // 1 to 200; 0: 50
}

// CandidatePage is a page of pairs that wait for a decision.
type CandidatePage struct {
	Candidates []Candidate
	Total      int  // counted up to MaxCandidates
	More       bool // there are more than MaxCandidates
	Next, Prev string
}

// MaxCandidates is how far pairs are counted.
const MaxCandidates = 1000

// ListCandidates returns a page of the pairs that wait for a decision and of which
// the actor may link both persons.
func (s *Service) ListCandidates(ctx context.Context, by access.Actor, in CandidatesInput) (CandidatePage, error) {
	if !by.May(PermLink) {
		return CandidatePage{}, fault.Denied()
	}
	f := newForm(s.today())
	if in.Filter.Verdict != "" {
		oneOf(f, "verdict", in.Filter.Verdict, []names.Verdict{names.Same, names.Look})
	}
	way, id := "n", ""
	if in.Cursor != "" {
		if way, id = in.Cursor[:1], in.Cursor[1:]; !strings.Contains("np", way) || !db.ValidID(id) {
			f.add("cursor", errCursor)
		}
	}
	if err := f.err(); err != nil {
		return CandidatePage{}, err
	}
	if in.Limit <= 0 || in.Limit > 200 {
		in.Limit = 50
	}
	var page CandidatePage
	err := s.db.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		cond := candidateCondition(by, in.Filter, s.today())
		at, err := behind(ctx, tx, id)
		if err != nil {
			return err
		}
		back := way == "p" && at != nil
		rows, err := listCandidates(ctx, tx, cond, at, in.Ascending != back, in.Limit+1)
		if err != nil {
			return err
		}
		more := len(rows) > in.Limit
		rows = rows[:min(len(rows), in.Limit)]
		if back {
			slices.Reverse(rows)
		}
		if n := len(rows); n > 0 {
			if back && more || !back && at != nil {
				page.Prev = "p" + rows[0].ID
			}
			if back || more {
				page.Next = "n" + rows[n-1].ID
			}
		}
		if page.Candidates, err = s.candidates(ctx, tx, rows); err != nil {
			return err
		}
		n, err := countCandidates(ctx, tx, cond)
		page.Total, page.More = min(n, MaxCandidates), n > MaxCandidates
		return err
	})
	return page, err
}

// CountCandidates says how many pairs wait for the actor, up to MaxCandidates; more
// says that there are others.
func (s *Service) CountCandidates(ctx context.Context, by access.Actor) (n int, more bool, err error) {
	if !by.May(PermLink) {
		return 0, false, fault.Denied()
	}
	n, err = countCandidates(ctx, s.db, candidateCondition(by, CandidateFilter{}, s.today()))
	return min(n, MaxCandidates), n > MaxCandidates, err
}

// behind is the place of a pair in the list; nil for none and for one that is gone.
func behind(ctx context.Context, q db.Querier, id string) (*candidatePlace, error) {
	if id == "" {
		return nil, nil
	}
	at, err := placeOfCandidate(ctx, q, id)
	if errors.Is(err, db.ErrNoRow) {
		return nil, nil
	}
	return at, err
}

// candidates opens the two persons of each row.
func (s *Service) candidates(ctx context.Context, q db.Querier, rows []candidateRow) ([]Candidate, error) {
	var ids []string
	for _, r := range rows {
		ids = append(ids, r.aID, r.bID)
	}
	slices.Sort(ids)
	persons, err := readPersons(ctx, q, slices.Compact(ids))
	if err != nil {
		return nil, err
	}
	lines := make(map[string]PersonLine, len(persons))
	for _, p := range persons {
		if lines[p.id], err = s.line(ctx, p); err != nil {
			return nil, err
		}
	}
	out := make([]Candidate, len(rows))
	for n, r := range rows {
		out[n] = r.Candidate
		out[n].A, out[n].B = lines[r.aID], lines[r.bID]
	}
	return out, nil
}
