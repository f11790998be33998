package staff

import (
	"context"
	"net/url"
	"time"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/audit"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/totp"
)

// Enrol makes a second factor (TOTP, RFC 6238) for an account that has none and
// returns what an authenticator app needs. It may be asked for again until it
// is confirmed.
func (s *Service) Enrol(ctx context.Context, sessionValue string) (Enrolment, error) {
	a, _, err := s.sessionAccount(ctx, sessionValue)
	if err != nil {
		return Enrolment{}, err
	}
	if a.TOTP {
		return Enrolment{}, fault.Conflicts("staff.error.totp_exists")
	}
	if len(a.totpSealed) > 0 { // shown before and not confirmed: the app may have it already
		secret, err := s.Vault.Open(ctx, sealedAt(a.ID, "totp_sealed"), a.totpSealed)
		if err != nil {
			return Enrolment{}, err
		}
		return Enrolment{Account: a, Secret: string(secret), URL: otpURL(a.Login, string(secret))}, nil
	}
	key, err := totp.Generate(totp.GenerateOpts{Issuer: "Passerelle", AccountName: a.Login})
	if err != nil {
		return Enrolment{}, err
	}
	sealed, err := s.Vault.Seal(sealedAt(a.ID, "totp_sealed"), []byte(key.Secret()))
	if err != nil {
		return Enrolment{}, err
	}
	var saved int64
	err = s.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		saved, err = saveTOTP(ctx, tx, a.ID, sealed)
		return err
	})
	if err != nil {
		return Enrolment{}, err
	}
	if saved == 0 { // the page was opened twice at once: both show the first secret
		return s.Enrol(ctx, sessionValue)
	}
	return Enrolment{Account: a, Secret: key.Secret(), URL: otpURL(a.Login, key.Secret())}, nil
}

// otpURL leaves out what all apps take for granted (SHA-1, six digits, 30
// seconds), so that the QR code has few and large modules.
func otpURL(login, secret string) string {
	return "otpauth://totp/Passerelle:" + url.PathEscape(login) + "?secret=" + secret + "&issuer=Passerelle"
}

// ConfirmEnrolment proves that the app works, makes the account active and
// returns recovery codes, shown once.
func (s *Service) ConfirmEnrolment(ctx context.Context, sessionValue, code string, from Browser) (in Admission, recovery []string, err error) {
	a, sess, err := s.sessionAccount(ctx, sessionValue)
	if err != nil {
		return Admission{}, nil, err
	}
	if a.TOTP || len(a.totpSealed) == 0 {
		return Admission{}, nil, fault.Conflicts("staff.error.totp_exists")
	}
	code, _ = readCode(code)
	step, err := s.checkTOTP(ctx, a, code)
	if err != nil {
		return Admission{}, nil, err
	}
	in.Full = true
	err = s.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if n, err := confirmTOTP(ctx, tx, a, step); err != nil {
			return err
		} else if n == 0 {
			return fault.Denied()
		}
		if recovery, err = giveRecoveryCodes(ctx, tx, a.ID); err != nil {
			return err
		}
		if err := s.Audit.Record(ctx, tx, access.Actor{ID: a.ID}, audit.Entry{Action: "staff.totp.confirm", ObjectType: "account", ObjectID: a.ID}); err != nil {
			return err
		}
		if err := deleteSession(ctx, tx, sess.hash); err != nil {
			return err
		}
		in.Session, err = s.startSession(ctx, tx, a.ID, a.epoch, stageFull, from.Agent)
		return err
	})
	in.Device = s.newDevice(a.Login)
	return in, recovery, err
}

// checkTOTP accepts the code of the current half minute and its neighbours, each
// step once (RFC 6238, 5.2).
func (s *Service) checkTOTP(ctx context.Context, a Account, code string) (step int64, err error) {
	secret, err := s.Vault.Open(ctx, sealedAt(a.ID, "totp_sealed"), a.totpSealed)
	if err != nil {
		return 0, err
	}
	now := s.Clock.Now()
	for _, skew := range []int64{0, -1, 1} {
		step = now.Unix()/30 + skew
		if step <= a.totpLast {
			continue
		}
		ok, err := totp.ValidateCustom(code, string(secret), time.Unix(step*30, 0), totp.ValidateOpts{Period: 30, Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1})
		if err == nil && ok {
			return step, nil
		}
	}
	return 0, fault.InvalidField("code", "staff.error.code")
}
