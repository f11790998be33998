package people

import (
	"context"
	"errors"
	"slices"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/audit"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
)

const (
	errImportMode    = "people.import.error.mode"         // no such mode
	errNotAllGood    = "people.import.error.not_all_good" // count: rows that are bad or undecided
	errTooManyAtOnce = "people.import.error.too_many"     // max
	errNothingGood   = "people.import.error.nothing_good"
)

// RunImport starts to register the rows of a checked import; ContinueImport does
// it. All or nothing needs every row to be good or left out by decision.
func (s *Service) RunImport(ctx context.Context, by access.Actor, id string, mode ImportMode) (Import, error) {
	i, err := s.checkedImport(ctx, by, id)
	if err != nil {
		return Import{}, err
	}
	switch c := i.Counts; {
	case mode != ImportAll && mode != ImportGood:
		return Import{}, fault.InvalidField("mode", errImportMode)
	case c.Good == 0:
		return Import{}, fault.Conflicts(errNothingGood)
	case mode == ImportAll && c.Bad+c.Ask+c.Held > 0:
		return Import{}, fault.Conflicts(errNotAllGood, "count", c.Bad+c.Ask+c.Held)
	case mode == ImportAll && c.Good > MaxImportAtOnce:
		return Import{}, fault.Conflicts(errTooManyAtOnce, "max", MaxImportAtOnce)
	}
	err = moved(s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		return stepImport(ctx, tx, i, ImportRunning, mode)
	}))
	if err != nil {
		return Import{}, err
	}
	return s.Import(ctx, by, id)
}

// registerPage is how many rows of an import are registered in one transaction:
// few enough that others hardly wait.
const registerPage = 200

// registerGood registers about maxRows rows. A household is registered and its
// rows are marked in one transaction, so that none is registered twice, whatever
// cuts it off.
func (s *Service) registerGood(ctx context.Context, by access.Actor, i *openImport, maxRows int) error {
	for left := maxRows; left > 0; {
		if err := s.reserveReferences(ctx, 2*registerPage); err != nil {
			return err
		}
		seen := 0
		err := s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
			if err := stepImport(ctx, tx, i, ImportRunning, i.Mode); err != nil {
				return err
			}
			rows, err := nextHouseholds(ctx, tx, i.ID, RowGood, -1, registerPage)
			if err != nil {
				return err
			}
			rows = slices.DeleteFunc(rows, func(r storedRow) bool { return r.status != RowGood })
			seen = len(rows)
			for _, household := range byHousehold(rows) {
				if err := s.registerOrMark(ctx, tx, by, i, household); err != nil {
					return err
				}
			}
			return s.endPage(ctx, tx, by, i, seen == 0)
		})
		if err != nil || seen == 0 {
			return err
		}
		left -= seen
	}
	return nil
}

// registerOrMark registers a household, or marks what is wrong with it now.
func (s *Service) registerOrMark(ctx context.Context, tx *db.Tx, by access.Actor, i *openImport, rows []storedRow) error {
	faults, err := s.registerImported(ctx, tx, by, i, rows)
	if err != nil || !faults {
		return err
	}
	return saveRefused(ctx, tx, i.ID, rows)
}

func saveRefused(ctx context.Context, tx *db.Tx, id string, rows []storedRow) error {
	settle(rows)
	for _, r := range rows {
		if err := saveChecked(ctx, tx, id, r); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) endPage(ctx context.Context, tx *db.Tx, by access.Actor, i *openImport, last bool) error {
	if err := recount(ctx, tx, i.ID, s.now()); err != nil || !last {
		return err
	}
	if err := finishImport(ctx, tx, i.ID, s.now()); err != nil {
		return err
	}
	row, err := readImportRow(ctx, tx, i.ID)
	if err != nil {
		return err
	}
	c := row.Counts
	return s.audit.Record(ctx, tx, by, audit.Entry{
		Action: "people.import.finish", ObjectType: "import", ObjectID: i.ID,
		Detail: map[string]any{"mode": string(i.Mode), "rows": c.Total, "registered": c.Done, "left_out": c.LeftOut, "not_registered": c.Bad + c.Ask + c.Held},
	})
}

// registerImported registers a household of good rows and forgets their values.
// Where something is wrong with it now that was not in the dry run, nothing is
// written, the rows have the problems and refused is true.
func (s *Service) registerImported(ctx context.Context, tx *db.Tx, by access.Actor, i *openImport, rows []storedRow) (refused bool, err error) {
	read, err := s.readHousehold(i, rows)
	if err != nil {
		return false, err
	}
	defer func() {
		for n := range rows {
			rows[n].problems = read[n].problems
		}
	}()
	for n, r := range rows {
		if r.decision != DecideLink {
			continue
		}
		_, err := visible(ctx, tx, by, PermLink, r.linkID)
		if fault.Is(err, fault.NotFound, "") || fault.Is(err, fault.Forbidden, "") {
			read[n].problems = append(read[n].problems, ImportProblem{Key: errLinkGone})
			return true, nil
		}
		if err != nil {
			return false, err
		}
	}
	in, err := s.importedForm(i, read)
	if err != nil {
		return true, nil
	}
	plan, err := s.planHousehold(by, in)
	if err != nil && fault.KindOf(err) == fault.Invalid {
		addFaults(read, i.Targets, fault.Of(err))
		return true, nil
	}
	if err != nil {
		return false, err
	}
	if slices.ContainsFunc(read, func(r importedRow) bool { return slices.ContainsFunc(r.problems, ImportProblem.isError) }) {
		return true, nil
	}
	out, err := s.insertHousehold(ctx, tx, by, plan)
	if err != nil {
		return false, err
	}
	for n, r := range rows {
		if r.decision == DecideLink {
			if err := s.linkSame(ctx, tx, by, out.Persons[n].ID, r.linkID); err != nil {
				return false, err
			}
		}
		if err := saveDone(ctx, tx, i.ID, r.number, out.Persons[n].ID); err != nil {
			return false, err
		}
	}
	return false, nil
}

// linkSame says that two records are of one person, both of whom the actor may
// link.
func (s *Service) linkSame(ctx context.Context, tx *db.Tx, by access.Actor, a, b string) error {
	if a > b {
		a, b = b, a
	}
	if err := insertLink(ctx, tx, a, b, LinkSame, s.write(by)); err != nil {
		return err
	}
	for _, h := range s.holders {
		if err := h.Merge(ctx, tx, a, b); err != nil {
			return err
		}
	}
	for _, pair := range [][2]string{{a, b}, {b, a}} {
		err := s.audit.Record(ctx, tx, by, audit.Entry{
			Action: "people.link", ObjectType: "person", ObjectID: pair[0], PersonID: pair[0], Detail: map[string]any{"other": pair[1]},
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// refusal stops a run of all or nothing: these rows are bad now.
type refusal struct{ rows []storedRow }

// Error implements error.
func (*refusal) Error() string { return "people: a row was refused" }

// registerAll registers every good row in one transaction: either all of them
// are there or none. What turns out to be bad is marked, and the import is
// checked again as it was before the run.
func (s *Service) registerAll(ctx context.Context, by access.Actor, i *openImport, w *importWork) error {
	if err := s.reserveReferences(ctx, 2*i.Counts.Good); err != nil {
		return err
	}
	err := s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		w.done.Store(0)
		if err := stepImport(ctx, tx, i, ImportRunning, i.Mode); err != nil {
			return err
		}
		for after := -1; ; {
			rows, err := nextHouseholds(ctx, tx, i.ID, RowGood, after, registerPage)
			if err != nil {
				return err
			}
			if len(rows) == 0 {
				return s.endPage(ctx, tx, by, i, true)
			}
			after = rows[len(rows)-1].household
			rows = slices.DeleteFunc(rows, func(r storedRow) bool { return r.status != RowGood })
			for _, household := range byHousehold(rows) {
				refused, err := s.registerImported(ctx, tx, by, i, household)
				if err != nil {
					return err
				}
				if refused {
					return &refusal{household}
				}
				w.done.Add(int64(len(household)))
			}
		}
	})
	w.done.Store(0)
	var r *refusal
	if !errors.As(err, &r) {
		return err
	}
	return s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := stepImport(ctx, tx, i, ImportChecked, ""); err != nil {
			return err
		}
		if err := saveRefused(ctx, tx, i.ID, r.rows); err != nil {
			return err
		}
		return recount(ctx, tx, i.ID, s.now())
	})
}
