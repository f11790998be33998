package people

import (
	"context"
	"errors"
	"slices"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
)

const (
	errImportMoving  = "people.import.error.moved"         // the import is at another step by now
	errImportGone    = "people.import.error.gone"          // its rows are gone
	errColumnCount   = "people.import.error.column_count"  // not one target a column
	errColumnTwice   = "people.import.error.column_twice"  // two columns say what only one can
	errColumnUnknown = "people.import.error.column"        // no such target
	errColumnName    = "people.import.error.column_name"   // no column says a name
	errColumnParts   = "people.import.error.column_birth"  // a day or month of birth without the year
	errColumnBirth   = "people.import.error.column_births" // a birth date whole and in parts
)

// MapImport settles what each column says, by its place, and starts the dry run
// from the beginning. version is that of the import as it was read. The account's
// next files with such headings are guessed so. Faults are at "columns.2".
func (s *Service) MapImport(ctx context.Context, by access.Actor, id string, version int, targets []ImportTarget) (Import, error) {
	i, err := s.keptImport(ctx, by, id)
	if err != nil {
		return Import{}, err
	}
	if i.Version != version || i.Status == ImportRunning || i.Status == ImportFinished {
		return Import{}, fault.Conflicts(errImportMoving)
	}
	if err := checkTargets(targets, len(i.Headings)); err != nil {
		return Import{}, err
	}
	households, err := s.importHouseholds(ctx, i, targets)
	if err != nil {
		return Import{}, err
	}
	headings := s.blindHeadings(i.Headings)
	err = s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := saveMapping(ctx, tx, i, targets); err != nil {
			return err
		}
		for _, row := range households {
			if err := resetImportRow(ctx, tx, id, row.number, row.household); err != nil {
				return err
			}
		}
		for n, h := range headings {
			if h == nil {
				continue
			}
			if err := saveHeading(ctx, tx, by.ID, h, targets[n]); err != nil {
				return err
			}
		}
		return recount(ctx, tx, id, s.now())
	})
	if errors.Is(err, errImportMoved) {
		err = fault.Conflicts(errImportMoving)
	}
	if err != nil {
		return Import{}, err
	}
	return s.Import(ctx, by, id)
}

// keptImport is importOf for what needs the rows, and the permission to
// register where they go.
func (s *Service) keptImport(ctx context.Context, by access.Actor, id string) (*openImport, error) {
	i, err := s.importOf(ctx, s.db, by, id)
	switch {
	case err != nil:
		return nil, err
	case !by.MayOn(PermRegister, i.object()):
		return nil, fault.Denied()
	case !i.Kept:
		return nil, fault.Conflicts(errImportGone)
	}
	return i, nil
}

func checkTargets(targets []ImportTarget, columns int) error {
	if len(targets) != columns {
		return fault.InvalidField("columns", errColumnCount)
	}
	f := newForm(clock.Date{})
	has := func(t ImportTarget) bool { return slices.Contains(targets, t) }
	for n, t := range targets {
		f := f.at("columns", n)
		switch {
		case t != TargetNone && !slices.Contains(ImportTargets, t):
			f.add("target", errColumnUnknown)
		case !t.repeats() && slices.Contains(targets[:n], t):
			f.add("target", errColumnTwice)
		case (t == TargetBirthDay || t == TargetBirthMonth) && !has(TargetBirthYear):
			f.add("target", errColumnParts)
		case t == TargetBirthYear && has(TargetBirth):
			f.add("target", errColumnBirth)
		}
	}
	if !slices.ContainsFunc([]ImportTarget{TargetGiven, TargetFamily, TargetOriginal, TargetOnDocument, TargetMRZ}, has) {
		f.add("columns", errColumnName)
	}
	return f.err()
}

// placedRow is a row and the first row of its household.
type placedRow struct{ number, household int }

// importHouseholds says which rows are one household.
func (s *Service) importHouseholds(ctx context.Context, i *openImport, targets []ImportTarget) ([]placedRow, error) {
	column := slices.Index(targets, TargetHousehold)
	first := map[string]int{}
	var out []placedRow
	err := s.eachLine(ctx, i, func(line importLine) {
		household := line.number
		if column >= 0 && column < len(line.cells) {
			if name := fold(line.cells[column]); name != "" {
				if n, seen := first[name]; seen {
					household = n
				} else {
					first[name] = household
				}
			}
		}
		out = append(out, placedRow{line.number, household})
	})
	return out, err
}

// linePage is how many rows are read at a time.
const linePage = 1000

// eachLine calls f with every row of an import whose values are kept.
func (s *Service) eachLine(ctx context.Context, i *openImport, f func(importLine)) error {
	for after := -1; ; {
		rows, err := importPage(ctx, s.db, i.ID, after, linePage)
		if err != nil || len(rows) == 0 {
			return err
		}
		for _, row := range rows {
			after = row.number
			if row.sealed == nil {
				continue
			}
			line, err := i.line(row)
			if err != nil {
				return err
			}
			f(line)
		}
	}
}

// line opens a row.
func (i *openImport) line(row storedRow) (importLine, error) {
	var l sealedLine
	if err := i.key.OpenJSON(placeImportRow(i.ID, row.number), row.sealed, &l); err != nil {
		return importLine{}, err
	}
	return importLine{row.number, l.Cells, l.Problems}, nil
}
