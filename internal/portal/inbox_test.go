package portal_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
	"passerelle/internal/portal"
	"passerelle/internal/testkit"
)

func (w *enquiryWorld) send(in portal.Message) portal.EnquirySummary {
	w.t.Helper()
	in.Ticket = w.ticket()
	r, err := w.Submit(w.t.Context(), in)
	w.check(err)
	page, err := w.Inbox(w.t.Context(), access.System("test"), portal.InboxQuery{Reference: r.Reference})
	w.check(err)
	return page.List[0]
}

func TestConfidentialMessagesStayInTheirCompartment(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		w := newEnquiryWorld(t, d)
		secret := w.send(portal.Message{Purpose: "return", Lang: "ar", Form: portal.EnquiryForm{"country": {"Kanarqvogl"}, "phone": {"621123456"}}})
		w.send(question(""))
		// The desk holds the permission but its role does not open the compartment.
		page, err := w.Inbox(t.Context(), frontDesk, portal.InboxQuery{Status: "all"})
		w.check(err)
		if page.Total != 1 || len(page.List) != 1 || page.List[0].Purpose != "question" {
			t.Errorf("the desk sees %d: %v", page.Total, page.List)
		}
		for _, q := range []portal.InboxQuery{{Desk: portal.DeskReturns}, {Purpose: "return"}, {Reference: secret.Reference}} {
			if page, err := w.Inbox(t.Context(), frontDesk, q); err != nil || page.Total != 0 {
				t.Errorf("%+v counts %d, %v", q, page.Total, err)
			}
		}
		_, err = w.OpenEnquiry(t.Context(), frontDesk, secret.ID)
		w.refused(err, fault.NotFound, "")
		w.refused(w.NoteEnquiry(t.Context(), frontDesk, secret.ID, "x"), fault.NotFound, "")
		figures, err := w.EnquiryFigures(t.Context(), frontDesk, clock.Today(w.clock).AddDays(-1), clock.Today(w.clock))
		w.check(err)
		if len(figures) != 1 || figures[0].Purpose != "question" || figures[0].Lang != "ti" || figures[0].Count != 1 {
			t.Errorf("figures %v", figures)
		}
		got, err := w.OpenEnquiry(t.Context(), returner, secret.ID)
		w.check(err)
		if got.Form.Get("country") != "Kanarqvogl" || got.Notice != portal.NoticeVersion {
			t.Errorf("message %+v", got)
		}
		if n := w.count(`SELECT count(*) FROM audit_entry WHERE action = 'portal.enquiry.read' AND object_id = $1`, secret.ID); n != 1 {
			t.Errorf("%d reads on record, want 1", n)
		}
		_, err = w.Inbox(t.Context(), bystander, portal.InboxQuery{})
		w.refused(err, fault.Forbidden, "")
	})
}

func TestDeskHandlesAMessage(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		w := newEnquiryWorld(t, d)
		ctx, colleague := t.Context(), portal.Colleague{ID: db.NewID(), Name: "Nadine"}
		w.Colleagues = func(context.Context, access.Permission, access.Compartment) ([]portal.Colleague, error) {
			return []portal.Colleague{colleague}, nil
		}
		mailed := ""
		w.EnquiryAnswered = func(_ context.Context, _ *db.Tx, entry string) error { mailed = entry; return nil }
		e := w.send(question(""))
		if want := clock.Today(w.clock).AddDays(5); e.Due != want {
			t.Errorf("due %v, want %v", e.Due, want)
		}
		change := portal.EnquiryChange{ID: e.ID, Version: 1, Status: portal.EnquiryInProgress, Due: clock.Today(w.clock).AddDays(-1), Assignee: colleague.ID}
		w.check(w.ChangeEnquiry(ctx, frontDesk, change))
		w.refused(w.ChangeEnquiry(ctx, frontDesk, change), fault.Conflict, "portal.enquiries.error.changed")
		change.Assignee = db.NewID()
		w.refused(w.ChangeEnquiry(ctx, frontDesk, change), fault.Invalid, "portal.contact.error.choice")
		late, err := w.Inbox(ctx, frontDesk, portal.InboxQuery{Overdue: true})
		w.check(err)
		if late.Total != 1 || !late.List[0].Overdue {
			t.Errorf("overdue %v", late.List)
		}
		w.check(w.NoteEnquiry(ctx, frontDesk, e.ID, "Kanarqvogl called"))
		w.refused(w.NoteEnquiry(ctx, frontDesk, e.ID, " "), fault.Invalid, "portal.contact.error.required")
		sent, err := w.AnswerEnquiry(ctx, frontDesk, e.ID, "ሰላም")
		w.check(err)
		letter, found, err := w.AnswerLetter(ctx, mailed)
		w.check(err)
		if !sent || !found || letter.To != "selam@example.org" || letter.Text != "ሰላም" || letter.Lang != "ti" {
			t.Errorf("letter %+v", letter)
		}
		double := w.send(question(""))
		w.refused(w.MergeEnquiry(ctx, frontDesk, double.ID, double.Reference), fault.Invalid, "portal.enquiries.error.merge")
		w.refused(w.MergeEnquiry(ctx, frontDesk, double.ID, "EN-2026-000001-A"), fault.Invalid, "")
		w.check(w.MergeEnquiry(ctx, frontDesk, double.ID, strings.ToLower(e.Reference)))
		w.check(w.ConvertEnquiry(ctx, frontDesk, e.ID, "case", "LU-2026-000001-A"))
		w.refused(w.ConvertEnquiry(ctx, frontDesk, e.ID, "friend", "x"), fault.Invalid, "portal.contact.error.choice")
		got, err := w.OpenEnquiry(ctx, frontDesk, e.ID)
		w.check(err)
		var kinds []string
		for _, n := range got.Entries {
			kinds = append(kinds, n.Kind)
		}
		slices.Sort(kinds)
		if got.Status != portal.EnquiryAnswered || got.ConvertedTo != "case" || len(got.Merged) != 1 || !slices.Equal(kinds, []string{"answer", "conversion", "note"}) {
			t.Errorf("message %+v", got)
		}
	})
}

func TestInboxIsPagedInOrder(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		w := newEnquiryWorld(t, d)
		for range 5 {
			w.send(question(""))
			w.clock.Advance(24 * time.Hour)
		}
		var seen []string
		q := portal.InboxQuery{Limit: 2}
		for {
			page, err := w.Inbox(t.Context(), frontDesk, q)
			w.check(err)
			if page.Total != 5 {
				t.Fatalf("total %d", page.Total)
			}
			for _, e := range page.List {
				seen = append(seen, e.Due.String()+e.ID)
			}
			if q.After = page.Next; q.After == "" {
				break
			}
		}
		if len(seen) != 5 || !slices.IsSorted(seen) || len(slices.Compact(slices.Clone(seen))) != 5 {
			t.Errorf("seen %v", seen)
		}
		_, err := w.Inbox(t.Context(), frontDesk, portal.InboxQuery{After: "?"})
		w.refused(err, fault.Invalid, "portal.enquiries.error.cursor")
	})
}

func TestRetentionDestroysTheKey(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		w := newEnquiryWorld(t, d)
		in := question("")
		in.Files = []portal.Upload{{Name: "a.pdf", Content: strings.NewReader("%PDF-1")}}
		e := w.send(in)
		opened, err := w.OpenEnquiry(t.Context(), frontDesk, e.ID)
		w.check(err)
		w.check(w.NoteEnquiry(t.Context(), frontDesk, e.ID, "a note"))
		w.check(w.SavePurpose(t.Context(), frontDesk, portal.PurposeSettings{Purpose: "question", DueDays: 3, RetentionDays: 40, Source: "order"}))
		w.refused(w.SavePurpose(t.Context(), returner, portal.PurposeSettings{Purpose: "question"}), fault.Forbidden, "")
		w.refused(w.SavePurpose(t.Context(), frontDesk, portal.PurposeSettings{Purpose: "question", DueDays: -1}), fault.Invalid, "")
		w.clock.Advance(39 * 24 * time.Hour)
		w.check(w.SweepEnquiries(t.Context()))
		if n := w.count(`SELECT count(*) FROM portal_enquiry WHERE deleted_at IS NULL`); n != 1 {
			t.Fatal("deleted before its time")
		}
		w.clock.Advance(3 * 24 * time.Hour)
		w.check(w.SweepEnquiries(t.Context()))
		if n := w.count(`SELECT count(*) FROM portal_enquiry WHERE deleted_at IS NOT NULL AND datakey IS NULL AND sealed IS NULL`); n != 1 {
			t.Error("the key is still there")
		}
		if n := w.count(`SELECT count(*) FROM portal_enquiry_entry`) + w.count(`SELECT count(*) FROM portal_attachment`); n != 0 {
			t.Errorf("%d rows are left", n)
		}
		if _, err := w.files.Stat(t.Context(), opened.Files[0].ID); err == nil {
			t.Error("the file is still there")
		}
		_, err = w.OpenEnquiry(t.Context(), frontDesk, e.ID)
		w.refused(err, fault.NotFound, "")
		if n := w.count(`SELECT count(*) FROM audit_entry WHERE action = 'portal.enquiry.delete'`); n != 1 {
			t.Errorf("%d deletions on record", n)
		}
		figures, err := w.EnquiryFigures(t.Context(), frontDesk, clock.Today(w.clock).AddDays(-60), clock.Today(w.clock))
		w.check(err)
		if len(figures) != 1 || figures[0].Count != 1 {
			t.Errorf("figures %v", figures)
		}
	})
}

func TestCannedAnswersBelongToTheDesk(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		w := newEnquiryWorld(t, d)
		in := portal.CannedAnswer{Purpose: "question", Lang: "ti", Title: "Welcome", Body: "ሰላም"}
		a, err := w.AddCanned(t.Context(), frontDesk, in)
		w.check(err)
		_, err = w.AddCanned(t.Context(), frontDesk, in)
		w.refused(err, fault.Invalid, "portal.enquiries.error.title_there")
		_, err = w.AddCanned(t.Context(), returner, in)
		w.refused(err, fault.NotFound, "")
		_, err = w.AddCanned(t.Context(), frontDesk, portal.CannedAnswer{Purpose: "question", Lang: "xx"})
		w.refused(err, fault.Invalid, "")
		list, err := w.CannedAnswers(t.Context(), frontDesk, "question")
		w.check(err)
		if len(list) != 1 || list[0] != a {
			t.Errorf("canned %v", list)
		}
		w.refused(w.RemoveCanned(t.Context(), returner, a.ID), fault.NotFound, "")
		w.check(w.RemoveCanned(t.Context(), frontDesk, a.ID))
		w.refused(w.RemoveCanned(t.Context(), frontDesk, a.ID), fault.NotFound, "")
	})
}

// Nothing that a sender or a desk wrote is readable in the database, and all of
// it opens after the keys were rotated.
func TestEnquiriesAreSealedAndRotate(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		w := newEnquiryWorld(t, d)
		e := w.send(question(""))
		w.check(w.NoteEnquiry(t.Context(), frontDesk, e.ID, "Kanarqvogl"))
		code, err := w.SaveDraft(t.Context(), question(w.ticket()))
		w.check(err)
		for _, query := range []string{`SELECT sealed FROM portal_enquiry`, `SELECT sealed FROM portal_enquiry_entry`, `SELECT sealed FROM portal_enquiry_draft`} {
			list, err := db.All(t.Context(), w.db, db.Value[[]byte], query)
			w.check(err)
			for _, b := range list {
				if len(b) == 0 || strings.Contains(string(b), "Kanarq") {
					t.Errorf("%s is readable", query)
				}
			}
		}
		w.check(w.vault.AddKey(t.Context()))
		n, err := w.RewrapEnquiries(t.Context(), func(int) {})
		w.check(err)
		if n != 2 {
			t.Errorf("%d keys wrapped again, want 2", n)
		}
		w.check(w.vault.DropOldKeys(t.Context()))
		_, err = w.OpenEnquiry(t.Context(), frontDesk, e.ID)
		w.check(err)
		_, err = w.Draft(t.Context(), code)
		w.check(err)
	})
}
