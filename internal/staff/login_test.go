package staff_test

import (
	"sync"
	"testing"
	"time"

	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
	"passerelle/internal/staff"
	"passerelle/internal/testkit"

	"github.com/pquerna/otp/totp"
)

// try logs in and returns the fault, nil where the password was accepted.
func (w *world) try(t *testing.T, login, password string, from staff.Browser) error {
	t.Helper()
	_, err := w.LogIn(t.Context(), login, password, from)
	return err
}

func TestEveryRefusalIsAlike(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		w, ctx := newWorld(t, d), t.Context()
		w.join(t, "nadine", "reception_desk")
		off := w.join(t, "off", "reception_desk")
		if err := w.Disable(ctx, w.admin, off.ID); err != nil {
			t.Fatal(err)
		}
		if _, _, err := w.Invite(ctx, w.admin, staff.Invitation{Login: "invited", Name: "I", Assignments: everywhere("reception_desk")}); err != nil {
			t.Fatal(err)
		}
		for range 8 { // beyond the failures that are free
			for login, password := range map[string]string{"nobody": goodPassword, "nadine": "wrong", "off": goodPassword, "invited": "", "": "", "nadine\x00": "x"} {
				err := w.try(t, login, password, staff.Browser{})
				if l := fault.Of(err); len(l) != 1 || l[0].Kind != fault.Invalid || l[0].Key != "staff.error.login" || l[0].Field != "login" || len(l[0].Args) != 0 {
					t.Fatalf("%q: %v", login, err)
				}
			}
		}
	})
}

func TestFailuresMakeALogInWait(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		w.join(t, "nadine", "reception_desk")
		var from staff.Browser
		for range 4 {
			w.try(t, "nadine", "wrong", from)
		}
		if err := w.try(t, "nadine", goodPassword, from); err != nil {
			t.Fatalf("after four failures: %v", err)
		}
		w.try(t, "nadine", "wrong", from) // the fifth: a password alone did not forget the others
		for _, wait := range []time.Duration{time.Second, 2 * time.Second, 4 * time.Second} {
			refused(t, "at once", w.try(t, "nadine", goodPassword, from), fault.Invalid, "staff.error.login")
			w.clock.Advance(wait - time.Millisecond)
			refused(t, "just before", w.try(t, "nadine", goodPassword, from), fault.Invalid, "staff.error.login")
			w.clock.Advance(2 * time.Millisecond)
			if err := w.try(t, "nadine", goodPassword, from); err != nil {
				t.Fatalf("after %v: %v", wait, err)
			}
			w.try(t, "nadine", "wrong", from)
		}
		for range 30 { // the wait has an end, and what is tried meanwhile does not count
			w.clock.Advance(15*time.Minute + time.Second)
			w.try(t, "nadine", "wrong", from)
			w.try(t, "nadine", "wrong", from)
		}
		refused(t, "at once", w.try(t, "nadine", goodPassword, from), fault.Invalid, "staff.error.login")
		w.clock.Advance(15*time.Minute + time.Second)
		if err := w.try(t, "nadine", goodPassword, from); err != nil {
			t.Fatalf("after the longest wait: %v", err)
		}
	})
}

// Who has logged in at a browser before is not locked out by somebody who
// guesses elsewhere; and a stolen mark gives guesses of its own, not more.
func TestAKnownBrowserDoesNotWaitForOthers(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		m, other := w.join(t, "nadine", "reception_desk"), w.join(t, "bert", "reception_desk")
		for range 20 {
			w.try(t, "nadine", "wrong", staff.Browser{})
		}
		if err := w.try(t, "nadine", goodPassword, staff.Browser{Device: m.device}); err != nil {
			t.Errorf("her own browser: %v", err)
		}
		for name, mark := range map[string]string{"none": "", "another's": other.device, "forged": m.device[:22] + ".AAAA", "cut": m.device[:22]} {
			refused(t, "mark "+name, w.try(t, "nadine", goodPassword, staff.Browser{Device: mark}), fault.Invalid, "staff.error.login")
		}
		for range 8 {
			w.try(t, "nadine", "wrong", staff.Browser{Device: m.device})
		}
		refused(t, "guesses with her mark", w.try(t, "nadine", goodPassword, staff.Browser{Device: m.device}), fault.Invalid, "staff.error.login")
	})
}

func TestACodeIsGoodOnce(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		w, ctx := newWorld(t, d), t.Context()
		m := w.join(t, "nadine", "reception_desk")
		half := func() string {
			in, err := w.LogIn(ctx, "nadine", goodPassword, staff.Browser{})
			if err != nil {
				t.Fatal(err)
			}
			return in.Session
		}
		code := m.code(t, w)
		first := half()
		if _, err := w.ConfirmCode(ctx, first, code, staff.Browser{}); err != nil {
			t.Fatal(err)
		}
		_, err := w.ConfirmCode(ctx, first, code, staff.Browser{})
		refused(t, "the old session", err, fault.Forbidden, "")
		_, err = w.ConfirmCode(ctx, half(), code, staff.Browser{})
		refused(t, "the same code", err, fault.Invalid, "staff.error.code")

		ahead, err := totp.GenerateCode(m.secret, w.clock.Now().Add(30*time.Second)) // of a phone that is half a minute ahead
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.ConfirmCode(ctx, half(), ahead[:3]+" "+ahead[3:], staff.Browser{}); err != nil {
			t.Errorf("the next code, with a space: %v", err)
		}
		w.clock.Advance(time.Minute)
		stale := m.code(t, w)
		w.clock.Advance(2 * time.Minute)
		_, err = w.ConfirmCode(ctx, half(), stale, staff.Browser{})
		refused(t, "a code of two minutes ago", err, fault.Invalid, "staff.error.code")

		// The same code at the same moment: one gets in.
		halves := []string{half(), half(), half(), half()}
		code = m.code(t, w)
		var in int
		var mu sync.Mutex
		var all sync.WaitGroup
		for _, h := range halves {
			all.Go(func() {
				if _, err := w.ConfirmCode(ctx, h, code, staff.Browser{}); err == nil {
					mu.Lock()
					in++
					mu.Unlock()
				}
			})
		}
		all.Wait()
		if in != 1 {
			t.Errorf("one code let %d in", in)
		}
	})
}

func TestCodesAreNotGuessed(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		w, ctx := newWorld(t, d), t.Context()
		m := w.join(t, "nadine", "reception_desk")
		in, err := w.LogIn(ctx, "nadine", goodPassword, staff.Browser{})
		if err != nil {
			t.Fatal(err)
		}
		for _, guess := range []string{"000000", "", "abcdefghjk", "12345-6789a", "not a code"} {
			_, err := w.ConfirmCode(ctx, in.Session, guess, staff.Browser{})
			refused(t, "guess "+guess, err, fault.Invalid, "staff.error.code")
		}
		_, err = w.ConfirmCode(ctx, in.Session, m.code(t, w), staff.Browser{})
		refused(t, "the right one, too soon", err, fault.Invalid, "staff.error.wait")
		w.clock.Advance(2 * time.Second)
		if _, err := w.ConfirmCode(ctx, in.Session, m.code(t, w), staff.Browser{}); err != nil {
			t.Errorf("the right one in time: %v", err)
		}
	})
}

func TestARecoveryCodeIsGoodOnce(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		w, ctx := newWorld(t, d), t.Context()
		m := w.join(t, "nadine", "reception_desk")
		use := func(code string) error {
			in, err := w.LogIn(ctx, "nadine", goodPassword, staff.Browser{})
			if err != nil {
				t.Fatal(err)
			}
			_, err = w.ConfirmCode(ctx, in.Session, code, staff.Browser{})
			return err
		}
		typed := m.recovery[0][:5] + " " + m.recovery[0][6:] // without the dash, with a space
		if err := use(typed); err != nil {
			t.Fatal(err)
		}
		refused(t, "a second time", use(m.recovery[0]), fault.Invalid, "staff.error.code")
		if err := use(m.recovery[1]); err != nil {
			t.Errorf("the next: %v", err)
		}
		by := m.actor(t, w)
		_, err := w.NewRecoveryCodes(ctx, by, "wrong", staff.Browser{})
		refused(t, "new codes without the password", err, fault.Invalid, "staff.error.old_password")
		fresh, err := w.NewRecoveryCodes(ctx, by, goodPassword, staff.Browser{})
		if err != nil || len(fresh) != 8 {
			t.Fatalf("NewRecoveryCodes = %d codes, %v", len(fresh), err)
		}
		refused(t, "one of the old ones", use(m.recovery[2]), fault.Invalid, "staff.error.code")
		if err := use(fresh[7]); err != nil {
			t.Errorf("one of the new ones: %v", err)
		}
	})
}

func TestSessionsEndByThemselves(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		w, ctx := newWorld(t, d), t.Context()
		m := w.join(t, "nadine", "reception_desk")
		m.logIn(t, w)
		for range 24 { // active every half hour: the session lives, and says how long
			w.clock.Advance(29 * time.Minute)
			id, err := w.Session(ctx, m.session)
			if err != nil {
				t.Fatal(err)
			}
			if id.Left > 30*time.Minute || id.Left <= 0 {
				t.Fatalf("%v left", id.Left)
			}
		}
		w.clock.Advance(29 * time.Minute) // beyond twelve hours, active or not
		if _, err := w.Session(ctx, m.session); !fault.Is(err, fault.Forbidden, "") {
			t.Errorf("after twelve hours: %v", err)
		}
		m.logIn(t, w)
		w.clock.Advance(31 * time.Minute)
		if _, err := w.Session(ctx, m.session); !fault.Is(err, fault.Forbidden, "") {
			t.Errorf("after half an hour without activity: %v", err)
		}
		in, err := w.LogIn(ctx, "nadine", goodPassword, staff.Browser{})
		if err != nil {
			t.Fatal(err)
		}
		w.clock.Advance(11 * time.Minute)
		_, err = w.ConfirmCode(ctx, in.Session, m.code(t, w), staff.Browser{})
		refused(t, "a second factor after ten minutes", err, fault.Forbidden, "")
		for _, value := range []string{"", "x", m.session + "x"} {
			_, err := w.Session(ctx, value)
			refused(t, "session "+value, err, fault.Forbidden, "")
		}
	})
}
