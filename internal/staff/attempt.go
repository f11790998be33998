package staff

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"strings"
	"time"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/audit"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/db"
)

// Failures after which a login waits before its next try is heard, and the
// longest wait: an attacker is slowed, the owner is not locked out.
const (
	freeFailures = 5
	longestWait  = 15 * time.Minute
	attemptLife  = 24 * time.Hour // failures are forgotten after a day without any
)

// Browser is what a browser tells of itself when somebody logs in.
type Browser struct {
	Agent  string // User-Agent header, cut to 200 bytes
	Device string // mark that it got when somebody logged in before, empty where it has none
}

// newDevice marks a browser for the login that just proved itself there.
func (s *Service) newDevice(login string) string {
	nonce := make([]byte, 16)
	rand.Read(nonce)
	return s.device(login, base64.RawURLEncoding.EncodeToString(nonce))
}

func (s *Service) device(login, nonce string) string {
	return nonce + "." + base64.RawURLEncoding.EncodeToString(s.Vault.Blind("staff.device", login+"\x00"+nonce))
}

// bucket is where the failures of a login count, whether an account has that
// login or not. Those at a browser where its owner has logged in before count
// by themselves: nobody elsewhere can make him wait. It is a keyed hash, since
// people type their password into the wrong field.
func (s *Service) bucket(login string, from Browser) []byte {
	nonce, _, _ := strings.Cut(from.Device, ".")
	if nonce == "" || s.device(login, nonce) != from.Device {
		nonce = ""
	}
	return s.Vault.Blind("staff.attempt", login+"\x00"+nonce)
}

// waiting reports whether the bucket must wait. Its owner is not told apart from
// a login that does not exist: both wait alike.
func (s *Service) waiting(ctx context.Context, bucket []byte) (bool, error) {
	until, err := blockedUntil(ctx, s.DB, bucket)
	return until.After(clock.Now(s.Clock)), err
}

// countFailure slows the next try down and, where there is an account, writes
// the failure down. While blocked nothing counts, so that nobody makes the wait
// longer; that too costs a write, so that the time tells nothing.
func (s *Service) countFailure(ctx context.Context, bucket []byte, account, factor string) error {
	now := clock.Now(s.Clock)
	return s.DB.Write(db.WithoutJoin(ctx), func(ctx context.Context, tx *db.Tx) error {
		until, err := blockedUntil(ctx, tx, bucket)
		if err != nil {
			return err
		}
		if until.After(now) {
			return touchAttempt(ctx, tx, bucket, now)
		}
		failures, err := addFailure(ctx, tx, bucket, now)
		if err != nil {
			return err
		}
		if over := failures - freeFailures; over >= 0 {
			wait := min(time.Second<<min(over, 20), longestWait)
			if err := block(ctx, tx, bucket, now.Add(wait)); err != nil {
				return err
			}
		}
		if account == "" {
			return nil
		}
		return s.Audit.Record(ctx, tx, access.Actor{ID: account}, audit.Entry{Action: "staff.login.failed", ObjectType: "account", ObjectID: account, Detail: map[string]any{"factor": factor}})
	})
}
