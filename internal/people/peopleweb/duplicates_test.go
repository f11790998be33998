package peopleweb_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"passerelle/internal/people"
	"passerelle/internal/platform/access"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/i18n"
	"passerelle/internal/testkit"
)

// twice registers each name as two persons, at two desks, and looks through the register.
func (w *world) twice(names ...string) {
	w.t.Helper()
	for n, name := range names {
		given, family, _ := strings.Cut(name, " ")
		for k, centre := range []string{eich, eich} {
			_, err := w.people.RegisterHousehold(context.Background(), actors["chief"](), people.HouseholdInput{OrgID: crl, CentreID: centre, Persons: []people.PersonInput{{
				Identity: people.Identity{
					Names: people.Names{Given: given, Family: family}, Sex: people.SexFemale, Nationalities: []string{"ERI"},
					Birth: people.BirthDate{Year: 1980 + n, Month: 3, Day: 14}, PlaceOfBirth: []string{"Keren", ""}[k],
				},
			}}})
			w.check(err)
		}
	}
	w.sweep()
}

func (w *world) sweep() {
	w.t.Helper()
	by := access.System("test")
	s, err := w.people.StartSweep(context.Background(), by)
	w.check(err)
	for s.Busy() {
		s, err = w.people.SweepDuplicates(context.Background(), by, 1000, false)
		w.check(err)
	}
}

// shown is who the page asks about.
func (a answer) shown() string {
	a.t.Helper()
	return strings.TrimSpace(a.want(http.StatusOK).doc().Find("#compare thead th").Eq(1).Text())
}

func TestPairsAreDecidedOneByOne(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		w.get("/app/duplicates", "desk").want(http.StatusOK).says("No pair to decide on")
		w.get("/app/duplicates/list", "desk").want(http.StatusOK).says("No pair to decide on", "has not been searched yet")
		w.get("/app/people", "desk").says("Possible duplicates (0)")
		w.twice("Hiwetselassie Gebreyohannes", "Zarghuna Stanekzai", "Bronislava Pohrebniak")
		w.get("/app/people", "desk").says("Possible duplicates (3)")
		page := func() answer { return w.get("/app/duplicates", "desk").want(http.StatusOK) }
		forms := "form[action$='/decide']"

		first := page().says("3 pairs left", "Very likely the same person", "Same date of birth", "Not known").shown()
		w.press(page().form(forms), "desk", "same").leads()
		second := page().says("2 pairs left", "Linked last: ").shown()
		if second == first {
			t.Fatal("the pair is asked about again")
		}
		// Undone, it is there to be decided on again.
		back := w.press(page().form("form[action$='/undo']"), "desk", "").leads()
		if again := w.get(back, "desk").says("3 pairs left").shown(); again != first {
			t.Errorf("undone is %s, not %s", again, first)
		}
		w.press(w.get(back, "desk").form(forms), "desk", "different").leads()
		page().says("2 pairs left", "two different persons: ")

		// Later: not before tomorrow, and otherwise in a week.
		later := page().form("form[aria-label=Later]")
		later.Values.Set("remind_on_day", "1")
		later.Values.Set("remind_on_month", "1")
		later.Values.Set("remind_on_year", "2026")
		w.press(later, "desk", "later").want(http.StatusUnprocessableEntity).says("Choose a day after today.")
		w.press(page().form("form[aria-label=Later]"), "desk", "later").leads()
		third := page().says("1 pair left", "Set aside last: ").shown()

		// Skipped, and round again.
		skip := page().doc().Find("a[data-key=n]").AttrOr("href", "")
		w.get(skip, "desk").want(http.StatusOK).says("That was the last pair", "Go to the first pair")
		w.press(page().form(forms), "desk", "same").leads()
		page().says("0 pairs left", "No pair to decide on", third)
		w.press(page().form("form[action$='/undo']"), "desk", "nonsense").leads()
		w.press(page().form(forms), "desk", "nonsense").want(http.StatusUnprocessableEntity)
		w.clock.Advance(8 * 24 * time.Hour)
		page().says("2 pairs left")
	})
}

// Of two desks that decide on one pair, the second is told and goes on with the next.
func TestTheSecondDeskIsTold(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		w.twice("Hiwetselassie Gebreyohannes", "Zarghuna Stanekzai")
		mine, theirs := w.get("/app/duplicates", "desk").form("form[action$='/decide']"), w.get("/app/duplicates", "chief").form("form[action$='/decide']")
		w.press(theirs, "chief", "different").leads()
		w.press(mine, "desk", "same").want(http.StatusConflict).says("Somebody else has just decided on this pair", "1 pair left")
		undo := w.get("/app/duplicates", "chief").form("form[action$='/undo']")
		w.press(undo, "chief", "").leads()
		w.press(undo, "chief", "").want(http.StatusConflict).says("Nothing was changed.")
		if w.get("/app/duplicates", "desk").doc().Find("form[action$='/undo']").Length() != 0 {
			t.Error("the decision of somebody else is offered to be undone")
		}
	})
}

func TestPairsAreShownInScope(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		w.twice("Hiwetselassie Gebreyohannes", "Zarghuna Stanekzai")
		id := w.ask("GET", "/duplicates", "desk", "").want(http.StatusOK).text("pairs.0.id")
		form := w.get("/app/duplicates", "desk").form("form[action$='/decide']")
		w.get("/app/people", "other").says("Possible duplicates (0)")
		w.get("/app/duplicates", "other").want(http.StatusOK).says("0 pairs left", "No pair to decide on")
		w.get("/app/duplicates/list", "other").want(http.StatusOK).says("No pair to decide on")
		w.get("/app/duplicates/"+id, "other").want(http.StatusNotFound)
		w.press(form, "other", "same").want(http.StatusNotFound)
		w.post("/app/duplicates/"+id+"/undo", "other", nil).want(http.StatusNotFound)
		for _, who := range []string{"reader", "guard"} {
			for _, path := range []string{"/app/duplicates", "/app/duplicates/list", "/app/duplicates/sweep", "/app/duplicates/" + id} {
				w.get(path, who).want(http.StatusForbidden)
			}
			w.press(form, who, "same").want(http.StatusForbidden)
			w.post("/app/duplicates/sweep", who, nil).want(http.StatusForbidden)
			w.ask("GET", "/duplicates", who, "").want(http.StatusForbidden)
		}
		if strings.Contains(w.get("/app/people", "reader").body, "/app/duplicates") {
			t.Error("a reader is shown the way to the pairs")
		}
		w.failing()
		for _, path := range []string{"/app/duplicates", "/app/duplicates/list", "/app/duplicates/sweep", "/app/duplicates/" + id} {
			w.get(path, "desk").want(http.StatusInternalServerError)
		}
		w.press(form, "desk", "same").want(http.StatusInternalServerError)
		w.post("/app/duplicates/sweep", "desk", nil).want(http.StatusInternalServerError)
	})
}

func TestTheListOfPairsIsFilteredAndSorted(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		w.twice("Hiwetselassie Gebreyohannes", "Zarghuna Stanekzai", "Bronislava Pohrebniak")
		rows := func(query string) int {
			t.Helper()
			return w.get("/app/duplicates/list"+query, "desk").want(http.StatusOK).doc().Find("#duplicates tbody tr").Length()
		}
		if rows("") != 3 || rows("?verdict=same") != 3 || rows("?verdict=look") != 0 || rows("?place="+crl+"/"+eich) != 3 || rows("?verdict=nonsense&place=x&order=y") != 3 || rows("?order=rising") != 3 {
			t.Error("the filters do not filter")
		}
		if w.get("/app/duplicates/list?order=rising", "desk").doc().Find("th[aria-sort=ascending]").Length() != 1 {
			t.Error("the order is not marked")
		}
		w.get("/app/duplicates/list?cursor=nonsense", "desk").want(http.StatusUnprocessableEntity)
		w.get("/app/duplicates?after=nonsense", "desk").want(http.StatusUnprocessableEntity)
		w.get("/app/duplicates/list?verdict=same", "desk").says("Very likely the same person", "Eich", "Compare")
		w.get("/app/duplicates/list", "desk").doc().Find("#duplicates tbody a[href^='/app/duplicates/']").Each(func(_ int, a *goquery.Selection) {
			w.get(a.AttrOr("href", ""), "desk").want(http.StatusOK).says("Side by side")
		})
		// A search on demand: begun, under way, done.
		w.get("/app/duplicates/list", "desk").says("Last searched to the end on")
		w.post("/app/duplicates/sweep", "desk", nil).leads()
		w.post("/app/duplicates/sweep", "desk", nil).leads() // begins no second one
		if w.get("/app/duplicates/list", "desk").doc().Find("#sweep progress").Length() != 1 {
			t.Error("no progress is shown")
		}
		w.sweep()
		r := httptest.NewRequest(http.MethodGet, "/app/duplicates/sweep", nil)
		r.Header.Set("HX-Request", "true")
		if part := w.do(r, "desk").want(http.StatusOK); !strings.Contains(part.body, "Last searched") || strings.Contains(part.body, "<html") {
			t.Errorf("progress %s", part.body)
		}
	})
}

func TestPairsSpeakEveryLanguage(t *testing.T) {
	t.Parallel()
	w := newWorld(t, testkit.OpenDB(t, testkit.URL(t, db.SQLite)))
	pages := []string{"/app/people", "/app/duplicates", "/app/duplicates/list"}
	look := func() {
		t.Helper()
		for _, lang := range i18n.Staff {
			for _, path := range pages {
				if a := w.get(path, "desk."+string(lang)).want(http.StatusOK); strings.Contains(a.body, "⟦") {
					t.Errorf("%s in %s shows a raw key", path, lang)
				}
			}
		}
	}
	look()
	w.twice("Hiwetselassie Gebreyohannes", "Zarghuna Stanekzai", "Bronislava Pohrebniak")
	look()
	for _, do := range []string{"same", "different", "later"} {
		form := w.get("/app/duplicates", "desk").form("form[action$='/decide']")
		w.press(form, "desk", do).leads()
		look()
	}
	w.post("/app/duplicates/sweep", "desk", nil).leads()
	look()
}

func TestTheAPIDecidesOnPairs(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		if s := w.ask("GET", "/duplicates/sweep", "desk", "").want(http.StatusOK); s.at("run") != 0.0 || s.at("busy") != false {
			t.Errorf("before the first: %s", s.body)
		}
		w.twice("Hiwetselassie Gebreyohannes", "Zarghuna Stanekzai")
		list := w.ask("GET", "/duplicates?limit=1", "desk", "").want(http.StatusOK)
		id := list.text("pairs.0.id")
		if list.at("total") != 2.0 || list.text("pairs.0.verdict") != "same" || list.text("pairs.0.a.given") == "" || list.text("next") == "" {
			t.Errorf("list %s", list.body)
		}
		if next := w.ask("GET", "/duplicates?limit=1&cursor="+list.text("next"), "desk", "").want(http.StatusOK); next.text("pairs.0.id") == id || next.text("prev") == "" {
			t.Errorf("next page %s", next.body)
		}
		if opened := w.ask("GET", "/duplicates/"+id, "desk", "").want(http.StatusOK); opened.text("pair.id") != id || opened.text("comparison.attributes.0.code") == "" || opened.text("comparison.why.0.code") == "" {
			t.Errorf("opened %s", opened.body)
		}
		// Sent twice, it is done once; with an old version, the sender is told.
		decide, key := `{"version":1,"decision":"same"}`, db.NewID()
		for range 2 {
			w.ask("POST", "/duplicates/"+id+"/decision", "desk", decide, "Idempotency-Key", key).want(http.StatusNoContent)
		}
		w.ask("POST", "/duplicates/"+id+"/decision", "desk", decide).want(http.StatusConflict)
		w.ask("POST", "/duplicates/"+id+"/undo", "desk", `{"version":1}`).want(http.StatusConflict)
		w.ask("POST", "/duplicates/"+id+"/undo", "desk", `{"version":2}`).want(http.StatusNoContent)
		w.ask("POST", "/duplicates/"+id+"/decision", "desk", `{"version":3,"decision":"later","remind_on":"2026-01-01"}`).want(http.StatusUnprocessableEntity)
		w.ask("POST", "/duplicates/"+id+"/decision", "desk", `{"version":3,"decision":"later","remind_on":"someday"}`).want(http.StatusUnprocessableEntity)
		w.ask("POST", "/duplicates/"+id+"/decision", "desk", `{"version":3,"decision":"later","remind_on":"2026-12-24"}`).want(http.StatusNoContent)
		if opened := w.ask("GET", "/duplicates/"+id, "desk", "").want(http.StatusOK); opened.text("pair.decision") != "later" || opened.text("pair.remind_on") != "2026-12-24" || opened.text("pair.decided_by") != "account-desk" {
			t.Errorf("set aside %s", opened.body)
		}
		for _, call := range []struct{ method, path, body string }{
			{"GET", "/duplicates/" + id, ""}, {"POST", "/duplicates/" + id + "/decision", `{"version":4,"decision":"same"}`}, {"POST", "/duplicates/" + id + "/undo", `{"version":4}`},
		} {
			w.ask(call.method, call.path, "other", call.body).want(http.StatusNotFound)
			w.ask(call.method, call.path, "guard", call.body).want(http.StatusForbidden)
		}
		if n := w.ask("GET", "/duplicates", "other", "").want(http.StatusOK).at("total"); n != 0.0 {
			t.Errorf("%v pairs outside the scope", n)
		}
		w.ask("POST", "/duplicates/sweep", "guard", "").want(http.StatusForbidden)
		if s := w.ask("POST", "/duplicates/sweep", "desk", "").want(http.StatusOK); s.at("run") != 2.0 || s.at("busy") != true || s.at("percent") != 0.0 {
			t.Errorf("begun %s", s.body)
		}
	})
}

// Pairs are decided on from the keyboard, one key each, unless that is switched off.
func TestPairsAreDecidedByKey(t *testing.T) {
	t.Parallel()
	w := newWorld(t, testkit.OpenDB(t, testkit.URL(t, db.SQLite)))
	w.twice("Hiwetselassie Gebreyohannes", "Zarghuna Stanekzai", "Bronislava Pohrebniak", "Hryhorii Onyshchenko")
	tab, base := w.visit("desk.en")
	look := func(name string) {
		t.Helper()
		for _, width := range []int64{320, 1280} {
			tab.Viewport(width, 900)
			tab.Screenshot(fmt.Sprint("duplicates-", name, "-", width))
			tab.Axe()
			reflows(t, tab, name)
		}
	}
	tab.Navigate(base + "/app/duplicates")
	tab.WaitText("main", "4 pairs left")
	tab.WaitText("[data-keys]", "S same person")
	look("pair")
	tab.Press("s")
	tab.WaitText("main", "3 pairs left")
	tab.WaitText("main", "Linked last")
	look("linked")
	tab.Press("u")
	tab.WaitText("main", "4 pairs left")
	tab.Press("d")
	tab.WaitText("main", "Last decision, two different persons")
	tab.Press("l")
	tab.WaitText("main", "Set aside last")
	tab.WaitText("main", "2 pairs left")
	first := strings.TrimSpace(tab.Doc().Find("#compare thead th").Eq(1).Text())
	tab.Press("n")
	tab.WaitText("main", "2 pairs left")
	for range 100 {
		if strings.Contains(tab.URL(), "after=") {
			break
		}
		time.Sleep(20 * time.Millisecond)
	}
	tab.WaitFor("#compare")
	if second := strings.TrimSpace(tab.Doc().Find("#compare thead th").Eq(1).Text()); second == first {
		t.Errorf("n does not lead on from %s", first)
	}
	tab.Press("n")
	tab.WaitText("main", "That was the last pair")
	look("end")
	tab.Navigate(base + "/app/duplicates/list")
	look("list")
	tab.Follow("link", "Possible duplicates")
	tab.WaitText("main", "2 pairs left")

	// Switched off, a letter is only a letter.
	tab.Eval(`(document.body.toggleAttribute('data-no-shortcuts', true), 0)`, new(int))
	tab.Press("s")
	tab.Press("d")
	time.Sleep(200 * time.Millisecond)
	if n, _, err := w.people.CountCandidates(context.Background(), actors["desk"]()); err != nil || n != 2 {
		t.Errorf("%d pairs are left, %v", n, err)
	}
}

// Without scripts the same goes by forms, and no key is promised.
func TestPairsAreDecidedWithoutScripts(t *testing.T) {
	t.Parallel()
	w := newWorld(t, testkit.OpenDB(t, testkit.URL(t, db.SQLite)))
	w.twice("Hiwetselassie Gebreyohannes", "Zarghuna Stanekzai")
	tab, base := w.visit("desk.en")
	tab.NoScript()
	tab.Viewport(320, 800)
	tab.Navigate(base + "/app/duplicates")
	tab.Follow("button", "Same person: link the files")
	tab.WaitText("main", "1 pair left")
	tab.Follow("button", "Undo the last decision")
	tab.WaitText("main", "2 pairs left")
	tab.Follow("button", "Two different persons")
	tab.Follow("button", "Later")
	tab.WaitText("main", "No pair to decide on")
	reflows(t, tab, "empty")
	if tab.Doc().Find("[data-keys]:not([hidden])").Length() != 0 {
		t.Error("keys are promised that nobody listens to")
	}
}
