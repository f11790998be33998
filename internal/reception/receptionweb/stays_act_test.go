package receptionweb_test

import (
	"context"
	"net/http"
	"net/url"
	"testing"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/db"
	"passerelle/internal/reception"
	"passerelle/internal/testkit"
)

// stay reads a stay back.
func (s *scene) stay(id string) reception.StayView {
	s.Helper()
	v, err := s.reception.Stay(context.Background(), system, id)
	s.must(err)
	return v
}

// act is the page on which something is done about a stay.
func act(stay, part string) string { return "/app/stays/" + stay + "/" + part }

const actForm = "main form[method=post]"

func TestArrivalIsRecorded(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		s := newScene(t, d)
		page := act(s.reserved, "arrive")
		s.press(page, actForm, theButton, fill{"persons": nil}).wrong("persons", "Choose at least one person.")
		s.press(page, actForm, theButton, typedDay("on", today.AddDays(1))).wrong("on", "This day is still to come.")
		s.press(page, actForm, theButton, fill{"on_day": {"40"}}).wrong("on", "Enter a day, a month and a year, such as 23 11 2026.")
		s.follow(s.press(page, actForm, theButton, nil)).shows("Present", "Moved in")
		if v := s.stay(s.reserved); v.Status != reception.StayPresent {
			t.Errorf("stay %+v", v.Stay)
		}
		// What is done already is a conflict, said on the page.
		s.post("all", page, url.Values{"on_day": {"23"}, "on_month": {"11"}, "on_year": {"2026"}}).want(http.StatusConflict).shows("There is nobody to whom this applies.")
	})
}

func TestReservationEnds(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		s := newScene(t, d)
		s.press(act(s.reserved, "cancel"), actForm, theButton, nil).wrong("reason", "Choose one of the answers.")
		s.follow(s.press(act(s.reserved, "cancel"), actForm, theButton, fill{"reason": {"other_place"}})).shows("Cancelled", "A better place was found")
		if v := s.stay(s.reserved); v.Status != reception.StayCancelled || v.CancelReason != reception.CancelOtherPlace {
			t.Errorf("stay %+v", v.Stay)
		}
		later := s.promise(s.register(samuelsBrother), s.more[1], today.AddDays(2))
		s.press(act(later, "no-show"), actForm, theButton, nil).want(http.StatusConflict).shows("They are expected later; they cannot be missing yet.")
		now := s.promise(s.register(farid), s.more[1], today)
		s.follow(s.press(act(now, "no-show"), actForm, theButton, nil)).shows("Did not come")
		if v := s.stay(now); v.Status != reception.StayNoShow {
			t.Errorf("stay %+v", v.Stay)
		}
	})
}

func TestEndIsMoved(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		s := newScene(t, d)
		extend, shorten := act(s.leaving, "extend"), act(s.leaving, "shorten")
		s.press(extend, actForm, theButton, nil).wrong("until", "Enter a date.")
		s.press(extend, actForm, theButton, typedDay("until", today.AddDays(1))).wrong("until", "Choose a day after the one planned.")
		s.press(shorten, actForm, theButton, typedDay("until", today.AddDays(9))).wrong("until", "Enter a day from 24 November 2026 to 27 November 2026.")
		s.follow(s.press(shorten, actForm, theButton, typedDay("until", today.AddDays(3))))
		if v := s.stay(s.leaving); v.Until != today.AddDays(3) {
			t.Errorf("until %v", v.Until)
		}
		s.follow(s.press(extend, actForm, theButton, fill{"open": {"yes"}})).shows("Open")
		if v := s.stay(s.leaving); !v.Until.IsZero() {
			t.Errorf("until %v", v.Until)
		}
	})
}

func TestOverstayIsResolved(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		s := newScene(t, d)
		s.open("/app/overstays").shows("Samuel Berhane", "Mersch Creos")
		s.open("/app/stays/"+s.overdue).shows("3 days past the day of leaving", "Still here?")
		page := act(s.overdue, "overstay")
		s.press(page, actForm, theButton, nil).wrong("resolution", "Choose one of the answers.")
		s.press(page, actForm, theButton, fill{"resolution": {"stays"}}).wrong("until", "Enter a date.")
		s.press(page, actForm, theButton, fill{"resolution": {"left"}}).wrong("kind", "Choose one of the answers.")
		a := s.press(page, actForm, theButton, fill{"resolution": {"left"}, "kind": {"family"}, "on_day": {"x"}})
		a.wrong("on", "Enter a day, a month and a year, such as 23 11 2026.")
		s.follow(s.press(page, actForm, theButton, fill{"resolution": {"stays"}}.and(typedDay("until", today.AddDays(6)))))
		if v := s.stay(s.overdue); v.Overdue() || v.Until != today.AddDays(6) {
			t.Errorf("stay %+v", v.Stay)
		}
		s.open("/app/overstays").hides("Samuel Berhane")
		left := s.past(s.register(samuelsBrother), s.more[2], -9, -1)
		s.follow(s.press(act(left, "overstay"), actForm, theButton, fill{"resolution": {"left"}, "kind": {"own_housing"}}.and(typedDay("on", today.AddDays(-1)))))
		if v := s.stay(left); v.Status != reception.StayEnded || v.DepartureKind != reception.DepartureOwnHousing || v.Until != today.AddDays(-1) {
			t.Errorf("stay %+v", v.Stay)
		}
	})
}

func TestDepartureIsRecordedAndTakenBack(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		s := newScene(t, d)
		page := act(s.present, "depart")
		s.press(page, actForm, theButton, nil).wrong("kind", "Choose one of the answers.")
		// All of them: asked once more, and nothing is done until it is answered.
		a := s.press(page, actForm, theButton, fill{"kind": {"lisko"}}).want(http.StatusOK).shows("Has Amal al-Hariri +2 left?", "The beds are free at once")
		if v := s.stay(s.present); v.Status != reception.StayPresent {
			t.Fatal("gone before it was confirmed")
		}
		s.follow(s.pressOn(a, page, actForm, theButton, nil)).shows("Ended", "Undo today’s departure")
		if v := s.stay(s.present); v.Status != reception.StayEnded || v.DepartureKind != reception.DepartureLISKO {
			t.Errorf("stay %+v", v.Stay)
		}
		s.follow(s.press(act(s.present, "undo"), actForm, theButton, nil)).shows("Present")
		if v := s.stay(s.present); v.Status != reception.StayPresent || len(v.Held(reception.HoldOccupied)) != 3 {
			t.Errorf("stay %+v", v.Stay)
		}
		// Both parents: the child stays behind alone, which the page says.
		home := s.family.Persons
		a = s.follow(s.press(page, actForm, theButton, fill{"kind": {"removal"}, "persons": {home[0].ID, home[1].ID}}))
		a.shows("Look at those who stay", "A minor would sleep without an adult of the household.")
		s.post("all", act(s.departed, "depart"), url.Values{"kind": {"other"}, "confirmed": {"yes"}, "on_day": {"23"}, "on_month": {"11"}, "on_year": {"2026"}}).
			want(http.StatusConflict).shows("The household is not present here.")
	})
}

func TestBedsAreChanged(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		s := newScene(t, d)
		page := act(s.present, "move")
		s.open(page).shows("Change beds", "Move here", "3 of 3 persons")
		s.follow(s.press(page, actForm, theButton, nil)).shows("They have other beds now.", "Moved from room 1")
		rooms := map[string]int{}
		for _, p := range s.stay(s.present).Held(reception.HoldOccupied) {
			rooms[p.Room]++
		}
		if len(rooms) != 1 || rooms["1"] > 0 {
			t.Errorf("rooms %v", rooms)
		}
		// As a bar that was dropped on a room of the plan opens it.
		dropped := page + "?room=" + s.rooms[0].ID + "&day=" + today.String()
		s.follow(s.press(dropped, actForm, `button[formaction$="/move"]`, nil)).shows("Amal al-Hariri")
		if p := s.stay(s.present).Held(reception.HoldOccupied)[0]; p.Room != "1" {
			t.Errorf("room %s", p.Room)
		}
		s.get("all", page+"?room="+s.rooms[0].ID+"&day="+today.AddDays(4).String()).want(http.StatusUnprocessableEntity).shows("A move is entered on its day")
		s.get("all", page+"?asked=yes").want(http.StatusOK).shows("Nobody needs a bed now")
		s.post("all", page, url.Values{"asked": {"yes"}}).want(http.StatusUnprocessableEntity)
		s.post("all", page, url.Values{"asked": {"yes"}, "move." + s.family.Persons[2].ID: {"yes"}, "bed." + s.family.Persons[2].ID: {s.more[2].Beds[0].ID}, "by": {"hand"}, "room": {s.more[2].ID}}).
			want(http.StatusConflict).shows("A minor would sleep without an adult of the household.")
	})
}

func TestResidentsSwap(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		s := newScene(t, d)
		page := act(s.leaving, "swap")
		s.open(page).shows("Dawit Tesfay", "Filmon Abraha")
		s.press(page, actForm, theButton, nil).wrong("b", "Choose one of the answers.")
		other := s.stay(s.proposed.StayID).Places[0]
		s.press(page, actForm, theButton, fill{"b": {db.NewID()}}).wrong("b", "Choose one of the answers.")
		s.follow(s.press(page, actForm, theButton, fill{"b": {other.PersonID}})).shows("The two have changed beds.")
		if p := s.stay(s.leaving).Held(reception.HoldOccupied)[0]; p.BedID != other.BedID {
			t.Errorf("place %+v", p)
		}
		// Against a rule: a man for the women's room.
		woman := s.inRoom(s.register(olena), s.rooms[1], today, clock.Date{})
		s.press(page, actForm, theButton, fill{"b": {s.stay(woman).Places[0].PersonID}}).want(http.StatusConflict).shows("The room is for others")
	})
}

func TestStayIsShownToWhomItMayBe(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		s := newScene(t, d)
		s.actors["guard"] = actor("guard", access.Everywhere, reception.PermStays)
		s.get("guard", "/app/stays/"+s.present).want(http.StatusOK).hides("al-Hariri", "Record a departure").shows("LU-2026-")
		s.get("guard", "/app/overstays").want(http.StatusOK).hides("Berhane").shows("A household of another team")
		for _, part := range []string{"depart", "move", "extend"} {
			if a := s.get("guard", act(s.present, part)); a.Code != http.StatusForbidden {
				t.Errorf("%s answers %d", part, a.Code)
			}
		}
		s.actors["reader of stays"] = actor("reader", access.Everywhere, reception.PermStays, "people.list")
		s.get("reader of stays", "/app/stays/"+s.present+"?alerts=minor_alone%20nothing%20<b>").shows("Amal al-Hariri", "A minor would sleep")
	})
}

func TestPhasesListWhoMayMoveOn(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		s := newScene(t, d)
		s.open("/app/phases?phase=second").shows("Amal al-Hariri", "Dawit Tesfay", "Status granted", "Transfer under way", "Accommodation")
		s.open("/app/phases").shows("Nobody is in this phase.")
		s.open("/app/phases?phase=second&centre=" + s.eich.ID).hides("Amal al-Hariri")
		s.get("all", "/app/phases?phase=second&after=x").want(http.StatusUnprocessableEntity)
	})
}
