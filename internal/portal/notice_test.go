package portal_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
	"passerelle/internal/platform/i18n"
	"passerelle/internal/portal"
	"passerelle/internal/testkit"
)

func flood(word string) portal.NoticeInput {
	in := portal.NoticeInput{Texts: map[i18n.Lang]string{i18n.Arabic: "  فيضان " + word + "\n"}, Hours: 24}
	for _, l := range i18n.Staff {
		in.Texts[l] = string(l) + " flood " + word
	}
	return in
}

func TestANoticeStandsForItsTime(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		ctx, h, by := context.Background(), open(t, d), with(portal.PermNotice)
		told := 0
		h.OnPublished(func() { told++ })
		first, err := h.PublishNotice(ctx, by, flood("one"))
		check(t, err)
		n, ok, err := h.CurrentNotice(ctx)
		check(t, err)
		if text, lang := n.For(i18n.Arabic); !ok || n.ID != first.ID || text != "فيضان one" || lang != i18n.Arabic {
			t.Errorf("%v %+v", ok, n)
		}
		if text, lang := n.For(i18n.Tigrinya); text != "en flood one" || lang != i18n.English {
			t.Errorf("for a language that lacks it: %q in %s", text, lang)
		}
		h.clock.Advance(time.Hour)
		second, err := h.PublishNotice(ctx, by, flood("two"))
		check(t, err)
		if n, _, _ = h.CurrentNotice(ctx); n.ID != second.ID {
			t.Error("the newer does not stand in the place of the older")
		}
		list, err := h.Notices(ctx, by)
		check(t, err)
		if len(list) != 2 || list[0].ID != second.ID || list[1].EndedAt.IsZero() || len(list[1].Texts) != 5 {
			t.Errorf("%+v", list)
		}
		check(t, h.EndNotice(ctx, by, second.ID))
		check(t, h.EndNotice(ctx, by, second.ID)) // again is no error
		if _, ok, _ = h.CurrentNotice(ctx); ok {
			t.Error("stands after its end")
		}
		_, err = h.PublishNotice(ctx, by, flood("three"))
		check(t, err)
		h.clock.Advance(24 * time.Hour)
		if _, ok, _ = h.CurrentNotice(ctx); ok {
			t.Error("stands after its time")
		}
		if told != 5 {
			t.Errorf("told %d times that something was published, want 5", told)
		}
		if got := h.count(t, `SELECT count(*) FROM audit_entry WHERE action LIKE 'portal.notice.%'`); got != 4 {
			t.Errorf("%d entries in the audit log, want 4", got)
		}
	})
}

func TestANoticeThatIsRefused(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		ctx, h, by := context.Background(), open(t, d), with(portal.PermNotice)
		for name, c := range map[string]struct {
			change func(*portal.NoticeInput)
			field  string
		}{
			"no German":        {func(in *portal.NoticeInput) { in.Texts[i18n.German] = " " }, "text.de"},
			"long":             {func(in *portal.NoticeInput) { in.Texts[i18n.Somali] = strings.Repeat("a", 281) }, "text.so"},
			"unknown language": {func(in *portal.NoticeInput) { in.Texts["xx"] = "a" }, "text.xx"},
			"for ever":         {func(in *portal.NoticeInput) { in.Hours = 337 }, "hours"},
			"for no time":      {func(in *portal.NoticeInput) { in.Hours = 0 }, "hours"},
		} {
			in := flood(name)
			c.change(&in)
			_, err := h.PublishNotice(ctx, by, in)
			if l := fault.Of(err); len(l) != 1 || l[0].Kind != fault.Invalid || l[0].Field != c.field {
				t.Errorf("%s: %v", name, err)
			}
		}
		for _, nobody := range []access.Actor{{}, with(portal.PermVisits)} {
			_, err := h.PublishNotice(ctx, nobody, flood(""))
			faulty(t, err, fault.Forbidden, "")
			_, err = h.Notices(ctx, nobody)
			faulty(t, err, fault.Forbidden, "")
			faulty(t, h.EndNotice(ctx, nobody, db.NewID()), fault.Forbidden, "")
		}
		faulty(t, h.EndNotice(ctx, by, "x"), fault.NotFound, "")
		if got := h.count(t, `SELECT count(*) FROM portal_notice`); got != 0 {
			t.Errorf("%d notices were written", got)
		}
	})
}

func TestVisitsAreCountedWithoutAnybody(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		ctx, h, by := context.Background(), open(t, d), with(portal.PermVisits)
		today := clock.Today(h.clock)
		for range 3 {
			h.Visited("/ar/faq")
		}
		h.Visited("/ar/")
		h.Visited("/en/faq")
		h.Visited("/app/people") // no language
		h.Visited("/")
		check(t, h.WriteVisits(ctx))
		h.Visited("/ar/faq")
		check(t, h.WriteVisits(ctx))
		check(t, h.WriteVisits(ctx)) // nothing new
		page, err := h.ListVisits(ctx, by, portal.VisitQuery{From: today, Until: today})
		check(t, err)
		if page.Total != 6 || len(page.List) != 3 || page.List[0] != (portal.Visits{Page: "/faq", Lang: i18n.Arabic, Visits: 4}) || page.List[1].Page != "/" {
			t.Errorf("%+v", page)
		}
		page, err = h.ListVisits(ctx, by, portal.VisitQuery{From: today, Until: today, Lang: i18n.English})
		check(t, err)
		if page.Total != 1 || len(page.List) != 1 {
			t.Errorf("in English: %+v", page)
		}
		page, err = h.ListVisits(ctx, by, portal.VisitQuery{From: today.AddDays(-9), Until: today.AddDays(-1)})
		check(t, err)
		if page.Total != 0 || len(page.List) != 0 {
			t.Errorf("before: %+v", page)
		}
		_, err = h.ListVisits(ctx, access.Actor{}, portal.VisitQuery{From: today, Until: today})
		faulty(t, err, fault.Forbidden, "")
		_, err = h.ListVisits(ctx, by, portal.VisitQuery{From: today, Until: today.AddDays(-1)})
		faulty(t, err, fault.Invalid, "portal.desk.error.period")
		_, err = h.ListVisits(ctx, by, portal.VisitQuery{From: today, Until: today, After: "' OR 1=1"})
		faulty(t, err, fault.Invalid, "portal.desk.error.cursor")
	})
}

func TestVisitsArePaged(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		ctx, h, by := context.Background(), open(t, d), with(portal.PermVisits)
		today := clock.Today(h.clock)
		for n := range 120 {
			for range n%3 + 1 {
				h.Visited("/fr/guide/" + strings.Repeat("a", n+1) + " b")
			}
		}
		check(t, h.WriteVisits(ctx))
		seen, last := map[string]bool{}, 4
		q := portal.VisitQuery{From: today, Until: today}
		for more := true; more; more = q.After != "" {
			page, err := h.ListVisits(ctx, by, q)
			check(t, err)
			for _, v := range page.List {
				if seen[v.Page] || v.Visits > last {
					t.Errorf("%q twice or out of order", v.Page)
				}
				seen[v.Page], last = true, v.Visits
			}
			q.After = page.Next
		}
		if len(seen) != 120 {
			t.Errorf("%d pages, want 120", len(seen))
		}
	})
}
