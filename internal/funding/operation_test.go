package funding_test

import (
	"bytes"
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"passerelle/internal/funding"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
	"passerelle/internal/platform/i18n"
	"passerelle/internal/testkit"
)

func TestOperationIsPublishedWithdrawnAndRemoved(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		k, ctx := newDesk(t, d), context.Background()
		c := k.call(2022)
		in := anOperation(c.ID, "One")
		in.Leader = funding.Text{Lang: i18n.French, Body: "Association", Translations: map[i18n.Lang]string{"en": "Society"}}
		in.Audiences = []funding.Audience{funding.AudienceYouth, funding.AudiencePublic, funding.AudienceYouth}
		in.Contact = funding.Contact{Name: "Claire Kanarqvogl", Email: "claire@example.lu"}
		o, err := k.s.SaveOperation(ctx, root, in)
		k.must(err)
		if _, err := k.s.PublishedOperation(ctx, o.ID); !fault.Is(err, fault.NotFound, "") {
			t.Errorf("a draft is public: %v", err)
		}
		k.clock.Advance(1000)
		o, err = k.s.Publish(ctx, root, o.ID, o.Version)
		k.must(err)
		got, err := k.s.PublishedOperation(ctx, o.ID)
		k.must(err)
		if got.Contact != in.Contact || got.Status != funding.StatusPublished || got.Version != 2 || got.Call.Year != 2022 || got.PublishedAt.IsZero() {
			t.Errorf("published %+v", got)
		}
		if diff := cmp.Diff(got.Audiences, []funding.Audience{funding.AudiencePublic, funding.AudienceYouth}); diff != "" {
			t.Error(diff)
		}
		if _, err := k.s.Publish(ctx, root, o.ID, 2); !fault.Is(err, fault.Conflict, "funding.error.status") {
			t.Errorf("published twice: %v", err)
		}
		if _, err := k.s.Publish(ctx, root, o.ID, 1); !fault.Is(err, fault.Conflict, "funding.error.changed_meanwhile") {
			t.Errorf("an old version: %v", err)
		}
		if err := k.s.RemoveOperation(ctx, root, o.ID, 2); !fault.Is(err, fault.Conflict, "funding.error.published") {
			t.Errorf("removed while public: %v", err)
		}
		got.Title, got.Contact = english("Two"), funding.Contact{}
		changed, err := k.s.SaveOperation(ctx, root, got)
		k.must(err)
		if again, err := k.s.PublishedOperation(ctx, o.ID); err != nil || again.Title.Body != "Two" || again.Contact != (funding.Contact{}) || again.Version != 3 {
			t.Errorf("a change of what is public: %+v %v", again, err)
		}
		if _, err := k.s.SaveOperation(ctx, root, got); !fault.Is(err, fault.Conflict, "funding.error.changed_meanwhile") {
			t.Errorf("an old version: %v", err)
		}
		_, err = k.s.Withdraw(ctx, root, o.ID, changed.Version)
		k.must(err)
		if _, err := k.s.PublishedOperation(ctx, o.ID); !fault.Is(err, fault.NotFound, "") {
			t.Errorf("a withdrawn one is public: %v", err)
		}
		if _, err := k.s.Withdraw(ctx, root, o.ID, 4); !fault.Is(err, fault.Conflict, "funding.error.status") {
			t.Errorf("withdrawn twice: %v", err)
		}
		k.must(k.s.RemoveOperation(ctx, root, o.ID, 4))
		if n := k.count(`SELECT count(*) FROM funding_audience`); n != 0 {
			t.Errorf("%d audiences are left", n)
		}
		if n := k.count(`SELECT count(*) FROM audit_entry WHERE object_id = $1`, o.ID); n != 5 {
			t.Errorf("%d entries in the log, want 5", n)
		}
	})
}

func TestOperationRefuses(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		k, ctx := newDesk(t, d), context.Background()
		c := k.call(2022)
		for field, change := range map[string]func(*funding.Operation){
			"call_id":       func(o *funding.Operation) { o.Call.ID = db.NewID() },
			"title":         func(o *funding.Operation) { o.Title = funding.Text{} },
			"leader":        func(o *funding.Operation) { o.Leader.Translations = map[i18n.Lang]string{"de": "Verein"} },
			"from":          func(o *funding.Operation) { o.From = clock.Date{} },
			"until":         func(o *funding.Operation) { o.Until = clock.Date{Year: 2022, Month: 12, Day: 31} },
			"audience":      func(o *funding.Operation) { o.Audience.Body = "" },
			"audiences":     func(o *funding.Operation) { o.Audiences = []funding.Audience{"cats"} },
			"objective":     func(o *funding.Operation) { o.Objective.Body = "" },
			"contact_email": func(o *funding.Operation) { o.Contact.Email = "Claire <claire@example.lu>" },
			"link":          func(o *funding.Operation) { o.Link = "example.lu" },
		} {
			in := anOperation(c.ID, "One")
			change(&in)
			_, err := k.s.SaveOperation(ctx, root, in)
			if l := fault.Of(orNone(err)); l[0].Kind != fault.Invalid || l[0].Field != field {
				t.Errorf("%s: %v", field, err)
			}
		}
		o, err := k.s.SaveOperation(ctx, root, anOperation(c.ID, "One"))
		k.must(err)
		editor := actor("editor", funding.PermRead, funding.PermEdit)
		if _, err := k.s.Publish(ctx, editor, o.ID, 1); !fault.Is(err, fault.Forbidden, "") {
			t.Errorf("who edits publishes: %v", err)
		}
		if _, err := k.s.Withdraw(ctx, reader, o.ID, 1); !fault.Is(err, fault.Forbidden, "") {
			t.Errorf("a reader withdraws: %v", err)
		}
		if _, err := k.s.SaveOperation(ctx, reader, anOperation(c.ID, "Two")); !fault.Is(err, fault.Forbidden, "") {
			t.Errorf("a reader saves: %v", err)
		}
		if err := k.s.RemoveOperation(ctx, reader, o.ID, 1); !fault.Is(err, fault.Forbidden, "") {
			t.Errorf("a reader removes: %v", err)
		}
		if _, err := k.s.Operations(ctx, nobody, funding.OperationQuery{}); !fault.Is(err, fault.Forbidden, "") {
			t.Errorf("nobody reads: %v", err)
		}
		for _, id := range []string{"", "x", db.NewID()} {
			if _, err := k.s.Operation(ctx, root, id); !fault.Is(err, fault.NotFound, "") {
				t.Errorf("%q: %v", id, err)
			}
			if _, err := k.s.Publish(ctx, root, id, 1); !fault.Is(err, fault.NotFound, "") {
				t.Errorf("%q: %v", id, err)
			}
			if err := k.s.RemoveOperation(ctx, root, id, 1); !fault.Is(err, fault.NotFound, "") {
				t.Errorf("%q: %v", id, err)
			}
		}
	})
}

// Every filter is answered by the database, in pages that overlap nowhere.
func TestOperationsAreFound(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		k, ctx := newDesk(t, d), context.Background()
		old, recent := k.call(2022), k.call(2024)
		first := anOperation(old.ID, "Éducation et santé")
		first.Audiences = []funding.Audience{funding.AudienceHealth}
		k.published(first)
		k.published(anOperation(old.ID, "Second"))
		late := anOperation(recent.ID, "Third")
		late.From, late.Until = clock.Date{Year: 2025, Month: 2, Day: 1}, clock.Date{Year: 2029, Month: 1, Day: 31}
		late.Leader = funding.Text{Lang: "fr", Body: "Croix-Rouge", Translations: map[i18n.Lang]string{"en": "Red Cross"}}
		k.published(late)
		draft, err := k.s.SaveOperation(ctx, root, anOperation(recent.ID, "Draft of the third"))
		k.must(err)
		for name, tt := range map[string]struct {
			q    funding.OperationQuery
			want []string
		}{
			"all":              {funding.OperationQuery{}, []string{"Third", "Éducation et santé", "Second"}},
			"without accents":  {funding.OperationQuery{Search: "SANTE education"}, []string{"Éducation et santé"}},
			"in a translation": {funding.OperationQuery{Search: "red cross"}, []string{"Third"}},
			"no wild card":     {funding.OperationQuery{Search: "%_"}, []string{}},
			"a quote":          {funding.OperationQuery{Search: `' OR 1=1 --`}, []string{}},
			"audience":         {funding.OperationQuery{Audience: funding.AudienceHealth}, []string{"Éducation et santé"}},
			"call":             {funding.OperationQuery{CallID: recent.ID}, []string{"Third"}},
			"objective":        {funding.OperationQuery{ObjectiveID: "amif-2021-so1"}, []string{}},
			"its objective":    {funding.OperationQuery{ObjectiveID: "amif-2021-so2", Year: 2024}, []string{"Éducation et santé", "Second"}},
			"last year":        {funding.OperationQuery{Year: 2029}, []string{"Third"}},
			"between":          {funding.OperationQuery{Year: 2030}, []string{}},
			"no status helps":  {funding.OperationQuery{Status: funding.StatusDraft}, []string{"Third", "Éducation et santé", "Second"}},
		} {
			p, err := k.s.Published(ctx, tt.q)
			k.must(err)
			if diff := cmp.Diff(tt.want, titles(p.Operations)); diff != "" || p.Total != len(tt.want) {
				t.Errorf("%s: total %d, %s", name, p.Total, diff)
			}
		}
		p, err := k.s.Operations(ctx, reader, funding.OperationQuery{Status: funding.StatusDraft})
		k.must(err)
		if len(p.Operations) != 1 || p.Operations[0].ID != draft.ID {
			t.Errorf("drafts %v", titles(p.Operations))
		}
		var seen []string
		for q := (funding.OperationQuery{Limit: 1}); ; {
			p, err := k.s.Published(ctx, q)
			k.must(err)
			seen = append(seen, titles(p.Operations)...)
			if q.After = p.Next; p.Next == "" {
				break
			}
		}
		if diff := cmp.Diff([]string{"Third", "Éducation et santé", "Second"}, seen); diff != "" {
			t.Error(diff)
		}
		choices, err := k.s.PublishedChoices(ctx)
		k.must(err)
		if diff := cmp.Diff([]int{2023, 2024, 2025, 2026, 2027, 2028, 2029}, choices.Years); diff != "" || len(choices.Objectives) != 1 || len(choices.Audiences) != 1 || choices.Updated.IsZero() {
			t.Errorf("%+v %s", choices, diff)
		}
		for _, after := range []string{"x", "AAAA", "LTIwMjIAeAB4AHg"} {
			if _, err := k.s.Published(ctx, funding.OperationQuery{After: after}); !fault.Is(err, fault.Invalid, "funding.error.cursor") {
				t.Errorf("%q: %v", after, err)
			}
		}
		for _, bad := range []funding.OperationQuery{{Audience: "cats"}, {Status: "lost"}} {
			if _, err := k.s.Operations(ctx, reader, bad); !fault.Is(err, fault.Invalid, "funding.error.unknown_code") {
				t.Errorf("%+v: %v", bad, err)
			}
		}
	})
}

// The register that the program brings along comes once, with sealed contacts.
func TestFirstRegister(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		k, ctx := newDesk(t, d), context.Background()
		if _, err := k.s.LoadFirst(ctx, reader); !fault.Is(err, fault.Forbidden, "") {
			t.Errorf("a reader loads: %v", err)
		}
		done, err := k.s.LoadFirst(ctx, root)
		k.must(err)
		p, err := k.s.Published(ctx, funding.OperationQuery{})
		k.must(err)
		if !done || p.Total != 5 || !p.Operations[1].Leader.Empty() || p.Operations[4].Contact.Name != "Magali Getrey" {
			t.Fatalf("%v %+v", done, titles(p.Operations))
		}
		for _, o := range p.Operations {
			o, err := k.s.Withdraw(ctx, root, o.ID, o.Version)
			k.must(err)
			k.must(k.s.RemoveOperation(ctx, root, o.ID, o.Version))
		}
		k.must(k.s.RemoveCall(ctx, root, p.Operations[0].Call.ID, 1))
		if done, err = k.s.LoadFirst(ctx, root); done || err != nil {
			t.Errorf("what was removed came back: %v %v", done, err)
		}
	})
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		k, ctx := newDesk(t, d), context.Background()
		k.call(2024)
		if done, err := k.s.LoadFirst(ctx, root); done || err != nil || k.count(`SELECT count(*) FROM funding_call`) != 1 {
			t.Errorf("a register in use was filled: %v %v", done, err)
		}
	})
}

func TestContactsAreSealedAgain(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		k, ctx := newDesk(t, d), context.Background()
		in := anOperation(k.call(2022).ID, "One")
		in.Contact = funding.Contact{Name: "Kanarqvogl", Email: "k@example.lu"}
		o := k.published(in)
		sealed, err := db.One(ctx, d, db.Value[[]byte], `SELECT contact_name_sealed FROM funding_operation WHERE id = $1`, o.ID)
		k.must(err)
		if len(sealed) == 0 || bytes.Contains(sealed, []byte("Kanarq")) {
			t.Error("the contact lies open")
		}
		k.must(k.vault.AddKey(ctx))
		n, err := k.s.Rewrap(ctx, func(int) {})
		k.must(err)
		if again, err := k.s.Rewrap(ctx, func(int) {}); n != 2 || again != 0 || err != nil {
			t.Errorf("%d sealed again, then %d, %v", n, again, err)
		}
		k.must(k.vault.DropOldKeys(ctx))
		if got, err := k.s.PublishedOperation(ctx, o.ID); err != nil || got.Contact != in.Contact {
			t.Errorf("%+v %v", got.Contact, err)
		}
	})
}
