package funding_test

import (
	"context"
	"encoding/base64"
	"testing"

	"passerelle/internal/funding"
	"passerelle/internal/platform/access"
	"passerelle/internal/platform/audit"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/crypt"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/i18n"
	"passerelle/internal/testkit"
)

// desk is the register on a fresh database.
type desk struct {
	testing.TB
	db    *db.DB
	vault *crypt.Vault
	clock *clock.Manual
	s     *funding.Service
}

var (
	root   = access.System("test")
	reader = actor("reader", funding.PermRead)
	nobody = actor("nobody")
)

func actor(name string, perms ...access.Permission) access.Actor {
	return access.Actor{ID: "account-" + name, Name: name, Grants: []access.Grant{{Scope: access.Everywhere, Role: access.Role{Code: name, Permissions: perms}}}}
}

func newDesk(t *testing.T, d *db.DB) *desk {
	t.Helper()
	k := &desk{TB: t, db: d, clock: testkit.Clock(t)}
	master, err := crypt.ParseMasterKey(base64.StdEncoding.EncodeToString(make([]byte, 32)))
	k.must(err)
	k.vault, err = crypt.OpenVault(context.Background(), d, k.clock, master)
	k.must(err)
	log, err := audit.New(d, k.clock, k.vault.SigningKey(), "")
	k.must(err)
	k.s = funding.New(funding.Deps{DB: d, Vault: k.vault, Audit: log, Clock: k.clock})
	return k
}

func (k *desk) must(err error) {
	k.Helper()
	if err != nil {
		k.Fatal(err)
	}
}

func (k *desk) count(query string, args ...any) int {
	k.Helper()
	n, err := db.One(context.Background(), k.db, db.Value[int], query, args...)
	k.must(err)
	return n
}

func english(s string) funding.Text { return funding.Text{Lang: i18n.English, Body: s} }

func aCall(year int) funding.Call {
	return funding.Call{Fund: "AMIF", PeriodFrom: 2021, PeriodUntil: 2027, Year: year, Objective: funding.Objective{ID: "amif-2021-so2"},
		Name: english("Call"), ManagingAuthority: english("Ministry")}
}

// call adds a call of a year.
func (k *desk) call(year int) funding.Call {
	k.Helper()
	c, err := k.s.SaveCall(context.Background(), root, aCall(year))
	k.must(err)
	return c
}

func anOperation(callID, title string) funding.Operation {
	return funding.Operation{Call: funding.Call{ID: callID}, Title: english(title), Audience: english("everybody"), Objective: english("to help"),
		From: clock.Date{Year: 2023, Month: 1, Day: 1}, Until: clock.Date{Year: 2024, Month: 12, Day: 31}}
}

// published adds an operation that the public sees.
func (k *desk) published(in funding.Operation) funding.Operation {
	k.Helper()
	o, err := k.s.SaveOperation(context.Background(), root, in)
	k.must(err)
	o, err = k.s.Publish(context.Background(), root, o.ID, o.Version)
	k.must(err)
	return o
}

func titles(list []funding.Operation) []string {
	out := []string{}
	for _, o := range list {
		out = append(out, o.Title.Body)
	}
	return out
}
