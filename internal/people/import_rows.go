package people

import (
	"context"
	"slices"

	"passerelle/internal/engine/names"
	"passerelle/internal/platform/access"
)

// ImportRowFilter narrows the rows of an import.
type ImportRowFilter struct {
	Status ImportRowStatus // empty: any
	Alike  bool            // only those that are like somebody
	After  int             // number of the last row of the part before; 0 for the first part
	Limit  int             // 1 to 200; 0: 50
}

// ImportRow is a row of a file with what was found and decided.
type ImportRow struct {
	Number    int // of the row in the file
	Household int // number of the first row of its household
	Status    ImportRowStatus
	Cells     []string // by column; nil once it is registered
	Problems  []ImportProblem
	Matches   []ImportMatch // whom it is like, the likest first
	Decision  ImportDecision
	LinkID    string // whom it is linked with
	PersonID  string // as whom it is registered
}

// ImportMatch is somebody whom a row is like: another row of the file, or a
// person on record.
type ImportMatch struct {
	Row     int         // 0 for a person
	Person  *PersonLine // nil for a row
	Verdict names.Verdict
	Why     []names.Reason // speaks only of what the row says; or reason "document_same"
}

// ImportRows lists rows of an import of the actor's own, household by household
// in the order of the file. Persons whom a row is like are named to who may identify them.
func (s *Service) ImportRows(ctx context.Context, by access.Actor, id string, f ImportRowFilter) ([]ImportRow, error) {
	i, err := s.keptImport(ctx, by, id)
	if err != nil {
		return nil, err
	}
	if f.Limit <= 0 || f.Limit > 200 {
		f.Limit = 50
	}
	rows, err := importList(ctx, s.db, id, f)
	if err != nil {
		return nil, err
	}
	return s.openImportRows(ctx, by, i, rows)
}

func (s *Service) openImportRows(ctx context.Context, by access.Actor, i *openImport, rows []storedRow) ([]ImportRow, error) {
	out := make([]ImportRow, len(rows))
	matches := make([][]importMatch, len(rows))
	var ids []string
	for n, r := range rows {
		out[n] = ImportRow{
			Number: r.number, Household: r.household, Status: r.status, Problems: r.problems,
			Decision: r.decision, LinkID: r.linkID, PersonID: r.personID,
		}
		if r.sealed != nil {
			line, err := i.line(r)
			if err != nil {
				return nil, err
			}
			out[n].Cells = line.cells
		}
		var err error
		if matches[n], err = i.openMatches(r); err != nil {
			return nil, err
		}
		for _, m := range matches[n] {
			if m.PersonID != "" {
				ids = append(ids, m.PersonID)
			}
		}
	}
	lines, err := s.matchLines(ctx, by, ids)
	if err != nil {
		return nil, err
	}
	for n := range out {
		for _, m := range matches[n] {
			line := lines[m.PersonID]
			if m.Row == 0 && line == nil {
				continue // gone, or out of the actor's sight by now
			}
			out[n].Matches = append(out[n].Matches, ImportMatch{m.Row, line, m.Verdict, m.Why})
		}
	}
	return out, nil
}

func (s *Service) matchLines(ctx context.Context, by access.Actor, ids []string) (map[string]*PersonLine, error) {
	slices.Sort(ids)
	rows, err := readPersons(ctx, s.db, slices.Compact(ids))
	if err != nil {
		return nil, err
	}
	out := map[string]*PersonLine{}
	for _, row := range rows {
		if row.restricted || !by.MayOn(PermIdentify, row.object()) {
			continue
		}
		line, err := s.line(ctx, row)
		if err != nil {
			return nil, err
		}
		out[row.id] = &line
	}
	return out, nil
}
