package receptionweb_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/google/go-cmp/cmp"

	"passerelle/internal/platform/db"
	"passerelle/internal/reception"
	"passerelle/internal/testkit"
)

func TestOrganisations(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		h.open("/app/organisations").shows("Croix-Rouge luxembourgeoise", "2755 5400")
		h.submit("/app/organisations/new", url.Values{"name": {""}, "kind": {"none"}, "phone": {"call me"}}).
			wrong("name", "Fill this in.").wrong("kind", "Choose one of the answers.").wrong("phone", "Enter a telephone number, such as 2755 5460.")
		a := h.submit("/app/organisations/new", url.Values{"name": {"<b>Caritas</b> & Co"}, "kind": {"operator"}})
		a.leads("/app/organisations")
		h.open("/app/organisations").shows("<b>Caritas</b> & Co")

		page := "/app/organisations/" + h.org
		mine := testkit.ReadForm(t, h.open(page).doc, "main form[method=post]")
		h.submit(page, url.Values{"phone": {"1"}}).leads("/app/organisations")
		mine.Values.Set("phone", "2")
		mine.Values.Set("name", "Croix-Rouge")
		late := h.do("all", mine.Request(t, page)).want(http.StatusConflict).shows("Somebody else has changed this meanwhile", "is stored now", "Croix-Rouge luxembourgeoise")
		again := testkit.ReadForm(t, late.doc, "main form[method=post]")
		if again.Values.Get("phone") != "2" {
			t.Errorf("what was typed came back as %q", again.Values.Get("phone"))
		}
		h.do("all", again.Request(t, page)).leads("/app/organisations")
		if got := h.open("/app/organisations").shows("Croix-Rouge"); strings.Contains(got.said(), "luxembourgeoise") {
			t.Error("the second save did not replace the first")
		}
	})
}

func TestOrganisationsInTheAPI(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		var o struct {
			ID      string
			Name    string
			Version int
		}
		made := h.call("all", "POST", "/organisations", map[string]any{"name": "ONA", "kind": "state"}, &o)
		if made.Code != http.StatusCreated || made.Header().Get("ETag") != `"1"` || o.Name != "ONA" {
			t.Fatalf("%d %s %+v", made.Code, made.Header().Get("ETag"), o)
		}
		body := map[string]any{"name": "Office national de l’accueil", "kind": "state"}
		if w := h.callWith("all", "PUT", "/organisations/"+o.ID, `"7"`, body, nil); w.Code != http.StatusConflict {
			t.Errorf("an old version: %d %s", w.Code, w.Body)
		}
		if w := h.call("all", "PUT", "/organisations/"+o.ID, body, nil); w.Code != http.StatusUnprocessableEntity {
			t.Errorf("no version: %d %s", w.Code, w.Body)
		}
		if w := h.callWith("all", "PUT", "/organisations/"+o.ID, `"1"`, body, &o); w.Code != http.StatusOK || o.Version != 2 {
			t.Errorf("%d %s", w.Code, w.Body)
		}
		var list struct{ Items []struct{ Name string } }
		h.call("reader", "GET", "/organisations", nil, &list)
		if len(list.Items) != 3 || list.Items[2].Name != "Office national de l’accueil" {
			t.Errorf("%+v", list)
		}
		if w := h.call("nobody", "GET", "/organisations", nil, nil); w.Code != http.StatusForbidden {
			t.Errorf("nobody: %d", w.Code)
		}
	})
}

func TestCentres(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		h.submit("/app/centres/new", url.Values{"org_id": {""}, "type": {"castle"}, "lat": {"12"}}).
			wrong("position", "Give both degrees of a place in or near Luxembourg, such as 49.7511 and 6.1064.")
		h.submit("/app/centres/new", url.Values{"org_id": {db.NewID()}, "name": {" "}, "type": {"castle"}, "lat": {"48.1"}, "lon": {"6,1"}}).
			wrong("name", "Fill this in.").wrong("type", "Choose one of the answers.").wrong("catering", "Choose one of the answers.").
			wrong("position", "Give both degrees of a place in or near Luxembourg, such as 49.7511 and 6.1064.")
		a := h.submit("/app/centres/new", url.Values{"org_id": {h.org}, "name": {"Bascharage"}, "type": {"temporary"}, "catering": {"delivered"}, "phase": {"accommodation"},
			"lat": {"49.5700"}, "lon": {"5,9100"}, "traits": {"women_only", "near_school"}, "rules": {"Rule one.\r\nRule two."}, "address_public": {"yes"}, "phone": {"2755 5437"}})
		a.want(http.StatusSeeOther)
		page := a.Header().Get("Location")
		h.open(page).shows("Bascharage", "2755 5437", "Rule two.", "For women only", "Near a school", "Meals delivered", "No rooms yet").hides("not shown on public pages")
		form := testkit.ReadForm(t, h.open(page+"/edit").doc, "main form[method=post]").Values
		if form.Get("lat") != "49.5700" || form.Get("lon") != "5.9100" || form.Get("rules") != "Rule one.\nRule two." || strings.Join(form["traits"], " ") != "near_school women_only" && strings.Join(form["traits"], " ") != "women_only near_school" {
			t.Errorf("the form has %v", form)
		}
		h.submit(page+"/edit", url.Values{"name": {"Bascharage 2"}, "status": {"planned"}}).leads(page)
		h.open(page).shows("Bascharage 2", "Planned")
		h.open("/app/centres").hides("Bascharage")
		h.open("/app/centres?status=planned").shows("Bascharage 2").hides("Mersch")
		h.open("/app/centres?status=any&org="+h.other).shows("No centre fits these filters", "Autre prestataire")
		h.open("/app/centres?type=nonsense&phase=x&status=y&org=z&for=w").shows("Bascharage 2", "Mersch Creos")
	})
}

func TestCentreIsClosed(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		page := "/app/centres/" + h.centre.ID
		home := h.register(amal)
		h.place(home, 1, today.AddDays(3))
		h.open(page+"/close").shows("Close Centre d’accueil « Mersch Creos »?", "Its 7 beds")
		h.submit(page+"/close", nil).want(http.StatusConflict).shows("One person is still present or expected here.")
		h.submit(page+"/edit", url.Values{"status": {"closed"}}).wrong("status", "A centre is closed on its own page, under Settings.")

		empty := newHouse(t, testkit.OpenDB(t, testkit.URL(t, d.Engine())))
		page = "/app/centres/" + empty.centre.ID
		empty.submit(page+"/close", nil).leads(page)
		empty.open(page).shows("Closed", "This centre is closed").hides("Place a household", "Add rooms")
		empty.open(page + "/rooms").hides("Add rooms")
		empty.submit(page+"/edit", url.Values{"status": {"open"}}).leads(page)
		empty.open(page+"/board").shows("All 7", "Free 7")
	})
}

func TestEmergencySite(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		h.submit("/app/centres/emergency", url.Values{"beds": {"many"}}).wrong("beds", "Enter a whole number.")
		h.submit("/app/centres/emergency", url.Values{"beds": {"3000"}, "org_id": {h.org}, "name": {"Hall"}}).wrong("beds", "Enter a number from 1 to 2,000.")
		a := h.submit("/app/centres/emergency", url.Values{"beds": {"45"}, "beds_per_room": {"10"}, "org_id": {h.org}, "name": {"Hall sportif"}})
		a.want(http.StatusSeeOther)
		h.open(a.Header().Get("Location")).shows("Hall sportif", "Emergency site", "All 45", "Free 45")
		var made struct{ ID string }
		if w := h.call("all", "POST", "/emergency-sites", map[string]any{"org_id": h.org, "name": "Tents", "beds": 12, "beds_per_room": 6}, &made); w.Code != http.StatusCreated {
			t.Fatalf("%d %s", w.Code, w.Body)
		}
		h.open("/app/centres/"+made.ID+"/rooms").shows("Tents", "6: A, B, C, D, E, F")
	})
}

func TestCentresInTheAPI(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		body := map[string]any{"org_id": h.org, "name": "Eich", "type": "temporary", "phase": "second", "catering": "self_cook", "status": "open",
			"position": map[string]any{"latitude": 49.6321, "longitude": 6.1234}}
		var c struct {
			ID       string
			Version  int
			Position struct{ Latitude, Longitude float64 }
		}
		made := h.call("all", "POST", "/centres", body, &c)
		if made.Code != http.StatusCreated || c.Position.Latitude != 49.6321 || c.Position.Longitude != 6.1234 {
			t.Fatalf("%d %s", made.Code, made.Body)
		}
		body["name"] = "Eich 2"
		if w := h.callWith("all", "PUT", "/centres/"+c.ID, made.Header().Get("ETag"), body, &c); w.Code != http.StatusOK || c.Version != 2 {
			t.Errorf("%d %s", w.Code, w.Body)
		}
		if w := h.callWith("foreign", "PUT", "/centres/"+c.ID, `"2"`, body, nil); w.Code != http.StatusNotFound {
			t.Errorf("another organisation: %d %s", w.Code, w.Body)
		}
		var list struct {
			Items []struct {
				Name    string
				Numbers struct {
					Gross int
					Free  int `json:"net_free"`
				}
			}
		}
		h.call("reader", "GET", "/centres?status=open", nil, &list)
		if len(list.Items) != 2 || list.Items[0].Name != "Centre d’accueil « Mersch Creos »" || list.Items[0].Numbers.Gross != 7 || list.Items[0].Numbers.Free != 7 {
			t.Errorf("%+v", list)
		}
		if w := h.call("all", "POST", "/centres/"+c.ID+"/close", nil, nil); w.Code != http.StatusNoContent {
			t.Errorf("%d %s", w.Code, w.Body)
		}
		h.call("reader", "GET", "/centres?status=closed", nil, &list)
		if len(list.Items) != 1 || list.Items[0].Name != "Eich 2" {
			t.Errorf("%+v", list)
		}
	})
}

// From an empty centre to its rooms, each form leads to the next.
func TestRoomsFromNothing(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		c, err := h.reception.SaveCentre(t.Context(), system, reception.Centre{OrgID: h.org, Name: "Neuf", Type: reception.TypeModular, Phase: reception.PhaseNone, Catering: reception.CateringDelivered, Status: reception.CentreOpen})
		h.must(err)
		page := "/app/centres/" + c.ID
		h.get("all", page+"/rooms/new").leads(page + "/buildings/new")
		h.submit(page+"/buildings/new", url.Values{"name": {""}}).wrong("name", "Fill this in.")
		next := h.submit(page+"/buildings/new", url.Values{"name": {"Module A"}, "lift": {"yes"}}).want(http.StatusSeeOther).Header().Get("Location")
		h.submit(next, url.Values{"level": {"high"}}).wrong("level", "Enter a whole number.")
		h.submit(next, url.Values{"level": {"100"}}).wrong("level", "Enter a number from -9 to 99.")
		h.submit(next, url.Values{"building_id": {h.floor.BuildingID}}).wrong("building_id", "Choose a building of this centre.")
		next = h.submit(next, nil).want(http.StatusSeeOther).Header().Get("Location")
		h.submit(next, url.Values{"first": {"2.01"}, "last": {"3.05"}}).wrong("last", "First and last number may differ only in their last digits, such as 2.01 and 2.14.")
		h.submit(next, url.Values{"first": {"0.01"}, "last": {"0.06"}, "area": {"12.345"}, "beds": {"x"}}).wrong("beds", "Enter a whole number.").
			wrong("area", "Give the area in m² with at most two decimals, up to 1000, such as 18.5.")
		h.submit(next, url.Values{"first": {"0.01"}, "last": {"0.06"}, "beds": {"3"}, "area": {"12,5"}, "traits": {"step_free"}, "sex_rule": {"family"}}).leads(page + "/rooms")
		h.submit(next, url.Values{"first": {"0.06"}, "last": {"0.07"}}).wrong("first", "The floor already has a room with one of these numbers.")
		h.submit(next, url.Values{"first": {"Salle 9"}, "last": {""}, "beds": {"30"}}).leads(page + "/rooms")
		h.open(page+"/rooms").shows("Module A", "Lift", "Ground floor – 7 rooms in use", "0.06", "3: A, B, C", "12.5 m²", "Families", "Step-free", "Salle 9", "30: 1 to 30")
		h.submit(page+"/floors/new", url.Values{"level": {"0"}}).wrong("level", "The building has this level already.")
	})
}

func TestRoomIsChanged(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		page := "/app/centres/" + h.centre.ID + "/rooms/" + h.rooms[0].ID
		home := h.register(amal, yusuf, lina)
		h.place(home, 0, today.AddDays(5))
		h.open(page).shows("Room 1", "18.5 m²", "4.6 m²", "Bâtiment A · Floor 1")
		h.submit(page+"/edit", url.Values{"beds": {"A, A"}}).wrong("beds", "Each label may stand only once.")
		h.submit(page+"/edit", url.Values{"number": {"2"}}).wrong("number", "The floor already has a room 2.")
		h.submit(page+"/edit", url.Values{"beds": {"Z"}}).wrong("beds", "Bed A is held by somebody. Move them first.")
		h.submit(page+"/edit", url.Values{"floor_id": {"nowhere"}}).wrong("floor_id", "Choose a floor of this centre.")
		h.submit(page+"/edit", url.Values{"beds": {"A; B\nC, E"}, "area": {"20"}, "neighbours": {h.rooms[1].ID}, "traits": {"isolation"}}).leads(page)
		h.open(page).shows("20 m²", "Isolation room", "A", "E")
		if got := testkit.Text(t, h.open(page).doc, `.facts a[href$="`+h.rooms[1].ID+`"]`); got != "2" {
			t.Errorf("neighbour %q", got)
		}
		h.get("all", "/app/centres/"+db.NewID()+"/rooms/"+h.rooms[0].ID).want(http.StatusNotFound)
		h.get("reader", page).want(http.StatusOK).hides("Change the room", "Take away")
		h.get("reader", page+"/edit").want(http.StatusForbidden)
	})
}

// A room of one centre is not found under another, whoever asks.
func TestRoomOfAnotherCentre(t *testing.T) {
	t.Parallel()
	h := newHouse(t, testkit.OpenDB(t, testkit.URL(t, db.SQLite)))
	c, err := h.reception.SaveCentre(t.Context(), system, reception.Centre{OrgID: h.other, Name: "Ailleurs", Type: reception.TypeHotel, Phase: reception.PhaseNone, Catering: reception.CateringDelivered, Status: reception.CentreOpen})
	h.must(err)
	for _, part := range []string{"", "/edit", "/close", "/beds/" + h.rooms[0].Beds[0].ID + "/close"} {
		h.get("all", "/app/centres/"+c.ID+"/rooms/"+h.rooms[0].ID+part).want(http.StatusNotFound)
		if part != "" {
			h.post("all", "/app/centres/"+c.ID+"/rooms/"+h.rooms[0].ID+part, url.Values{"beds": {"A"}}).want(http.StatusNotFound)
		}
	}
	h.get("all", "/app/centres/"+c.ID+"/buildings/"+h.floor.BuildingID).want(http.StatusNotFound)
	h.get("all", "/app/centres/"+c.ID+"/floors/"+h.floor.ID).leads("/app/centres/" + c.ID + "/buildings/new")
}

func TestRoomsAndBedsAreClosed(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		h.place(h.register(yusuf), 0, today.AddDays(1))
		page := "/app/centres/" + h.centre.ID + "/rooms/" + h.rooms[0].ID
		h.submit(page+"/close", nil).want(http.StatusConflict).shows("One person is still present or expected here.")
		h.submit(page+"/beds/"+h.rooms[0].Beds[3].ID+"/close", nil).leads(page)
		h.open(page).hides("D")
		taken := h.submit(page+"/beds/"+h.rooms[0].Beds[0].ID+"/close", nil)
		taken.want(http.StatusUnprocessableEntity).shows("Bed A is held by somebody. Move them first.")
		other := "/app/centres/" + h.centre.ID + "/rooms/" + h.rooms[2].ID
		h.submit(other+"/close", nil).leads("/app/centres/" + h.centre.ID + "/rooms")
		h.open(other).shows("Closed").hides("Close the room")
		if w := h.call("all", "POST", "/rooms/"+h.rooms[1].ID+"/close", nil, nil); w.Code != http.StatusNoContent {
			t.Errorf("%d %s", w.Code, w.Body)
		}
		if w := h.call("all", "POST", "/beds/"+h.rooms[0].Beds[2].ID+"/close", nil, nil); w.Code != http.StatusNoContent {
			t.Errorf("%d %s", w.Code, w.Body)
		}
		h.open("/app/centres/" + h.centre.ID + "/board").shows("All 2")
	})
}

func TestRoomsInTheAPI(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		base := "/centres/" + h.centre.ID
		var made struct {
			ID    string
			Items []struct {
				ID      string
				Version int
				Beds    []struct{ ID, Label string }
			}
		}
		h.call("all", "POST", base+"/buildings", map[string]any{"name": "B"}, &made)
		if w := h.call("all", "PUT", base+"/buildings/"+made.ID, map[string]any{"name": "Bloc B", "lift": true}, nil); w.Code != http.StatusOK {
			t.Fatalf("%d %s", w.Code, w.Body)
		}
		if w := h.call("all", "POST", base+"/floors", map[string]any{"building_id": made.ID, "level": 0}, &made); w.Code != http.StatusCreated {
			t.Fatalf("%d %s", w.Code, w.Body)
		}
		floor := made.ID
		if w := h.call("all", "POST", base+"/rooms", map[string]any{"floor_id": floor, "first": "7", "last": "9", "beds": 2, "area_m2": "9.75", "in_a_row": true}, &made); w.Code != http.StatusCreated || len(made.Items) != 3 {
			t.Fatalf("%d %s", w.Code, w.Body)
		}
		room := made.Items[0]
		change := map[string]any{"floor_id": floor, "number": "7a", "beds": []string{"A", "C"}, "sex_rule": "women"}
		w := h.callWith("all", "PUT", base+"/rooms/"+room.ID, `"1"`, change, nil)
		if w.Code != http.StatusOK || w.Header().Get("ETag") != `"2"` {
			t.Fatalf("%d %s", w.Code, w.Body)
		}
		if w := h.callWith("all", "PUT", base+"/rooms/"+room.ID, `"1"`, change, nil); w.Code != http.StatusConflict {
			t.Errorf("an old version: %d %s", w.Code, w.Body)
		}
		if w := h.call("all", "POST", base+"/rooms", map[string]any{"floor_id": floor, "first": "x", "beds": 0, "area_m2": "-1"}, nil); w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), "reception.error.area") {
			t.Errorf("%d %s", w.Code, w.Body)
		}
		var tree struct {
			Buildings []struct {
				Name   string
				Floors []struct {
					Rooms []struct {
						Number string
						Area   string `json:"area_m2"`
						Beds   []struct{ Label string }
					}
				}
			}
		}
		h.call("reader", "GET", base, nil, &tree)
		bloc := tree.Buildings[0]
		if bloc.Name != "Bloc B" || len(bloc.Floors) != 1 || len(bloc.Floors[0].Rooms) != 3 {
			t.Fatalf("%+v", tree)
		}
		if rooms := bloc.Floors[0].Rooms; rooms[0].Number != "7a" || len(rooms[0].Beds) != 2 || rooms[1].Area != "9.75" {
			t.Errorf("%+v", rooms)
		}
		if w := h.call("reader", "POST", base+"/buildings", map[string]any{"name": "C"}, nil); w.Code != http.StatusForbidden {
			t.Errorf("a reader: %d", w.Code)
		}
	})
}

// What was typed is there again after a crash, until it is carried out or discarded.
func TestDraftIsPutBack(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		form := h.open("/app/centres/new").doc.Find("main form[data-draft]")
		key := form.AttrOr("data-draft", "")
		h.post("all", "/app/drafts/"+key, url.Values{"name": {"Half a cen"}, "traits": {"women_only"}}).want(http.StatusNoContent)
		page := h.open("/app/centres/new").shows("We kept what you had typed")
		again := testkit.ReadForm(t, page.doc, "main form[data-draft]").Values
		if again.Get("name") != "Half a cen" || again.Get("traits") != "women_only" {
			t.Errorf("%v", again)
		}
		discard := testkit.ReadForm(t, page.doc, ".notice form").Press(t, page.doc, ".notice form button")
		r := discard.Request(t, "http://example.com/app/centres/new")
		r.Header.Set("Referer", "http://example.com/app/centres/new")
		h.do("all", r).leads("/app/centres/new")
		h.open("/app/centres/new").hides("We kept what you had typed")
	})
}

func TestOutages(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		page := "/app/centres/" + h.centre.ID + "/outages"
		h.place(h.register(yusuf), 0, today.AddDays(4))
		form := page + "/new?room=" + h.rooms[0].ID
		h.submit(form, url.Values{"place": {"bed-" + db.NewID()}, "from_day": {"31"}, "from_month": {"2"}}).
			wrong("place", "Choose a floor, a room or a bed of this centre.").wrong("from", "Enter a day, a month and a year, such as 23 11 2026.")
		h.submit(form, url.Values{"reason": {""}, "until_day": {"22"}, "until_month": {"11"}, "until_year": {"2026"}}).
			wrong("reason", "Choose one of the answers.").wrong("until", "The end must come after the beginning.")
		h.submit(form, url.Values{"reason": {"pests"}}).want(http.StatusConflict).shows("One bed is held in that time: 1 A. Nothing was taken out of service.")
		h.submit(form, url.Values{"place": {"bed-" + h.rooms[0].Beds[3].ID}, "reason": {"repair"}, "until_day": {"30"}, "until_month": {"11"}, "until_year": {"2026"}}).leads(page)
		h.submit(page+"/new?floor="+h.floor.ID, url.Values{"place": {"room-" + h.rooms[1].ID}, "reason": {"pests"}}).leads(page)
		list := h.open(page).shows("Repair", "23 Nov 2026 to 30 Nov 2026", "1 D", "Pests", "no end known", "2 A and 2 B")
		h.open("/app/outages").shows("Mersch Creos", "Pests")
		ends := list.doc.Find(`a[href$="/end"]`).Map(func(_ int, a *goquery.Selection) string { return a.AttrOr("href", "") })
		if len(ends) != 2 {
			t.Fatalf("%d outages can be ended", len(ends))
		}
		for _, end := range ends {
			if !strings.Contains(h.open(end).said(), "Pests") {
				continue
			}
			h.submit(end, url.Values{"beds": nil}).wrong("beds", "Choose at least one bed.")
			h.submit(end, url.Values{"beds": {h.rooms[1].Beds[0].ID}}).leads(page)
			h.submit(end, url.Values{"on_day": {"1"}, "on_month": {"12"}, "on_year": {"2026"}}).want(http.StatusSeeOther)
		}
		h.open("/app/centres/" + h.centre.ID + "/board").shows("Out of service 2")
		h.get("all", page+"/"+db.NewID()+"/end").want(http.StatusNotFound)
	})
}

func TestOutagesInTheAPI(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		var o struct {
			ID   string
			Beds []struct{ ID, Room, Label string }
		}
		if w := h.call("all", "POST", "/outages", map[string]any{"room_id": h.rooms[0].ID, "reason": "works", "from": "2026-11-23"}, &o); w.Code != http.StatusCreated || len(o.Beds) != 4 {
			t.Fatalf("%d %s", w.Code, w.Body)
		}
		if w := h.call("all", "POST", "/outages", map[string]any{"room_id": h.rooms[0].ID, "bed_id": h.rooms[0].Beds[0].ID, "reason": "works", "from": "2026-11-23"}, nil); w.Code != http.StatusUnprocessableEntity {
			t.Errorf("two places: %d %s", w.Code, w.Body)
		}
		var ended struct{ Beds int }
		if w := h.call("all", "POST", "/outages/"+o.ID+"/end", map[string]any{"beds": []string{o.Beds[0].ID}, "on": "2026-11-25"}, &ended); w.Code != http.StatusOK || ended.Beds != 1 {
			t.Errorf("%d %s", w.Code, w.Body)
		}
		for i := range 3 {
			h.call("all", "POST", "/outages", map[string]any{"bed_id": h.rooms[1].Beds[0].ID, "reason": "cleaning", "from": today.AddDays(10 * (i + 1)).String(), "until": today.AddDays(10*(i+1) + 2).String()}, nil)
		}
		var page struct {
			Items []struct{ Reason, From, Until string }
			Next  string
		}
		seen := 0
		for after := ""; ; after = page.Next {
			page.Next, page.Items = "", nil
			h.call("reader", "GET", "/outages?limit=2&centre="+h.centre.ID+"&after="+url.QueryEscape(after), nil, &page)
			if seen += len(page.Items); page.Next == "" {
				break
			}
		}
		if seen != 4 {
			t.Errorf("%d outages", seen)
		}
	})
}

// What is read whole is told in parts as well.
func TestCentresAreToldInParts(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		_, err := h.reception.SaveCentre(t.Context(), system, reception.Centre{OrgID: h.other, Name: "Eich", Type: reception.TypeTemporary, Phase: reception.PhaseNone, Catering: reception.CateringSelfCook, Status: reception.CentreOpen})
		h.must(err)
		type part struct {
			Items []struct{ ID, Name string }
			Next  string
		}
		for _, path := range []string{"/centres", "/organisations"} {
			var whole, first, second part
			h.call("all", "GET", path, nil, &whole)
			h.call("all", "GET", path+"?limit=1", nil, &first)
			h.call("all", "GET", path+"?limit=199&after="+first.Next, nil, &second)
			if len(whole.Items) < 2 || whole.Next != "" || len(first.Items) != 1 || first.Next == "" || second.Next != "" {
				t.Fatalf("%s: %d in all, then %+v, then %+v", path, len(whole.Items), first, second)
			}
			if diff := cmp.Diff(whole.Items, append(first.Items, second.Items...)); diff != "" {
				t.Errorf("%s: %s", path, diff)
			}
			if w := h.call("all", "GET", path+"?after="+db.NewID(), nil, nil); w.Code != http.StatusUnprocessableEntity {
				t.Errorf("%s after nothing: %d", path, w.Code)
			}
		}
	})
}
