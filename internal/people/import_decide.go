package people

import (
	"context"
	"errors"
	"slices"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
)

const (
	errDecision = "people.import.error.decision"  // no such decision
	errLinkWhom = "people.import.error.link_whom" // nobody whom the row is like
	errLinkGone = "people.import.error.link_gone" // whoever it was to be linked with is not to be found
)

// DecideImportRow says what to do with a row of a checked import, and so with
// its household: any row may be left out; one that is like somebody may be
// registered all the same, or registered and linked with a person whom it is
// like. DecideOpen takes a decision back. Faults are at "decision" and "person".
func (s *Service) DecideImportRow(ctx context.Context, by access.Actor, id string, number int, what ImportDecision, personID string) error {
	i, err := s.checkedImport(ctx, by, id)
	if err != nil {
		return err
	}
	if what != DecideOpen && !slices.Contains(ImportDecisions, what) {
		return fault.InvalidField("decision", errDecision)
	}
	return moved(s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := stepImport(ctx, tx, i, ImportChecked, ""); err != nil {
			return err
		}
		row, err := readImportLine(ctx, tx, id, number)
		if errors.Is(err, db.ErrNoRow) {
			return fault.Missing()
		}
		if err != nil {
			return err
		}
		if what != DecideLink {
			personID = ""
		} else if err := s.mayLink(ctx, tx, by, i, row, personID); err != nil {
			return err
		}
		rows, err := householdRows(ctx, tx, id, row.household)
		if err != nil {
			return err
		}
		for n := range rows {
			if rows[n].number == number {
				rows[n].decision, rows[n].linkID = what, personID
			}
		}
		if err := settleAndSave(ctx, tx, id, rows); err != nil {
			return err
		}
		return recount(ctx, tx, id, s.now())
	}))
}

// checkedImport is keptImport for what is done between the dry run and the run.
func (s *Service) checkedImport(ctx context.Context, by access.Actor, id string) (*openImport, error) {
	i, err := s.keptImport(ctx, by, id)
	if err == nil && i.Status != ImportChecked {
		err = fault.Conflicts(errImportMoving)
	}
	return i, err
}

// moved tells of an import that somebody has carried on meanwhile.
func moved(err error) error {
	if errors.Is(err, errImportMoved) {
		return fault.Conflicts(errImportMoving)
	}
	return err
}

// mayLink refuses to link a row with anybody but those it is like, and with whom
// the actor may not link.
func (s *Service) mayLink(ctx context.Context, tx *db.Tx, by access.Actor, i *openImport, row storedRow, personID string) error {
	matches, err := i.openMatches(row)
	if err != nil {
		return err
	}
	if personID == "" || !slices.ContainsFunc(matches, func(m importMatch) bool { return m.PersonID == personID }) {
		return fault.InvalidField("person", errLinkWhom)
	}
	_, err = visible(ctx, tx, by, PermLink, personID)
	return err
}

func settleAndSave(ctx context.Context, tx *db.Tx, id string, rows []storedRow) error {
	settle(rows)
	for _, r := range rows {
		if err := saveDecided(ctx, tx, id, r); err != nil {
			return err
		}
	}
	return nil
}

// DecideImportRows says of all rows that wait for a decision what to do with
// them, DecideSkip or DecideImport, and returns how many they were.
func (s *Service) DecideImportRows(ctx context.Context, by access.Actor, id string, what ImportDecision) (int, error) {
	i, err := s.checkedImport(ctx, by, id)
	if err != nil {
		return 0, err
	}
	if what != DecideSkip && what != DecideImport {
		return 0, fault.InvalidField("decision", errDecision)
	}
	decided := 0
	err = moved(s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		decided = 0
		if err := stepImport(ctx, tx, i, ImportChecked, ""); err != nil {
			return err
		}
		for after := -1; ; {
			rows, err := nextHouseholds(ctx, tx, id, RowAsk, after, 500)
			if err != nil {
				return err
			}
			if len(rows) == 0 {
				return recount(ctx, tx, id, s.now())
			}
			after = rows[len(rows)-1].household
			for _, household := range byHousehold(rows) {
				n := 0
				for k := range household {
					if household[k].status == RowAsk {
						household[k].decision = what
						n++
					}
				}
				if decided += n; n == 0 {
					continue
				}
				if err := settleAndSave(ctx, tx, id, household); err != nil {
					return err
				}
			}
		}
	}))
	return decided, err
}
