package staff

import (
	"context"
	"errors"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/audit"
	"passerelle/internal/platform/db"
)

// AddDemoAccount makes an account that is active at once with a known password
// and no second factor. It fails outside the demonstration.
func (s *Service) AddDemoAccount(ctx context.Context, in Invitation, password string) (Account, error) {
	if !s.PasswordOnly {
		return Account{}, errors.New("staff: demonstration accounts exist in the demonstration only")
	}
	if err := s.checkInvitation(in); err != nil {
		return Account{}, err
	}
	by := access.System("demo")
	id := db.NewID()
	hash := s.Hashing.hash(password)
	err := s.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		_, inviteHash := newSecret("")
		if err := s.insert(ctx, tx, by, id, in, inviteHash); err != nil {
			return err
		}
		if _, err := acceptInvite(ctx, tx, id, inviteHash, hash); err != nil {
			return err
		}
		if err := activate(ctx, tx, id); err != nil {
			return err
		}
		return s.Audit.Record(ctx, tx, by, audit.Entry{Action: "staff.demo", ObjectType: "account", ObjectID: id, Detail: detailOf(in.Assignments)})
	})
	if err != nil {
		return Account{}, err
	}
	return s.account(ctx, s.DB, id)
}
