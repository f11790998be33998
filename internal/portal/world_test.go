package portal_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"testing"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/audit"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/crypt"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
	"passerelle/internal/portal"
	"passerelle/internal/testkit"
)

// house is a service on a database of its own.
type house struct {
	*portal.Service
	db    *db.DB
	clock *clock.Manual
	audit *audit.Log
	vault *crypt.Vault
}

func open(tb testing.TB, d *db.DB) *house {
	tb.Helper()
	ctx := context.Background()
	h := &house{db: d, clock: testkit.Clock(tb)}
	master, err := crypt.ParseMasterKey(base64.StdEncoding.EncodeToString(bytes.Repeat([]byte{7}, 32)))
	check(tb, err)
	h.vault, err = crypt.OpenVault(ctx, d, h.clock, master)
	check(tb, err)
	h.audit, err = audit.New(d, h.clock, h.vault.SigningKey(), "")
	check(tb, err)
	run, cancel := context.WithCancel(ctx)
	wait := h.audit.Start(run)
	tb.Cleanup(func() { cancel(); wait() })
	h.Service = portal.New(portal.Deps{DB: d, Vault: h.vault, Audit: h.audit, Clock: h.clock})
	return h
}

func check(tb testing.TB, err error) {
	tb.Helper()
	if err != nil {
		tb.Fatal(err)
	}
}

// faulty fails unless err is a fault of that kind and key.
func faulty(tb testing.TB, err error, kind fault.Kind, key string) {
	tb.Helper()
	if !fault.Is(err, kind, key) {
		tb.Errorf("%v, want %v %s", err, kind, key)
	}
}

// with is an account that holds permissions everywhere.
func with(perms ...access.Permission) access.Actor {
	return access.Actor{ID: "editor", Grants: []access.Grant{{Role: access.Role{Code: "tester", Permissions: perms}, Scope: access.Everywhere}}}
}

// count counts rows.
func (h *house) count(tb testing.TB, query string, args ...any) int {
	tb.Helper()
	n, err := db.One(context.Background(), h.db, db.Value[int], query, args...)
	check(tb, err)
	return n
}
