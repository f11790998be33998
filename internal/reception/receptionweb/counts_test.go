package receptionweb_test

import (
	"encoding/csv"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"passerelle/internal/people"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/i18n"
	"passerelle/internal/reception"
	"passerelle/internal/testkit"
)

// inhabited is a house where a family sleeps in room 1, somebody with a status
// in room 3 leaves today, and one is expected in room 2; bed 2 B is out.
func inhabited(t *testing.T, d *db.DB) (h *house, family, leaver, expected reception.Placement) {
	h = newHouse(t, d)
	family = h.place(h.register(amal, yusuf, lina), 0, clock.Date{})
	leaver = h.place(h.register(dawit), 2, today.AddDays(1))
	_, err := h.reception.TakeOutOfService(t.Context(), system, reception.OutageInput{BedID: h.rooms[1].Beds[1].ID, Reason: reception.OutageCleaning, From: today})
	h.must(err)
	expected = h.reserve(h.register(person{given: "Semhar", family: "Kidane", sex: amal.sex, born: 1991}), 1, today)
	return h, family, leaver, expected
}

func TestBoard(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		h, _, _, _ := inhabited(t, d)
		page := "/app/centres/" + h.centre.ID + "/board"
		a := h.open(page).shows("All 7", "Free 0", "Occupied 4", "Reserved 1", "Blocked by family 1", "Out of service 1", "Amal al-Hariri", "Semhar Kidane", "Expected", "Cleaning", "until 24 Nov 2026")
		if n := a.doc.Find(`.bed-occupied a[href^="/app/households/"]`).Length(); n != 4 {
			t.Errorf("%d occupied beds lead to a household", n)
		}
		if n := a.doc.Find(`.bed .flags`).FilterFunction(func(_ int, s *goquery.Selection) bool { return strings.Contains(s.Text(), "BPI") }).Length(); n != 1 {
			t.Errorf("%d beds say that a beneficiary stays on", n)
		}
		h.open(page+"?state=reserved").shows("Semhar Kidane").hides("Amal al-Hariri", "Dawit")
		h.open(page+"?need=step_free&view=list").shows("Semhar Kidane", "H Held").hides("Amal")
		h.open(page + "?need=isolation").shows("No room fits this choice")
		later := h.open(page+"?day=2026-11-24").shows("Free 1", "Occupied 3").hides("Dawit")
		if to := later.doc.Find(`.bed-free a`).AttrOr("href", ""); to != "/app/centres/"+h.centre.ID+"/place?day=2026-11-24&room="+h.rooms[2].ID {
			t.Errorf("a free bed leads to %s", to)
		}
		if n := h.open(page + "?day=2026-11-20").doc.Find(`.bed-free a`).Length(); n != 0 {
			t.Errorf("%d beds of a past night are offered", n)
		}
		h.open(page+"?day=tomorrow&state=x&need=y&view=z").shows("All 7", "Occupied 4")
		h.get("all", page+"?day=1999-01-01").want(http.StatusUnprocessableEntity)
		// Who may not list people sees beds, and who is in them by sex and age alone.
		blind := h.get("reader", page).want(http.StatusOK).shows("Woman or girl, 18 to 64", "Woman or girl, 3 to 11").hides("Amal", "al-Hariri")
		if n := blind.doc.Find(`main a[href^="/app/households/"]`).Length(); n != 0 {
			t.Errorf("%d links tell households", n)
		}
	})
}

func TestPlan(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		h, family, leaver, _ := inhabited(t, d)
		page := "/app/centres/" + h.centre.ID + "/plan"
		a := h.open(page).shows("Who holds which room, 22 November 2026 to 5 December 2026")
		bars := map[string]string{}
		for _, b := range a.doc.Find("table.tape a.bar").EachIter() {
			bars[b.AttrOr("href", "")] = strings.Join(strings.Fields(b.Text()), " ")
			if b.AttrOr("data-move", "") != "" && b.AttrOr("data-move", "") != b.AttrOr("href", "")+"/move" {
				t.Errorf("a bar moves at %s", b.AttrOr("data-move", ""))
			}
		}
		if got := bars["/app/stays/"+family.StayID]; !strings.Contains(got, "+2") || !strings.Contains(got, "Occupied") || !strings.Contains(got, "beds A, B and C") {
			t.Errorf("the family’s bar says %q", got)
		}
		if got := a.doc.Find(`a.bar[href="/app/stays/`+leaver.StayID+`"]`).Closest("td").AttrOr("colspan", ""); got != "1" {
			t.Errorf("a stay of one night spans %s", got)
		}
		if got := a.doc.Find(`a.bar[href$="/end"]`).Length(); got != 1 {
			t.Errorf("%d outages", got)
		}
		if rows := a.doc.Find(`tr[data-room="` + h.rooms[0].ID + `"]`).Length(); rows != 1 {
			t.Errorf("room 1 has %d lines", rows)
		}
		if got := cells(a.doc.Find("tr.tape-free")); !strings.HasPrefix(got, "Free beds 7 0 1 ") {
			t.Errorf("%s", got)
		}
		h.open(page+"?view=list&days=7&from=2026-11-24").shows("24 November 2026 to 30 November 2026", "Amal").hides("Dawit")
		h.open(page + "?days=1000&from=never").shows("5 December 2026")
		h.get("reader", page).want(http.StatusOK).hides("Amal").shows("Woman or girl, 18 to 64")
	})
}

func TestNumbersAndTheirLists(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		h, _, _, _ := inhabited(t, d)
		page := "/app/centres/" + h.centre.ID + "/numbers"
		a := h.open(page).shows("Night after 23 November 2026", "What the numbers mean")
		lists := map[string][]string{"Net free": nil, "Occupied": {"Amal", "Yusuf", "Lina", "Dawit"}, "Residents": {"Amal", "Dawit"}, "Reserved": {"Semhar"},
			"Blocked": {"Blocked by family"}, "Out of service": {"Cleaning"}, "Gross beds": {"Semhar", "Cleaning", "Amal"}}
		for _, tile := range a.doc.Find(".stat").EachIter() {
			label := tile.Find(".stat-label").Text()
			want, known := lists[label]
			if !known {
				continue
			}
			delete(lists, label)
			list := h.open(tile.Find("a").AttrOr("href", "?")).shows(want...)
			if rows := list.doc.Find("main tbody tr").Length(); tile.Find(".stat-value").Text() != strconv.Itoa(rows) {
				t.Errorf("%s counts %s and lists %d", label, tile.Find(".stat-value").Text(), rows)
			}
		}
		if len(lists) > 0 {
			t.Errorf("no tile leads to %v", lists)
		}
		h.open(page + "?day=2026-11-24").shows("Night after 24 November 2026")
		h.open("/app/numbers/stay_on").shows("Dawit Tesfay", "Mersch Creos").hides("Amal")
		h.open("/app/numbers/persons").shows("Amal al-Hariri", "أمل الحريري")
		h.open(page + "/free").shows("There is nothing in this list")
		h.get("all", "/app/numbers/nonsense").want(http.StatusNotFound)
		h.get("all", "/app/numbers/free?after=garbage").want(http.StatusUnprocessableEntity)
		h.get("reader", "/app/numbers/persons").want(http.StatusOK).hides("Amal").shows("Man or boy, 18 to 64")
	})
}

// cells is what the cells of a row say.
func cells(row *goquery.Selection) string {
	return strings.Join(row.Find("th, td").Map(func(_ int, c *goquery.Selection) string { return strings.TrimSpace(c.Text()) }), " ")
}

// A long list is read to its end and back again.
func TestNumberListInParts(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		var site struct{ ID string }
		h.call("all", "POST", "/emergency-sites", map[string]any{"org_id": h.org, "name": "Hall", "beds": 130, "beds_per_room": 13}, &site)
		first := "/app/centres/" + site.ID + "/numbers/free"
		seen, path, pages := map[string]bool{}, first, []string{}
		for path != "" {
			pages = append(pages, path)
			a := h.open(path)
			for _, tr := range a.doc.Find("main tbody tr").EachIter() {
				seen[tr.Find("th").Text()+tr.Find("td").First().Text()] = true
			}
			path = a.doc.Find(`a[rel=next]`).AttrOr("href", "")
		}
		if len(seen) != 130 || len(pages) != 3 {
			t.Fatalf("%d beds on %d pages", len(seen), len(pages))
		}
		back := h.open(pages[2]).doc.Find("a[rel=prev]").AttrOr("href", "")
		if back != pages[1] {
			t.Errorf("back from the third leads to %s, want %s", back, pages[1])
		}
		if to := h.open(back).doc.Find("a[rel=prev]").AttrOr("href", ""); to != first {
			t.Errorf("back from the second leads to %s, want %s", to, first)
		}
	})
}

func TestBoardsAndNumbersInTheAPI(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		h, family, _, _ := inhabited(t, d)
		base := "/centres/" + h.centre.ID
		var board struct {
			Numbers struct {
				Gross, Occupied int
				Free            int `json:"net_free"`
			}
			Rooms []struct {
				Number string
				Beds   []struct {
					State, Reason string
					Occupant      *struct {
						Name, Sex, Age string
						StayID         string `json:"stay_id"`
					}
				}
			}
		}
		if w := h.call("all", "GET", base+"/board", nil, &board); w.Code != http.StatusOK {
			t.Fatalf("%d %s", w.Code, w.Body)
		}
		if o := board.Rooms[0].Beds[0].Occupant; board.Numbers.Gross != 7 || board.Numbers.Occupied != 4 || o == nil || o.StayID != family.StayID || o.Name == "" || board.Rooms[1].Beds[1].Reason != "cleaning" {
			t.Errorf("%+v", board)
		}
		board.Rooms = nil
		h.call("reader", "GET", base+"/board?day=2026-11-23", nil, &board)
		if o := board.Rooms[0].Beds[0].Occupant; o.Name != "" || o.StayID != "" || o.Age == "" {
			t.Errorf("a reader sees %+v", o)
		}
		var plan struct {
			Nights []struct{ Gross int }
			Rooms  []struct {
				Stays []struct {
					StayID string `json:"stay_id"`
					Beds   []string
				}
			}
		}
		h.call("all", "GET", base+"/plan?days=3", nil, &plan)
		if len(plan.Nights) != 3 || len(plan.Rooms) != 3 || plan.Rooms[0].Stays[0].StayID != family.StayID || len(plan.Rooms[0].Stays[0].Beds) != 3 {
			t.Errorf("%+v", plan)
		}
		if w := h.call("all", "GET", base+"/plan?days=99", nil, nil); w.Code != http.StatusUnprocessableEntity {
			t.Errorf("99 days: %d", w.Code)
		}
		if w := h.call("all", "GET", base+"/board?day=today", nil, nil); w.Code != http.StatusUnprocessableEntity {
			t.Errorf("a day that is none: %d", w.Code)
		}
		var numbers struct {
			Total struct {
				Occupied int
				StayOn   int `json:"stay_on"`
			}
		}
		h.call("reader", "GET", "/numbers", nil, &numbers)
		if numbers.Total.Occupied != 4 || numbers.Total.StayOn != 1 {
			t.Errorf("%+v", numbers)
		}
		var list struct {
			Items []struct{ Room, Bed, State string }
			Next  string
		}
		h.call("reader", "GET", "/numbers/occupied?limit=3", nil, &list)
		if len(list.Items) != 3 || list.Next == "" {
			t.Fatalf("%+v", list)
		}
		next := list.Next
		list.Next = ""
		h.call("reader", "GET", "/numbers/occupied?limit=3&after="+url.QueryEscape(next), nil, &list)
		if len(list.Items) != 1 || list.Next != "" {
			t.Errorf("%+v", list)
		}
		for _, path := range []string{base + "/board", base + "/plan", "/numbers?centre=" + h.centre.ID, "/numbers/free?centre=" + h.centre.ID} {
			if w := h.call("foreign", "GET", path, nil, nil); w.Code != http.StatusNotFound {
				t.Errorf("%s answers another organisation with %d", path, w.Code)
			}
		}
	})
}

func TestOverview(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		h, _, _, _ := inhabited(t, d)
		h.must(h.reception.RebuildDays(t.Context(), today.AddDays(-5), today))
		a := h.open("/app/overview").shows("Beds occupied", "Arrivals and departures", "By centre, the fullest first", "Mersch Creos", "nobody left in this time")
		if got := cells(a.doc.Find("#occupancy-table tbody tr:last-child")); got != "23/11 5 4 1" {
			t.Errorf("the last day of the chart says %q", got)
		}
		if got := cells(a.doc.Find("#flows-table tbody tr:last-child")); got != "23/11 4 0" {
			t.Errorf("the last day of arrivals says %q", got)
		}
		h.open("/app/overview?days=365&step=month").shows("11/2026")
		h.open("/app/overview?centre=" + h.centre.ID).hides("By centre")
		h.get("all", "/app/overview?centre="+db.NewID()).want(http.StatusNotFound)
		file := h.open("/app/overview/figures.csv?days=7")
		rows, err := csv.NewReader(file.Body).ReadAll()
		if err != nil || len(rows) < 2 || strings.Join(rows[len(rows)-1], " ") != "2026-11-23 7 1 1 1 4 0 4 4 0 0 0" {
			t.Errorf("%v %v", rows, err)
		}
		if got := file.Header().Get("Content-Disposition"); got != `attachment; filename="passerelle-figures-2026-11-23.csv"` {
			t.Error(got)
		}
		var o struct {
			Now   struct{ Total struct{ Gross int } }
			Days  []struct{ Occupied, Arrivals int }
			Flows []struct{ Arrivals int }
		}
		h.call("all", "GET", "/overview?days=3&step=week", nil, &o)
		if o.Now.Total.Gross != 7 || len(o.Days) == 0 || o.Days[len(o.Days)-1].Arrivals != 4 || o.Flows[len(o.Flows)-1].Arrivals != 4 {
			t.Errorf("%+v", o)
		}
	})
}

// A list that is longer than the desk shows goes on, and what has a page of its
// own is reached from the desk.
// No link leads where its reader may not go.
func TestNumbersLeadOnlyWhereOneMay(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		h, _, _, _ := inhabited(t, d)
		const free = "/app/numbers/free?day=2026-11-24"
		for who, links := range map[string]int{"all": 1, "reader": 0} {
			a := h.get(who, free).want(http.StatusOK)
			if n := a.doc.Find(`main td a[href*="/place"]`).Length(); n != links {
				t.Errorf("%s: %d links to give a bed", who, n)
			}
			if n := a.doc.Find(`a[href="/app/overview"]`).Length(); n != links {
				t.Errorf("%s: %d links to the overview", who, n)
			}
		}
		if n := h.open("/app/centres").doc.Find(`a[href="/app/outages"]`).Length(); n != 1 {
			t.Error("the centres do not lead to what is out of service")
		}
	})
}

// Every code that a page may show has a word in every language.
func TestCodesHaveWords(t *testing.T) {
	t.Parallel()
	h := newHouse(t, testkit.OpenDB(t, testkit.URL(t, db.SQLite)))
	for prefix, codes := range map[string][]string{
		"type": strs(reception.CentreTypes), "phase": strs(reception.Phases), "catering": strs(reception.Caterings), "status": strs(reception.CentreStatuses),
		"org_kind": strs(reception.OrgKinds), "reason": strs(reception.OutageReasons), "number": strs(reception.NumberKinds), "meaning": strs(reception.NumberKinds),
		"departure": append(strs(reception.DepartureKinds), "transfer"), "sex_rule": append(strs(reception.SexRules[1:]), "none"),
		"state":          {string(reception.BedFree), string(reception.BedBlocked), string(reception.BedReserved), string(reception.BedOccupied), string(reception.BedOut)},
		"conflict_level": {string(reception.ConflictRoom), string(reception.ConflictCentre)}, "sex": strs(people.Sexes),
		"age":  {string(reception.AgeUnknown), string(reception.AgeInfant), string(reception.AgeChild), string(reception.AgeYouth), string(reception.AgeAdult), string(reception.AgeSenior)},
		"step": {string(reception.StepDay), string(reception.StepWeek), string(reception.StepMonth)},
	} {
		for _, lang := range i18n.Staff {
			for _, code := range codes {
				if !h.texts.For(lang).Has("reception." + prefix + "." + code) {
					t.Errorf("%s lacks reception.%s.%s", lang, prefix, code)
				}
			}
		}
	}
}

func TestConflicts(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		one, other := h.register(amal, yusuf), h.register(dawit)
		page := "/app/households/" + one.HouseholdID + "/conflicts"
		h.open(page).shows("Amal al-Hariri", "kept apart from nobody")
		h.submit(page, url.Values{"household": {"LU-2026-999999"}}).wrong("household", "No household has this reference, or you may not see it.")
		h.submit(page, url.Values{"household": {one.Reference}}).wrong("household", "This is the same household.")
		h.submit(page, url.Values{"household": {other.Reference}, "level": {"planet"}}).wrong("level", "Choose one of the answers.")
		h.submit(page, url.Values{"household": {other.Persons[0].Reference}, "level": {"centre"}}).leads(page)
		h.open(page).shows("Dawit Tesfay", "Not in one centre")
		h.open("/app/households/" + other.HouseholdID + "/conflicts").shows("Amal al-Hariri")
		end := testkit.ReadForm(t, h.open(page).doc, `form[action$="/end"]`)
		h.do("all", end.Request(t, page)).leads(page)
		h.open(page).hides("Dawit")
		h.do("all", end.Request(t, page)).want(http.StatusNotFound)
		h.get("foreign", page).want(http.StatusNotFound)

		path := "/households/" + one.HouseholdID + "/conflicts"
		if w := h.call("all", "PUT", path+"/"+other.HouseholdID, map[string]any{"level": "room"}, nil); w.Code != http.StatusNoContent {
			t.Fatalf("%d %s", w.Code, w.Body)
		}
		var list struct {
			Items []struct {
				HouseholdID string `json:"household_id"`
				Level       string
			}
		}
		h.call("all", "GET", path, nil, &list)
		if len(list.Items) != 1 || list.Items[0].HouseholdID != other.HouseholdID || list.Items[0].Level != "room" {
			t.Errorf("%+v", list)
		}
		if w := h.call("all", "DELETE", path+"/"+other.HouseholdID, nil, nil); w.Code != http.StatusNoContent {
			t.Errorf("%d %s", w.Code, w.Body)
		}
		h.call("all", "GET", path, nil, &list)
		if len(list.Items) != 0 {
			t.Errorf("%+v", list)
		}
	})
}

// The codes that the API’s document lists are those of the module.
func TestCodesOfTheAPI(t *testing.T) {
	t.Parallel()
	h := newHouse(t, testkit.OpenDB(t, testkit.URL(t, db.SQLite)))
	doc, err := h.site.OpenAPI()
	h.must(err)
	text := strings.Join(strings.Fields(string(doc)), "")
	enum := func(codes ...string) string { return `"enum":["` + strings.Join(codes, `","`) + `"]` }
	for name, want := range map[string]string{
		"types": enum(strs(reception.CentreTypes)...), "phases": enum(strs(reception.Phases)...), "caterings": enum(strs(reception.Caterings)...),
		"statuses": enum(strs(reception.CentreStatuses)...), "reasons": enum(strs(reception.OutageReasons)...), "numbers": enum(strs(reception.NumberKinds)...),
		"organisations": enum(strs(reception.OrgKinds)...), "sex rules": enum(strs(reception.SexRules)...),
	} {
		if !strings.Contains(text, want) {
			t.Errorf("%s: the document lacks %s", name, want)
		}
	}
}

func strs[T ~string](codes []T) []string {
	out := make([]string, len(codes))
	for i, c := range codes {
		out[i] = string(c)
	}
	return out
}
