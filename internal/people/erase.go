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

// Holder is a module that keeps things about persons. The program makes it
// known to the service with Hold; people knows none of them.
type Holder interface {
	// Describe says what the module holds on a person, for the copy that they
	// may ask for (GDPR, Art. 15 and 20). It checks no permission.
	Describe(ctx context.Context, q db.Querier, personID string) ([]Holding, error)
	// Erase removes or makes anonymous what the module holds on a person, in the
	// transaction that destroys their key.
	Erase(ctx context.Context, tx *db.Tx, personID string) error
	// Merge is told that two records were said to be of one person. Both stay;
	// the module may bring together what it shows of them.
	Merge(ctx context.Context, tx *db.Tx, a, b string) error
}

// Holding is one thing that a module holds on a person.
type Holding struct {
	Kind   string         // code, such as "reception.stay"
	ID     string         // of the record
	Values map[string]any // by code
}

// Hold makes a module known. Call it before the service is used.
func (s *Service) Hold(h Holder) { s.holders = append(s.holders, h) }

// EraseTx makes a person unreadable for good, in backups too: it destroys their
// data key and removes what was found or sealed with it. Codes, years and dates
// stay for statistics. The head of a household with others is refused: choose
// another head first. It checks no permission; the use case that calls it does.
// Call after once the transaction is committed: it deletes the photo's files,
// which nobody can open any more.
func (s *Service) EraseTx(ctx context.Context, tx *db.Tx, by access.Actor, personID string) (after func(context.Context), err error) {
	row, err := readPerson(ctx, tx, personID)
	if errors.Is(err, db.ErrNoRow) {
		return nil, fault.Missing()
	}
	if err != nil {
		return nil, err
	}
	members, err := readPartyMembers(ctx, tx, []string{row.householdID})
	if err != nil {
		return nil, err
	}
	stay := slices.DeleteFunc(slices.Clone(members), func(m memberRow) bool { return m.id == personID })
	if len(stay) < len(members) && len(stay) > 0 && members[0].id == personID && members[0].relationship == RelationshipHead {
		return nil, fault.Conflicts(errHeadErasure)
	}
	for _, h := range s.holders {
		if err := h.Erase(ctx, tx, personID); err != nil {
			return nil, err
		}
	}
	w := s.write(by)
	if err := erasePerson(ctx, tx, personID, row.householdID, w); err != nil {
		return nil, err
	}
	if len(stay) > 0 {
		err = setSize(ctx, tx, row.householdID, len(stay))
	} else {
		err = closeHousehold(ctx, tx, row.householdID, "", w)
	}
	if err != nil {
		return nil, err
	}
	tx.Changed(TopicPerson, personID)
	err = s.audit.Record(ctx, tx, by, audit.Entry{Action: "people.erase", ObjectType: "person", ObjectID: personID, PersonID: personID})
	return func(ctx context.Context) { s.dropPhoto(ctx, row.photoID) }, err
}
