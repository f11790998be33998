package portal_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

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

// storyDesk is the service on a fresh database.
type storyDesk struct {
	*testing.T
	*portal.Service
	clock *clock.Manual
	vault *crypt.Vault
}

var deskActor = access.System("test")

func newStoryDesk(t *testing.T, d *db.DB) storyDesk {
	t.Helper()
	c := testkit.Clock(t)
	master, err := crypt.ParseMasterKey(base64.StdEncoding.EncodeToString(bytes.Repeat([]byte{7}, 32)))
	if err != nil {
		t.Fatal(err)
	}
	vault, err := crypt.OpenVault(context.Background(), d, c, master)
	if err != nil {
		t.Fatal(err)
	}
	log, err := audit.New(d, c, vault.SigningKey(), "")
	if err != nil {
		t.Fatal(err)
	}
	return storyDesk{t, portal.New(portal.Deps{DB: d, Vault: vault, Audit: log, Clock: c}), c, vault}
}

func (d storyDesk) must(st portal.Story, err error) portal.Story {
	d.Helper()
	if err != nil {
		d.Fatal(err)
	}
	d.clock.Advance(time.Minute)
	return st
}

const taourirt = "MA/Taourirt/34.407/-2.897"

func draft(pseudonym string) portal.StoryInput {
	return portal.StoryInput{Pseudonym: pseudonym, TownKey: taourirt, Source: i18n.French, Texts: map[i18n.Lang]string{
		i18n.French: "Je suis rentrée.\r\nMon atelier marche.", i18n.English: "I went home."}}
}

func (d storyDesk) consent(st portal.Story) portal.ConsentInput {
	return portal.ConsentInput{StoryID: st.ID, Version: st.Version, GivenBy: portal.ConsentNarrator, On: clock.Today(d.clock), Lang: "ar", Interpreter: true}
}

// A story is public from its publication, which needs a consent, until that is
// withdrawn; then nothing of it is left but that this was so.
func TestStoryLives(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		k, ctx := newStoryDesk(t, d), context.Background()
		st := k.must(k.SaveStory(ctx, deskActor, draft("  Samira ")))
		if st.Kilometres() != 1845 || st.Pseudonym != "Samira" || st.Version != 1 || st.Country != "MAR" {
			t.Errorf("saved %+v", st)
		}
		public := func(want bool) {
			t.Helper()
			list, _, err := k.PublishedStories(ctx, portal.StoryQuery{})
			got, one := k.PublishedStory(ctx, st.ID)
			if err != nil || (len(list) == 1) != want || (one == nil) != want {
				t.Errorf("public: %v, %v, %v; want %v", list, err, one, want)
			}
			if text, lang := got.Text(i18n.German); want && (text != "I went home." || lang != i18n.English) {
				t.Errorf("in German %q (%s)", text, lang)
			}
		}
		public(false)
		if _, err := k.PublishStory(ctx, deskActor, st.ID, st.Version); !fault.Is(err, fault.Conflict, "portal.story.error.no_consent") {
			t.Errorf("published without consent: %v", err)
		}
		st = k.must(k.RecordStoryConsent(ctx, deskActor, k.consent(st)))
		if _, err := k.RecordStoryConsent(ctx, deskActor, k.consent(st)); !fault.Is(err, fault.Conflict, "portal.story.error.consent_not_now") {
			t.Errorf("consented twice: %v", err)
		}
		st = k.must(k.PublishStory(ctx, deskActor, st.ID, st.Version))
		public(true)

		change := draft("Amal")
		change.ID, change.Version, change.TownKey = st.ID, st.Version, ""
		if _, err := k.SaveStory(ctx, deskActor, change); !fault.Is(err, fault.Conflict, "portal.story.error.hide_first") {
			t.Errorf("changed while public: %v", err)
		}
		st = k.must(k.HideStory(ctx, deskActor, st.ID, st.Version))
		public(false)
		if st.Consent == nil {
			t.Error("hiding ended the consent")
		}
		change.Version = st.Version
		st = k.must(k.SaveStory(ctx, deskActor, change))
		if st.Consent != nil || st.Town != "Taourirt" {
			t.Errorf("after a change: %+v", st)
		}
		if _, err := k.PublishStory(ctx, deskActor, st.ID, st.Version); !fault.Is(err, fault.Conflict, "portal.story.error.no_consent") {
			t.Errorf("a changed text was published with the old consent: %v", err)
		}
		st = k.must(k.RecordStoryConsent(ctx, deskActor, k.consent(st)))
		st = k.must(k.PublishStory(ctx, deskActor, st.ID, st.Version))
		st = k.must(k.WithdrawStory(ctx, deskActor, st.ID, st.Version))
		public(false)
		left, err := k.Story(ctx, deskActor, st.ID)
		if err != nil || left.Status != portal.StoryWithdrawn || left.Pseudonym+left.Town != "" || len(left.Texts) != 0 || left.Consent != nil {
			t.Errorf("left behind: %+v, %v", left, err)
		}
		ended, err := db.All(ctx, d, db.Value[string], `SELECT ended_why FROM portal_story_consent ORDER BY recorded_at`)
		if err != nil || !slices.Equal(ended, []string{"changed", "withdrawn"}) {
			t.Errorf("consents ended: %v, %v", ended, err)
		}
		if acts, err := db.One(ctx, d, db.Value[int], `SELECT count(*) FROM audit_entry WHERE object_id = $1`, st.ID); err != nil || acts != 8 {
			t.Errorf("%d acts in the audit log, %v", acts, err)
		}
		if _, err := k.PublishStory(ctx, deskActor, st.ID, st.Version); !fault.Is(err, fault.Conflict, "portal.story.error.not_draft") {
			t.Errorf("published after withdrawal: %v", err)
		}
	})
}

func TestStoryRefuses(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		k, ctx := newStoryDesk(t, d), context.Background()
		for name, tt := range map[string]struct {
			change func(*portal.StoryInput)
			field  string
		}{
			"no town":             {func(in *portal.StoryInput) { in.TownKey = "" }, "town"},
			"another town":        {func(in *portal.StoryInput) { in.TownKey = "XX/Nowhere/0/0" }, "town"},
			"no language":         {func(in *portal.StoryInput) { in.Source = "" }, "source"},
			"nothing told":        {func(in *portal.StoryInput) { in.Texts = map[i18n.Lang]string{i18n.English: " "} }, "text_fr"},
			"a language too many": {func(in *portal.StoryInput) { in.Texts["xx"] = "y" }, "texts"},
			"a name of two lines": {func(in *portal.StoryInput) { in.Pseudonym = "A\nB" }, "pseudonym"},
			"a long name":         {func(in *portal.StoryInput) { in.Pseudonym = strings.Repeat("ß", 41) }, "pseudonym"},
			"a long story":        {func(in *portal.StoryInput) { in.Texts[i18n.French] = strings.Repeat("e", 12_001) }, "text_fr"},
			"no text":             {func(in *portal.StoryInput) { in.Texts[i18n.English] = "a\x00b" }, "text_en"},
		} {
			in := draft("Samira")
			tt.change(&in)
			if _, err := k.SaveStory(ctx, deskActor, in); len(fault.Of(err)) != 1 || fault.Of(err)[0].Field != tt.field || fault.KindOf(err) != fault.Invalid {
				t.Errorf("%s: %v", name, err)
			}
		}
		st := k.must(k.SaveStory(ctx, deskActor, draft("Samira")))
		for name, tt := range map[string]struct {
			change func(*portal.ConsentInput)
			field  string
		}{
			"nobody":     {func(in *portal.ConsentInput) { in.GivenBy = "cousin" }, "given_by"},
			"tomorrow":   {func(in *portal.ConsentInput) { in.On = in.On.AddDays(1) }, "on"},
			"no day":     {func(in *portal.ConsentInput) { in.On = clock.Date{} }, "on"},
			"no tongue":  {func(in *portal.ConsentInput) { in.Lang = "klingon" }, "lang"},
			"no version": {func(in *portal.ConsentInput) { in.Version = 9 }, ""},
		} {
			in := k.consent(st)
			tt.change(&in)
			if _, err := k.RecordStoryConsent(ctx, deskActor, in); len(fault.Of(err)) != 1 || fault.Of(err)[0].Field != tt.field {
				t.Errorf("%s: %v", name, err)
			}
		}
		nobody := access.Actor{ID: "account-x"}
		again := draft("x")
		again.ID, again.Version = st.ID, 7
		for name, tt := range map[string]struct {
			err  error
			kind fault.Kind
		}{
			"save":            {second(k.SaveStory(ctx, nobody, draft("x"))), fault.Forbidden},
			"consent":         {second(k.RecordStoryConsent(ctx, nobody, k.consent(st))), fault.Forbidden},
			"withdraw":        {second(k.WithdrawStory(ctx, nobody, st.ID, 1)), fault.Forbidden},
			"publish":         {second(k.PublishStory(ctx, nobody, st.ID, 1)), fault.Forbidden},
			"hide":            {second(k.HideStory(ctx, nobody, st.ID, 1)), fault.Forbidden},
			"read":            {second(k.Story(ctx, nobody, st.ID)), fault.Forbidden},
			"examples":        {k.AddExampleStories(ctx, nobody), fault.Forbidden},
			"stale":           {second(k.SaveStory(ctx, deskActor, again)), fault.Conflict},
			"hide a draft":    {second(k.HideStory(ctx, deskActor, st.ID, 1)), fault.Conflict},
			"not there":       {second(k.PublishStory(ctx, deskActor, db.NewID(), 1)), fault.NotFound},
			"hostile":         {second(k.WithdrawStory(ctx, deskActor, "' OR TRUE --", 1)), fault.NotFound},
			"draft in public": {second(k.PublishedStory(ctx, st.ID)), fault.NotFound},
		} {
			if tt.err == nil || fault.KindOf(tt.err) != tt.kind {
				t.Errorf("%s: %v", name, tt.err)
			}
		}
		if _, _, err := k.Stories(ctx, nobody, portal.StoryQuery{}); !fault.Is(err, fault.Forbidden, "") {
			t.Errorf("list: %v", err)
		}
		for _, after := range []string{"x", "AAAA", base64.RawURLEncoding.EncodeToString([]byte("2026-13-01T00:00:00Z " + st.ID))} {
			if _, _, err := k.PublishedStories(ctx, portal.StoryQuery{After: after}); !fault.Is(err, fault.Invalid, "portal.story.error.cursor") {
				t.Errorf("%q: %v", after, err)
			}
		}
	})
}

func second[T any](_ T, err error) error { return err }

// The constraint has the last word: without consent nothing is public.
func TestStoryConsentIsAConstraint(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		k, ctx := newStoryDesk(t, d), context.Background()
		st := k.must(k.SaveStory(ctx, deskActor, draft("Samira")))
		err := d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, `UPDATE portal_story SET status = 'published', published_at = changed_at WHERE id = $1`, st.ID)
			return err
		})
		if db.Violation(err) != "portal_story_consent_needed" {
			t.Errorf("published: %v", err)
		}
	})
}

func TestStoriesPage(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		k, ctx := newStoryDesk(t, d), context.Background()
		if err := k.AddExampleStories(ctx, deskActor); err != nil {
			t.Fatal(err)
		}
		k.clock.Advance(time.Minute)
		k.must(k.SaveStory(ctx, deskActor, draft("Samira")))
		var seen []string
		for after, more := "", true; more; more = after != "" {
			list, next, err := k.PublishedStories(ctx, portal.StoryQuery{After: after, Limit: 1})
			if err != nil || len(list) != 1 {
				t.Fatal(list, err)
			}
			seen, after = append(seen, list[0].Pseudonym+" "+strconv.Itoa(list[0].Kilometres())), next
		}
		if !slices.Equal(seen, []string{"Ahmed 1237", " 6194", "Diana 1845"}) {
			t.Errorf("stories %q", seen)
		}
		drafts, _, err := k.Stories(ctx, deskActor, portal.StoryQuery{Status: portal.StoryDraft})
		all, next, err2 := k.Stories(ctx, deskActor, portal.StoryQuery{Limit: 2})
		if err != nil || err2 != nil || len(drafts) != 1 || len(all) != 2 || next == "" || all[0].Pseudonym != "Samira" {
			t.Errorf("%v %v, %v %v", drafts, err, all, err2)
		}
		rest, _, err := k.Stories(ctx, deskActor, portal.StoryQuery{After: next})
		if err != nil || len(rest) != 2 {
			t.Errorf("rest %v %v", rest, err)
		}
	})
}

// What a story tells is not to be read in the database, and can be read with a
// new key.
func TestStoryTextsAreSealed(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		k, ctx := newStoryDesk(t, d), context.Background()
		st := k.must(k.SaveStory(ctx, deskActor, draft("Samira")))
		sealed := func() []byte {
			b, err := db.One(ctx, d, db.Value[[]byte], `SELECT body_sealed FROM portal_story_text WHERE lang = 'fr'`)
			if err != nil || bytes.Contains(b, []byte("atelier")) {
				t.Fatalf("%q %v", b, err)
			}
			return b
		}
		before := sealed()
		if n, err := k.RewrapStories(ctx, func(int) {}); err != nil || n != 0 {
			t.Errorf("%d sealed again without need, %v", n, err)
		}
		if err := k.vault.AddKey(ctx); err != nil {
			t.Fatal(err)
		}
		if n, err := k.RewrapStories(ctx, func(int) {}); err != nil || n != 2 || bytes.Equal(before, sealed()) {
			t.Errorf("%d sealed again, %v", n, err)
		}
		if got, err := k.Story(ctx, deskActor, st.ID); err != nil || got.Texts[i18n.French] != "Je suis rentrée.\nMon atelier marche." {
			t.Errorf("%+v %v", got, err)
		}
	})
}
