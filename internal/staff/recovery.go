package staff

import (
	"context"
	"crypto/rand"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/audit"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
)

// recoveryLength is the length of a recovery code without its dash.
const recoveryLength = 10

// NewRecoveryCodes replaces one's own recovery codes; the password is asked for
// once more. The codes are returned once.
func (s *Service) NewRecoveryCodes(ctx context.Context, by access.Actor, password string, from Browser) ([]string, error) {
	a, err := s.account(ctx, s.DB, by.ID)
	if err != nil {
		return nil, err
	}
	if err := s.confirmPassword(ctx, a, "password", password, from); err != nil {
		return nil, err
	}
	if !a.TOTP {
		return nil, fault.Conflicts("staff.error.totp_missing")
	}
	var codes []string
	err = s.change(ctx, by, a.ID, audit.Entry{Action: "staff.recovery"}, func(ctx context.Context, tx *db.Tx) error {
		codes, err = giveRecoveryCodes(ctx, tx, a.ID)
		return err
	})
	return codes, err
}

// giveRecoveryCodes replaces the codes of an account by eight of 50 random bits,
// for the day the phone is lost.
func giveRecoveryCodes(ctx context.Context, tx *db.Tx, account string) ([]string, error) {
	const letters = "abcdefghjkmnpqrstuvwxyz23456789x" // 32, none that reads as another
	codes, hashes := make([]string, 8), make([]string, 8)
	for i := range codes {
		b := make([]byte, recoveryLength)
		rand.Read(b)
		for j := range b {
			b[j] = letters[b[j]%32]
		}
		codes[i] = string(b[:recoveryLength/2]) + "-" + string(b[recoveryLength/2:])
		hashes[i] = hashSecret(codes[i])
	}
	return codes, replaceRecovery(ctx, tx, account, hashes)
}
