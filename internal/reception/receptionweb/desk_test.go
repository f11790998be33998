package receptionweb_test

import (
	"net/http"
	"strings"
	"testing"

	"passerelle/internal/platform/db"
	"passerelle/internal/platform/i18n"
	"passerelle/internal/reception"
	"passerelle/internal/testkit"
)

func TestDesk(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		h, _, leaver, expected := inhabited(t, d)
		h.open("/app").shows("Semhar Kidane", "1 person", "Register arrival", "Nobody is due to leave today.", "Mersch Creos")
		h.clock.Set(h.clock.Now().AddDate(0, 0, 1))
		a := h.open("/app").shows("Dawit Tesfay", "today", "yesterday")
		for part, stay := range map[string]string{"#due": leaver.StayID, "#arrivals": expected.StayID} {
			if to := a.doc.Find(part+" .task a").AttrOr("href", ""); to != "/app/stays/"+stay {
				t.Errorf("%s leads to %s", part, to)
			}
		}
		for _, tile := range a.doc.Find(".stat a").EachIter() {
			to := tile.AttrOr("href", "")
			if anchor, here := strings.CutPrefix(to, "#"); here {
				if a.doc.Find("[id="+anchor+"]").Length() != 1 {
					t.Errorf("%s leads nowhere", tile.Text())
				}
			} else if to != "/app/waiting" {
				h.open(to)
			}
		}
		h.clock.Set(h.clock.Now().AddDate(0, 0, 3))
		h.open("/app?centre="+h.centre.ID).shows("3 days ago", "Bed board")
		h.get("all", "/app?centre="+db.NewID()).want(http.StatusNotFound)
		h.get("nobody", "/app").want(http.StatusOK).shows("Welcome, nobody", "Centres").hides("Register arrival", "Dawit")
		h.get("foreign", "/app").want(http.StatusOK).hides("Dawit", "Mersch")
		var desk struct {
			Overdue struct {
				Count int
				Stays []struct{ Head, Reference string }
			}
		}
		h.call("all", "GET", "/desk", nil, &desk)
		if desk.Overdue.Count != 1 || desk.Overdue.Stays[0].Head != "Dawit Tesfay" {
			t.Errorf("%+v", desk)
		}
		if w := h.call("foreign", "GET", "/desk?centre="+h.centre.ID, nil, nil); w.Code != http.StatusNotFound {
			t.Errorf("another organisation: %d", w.Code)
		}
	})
}

func TestDeskLeadsToItsWholeLists(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		h, _, leaver, expected := inhabited(t, d)
		h.clock.Set(h.clock.Now().AddDate(0, 0, 2))
		if to := h.open("/app?centre=" + h.centre.ID).doc.Find(`a[href="/app/overstays?centre=` + h.centre.ID + `"]`).Length(); to != 1 {
			t.Error("the desk does not lead to who stays past the end")
		}
		if n := h.open("/app").doc.Find(`a[href^="/app/desk/"]`).Length(); n != 0 {
			t.Errorf("%d lists that are whole lead elsewhere", n)
		}
		for path, want := range map[string]string{"arrivals": expected.StayID, "overdue?centre=" + h.centre.ID: leaver.StayID} {
			if to := h.open("/app/desk/"+path).doc.Find(".task a").AttrOr("href", ""); to != "/app/stays/"+want {
				t.Errorf("%s leads to %s", path, to)
			}
		}
		h.open("/app/desk/due").shows("Departures due", "Nobody is due to leave today.")
		h.get("all", "/app/desk/elsewhere").want(http.StatusNotFound)
		h.get("reader", "/app/desk/due").want(http.StatusForbidden)
		var list struct{ Items []struct{ Head string } }
		h.call("all", "GET", "/desk/overdue?limit=1", nil, &list)
		if len(list.Items) != 1 || list.Items[0].Head != "Dawit Tesfay" {
			t.Errorf("%+v", list)
		}
	})
}

func TestDeskListOfManyIsReachedWhole(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		for i := range 51 {
			from := today.AddDays(i)
			_, err := h.reception.Reserve(t.Context(), system, reception.PlaceIn{HouseholdID: h.register(dawit).HouseholdID, From: from, Until: from.AddDays(1),
				Rooms: []string{h.rooms[2].ID}, Accepted: allWarnings})
			h.must(err)
		}
		h.clock.Set(h.clock.Now().AddDate(0, 0, 51)) // nobody came, and nobody said so
		a := h.open("/app").shows("The first 50 of 51.")
		first := h.open(a.doc.Find(`a[href^="/app/desk/"]`).AttrOr("href", ""))
		last := h.open(first.doc.Find(`.pages a`).AttrOr("href", ""))
		if n, m := first.doc.Find(".task").Length(), last.doc.Find(".task").Length(); n != 50 || m != 1 {
			t.Errorf("pages of %d and %d stays", n, m)
		}
	})
}

func TestDeskTellsWhatNeedsAttention(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		_, err := h.reception.TakeOutOfService(t.Context(), system, reception.OutageInput{RoomID: h.rooms[1].ID, Reason: reception.OutageRepair, From: today, Until: today.AddDays(1)})
		h.must(err)
		_, err = h.reception.AddToWaiting(t.Context(), system, reception.WaitingIn{HouseholdID: h.register(dawit).HouseholdID, CentreID: h.centre.ID})
		h.must(err)
		a := h.open("/app").shows("2 beds come back into service tomorrow", "1 household")
		if to := a.doc.Find("#alerts a").AttrOr("href", ""); to != "/app/centres/"+h.centre.ID+"/outages" {
			t.Errorf("the alert leads to %s", to)
		}
		if to := a.doc.Find(`.stat a[href="/app/waiting"]`).Length(); to != 1 {
			t.Error("who waits is not linked")
		}
		for _, lang := range i18n.Staff {
			h.lang = lang
			for _, kind := range []reception.AlertKind{reception.AlertOverCapacity, reception.AlertMinorAlone, reception.AlertOutageEnds, reception.AlertTransfer, reception.AlertWaiting} {
				if l := h.texts.For(lang); !l.Has("reception.alert."+string(kind)) || !l.Has("reception.alert.tag."+string(kind)) {
					t.Errorf("%s has no words for %s", lang, kind)
				}
			}
		}
	})
}
