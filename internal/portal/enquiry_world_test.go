package portal_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"testing"
	"time"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/audit"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/crypt"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
	"passerelle/internal/platform/files"
	"passerelle/internal/portal"
	"passerelle/internal/testkit"
)

// enquiryWorld is the service on one database, as a process has it.
type enquiryWorld struct {
	*portal.Service
	t     *testing.T
	db    *db.DB
	vault *crypt.Vault
	files files.Store
	clock *clock.Manual
}

func newEnquiryWorld(t *testing.T, d *db.DB) *enquiryWorld {
	t.Helper()
	w := &enquiryWorld{t: t, db: d, clock: testkit.Clock(t)}
	master, err := crypt.ParseMasterKey(base64.StdEncoding.EncodeToString(bytes.Repeat([]byte{7}, 32)))
	w.check(err)
	w.vault, err = crypt.OpenVault(t.Context(), d, w.clock, master)
	w.check(err)
	log, err := audit.New(d, w.clock, w.vault.SigningKey(), "")
	w.check(err)
	ctx, cancel := context.WithCancel(context.Background())
	wait := log.Start(ctx)
	t.Cleanup(func() { cancel(); wait() })
	w.files, err = files.NewLocal(t.TempDir())
	w.check(err)
	w.Service = portal.New(portal.Deps{DB: d, Vault: w.vault, Audit: log, Clock: w.clock, Files: w.files})
	return w
}

func (w *enquiryWorld) check(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *enquiryWorld) refused(err error, kind fault.Kind, key string) {
	w.t.Helper()
	if !fault.Is(err, kind, key) {
		w.t.Fatalf("got %v, want %v %s", err, kind, key)
	}
}

// ticket is one of a form that was filled in without haste.
func (w *enquiryWorld) ticket() string {
	t := w.NewTicket()
	w.clock.Advance(time.Minute)
	return t
}

func (w *enquiryWorld) count(query string, args ...any) int {
	w.t.Helper()
	n, err := db.One(w.t.Context(), w.db, db.Value[int], query, args...)
	w.check(err)
	return n
}

// who is an actor with permissions and compartments everywhere.
func who(opens []access.Compartment, perms ...access.Permission) access.Actor {
	role := access.Role{Code: "test", Permissions: perms, Compartments: opens}
	return access.Actor{ID: db.NewID(), Grants: []access.Grant{{Role: role, Scope: access.Everywhere}}}
}

var (
	frontDesk = who(nil, "portal.enquiries", "portal.desk.reception", "portal.desk.donations", "portal.desk.human_resources", "portal.desk.returns", "portal.enquiries.settings")
	returner  = who([]access.Compartment{access.Returns}, "portal.enquiries", "portal.desk.returns")
	bystander = who(nil)
)

func question(ticket string) portal.Message {
	return portal.Message{Purpose: "question", Lang: "ti", Ticket: ticket, Form: portal.EnquiryForm{
		"message": {"Kanarqvogl asks"}, "name": {"Selam Kanarqvogl"}, "email": {"selam@example.org"}, "nonsense": {"dropped"},
	}}
}
