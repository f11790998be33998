package web

import (
	"context"
	"net/http"
	"net/url"
	"regexp"
	"strings"

	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/crypt"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
)

// Drafts keeps unfinished forms on the server, sealed, one for each account and
// form, so that a crash or an expired session loses nothing.
type Drafts struct {
	d     *db.DB
	vault *crypt.Vault
	clock clock.Clock
}

var draftKey = regexp.MustCompile(`^[a-z][a-z0-9._-]{0,80}$`)

func draftPlace(account, form string) crypt.Place {
	return crypt.Place{Table: "web_draft", Row: account + "/" + form, Column: "sealed"}
}

// maxDrafts bounds what one account keeps; the oldest give way.
const maxDrafts = 50

// Save keeps the fields of a form, never passwords.
func (d *Drafts) Save(ctx context.Context, account, form string, fields url.Values) error {
	if !draftKey.MatchString(form) {
		return fault.Missing()
	}
	for name := range fields {
		if strings.Contains(strings.ToLower(name), "password") {
			fields.Del(name)
		}
	}
	sealed, err := d.vault.Seal(draftPlace(account, form), []byte(fields.Encode()))
	if err != nil {
		return err
	}
	return d.d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := saveDraft(ctx, tx, account, form, sealed, clock.Now(d.clock)); err != nil {
			return err
		}
		return trimDrafts(ctx, tx, account, maxDrafts)
	})
}

// Load returns the fields of a form and when they were saved; nil where there is no draft.
func (d *Drafts) Load(ctx context.Context, account, form string) (url.Values, clock.Instant, error) {
	sealed, at, err := loadDraft(ctx, d.d, account, form)
	if err != nil || sealed == nil {
		return nil, clock.Instant{}, err
	}
	plain, err := d.vault.Open(ctx, draftPlace(account, form), sealed)
	if err != nil {
		return nil, clock.Instant{}, nil // sealed by a key that is gone: no draft
	}
	fields, err := url.ParseQuery(string(plain))
	if err != nil {
		return nil, clock.Instant{}, nil
	}
	return fields, at, nil
}

// Clear forgets a draft.
func (d *Drafts) Clear(ctx context.Context, account, form string) error {
	return d.d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		return clearDraft(ctx, tx, account, form)
	})
}

// Draft returns the fields that the actor left in a form, nil where there are none.
func (r *Request) Draft(form string) (url.Values, clock.Instant, error) {
	return r.site.drafts.Load(r.Context(), r.Actor.ID, form)
}

// KeepDraft keeps what a form holds that was sent and is shown again, for
// browsers that do not save by themselves and for those that had no time to. A
// failure is only logged: the form is on the page.
func (r *Request) KeepDraft(form string, fields url.Values) {
	if err := r.site.drafts.Save(r.Context(), r.Actor.ID, form, fields); err != nil {
		logWarn(r.Context(), "draft not kept", err)
	}
}

// ClearDraft forgets the actor's draft of a form. Call it when the form was
// carried out; a failure leaves an old draft behind and is only logged.
func (r *Request) ClearDraft(form string) {
	if err := r.site.drafts.Clear(r.Context(), r.Actor.ID, form); err != nil {
		logWarn(r.Context(), "draft not cleared", err)
	}
}

// saveDraft keeps what a form holds; a form that holds nothing, as the button of
// ui.DraftNotice sends, is no draft any more.
func (s *Site) saveDraft(w http.ResponseWriter, r *Request) error {
	fields, err := r.Form()
	if err != nil {
		return err
	}
	key := r.PathValue("key")
	if len(fields) == 0 {
		if err := s.drafts.Clear(r.Context(), r.Actor.ID, key); err != nil {
			return err
		}
		if !fromScript(r.Request) {
			return r.Redirect(w, r.here(), "")
		}
	} else if err := s.drafts.Save(r.Context(), r.Actor.ID, key, fields); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}
