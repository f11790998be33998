package portal_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"encoding/base64"
	"testing"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/audit"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/crypt"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
	"passerelle/internal/platform/i18n"
	"passerelle/internal/portal"
	"passerelle/internal/testkit"
)

// desk is the service with two editors, one who only writes, and one who may
// only look.
type desk struct {
	*portal.Service
	t                           *testing.T
	db                          *db.DB
	clock                       *clock.Manual
	anna, bert, writer, visitor access.Actor
}

func newDesk(t *testing.T, d *db.DB) *desk {
	t.Helper()
	k := &desk{t: t, db: d, clock: testkit.Clock(t)}
	master, err := crypt.ParseMasterKey(base64.StdEncoding.EncodeToString(bytes.Repeat([]byte{7}, 32)))
	k.must(err)
	vault, err := crypt.OpenVault(t.Context(), d, k.clock, master)
	k.must(err)
	log, err := audit.New(d, k.clock, ed25519.NewKeyFromSeed(bytes.Repeat([]byte{7}, ed25519.SeedSize)), "")
	k.must(err)
	run, cancel := context.WithCancel(context.Background())
	wait := log.Start(run)
	t.Cleanup(func() { cancel(); wait() })
	k.Service = portal.New(portal.Deps{DB: d, Vault: vault, Audit: log, Clock: k.clock})
	actor := func(role string, list ...access.Permission) access.Actor {
		return access.Actor{ID: db.NewID(), Name: role, Grants: []access.Grant{{Role: access.Role{Code: role, Permissions: list}, Scope: access.Everywhere}}}
	}
	k.anna = actor("anna", portal.PermPages, portal.PermPublishPage, portal.PermWritePage)
	k.bert = actor("bert", portal.PermPages, portal.PermPublishPage, portal.PermWritePage)
	k.writer = actor("writer", portal.PermPages, portal.PermWritePage)
	k.visitor = actor("visitor")
	return k
}

func (k *desk) must(err error) {
	k.t.Helper()
	if err != nil {
		k.t.Fatal(err)
	}
}

// refused fails the test where err is not the fault.
func (k *desk) refused(err error, kind fault.Kind, key string) {
	k.t.Helper()
	if !fault.Is(err, kind, key) {
		k.t.Errorf("%v, want %s", err, key)
	}
}

func (k *desk) page(path string, legal bool) portal.Page {
	k.t.Helper()
	p, err := k.CreatePage(k.t.Context(), k.anna, portal.PageInput{Kind: portal.PageGuide, Path: path, SourceLang: i18n.English, Legal: legal})
	k.must(err)
	return p
}

// write saves a text as anna.
func (k *desk) write(p portal.Page, lang i18n.Lang, title, body string) portal.PageText {
	k.t.Helper()
	t, err := k.SaveText(k.t.Context(), k.anna, portal.TextInput{PageID: p.ID, Lang: lang, Title: title, Body: body, UpToDate: true})
	k.must(err)
	return t
}

// publish writes as anna and approves as bert.
func (k *desk) publish(p portal.Page, lang i18n.Lang, title, body string) {
	k.t.Helper()
	t := k.write(p, lang, title, body)
	at := portal.TextAt{PageID: p.ID, Lang: lang, Version: t.Version}
	k.must(k.SubmitText(k.t.Context(), k.anna, at))
	at.Version++
	k.must(k.ApproveText(k.t.Context(), k.bert, at, clock.Instant{}))
}

func (k *desk) status(p portal.Page, lang i18n.Lang) portal.PageLang {
	k.t.Helper()
	o, err := k.PageByID(k.t.Context(), k.anna, p.ID)
	k.must(err)
	return o.In(lang)
}
