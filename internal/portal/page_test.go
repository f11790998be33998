package portal_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
	"passerelle/internal/platform/i18n"
	"passerelle/internal/portal"
	"passerelle/internal/testkit"
)

func TestAPageIsReadByASecondPairOfEyes(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		k, ctx := newDesk(t, d), t.Context()
		p := k.page("health", false)
		text := k.write(p, i18n.English, "Health", "Call a doctor.")
		at := portal.TextAt{PageID: p.ID, Lang: i18n.English, Version: text.Version}
		k.refused(k.ApproveText(ctx, k.bert, at, clock.Instant{}), fault.Conflict, "portal.pages.error.not_review")
		// A second writer has a hand in it too.
		text, err := k.SaveText(ctx, k.bert, portal.TextInput{PageID: p.ID, Lang: i18n.English, Version: text.Version, Title: "Health", Body: "Call a nurse."})
		k.must(err)
		k.refused(k.SubmitText(ctx, k.anna, at), fault.Conflict, "portal.pages.error.changed")
		at.Version = text.Version
		k.must(k.SubmitText(ctx, k.anna, at))
		at.Version++
		k.refused(k.ApproveText(ctx, k.anna, at, clock.Instant{}), fault.Conflict, "portal.pages.error.own_text")
		k.refused(k.ApproveText(ctx, k.bert, at, clock.Instant{}), fault.Conflict, "portal.pages.error.own_text")
		if _, _, err := k.GuidePage(ctx, i18n.English, "health"); !fault.Is(err, fault.NotFound, "") {
			t.Errorf("what nobody approved is seen: %v", err)
		}
		reader := k.anna
		reader.ID = db.NewID()
		k.must(k.ReturnText(ctx, reader, at, "Which nurse?"))
		if got := k.status(p, i18n.English); got.Open != portal.TextDraft || got.Status != portal.TranslationDraft {
			t.Errorf("given back: %+v", got)
		}
		at.Version++
		k.must(k.SubmitText(ctx, k.anna, at))
		at.Version++
		k.must(k.ApproveText(ctx, reader, at, clock.Instant{}))
		page, _, err := k.GuidePage(ctx, i18n.Arabic, "health")
		k.must(err)
		if page.HTML != "<p>Call a nurse.</p>\n" || page.Lang != i18n.English {
			t.Errorf("reader sees %+v", page)
		}
	})
}

func TestATranslationKnowsItsSource(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		k, ctx := newDesk(t, d), t.Context()
		p := k.page("health", true)
		k.publish(p, i18n.English, "Health", "Call a doctor.")
		if got := k.status(p, i18n.Arabic).Status; got != portal.TranslationMissing {
			t.Errorf("status %s", got)
		}
		k.write(p, i18n.Arabic, "الصحة", "اتصل بالطبيب.")
		if got := k.status(p, i18n.Arabic).Status; got != portal.TranslationDraft {
			t.Errorf("status %s", got)
		}
		k.publish(p, i18n.French, "Santé", "Appelez un médecin.")
		if got := k.status(p, i18n.French).Status; got != portal.TranslationCurrent {
			t.Errorf("status %s", got)
		}
		k.clock.Advance(time.Hour)
		k.publish(p, i18n.English, "Health", "Call a doctor or 112.")
		page, _, err := k.GuidePage(ctx, i18n.French, "health")
		k.must(err)
		if got := k.status(p, i18n.French).Status; got != portal.TranslationOutdated || !page.Outdated || !page.Legal {
			t.Errorf("status %s, page %+v", got, page)
		}
		// A small correction does not make it current.
		fixed, err := k.SaveText(ctx, k.anna, portal.TextInput{PageID: p.ID, Lang: i18n.French, Title: "Santé", Body: "Appelez le médecin."})
		k.must(err)
		work, err := k.OpenDesk(ctx, k.anna, p.ID, i18n.French)
		k.must(err)
		if work.Made.Body != "Call a doctor." || work.Source.Body != "Call a doctor or 112." || work.Text.ID != fixed.ID {
			t.Errorf("desk %+v", work)
		}
		tasks, err := k.Tasks(ctx, k.anna, portal.TaskQuery{Lang: i18n.French, Mine: true})
		k.must(err)
		others, err := k.Tasks(ctx, k.bert, portal.TaskQuery{Lang: i18n.French, Mine: true})
		k.must(err)
		if len(tasks) != 1 || tasks[0].Status != portal.TranslationOutdated || len(others) != 0 {
			t.Errorf("tasks %+v, of another %+v", tasks, others)
		}
	})
}

func TestScheduledAndWithdrawn(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		k, ctx := newDesk(t, d), t.Context()
		p := k.page("health", false)
		k.publish(p, i18n.English, "Health", "One.")
		text := k.write(p, i18n.English, "Health", "Two.")
		at := portal.TextAt{PageID: p.ID, Lang: i18n.English, Version: text.Version}
		k.must(k.SubmitText(ctx, k.anna, at))
		at.Version++
		tomorrow := clock.Now(k.clock).Add(24 * time.Hour)
		k.refused(k.ApproveText(ctx, k.bert, at, clock.Now(k.clock).Add(-time.Hour)), fault.Invalid, "portal.pages.error.from")
		k.must(k.ApproveText(ctx, k.bert, at, tomorrow))
		body := func() string {
			page, _, err := k.GuidePage(ctx, i18n.English, "health")
			if fault.Is(err, fault.NotFound, "") {
				return ""
			}
			k.must(err)
			return page.HTML
		}
		if body() != "<p>One.</p>\n" || !k.status(p, i18n.English).Scheduled.Equal(tomorrow) {
			t.Errorf("before its time: %q", body())
		}
		k.clock.Advance(25 * time.Hour)
		if body() != "<p>Two.</p>\n" {
			t.Errorf("at its time: %q", body())
		}
		k.must(k.WithdrawText(ctx, k.bert, portal.TextAt{PageID: p.ID, Lang: i18n.English, Number: 2}))
		if body() != "" {
			t.Errorf("withdrawn: %q", body())
		}
		k.refused(k.WithdrawText(ctx, k.bert, portal.TextAt{PageID: p.ID, Lang: i18n.English, Number: 2}), fault.Conflict, "portal.pages.error.not_published")
		restored, err := k.RestoreText(ctx, k.anna, portal.TextAt{PageID: p.ID, Lang: i18n.English, Number: 1})
		k.must(err)
		before, after, diff, err := k.Compare(ctx, k.anna, portal.TextAt{PageID: p.ID, Lang: i18n.English, Number: 2}, restored.Number)
		k.must(err)
		want := []portal.DiffLine{{Mark: ' ', Text: "Health"}, {Mark: '-', Text: "Two."}, {Mark: '+', Text: "One."}}
		if before.Number != 2 || after.Number != 3 || !slices.Equal(diff, want) {
			t.Errorf("diff %v", diff)
		}
		k.must(k.DiscardText(ctx, k.anna, portal.TextAt{PageID: p.ID, Lang: i18n.English, Version: 1}))
		list, err := k.History(ctx, k.anna, portal.TextAt{PageID: p.ID, Lang: i18n.English})
		k.must(err)
		if len(list) != 2 || list[0].State != portal.TextWithdrawn {
			t.Errorf("history %+v", list)
		}
	})
}

func TestTwoEditorsAtOnce(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		k, ctx := newDesk(t, d), t.Context()
		p := k.page("health", false)
		text := k.write(p, i18n.English, "Health", "One.")
		in := portal.TextInput{PageID: p.ID, Lang: i18n.English, Title: "Health", Body: "Mine."}
		_, err := k.SaveText(ctx, k.bert, in)
		k.refused(err, fault.Conflict, "portal.pages.error.changed")
		in.Version = text.Version
		_, err = k.SaveText(ctx, k.bert, in)
		k.must(err)
		_, err = k.SaveText(ctx, k.anna, in)
		k.refused(err, fault.Conflict, "portal.pages.error.changed")
		k.must(k.ChangePage(ctx, k.anna, portal.PageChange{ID: p.ID, Version: 1, Archived: true}))
		k.refused(k.ChangePage(ctx, k.bert, portal.PageChange{ID: p.ID, Version: 1}), fault.Conflict, "portal.pages.error.changed")
	})
}

func TestPagesRefuse(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		k, ctx := newDesk(t, d), t.Context()
		p := k.page("health", false)
		at := portal.TextAt{PageID: p.ID, Lang: i18n.English, Version: 1, Number: 1}
		for name, act := range map[string]func() error{
			"create":   func() error { _, err := k.CreatePage(ctx, k.visitor, portal.PageInput{}); return err },
			"change":   func() error { return k.ChangePage(ctx, k.writer, portal.PageChange{ID: p.ID}) },
			"save":     func() error { _, err := k.SaveText(ctx, k.visitor, portal.TextInput{}); return err },
			"submit":   func() error { return k.SubmitText(ctx, k.visitor, at) },
			"approve":  func() error { return k.ApproveText(ctx, k.writer, at, clock.Instant{}) },
			"return":   func() error { return k.ReturnText(ctx, k.writer, at, "no") },
			"withdraw": func() error { return k.WithdrawText(ctx, k.writer, at) },
			"confirm":  func() error { return k.ConfirmReading(ctx, k.writer, at) },
			"discard":  func() error { return k.DiscardText(ctx, k.visitor, at) },
			"restore":  func() error { _, err := k.RestoreText(ctx, k.visitor, at); return err },
			"pages":    func() error { _, err := k.Pages(ctx, k.visitor, portal.PageGuide, false); return err },
			"page":     func() error { _, err := k.PageByID(ctx, k.visitor, p.ID); return err },
			"tasks":    func() error { _, err := k.Tasks(ctx, k.visitor, portal.TaskQuery{Lang: i18n.French}); return err },
			"history":  func() error { _, err := k.History(ctx, k.visitor, at); return err },
			"compare":  func() error { _, _, _, err := k.Compare(ctx, k.visitor, at, 2); return err },
			"preview":  func() error { _, _, err := k.Preview(ctx, k.visitor, "", i18n.French); return err },
			"votes":    func() error { _, err := k.VotesOf(ctx, k.visitor, p.ID); return err },
			"contacts": func() error { _, err := k.Contacts(ctx, k.visitor); return err },
			"contact":  func() error { return k.SaveContact(ctx, k.writer, portal.PageContact{}) },
			"picture":  func() error { _, err := k.AddPicture(ctx, k.visitor, strings.NewReader("")); return err },
		} {
			if err := act(); !fault.Is(err, fault.Forbidden, "") {
				t.Errorf("%s: %v", name, err)
			}
		}
		for path, key := range map[string]string{
			"health": "path_taken", "no/such": "no_parent", "Ärzte": "path", "": "path", "a//b": "path", "../x": "path", "a/b/c/d/e": "path",
		} {
			_, err := k.CreatePage(ctx, k.anna, portal.PageInput{Kind: portal.PageGuide, Path: path, SourceLang: i18n.English})
			k.refused(err, fault.Invalid, "portal.pages.error."+key)
		}
		_, err := k.SaveText(ctx, k.anna, portal.TextInput{PageID: p.ID, Lang: "xx", CheckedOn: clock.Today(k.clock).AddDays(1)})
		var fields []string
		for _, f := range fault.Of(err) {
			fields = append(fields, f.Field)
		}
		if want := []string{"lang", "title", "body", "checked_on"}; !slices.Equal(fields, want) {
			t.Errorf("faults at %v, want %v", fields, want)
		}
		for _, id := range []string{"", "x", db.NewID()} {
			_, err := k.SaveText(ctx, k.anna, portal.TextInput{PageID: id, Lang: i18n.English, Title: "x", Body: "x"})
			k.refused(err, fault.NotFound, "")
		}
	})
}

func TestContactsAndVotes(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		k, ctx := newDesk(t, d), t.Context()
		k.must(k.BeginPages(ctx))
		k.must(k.BeginPages(ctx))
		c, err := k.ContactByKey(ctx, k.anna, "primo-accueil")
		k.must(err)
		c.Phone = "2755 9999"
		k.must(k.SaveContact(ctx, k.anna, c))
		k.refused(k.SaveContact(ctx, k.anna, c), fault.Conflict, "portal.pages.error.changed")
		c.Version = 0
		k.refused(k.SaveContact(ctx, k.anna, c), fault.Invalid, "portal.pages.error.key_taken")
		for _, lang := range i18n.Public {
			list, err := k.FAQ(ctx, lang)
			k.must(err)
			if len(list) != 6 || !strings.Contains(list[0].HTML, `href="tel:+35227559999"`) || list[0].Outdated {
				t.Errorf("%s: %d answers; %+v", lang, len(list), list[0])
			}
		}
		k.must(k.Vote(ctx, "donation", i18n.Tigrinya, true))
		k.must(k.Vote(ctx, "donation", i18n.Tigrinya, false))
		k.must(k.Vote(ctx, "donation", i18n.Tigrinya, true))
		k.refused(k.Vote(ctx, "nothing", i18n.Tigrinya, true), fault.NotFound, "")
		pages, err := k.Pages(ctx, k.anna, portal.PageFAQ, false)
		k.must(err)
		votes, err := k.VotesOf(ctx, k.anna, pages[3].ID)
		k.must(err)
		if len(votes) != 1 || votes[0] != (portal.PageVotes{Lang: i18n.Tigrinya, Helpful: 2, Unhelpful: 1}) {
			t.Errorf("votes %+v", votes)
		}
		if l := pages[3].In(i18n.Tigrinya); !l.Unread {
			t.Errorf("nobody has read the Tigrinya answer: %+v", l)
		}
		k.must(k.ConfirmReading(ctx, k.anna, portal.TextAt{PageID: pages[3].ID, Lang: i18n.Tigrinya}))
		if l := k.status(pages[3].Page, i18n.Tigrinya); l.Unread || l.CheckedOn != clock.Today(k.clock) {
			t.Errorf("read: %+v", l)
		}
		k.refused(k.ConfirmReading(ctx, k.anna, portal.TextAt{PageID: pages[3].ID, Lang: i18n.Tigrinya}), fault.Conflict, "portal.pages.error.changed")
	})
}
