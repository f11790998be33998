package people

import (
	"context"
	"slices"

	"passerelle/internal/engine/names"
	"passerelle/internal/platform/access"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
)

// PermIdentify allows to ask who is like somebody and to compare records.
var PermIdentify = access.Declare("people.identify")

// SimilarInput is what a form says so far of somebody. It may be unfinished.
type SimilarInput struct {
	ID       string // of the person, where they are on record already
	Identity Identity
	Phones   []string // as they are written
}

// Similar is somebody on record who may be the person.
type Similar struct {
	PersonLine
	Score   float64        // 0 to 1
	Verdict names.Verdict  // names.Same or names.Look
	Why     []names.Reason // speaks only of what the form says, never of what is stored
}

// SimilarPersons returns up to five persons on record who may be the one in the
// form, the likest first: the warning while a form is filled in. Who was decided
// to be somebody else is not asked about again. Nobody is found without a name.
func (s *Service) SimilarPersons(ctx context.Context, by access.Actor, in SimilarInput) ([]Similar, error) {
	if !by.May(PermIdentify) {
		return nil, fault.Denied()
	}
	f := newForm(s.today())
	in.Identity.check(f) // an unfinished form has faults; it is cleaned all the same
	decided := []string{in.ID}
	if db.ValidID(in.ID) {
		links, err := readLinks(ctx, s.db, in.ID)
		if err != nil {
			return nil, err
		}
		for _, l := range links {
			decided = append(decided, l.PersonID)
		}
	}
	r := record(in.ID, &in.Identity, s.phoneHashes(in.Phones))
	q := likest(r, 5, func(id string) bool { return !slices.Contains(decided, id) })
	hits := s.index.search(q, by, PermIdentify)
	return s.similar(ctx, by, hits)
}

func (s *Service) similar(ctx context.Context, by access.Actor, hits []names.Hit) ([]Similar, error) {
	var ids []string
	for _, h := range hits {
		if h.Verdict != names.Different {
			ids = append(ids, h.ID)
		}
	}
	rows, err := readPersons(ctx, s.db, ids)
	if err != nil {
		return nil, err
	}
	var out []Similar
	for _, h := range hits {
		i := slices.IndexFunc(rows, func(r personRow) bool { return r.id == h.ID })
		if i < 0 || rows[i].restricted || !by.MayOn(PermIdentify, rows[i].object()) {
			continue
		}
		line, err := s.line(ctx, rows[i])
		if err != nil {
			return nil, err
		}
		out = append(out, Similar{line, h.Score, h.Verdict, h.Why})
	}
	return out, nil
}
