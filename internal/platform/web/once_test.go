package web_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
	"passerelle/internal/platform/web"
	"passerelle/internal/testkit"
)

// operations are the API of a world under test.
type operations struct {
	calls  int32
	fails  error // of the operation, in its transaction
	after  error // of the operation, after its transaction
	inside func()
}

type thingBody struct {
	Name string        `json:"name" maxLength:"20"`
	Born int           `json:"born,omitempty" maximum:"2100"`
	Mail string        `json:"mail,omitempty" format:"email"`
	Link string        `json:"link,omitempty" format:"uri"`
	Code string        `json:"code,omitempty" pattern:"^[a-z]+$"`
	Kind string        `json:"kind,omitempty" enum:"a,b"`
	At   clock.Instant `json:"at,omitzero"`
}

type thingIn struct {
	Body thingBody
}

type thingOut struct {
	ETag string `header:"ETag"`
	Body struct {
		Name  string `json:"name"`
		Calls int    `json:"calls"`
	}
}

// addOperations adds one mutation, which writes a draft as its effect, a read
// and open data.
func addOperations(w *world) *operations {
	o := &operations{}
	web.Op(w.Site, web.Operation{ID: "addThing", Method: "POST", Path: "/things", Summary: "Add", Tag: "things", Permission: permChange, MaxBody: 2000},
		func(ctx context.Context, by access.Actor, in *thingIn) (*thingOut, error) {
			n := atomic.AddInt32(&o.calls, 1)
			if o.inside != nil {
				o.inside()
			}
			err := w.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
				if _, err := tx.Exec(ctx, `INSERT INTO web_draft (account_id, form, sealed, updated_at) VALUES ($1, $2, $3, $4)`,
					by.ID, db.NewID(), []byte("effect"), clock.Now(w.clock)); err != nil {
					return err
				}
				return o.fails
			})
			if err = errors.Join(err, o.after); err != nil {
				return nil, err
			}
			out := &thingOut{ETag: web.ETag(7)}
			out.Body.Name, out.Body.Calls = in.Body.Name, int(n)
			return out, nil
		})
	web.Op(w.Site, web.Operation{ID: "readThing", Method: "GET", Path: "/things/{id}", Summary: "Read", Tag: "things", Permission: permLook},
		func(_ context.Context, by access.Actor, in *struct {
			ID    string `path:"id"`
			Limit int    `query:"limit"`
		}) (*thingOut, error) {
			if in.ID != "1" {
				return nil, fault.Missing()
			}
			out := &thingOut{}
			out.Body.Name = by.ID
			return out, nil
		})
	web.Op(w.Site, web.Operation{ID: "openThing", Method: "GET", Path: "/open", Summary: "Open", Tag: "things", Door: web.Public},
		func(_ context.Context, by access.Actor, _ *struct{}) (*thingOut, error) {
			out := &thingOut{}
			out.Body.Name = "open" + by.ID
			return out, nil
		})
	return o
}

// effects counts what the mutation left behind.
func effects(t *testing.T, d *db.DB) int {
	t.Helper()
	n, err := db.One(t.Context(), d, db.Value[int], `SELECT count(*) FROM web_draft`)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// mutate returns a request of the mutation under an idempotency key.
func mutate(who, key, body string) *http.Request {
	r := call("POST", "/api/v1/things", who, body)
	r.Header.Set("Idempotency-Key", key)
	return r
}

const (
	keyA = "key-of-the-test-a"
	body = `{"name":"Selam","at":"2026-11-23T09:00:00Z"}`
)

func TestTheSameKeyIsCarriedOutOnce(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		addOperations(w)
		first, text := w.do(t, mutate("anna", keyA, body))
		want(t, first, text, http.StatusCreated)
		again, same := w.do(t, mutate("anna", keyA, body))
		want(t, again, same, http.StatusCreated)
		if same != text || again.Header.Get("Etag") != `"7"` || again.Header.Get("Content-Type") != first.Header.Get("Content-Type") {
			t.Errorf("answered %q %v, then %q %v", text, first.Header, same, again.Header)
		}
		if first.Header.Get("Idempotent-Replayed") != "" || again.Header.Get("Idempotent-Replayed") != "true" {
			t.Error("which answer is the repeated one does not show")
		}
		other, text := w.do(t, mutate("anna", keyA, strings.Replace(body, "Selam", "Amal", 1)))
		if other.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(text, "web.error.idempotency_other") {
			t.Errorf("another body: %d %s", other.StatusCode, text)
		}
		if n := effects(t, d); n != 1 {
			t.Errorf("%d effects", n)
		}
	})
}

func TestAKeyBelongsToItsAccount(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		w.door.sessions["dora"] = web.Session{Actor: actor("dora", permChange), Full: true}
		addOperations(w)
		w.do(t, mutate("anna", keyA, body))
		a, text := w.do(t, mutate("dora", keyA, body))
		if a.StatusCode != http.StatusCreated || a.Header.Get("Idempotent-Replayed") != "" {
			t.Errorf("dora gets anna's answer: %d %s", a.StatusCode, text)
		}
		if a, text := w.do(t, mutate("bert", keyA, body)); a.StatusCode != http.StatusForbidden {
			t.Errorf("who may not: %d %s", a.StatusCode, text)
		}
		w.door.sessions["anna"] = web.Session{Actor: actor("anna", permLook), Full: true}
		if a, text := w.do(t, mutate("anna", keyA, body)); a.StatusCode != http.StatusForbidden {
			t.Errorf("who may no longer gets the kept answer: %d %s", a.StatusCode, text)
		}
	})
}

func TestTheSameKeyAtOnce(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		o := addOperations(w)
		first := make(chan struct{})
		o.inside = func() { <-first }
		const n = 8
		answers := make([]*httptest.ResponseRecorder, n)
		h := w.Handler()
		var all sync.WaitGroup
		for i := range n {
			answers[i] = httptest.NewRecorder()
			all.Go(func() { h.ServeHTTP(answers[i], mutate("anna", keyA, body)) })
		}
		close(first)
		all.Wait()
		for _, a := range answers {
			if a.Code != http.StatusCreated || a.Body.String() != answers[0].Body.String() {
				t.Errorf("%d %s", a.Code, a.Body)
			}
		}
		if got := effects(t, d); got != 1 || o.calls != 1 {
			t.Errorf("%d effects of %d calls", got, o.calls)
		}
	})
}

// Two processes share the database: the second finds that the key was used when
// it commits.
func TestTheSameKeyInTwoProcesses(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		one, two := newWorld(t, d), newWorld(t, d)
		addOperations(two)
		o := addOperations(one)
		o.inside = func() { // before one's transaction begins, two does all of it
			a, text := two.do(t, mutate("anna", keyA, body))
			want(t, a, text, http.StatusCreated)
		}
		a, text := one.do(t, mutate("anna", keyA, body))
		if a.StatusCode != http.StatusCreated || a.Header.Get("Idempotent-Replayed") != "true" {
			t.Errorf("the slower one: %d %s", a.StatusCode, text)
		}
		if n := effects(t, d); n != 1 {
			t.Errorf("%d effects", n)
		}
	})
}

// The process ended after the commit and before the answer was kept.
func TestDoneButNotAnswered(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		o := addOperations(w)
		w.do(t, mutate("anna", keyA, body))
		if _, err := d.Writer().Exec(`UPDATE web_idempotency SET status = 0, response = NULL`); err != nil {
			t.Fatal(err)
		}
		a, text := w.do(t, mutate("anna", keyA, body))
		if a.StatusCode != http.StatusConflict || !strings.Contains(text, "web.error.idempotency_done") {
			t.Errorf("%d %s", a.StatusCode, text)
		}
		if n := effects(t, d); n != 1 || o.calls != 1 {
			t.Errorf("%d effects of %d calls", n, o.calls)
		}
	})
}

func TestAFailedOperationLeavesItsKeyFree(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		o := addOperations(w)
		for name, tt := range map[string]struct {
			err    error
			status int
		}{
			"invalid":  {fault.InvalidField("name", "web.error.schema"), 422},
			"conflict": {fault.Conflicts("web.error.schema"), 409},
			"broken":   {errors.New("disk is full"), 500},
		} {
			o.fails = tt.err
			if a, text := w.do(t, mutate("anna", keyA, body)); a.StatusCode != tt.status {
				t.Errorf("%s: status %d, want %d; %s", name, a.StatusCode, tt.status, text)
			}
			if n := effects(t, d); n != 0 {
				t.Errorf("%s: %d effects", name, n)
			}
		}
		o.fails = nil
		a, text := w.do(t, mutate("anna", keyA, body))
		want(t, a, text, http.StatusCreated)
	})
}

// An operation that fails after its transaction has had its effect: the second
// try is told so and does nothing.
func TestAFailureAfterTheCommitIsNotRepeated(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		o := addOperations(w)
		o.after = errors.New("reading it back failed")
		for range 2 {
			a, text := w.do(t, mutate("anna", keyA, body))
			if a.StatusCode != http.StatusConflict || !strings.Contains(text, "web.error.idempotency_done") {
				t.Errorf("%d %s", a.StatusCode, text)
			}
		}
		if n := effects(t, d); n != 1 || o.calls != 1 {
			t.Errorf("%d effects of %d calls", n, o.calls)
		}
	})
}

func TestKeysMustBeGiven(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		addOperations(w)
		for _, key := range []string{"", "short", strings.Repeat("x", 81), "with space in the key", "ümlaut-ümlaut-ümlaut"} {
			if a, text := w.do(t, mutate("anna", key, body)); a.StatusCode != http.StatusBadRequest || !strings.Contains(text, "web.error.idempotency_key") {
				t.Errorf("key %q: %d %s", key, a.StatusCode, text)
			}
		}
		if n := effects(t, d); n != 0 {
			t.Errorf("%d effects", n)
		}
	})
}

func TestKeysAreForgottenAfterAMonth(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		addOperations(w)
		for day, replayed := range []string{"", "true"} {
			w.clock.Set(testkit.Start.AddDate(0, 0, 29*day))
			if err := w.Sweep(t.Context()); err != nil {
				t.Fatal(err)
			}
			if a, _ := w.do(t, mutate("anna", keyA, body)); a.Header.Get("Idempotent-Replayed") != replayed {
				t.Errorf("day %d: replayed %q", 29*day, a.Header.Get("Idempotent-Replayed"))
			}
		}
		w.clock.Advance(48 * time.Hour)
		if err := w.Sweep(t.Context()); err != nil {
			t.Fatal(err)
		}
		if a, _ := w.do(t, mutate("anna", keyA, body)); a.Header.Get("Idempotent-Replayed") != "" {
			t.Error("after 31 days: replayed")
		}
	})
}

func TestADatabaseThatIsAwayDoesNothing(t *testing.T) {
	t.Parallel()
	d := testkit.OpenDB(t, testkit.URL(t, db.SQLite))
	w := newWorld(t, d)
	o := addOperations(w)
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	a, text := w.do(t, mutate("anna", keyA, body))
	var p web.Problem
	if err := json.Unmarshal([]byte(text), &p); err != nil || a.StatusCode != 500 || p.Trace == "" || o.calls != 0 {
		t.Errorf("%d %s after %d calls; %v", a.StatusCode, text, o.calls, err)
	}
}
