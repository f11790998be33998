package reception

import (
	"context"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/audit"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
)

// PermConflict lets an actor say that two households are kept apart. Why is not stored.
var PermConflict = access.Declare("reception.conflict")

// Apart is a household that another is kept apart from.
type Apart struct {
	HouseholdID string
	Level       ConflictLevel
}

// KeepApart says that two households must not share a room, or a centre. Where
// it was said before, the level is replaced. People who share one now are not
// moved: that is for the desk.
func (s *Service) KeepApart(ctx context.Context, by access.Actor, householdID string, other Apart) error {
	if other.Level != ConflictRoom && other.Level != ConflictCentre {
		return fault.InvalidField("level", "reception.error.unknown_code")
	}
	return s.changeConflict(ctx, by, householdID, other, "reception.keep_apart")
}

// EndKeepApart says that two households need not be kept apart any longer.
func (s *Service) EndKeepApart(ctx context.Context, by access.Actor, householdID, otherID string) error {
	return s.changeConflict(ctx, by, householdID, Apart{HouseholdID: otherID}, "reception.end_keep_apart")
}

// changeConflict ends the entry for two households and, where other has a
// level, makes a new one.
func (s *Service) changeConflict(ctx context.Context, by access.Actor, householdID string, other Apart, action string) error {
	if !by.May(PermConflict) {
		return fault.Denied()
	}
	if householdID == other.HouseholdID {
		return fault.InvalidField("household", "reception.error.same_household")
	}
	return s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		for _, id := range []string{householdID, other.HouseholdID} {
			if _, err := s.partyFor(ctx, tx, by, PermConflict, id); err != nil {
				return err
			}
		}
		at := clock.Now(s.clock)
		ended, err := endConflict(ctx, tx, householdID, other.HouseholdID, at)
		if err != nil {
			return err
		}
		switch {
		case other.Level != "":
			if err := insertConflict(ctx, tx, conflict{householdID, other.HouseholdID, other.Level}, at, by.ID); err != nil {
				return err
			}
		case !ended:
			return fault.Missing()
		}
		return s.audit.Record(ctx, tx, by, audit.Entry{Action: action, ObjectType: "household", ObjectID: householdID,
			Detail: map[string]any{"other": other.HouseholdID, "level": other.Level}})
	})
}

// KeptApart lists the households that one is kept apart from.
func (s *Service) KeptApart(ctx context.Context, by access.Actor, householdID string) ([]Apart, error) {
	if !by.May(PermConflict) {
		return nil, fault.Denied()
	}
	if _, err := s.partyFor(ctx, s.db, by, PermConflict, householdID); err != nil {
		return nil, err
	}
	list, err := conflictsOf(ctx, s.db, householdID)
	out := make([]Apart, len(list))
	for i, c := range list {
		out[i] = Apart{c.other, c.level}
	}
	return out, err
}
