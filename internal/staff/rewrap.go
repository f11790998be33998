package staff

import (
	"context"

	"passerelle/internal/platform/db"
)

// Rewrap seals names, addresses and second factors of all accounts again with
// the primary key, where another sealed them. It returns how many it changed.
func (s *Service) Rewrap(ctx context.Context, progress func(int)) (int, error) {
	changed, after := 0, ""
	for {
		list, err := sealedAccounts(ctx, s.DB, after, 100)
		if err != nil || len(list) == 0 {
			return changed, err
		}
		for _, a := range list {
			after = a.id
			done, err := s.rewrapOne(ctx, a)
			if err != nil {
				return changed, err
			}
			if done {
				changed++
			}
		}
		progress(changed)
	}
}

// rewrapOne reports whether there was something to seal again. Where somebody
// changes the account meanwhile it begins again with what is there now.
func (s *Service) rewrapOne(ctx context.Context, a sealedAccount) (bool, error) {
	for {
		fresh, n, err := s.reseal(ctx, a)
		if err != nil || n == 0 {
			return false, err
		}
		var updated int64
		err = s.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
			updated, err = updateSealed(ctx, tx, a, fresh)
			return err
		})
		if err != nil || updated > 0 {
			return err == nil, err
		}
		if a, err = findSealed(ctx, s.DB, a.id); err != nil {
			return false, err
		}
	}
}

// sealedAccount is what an account keeps sealed.
type sealedAccount struct {
	id                string
	name, email, totp []byte
}

func (s *Service) reseal(ctx context.Context, a sealedAccount) (fresh sealedAccount, changed int, err error) {
	fresh = a
	for column, value := range map[string]*[]byte{"name_sealed": &fresh.name, "email_sealed": &fresh.email, "totp_sealed": &fresh.totp} {
		if len(*value) == 0 || s.Vault.Current(*value) {
			continue
		}
		plain, err := s.Vault.Open(ctx, sealedAt(a.id, column), *value)
		if err != nil {
			return fresh, 0, err
		}
		if *value, err = s.Vault.Seal(sealedAt(a.id, column), plain); err != nil {
			return fresh, 0, err
		}
		changed++
	}
	return fresh, changed, nil
}
