package portal_test

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/png"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
	"passerelle/internal/portal"
	"passerelle/internal/testkit"
)

func TestEnquiryIsOneMessageHoweverOftenItIsSent(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		w := newEnquiryWorld(t, d)
		in := question(w.ticket())
		refs := make([]string, 6)
		var wg sync.WaitGroup
		for i := range refs {
			wg.Go(func() {
				r, err := w.Submit(context.Background(), in)
				if err != nil {
					t.Error(err)
				}
				refs[i] = r.Reference
			})
		}
		wg.Wait()
		slices.Sort(refs)
		if got := slices.Compact(refs); len(got) != 1 || got[0] == "" {
			t.Fatalf("references %v, want one", got)
		}
		if n := w.count(`SELECT count(*) FROM portal_enquiry`); n != 1 {
			t.Fatalf("%d messages, want 1", n)
		}
		if again, ok := portal.ReadEnquiryReference(strings.ToLower(strings.ReplaceAll(refs[0], "-", " "))); !ok || again != refs[0] {
			t.Errorf("reference %q reads as %q", refs[0], again)
		}
	})
}

func TestEnquiryFormIsCheckedAsAWhole(t *testing.T) {
	t.Parallel()
	w := newEnquiryWorld(t, testkit.OpenDB(t, testkit.URL(t, db.SQLite)))
	_, err := w.Submit(t.Context(), portal.Message{Purpose: "internship", Lang: "en", Ticket: w.ticket(), Form: portal.EnquiryForm{
		"school": {"LTPS"}, "from_day": {"31"}, "from_month": {"2"}, "from_year": {"2027"}, "until_day": {"x"}, "email": {"no address"}, "phone": {"12"},
	}})
	fields := map[string]string{}
	for _, f := range fault.Of(err) {
		fields[f.Field] = f.Key
	}
	want := map[string]string{
		"subject": "portal.contact.error.required", "name": "portal.contact.error.required", "from": "portal.contact.error.date", "until": "portal.contact.error.date",
		"email": "portal.contact.error.email", "phone": "portal.contact.error.phone",
	}
	for field, key := range want {
		if fields[field] != key {
			t.Errorf("%s: %q, want %q", field, fields[field], key)
		}
	}
	_, err = w.Submit(t.Context(), portal.Message{Purpose: "question", Ticket: w.ticket(), Form: portal.EnquiryForm{"message": {"x"}, "name": {"y"}}})
	w.refused(err, fault.Invalid, "portal.contact.error.reach")
	_, err = w.Submit(t.Context(), portal.Message{Purpose: "none", Ticket: w.ticket()})
	w.refused(err, fault.NotFound, "")
	if n := w.count(`SELECT count(*) FROM portal_enquiry`); n != 0 {
		t.Errorf("%d messages were kept", n)
	}
}

func TestEnquiryTicket(t *testing.T) {
	t.Parallel()
	w := newEnquiryWorld(t, testkit.OpenDB(t, testkit.URL(t, db.SQLite)))
	soon := question(w.NewTicket())
	_, err := w.Submit(t.Context(), soon)
	w.refused(err, fault.Invalid, "portal.contact.error.too_soon")
	w.clock.Advance(25 * time.Hour)
	_, err = w.Submit(t.Context(), soon)
	w.refused(err, fault.Invalid, "portal.contact.error.ticket")
	for _, forged := range []string{"", "x", "1.2.3", w.ticket() + "0"} {
		_, err = w.Submit(t.Context(), question(forged))
		w.refused(err, fault.Invalid, "portal.contact.error.ticket")
	}
	trapped := question(w.ticket())
	trapped.Trapped = true
	_, err = w.Submit(t.Context(), trapped)
	w.check(err)
	if n := w.count(`SELECT count(*) FROM portal_enquiry WHERE status = 'spam'`); n != 1 {
		t.Error("what fell into the trap is not kept as spam")
	}
}

// errKilled stands in for a process that ends in the middle of a transaction.
var errKilled = errors.New("killed")

// A message that was confirmed is there whatever happens afterwards; one that
// was cut off before leaves nothing at all, neither rows nor files.
func TestEnquirySurvivesTheEndOfTheProcess(t *testing.T) {
	t.Parallel()
	testkit.EachURL(t, func(t *testing.T, url string) {
		d := testkit.OpenDB(t, url)
		w := newEnquiryWorld(t, d)
		w.EnquiryConfirmed = func(context.Context, *db.Tx, string) error { return errKilled } // last before the commit
		cut := question(w.ticket())
		cut.Files = []portal.Upload{{Name: "a.pdf", Content: strings.NewReader("%PDF-1.7 x")}}
		if _, err := w.Submit(t.Context(), cut); !errors.Is(err, errKilled) {
			t.Fatalf("got %v", err)
		}
		for _, table := range []string{"portal_enquiry", "portal_attachment", "portal_enquiry_counter", "portal_enquiry_draft"} {
			if n := w.count(`SELECT count(*) FROM ` + table); n != 0 {
				t.Errorf("%d rows are left in %s", n, table)
			}
		}
		w.EnquiryConfirmed = func(context.Context, *db.Tx, string) error { return nil }
		sent := question(w.ticket())
		receipt, err := w.Submit(t.Context(), sent)
		w.check(err)
		// The connection ends between commit and answer: the sender saw nothing.
		d.Close()
		other := testkit.OpenDB(t, url)
		w2 := newEnquiryWorld(t, other)
		w2.clock.Set(w.clock.Now())
		again, err := w2.Submit(t.Context(), sent)
		w2.check(err)
		if again.Reference != receipt.Reference {
			t.Errorf("sent again it is %s, was %s", again.Reference, receipt.Reference)
		}
		page, err := w2.Inbox(t.Context(), frontDesk, portal.InboxQuery{})
		w2.check(err)
		if len(page.List) != 1 || page.List[0].Reference != receipt.Reference {
			t.Errorf("inbox %v", page.List)
		}
	})
}

func TestEnquiryDraftIsResumedWithItsFiles(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		w := newEnquiryWorld(t, d)
		var picture bytes.Buffer
		w.check(png.Encode(&picture, image.NewGray(image.Rect(0, 0, 40, 40))))
		in := portal.Message{Purpose: "job", Lang: "en", Ticket: w.ticket(), Form: portal.EnquiryForm{"position": {"Nurse"}},
			Files: []portal.Upload{{Name: "../cv.png", Content: &picture}}}
		code, err := w.SaveDraft(t.Context(), in)
		w.check(err)
		draft, err := w.Draft(t.Context(), " "+strings.ToUpper(code))
		w.check(err)
		if draft.Form.Get("position") != "Nurse" || len(draft.Files) != 1 || draft.Files[0].Name != "cv.jpg" || draft.Files[0].Media != "image/jpeg" {
			t.Fatalf("draft %+v", draft)
		}
		_, err = w.Draft(t.Context(), "aaaaa-bbbbb-ccccc")
		w.refused(err, fault.Invalid, "portal.contact.error.code")

		full := portal.Message{Purpose: "job", Lang: "en", Ticket: w.ticket(), Draft: code, Form: portal.EnquiryForm{
			"position": {"Nurse"}, "name": {"A"}, "phone": {"+352 621 123 456"}},
			Files: []portal.Upload{{Name: "letter.pdf", Content: strings.NewReader("%PDF-1.4")}}}
		_, err = w.Submit(t.Context(), full)
		w.check(err)
		page, err := w.Inbox(t.Context(), frontDesk, portal.InboxQuery{Purpose: "job"})
		w.check(err)
		message, err := w.OpenEnquiry(t.Context(), frontDesk, page.List[0].ID)
		w.check(err)
		if len(message.Files) != 2 {
			t.Fatalf("files %v, want two", message.Files)
		}
		a, b, err := w.EnquiryFile(t.Context(), frontDesk, message.ID, message.Files[1].ID)
		w.check(err)
		if string(b) != "%PDF-1.4" || a.Name != "letter.pdf" {
			t.Errorf("file %q %q", a.Name, b)
		}
		_, err = w.Draft(t.Context(), code)
		w.refused(err, fault.Invalid, "portal.contact.error.code")

		old, err := w.SaveDraft(t.Context(), portal.Message{Purpose: "question", Ticket: w.ticket(), Form: portal.EnquiryForm{"message": {"begun"}}})
		w.check(err)
		w.clock.Advance(31 * 24 * time.Hour)
		_, err = w.Draft(t.Context(), old)
		w.refused(err, fault.Invalid, "portal.contact.error.code")
		w.check(w.SweepEnquiries(t.Context()))
		if n := w.count(`SELECT count(*) FROM portal_enquiry_draft`); n != 0 {
			t.Errorf("%d drafts are left", n)
		}
	})
}

func TestAttachmentsAreChecked(t *testing.T) {
	t.Parallel()
	w := newEnquiryWorld(t, testkit.OpenDB(t, testkit.URL(t, db.SQLite)))
	upload := func(contents ...string) error {
		in := question(w.ticket())
		for _, c := range contents {
			in.Files = append(in.Files, portal.Upload{Name: "x.pdf", Content: strings.NewReader(c)})
		}
		_, err := w.Submit(t.Context(), in)
		return err
	}
	w.refused(upload("MZ\x90 a program"), fault.Invalid, "portal.contact.error.file_type")
	w.refused(upload("\xff\xd8\xff not a picture"), fault.Invalid, "portal.contact.error.file_type")
	w.refused(upload("%PDF-"+strings.Repeat("x", portal.MaxAttachmentBytes)), fault.Invalid, "portal.contact.error.file_size")
	w.refused(upload("%PDF-", "%PDF-", "%PDF-", "%PDF-"), fault.Invalid, "portal.contact.error.files")
	_, err := w.Submit(t.Context(), portal.Message{Purpose: "job", Ticket: w.ticket(), Form: portal.EnquiryForm{"position": {"x"}, "name": {"y"}, "phone": {"621123456"}}})
	w.refused(err, fault.Invalid, "portal.contact.error.file_needed")
}

func TestSlotIsNeverOverfull(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		w := newEnquiryWorld(t, d)
		slot, err := w.AddSlot(t.Context(), frontDesk, portal.Slot{On: clock.Today(w.clock).AddDays(2), From: "14:00", Until: "16:00", Place: "Rue de Bragance", Capacity: 3})
		w.check(err)
		donation := func() portal.Message {
			return portal.Message{Purpose: "donation", Lang: "fr", Ticket: w.NewTicket(), Form: portal.EnquiryForm{
				"goods": {"toys"}, "quantity": {"one box"}, "slot": {slot.ID}, "name": {"D"}, "phone": {"621123456"}}}
		}
		var forms []portal.Message
		for range 8 {
			forms = append(forms, donation())
		}
		w.clock.Advance(time.Minute)
		var mu sync.Mutex
		var wg sync.WaitGroup
		in := 0
		for _, form := range forms {
			wg.Go(func() {
				_, err := w.Submit(context.Background(), form)
				mu.Lock()
				defer mu.Unlock()
				if err == nil {
					in++
				} else if !fault.Is(err, fault.Invalid, "portal.contact.error.slot") {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		list, err := w.Slots(t.Context())
		w.check(err)
		if in != 3 || list[0].Taken != 3 || !list[0].Full() {
			t.Errorf("%d donors in, %d places taken, want 3", in, list[0].Taken)
		}
		w.refused(w.RemoveSlot(t.Context(), frontDesk, slot.ID), fault.Conflict, "portal.enquiries.error.slot_taken")
		_, err = w.db.Writer().ExecContext(t.Context(), `UPDATE portal_slot SET taken = 4`)
		if got := db.Violation(err); got != "portal_slot_full" {
			t.Errorf("the constraint is %q", got)
		}
		w.check(w.SaveGood(t.Context(), frontDesk, portal.Good{Code: "toys", State: "not_needed"}))
		form := donation()
		form.Form["slot"] = nil
		w.clock.Advance(time.Minute)
		_, err = w.Submit(t.Context(), form)
		w.refused(err, fault.Invalid, "portal.contact.error.choice")
	})
}

func TestHeldMessageIsSentOnceAfterTheWait(t *testing.T) {
	t.Parallel()
	w := newEnquiryWorld(t, testkit.OpenDB(t, testkit.URL(t, db.SQLite)))
	in := question(w.ticket())
	code, err := w.HoldEnquiry(t.Context(), in)
	w.check(err)
	ticket := w.NewTicket()
	_, err = w.ConfirmHeld(t.Context(), "ti", code, ticket)
	w.refused(err, fault.Invalid, "portal.contact.error.too_soon")
	w.clock.Advance(portal.EnquiryWait)
	first, err := w.ConfirmHeld(t.Context(), "ti", code, ticket)
	w.check(err)
	second, err := w.ConfirmHeld(t.Context(), "ti", code, ticket)
	w.check(err)
	if first != second || w.count(`SELECT count(*) FROM portal_enquiry`) != 1 {
		t.Errorf("%v and %v", first, second)
	}
	if _, err := w.HoldEnquiry(t.Context(), portal.Message{Purpose: "question", Ticket: w.ticket()}); !fault.Is(err, fault.Invalid, "portal.contact.error.required") {
		t.Errorf("an empty form was held: %v", err)
	}
}

func TestWorked(t *testing.T) {
	t.Parallel()
	n := 0
	for !portal.Worked("ticket", intText(n)) {
		n++
	}
	if n == 0 || portal.Worked("other", intText(n)) && portal.Worked("third", intText(n)) || portal.Worked("ticket", "") {
		t.Errorf("%d proves too much", n)
	}
}

func intText(n int) string {
	if n < 10 {
		return string(rune('0' + n))
	}
	return intText(n/10) + string(rune('0'+n%10))
}
