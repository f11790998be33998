package staff_test

import (
	"fmt"
	"sync"
	"testing"

	"passerelle/internal/platform/db"
	"passerelle/internal/staff"
	"passerelle/internal/testkit"
)

// An administrator resets an account while somebody sits at it: whatever
// happens first, no password of before opens it afterwards.
func TestAResetWinsEveryRace(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		w, ctx := newWorld(t, d), t.Context()
		for i := range 8 {
			m := w.join(t, fmt.Sprintf("nadine-%d", i), "reception_desk")
			by := m.actor(t, w)
			half, err := w.LogIn(ctx, m.Login, goodPassword, staff.Browser{})
			if err != nil {
				t.Fatal(err)
			}
			var all sync.WaitGroup
			var resetErr error
			for _, f := range []func(){
				func() { _, resetErr = w.Reset(ctx, w.admin, m.ID) },
				func() {
					_, _ = w.ChangePassword(ctx, by, staff.PasswordChange{Old: goodPassword, New: "another three words", Stay: true})
				},
				func() { _, _ = w.ConfirmCode(ctx, half.Session, m.recovery[0], staff.Browser{}) },
				func() { _, _ = w.NewRecoveryCodes(ctx, by, goodPassword, staff.Browser{}) },
			} {
				all.Go(f)
			}
			all.Wait()
			if resetErr != nil {
				t.Fatal(resetErr)
			}
			for _, p := range []string{goodPassword, "another three words"} {
				if w.try(t, m.Login, p, staff.Browser{}) == nil {
					t.Errorf("round %d: a password of before the reset opens the account", i)
				}
			}
			if a, err := w.Service.Account(ctx, w.admin, m.ID); err != nil || a.Status != staff.Invited || a.TOTP {
				t.Errorf("round %d: status %s, second factor %v, %v", i, a.Status, a.TOTP, err)
			}
		}
	})
}

// The page that sets the second factor up is opened twice at once: both show
// the key that counts.
func TestOneKeyForTwoPages(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		w, ctx := newWorld(t, d), t.Context()
		_, code, err := w.Invite(ctx, w.admin, staff.Invitation{Login: "nadine", Name: "N", Assignments: everywhere("reception_desk")})
		if err != nil {
			t.Fatal(err)
		}
		half, err := w.AcceptInvitation(ctx, code, goodPassword, staff.Browser{})
		if err != nil {
			t.Fatal(err)
		}
		secrets := make([]string, 6)
		var all sync.WaitGroup
		for i := range secrets {
			all.Go(func() {
				if e, err := w.Enrol(ctx, half); err == nil {
					secrets[i] = e.Secret
				}
			})
		}
		all.Wait()
		for _, s := range secrets {
			if s == "" || s != secrets[0] {
				t.Fatalf("different keys: %q", secrets)
			}
		}
	})
}
