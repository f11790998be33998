package receptionweb_test

import (
	"context"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"passerelle/internal/people"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/db"
	"passerelle/internal/reception"
	"passerelle/internal/testkit"
)

// fill is what somebody types into a form before pressing a button; a value of
// none takes the field away, as unticking a box does.
type fill map[string][]string

// press fills in a form of a page and presses one of its buttons, as a browser
// without JavaScript does.
func (s *scene) press(page, form, button string, typed fill) answer {
	s.Helper()
	return s.pressOn(s.open(page), page, form, button, typed)
}

func (s *scene) pressOn(a answer, page, form, button string, typed fill) answer {
	s.Helper()
	f := testkit.ReadForm(s, a.doc, form)
	for name, values := range typed {
		if values == nil {
			delete(f.Values, name)
		} else {
			f.Values[name] = values
		}
	}
	f = f.Press(s, testkit.MustFind(s, a.doc, form), button)
	return s.do("all", f.Request(s, page))
}

// follow opens the page that an answer leads to.
func (s *scene) follow(a answer) answer {
	s.Helper()
	a.want(http.StatusSeeOther)
	r := httptest.NewRequest(http.MethodGet, a.Header().Get("Location"), nil)
	for _, c := range a.Result().Cookies() { // what to say there
		r.AddCookie(c)
	}
	return s.do("all", r).want(http.StatusOK)
}

// typedDay is a day as three fields of a form.
func typedDay(name string, d clock.Date) fill {
	v := strings.Split(d.String(), "-")
	return fill{name + "_day": {v[2]}, name + "_month": {v[1]}, name + "_year": {v[0]}}
}

// and joins what is typed.
func (f fill) and(g fill) fill {
	out := fill{}
	maps.Copy(out, f)
	maps.Copy(out, g)
	return out
}

// Buttons and forms of the pages of places.
const (
	bestForm    = "main form[method=post]"
	placeNow    = `button[formaction$="/place"]`
	reserveBeds = `button[formaction$="/reserve"]`
	theButton   = "button"
)

func (s *scene) placePath(home people.Registered, rest string) string {
	return "/app/households/" + home.HouseholdID + "/place" + rest
}

// housing reads back where a household is.
func (s *scene) housing(home people.Registered) reception.Housing {
	s.Helper()
	h, err := s.reception.Housing(context.Background(), system, home.HouseholdID)
	s.must(err)
	return h
}

func TestBestPlaceIsGiven(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		s := newScene(t, d)
		a := s.open(s.placePath(s.homeless, ""))
		a.shows("Beds for Farid Rahimi", "best places", "Who sleeps where", "Speaks for it", "Give these beds now", "All rooms that fit")
		a = s.follow(s.pressOn(a, s.placePath(s.homeless, ""), bestForm, placeNow, nil))
		a.shows("Stay of Farid Rahimi +2", "Present", "Zahra Rahimi", "Moved in")
		h := s.housing(s.homeless)
		if p := h.Present(); p == nil || p.From != today || len(p.Held(reception.HoldOccupied)) != 3 {
			t.Errorf("housing %+v", h)
		}
		s.open(s.placePath(s.homeless, "")).shows("Everybody of this household has a bed")
		s.open("/app/households/"+s.homeless.HouseholdID+"/stays").shows("Mersch Creos", "Present")
	})
}

// Two desks want the same beds: one gets them, the other is told, loses nothing
// of what was typed, and is offered the next.
func TestOtherDeskWasFaster(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		s := newScene(t, d)
		until := today.AddDays(30)
		page := s.placePath(s.homeless, "?centre="+s.centre.ID+"&from="+today.String()+"&until="+until.String()+"&out."+s.homeless.Persons[2].ID+"=hospital")
		seen := s.open(page)
		beds := testkit.ReadForm(t, seen.doc, bestForm).Values
		s.inRoom(s.register(samuelsBrother), s.roomWith(beds["room"][0]), today, clock.Date{})
		a := s.pressOn(seen, page, bestForm, placeNow, nil).want(http.StatusConflict)
		a.shows("Another desk was faster", "Somebody was faster", "best place")
		again := testkit.ReadForm(t, a.doc, "#question form").Values
		if again.Get("until_day") != "23" || again.Get("until_month") != "12" || again.Get("out."+s.homeless.Persons[2].ID) != "hospital" {
			t.Errorf("of what was typed there is %v", again)
		}
		next := testkit.ReadForm(t, a.doc, bestForm).Values
		if next.Get("room") == beds.Get("room") {
			t.Error("the room that was taken is offered again")
		}
		s.follow(s.pressOn(a, page, bestForm, placeNow, nil)).shows("Farid Rahimi")
		stay := s.housing(s.homeless).Present()
		if len(stay.Held(reception.HoldOccupied)) != 2 || stay.Until != until {
			t.Errorf("stay %+v", stay)
		}
		// The child comes out of hospital and joins the parents.
		s.open(s.placePath(s.homeless, "")).shows("2 of the household are at", "1 of 3 persons")
		s.follow(s.press(s.placePath(s.homeless, ""), bestForm, placeNow, nil)).shows("Babak Rahimi")
	})
}

var samuelsBrother = person{given: "Robel", family: "Berhane", sex: people.SexMale, born: 2003}

func (s *scene) roomWith(id string) reception.Room {
	for _, r := range append(append(append([]reception.Room{}, s.rooms...), s.more...), s.eichRooms...) {
		if r.ID == id {
			return r
		}
	}
	s.Fatalf("no room %s", id)
	return reception.Room{}
}

// inNeed registers somebody who needs a step-free room.
func (s *scene) inNeed() people.Registered {
	out, err := s.people.RegisterHousehold(context.Background(), system, people.HouseholdInput{OrgID: s.org, Persons: []people.PersonInput{{
		Relationship: people.RelationshipHead, Needs: []people.NeedInput{{Code: people.NeedStepFree}},
		Identity: people.Identity{Names: people.Names{Given: "Idris", Family: "Saleh"}, Sex: people.SexMale, Birth: people.BirthDate{Year: 1960}}}}})
	s.must(err)
	return out
}

func TestWarningsAreAccepted(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		s := newScene(t, d)
		home := s.inNeed()
		page := s.placePath(home, "")
		seen := s.open(page).shows("Not step-free, though needed", "Tick what you have weighed")
		a := s.pressOn(seen, page, bestForm, placeNow, nil).want(http.StatusConflict)
		a.shows("Tick that you have weighed this, or choose another place: Not step-free, though needed.", "A bed for each")
		if s.housing(home).Present() != nil {
			t.Fatal("placed against a warning that nobody accepted")
		}
		s.follow(s.pressOn(a, page, bestForm, placeNow, fill{"accept": {"step_free_missing"}})).shows("Idris Saleh")
		if s.housing(home).Present() == nil {
			t.Error("not placed")
		}
	})
}

func TestBedsAreDealtOutByHand(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		s := newScene(t, d)
		pair := s.register(farid, zahra)
		room := s.more[2]
		page := s.placePath(pair, "/beds?room="+room.ID)
		one, two := "bed."+pair.Persons[0].ID, "bed."+pair.Persons[1].ID
		f := testkit.ReadForm(t, s.open(page).shows("Room 6").doc, bestForm)
		if f.Values.Get(one) != room.Beds[0].ID || f.Values.Get(two) != room.Beds[1].ID {
			t.Errorf("proposed %v", f.Values)
		}
		s.press(page, bestForm, placeNow, fill{two: {room.Beds[0].ID}}).wrong(two, "This bed was chosen for somebody else too.")
		a := s.press(page, bestForm, placeNow, fill{two: {""}})
		a.wrong(two, "Choose a bed for this person, or leave them out with a reason.")
		if got := testkit.ReadForm(t, a.doc, bestForm).Values; got.Get(one) != room.Beds[0].ID {
			t.Errorf("what was chosen is lost: %v", got)
		}
		s.follow(s.press(page, bestForm, placeNow, fill{one: {room.Beds[2].ID}}))
		for _, p := range s.housing(pair).Present().Places {
			if want := map[string]string{pair.Persons[0].ID: "C", pair.Persons[1].ID: "B"}[p.PersonID]; p.Bed != want {
				t.Errorf("%s sleeps in %s", p.Name.Full(), p.Bed)
			}
		}
	})
}

// A household that no room takes is divided over two neighbouring ones.
func TestHouseholdIsDivided(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		s := newScene(t, d)
		four := s.register(farid, zahra, yusuf, samuelsBrother)
		s.must(s.neighbours(s.more[2], s.addRoom(s.floor, "10", 3)))
		page := s.placePath(four, "?centre="+s.centre.ID)
		s.open(page).shows("Rooms 6 and 10", "The household is divided over rooms")
		list := s.open(s.placePath(four, "/rooms?all=yes&centre="+s.centre.ID)).shows("There are not enough free beds")
		f := testkit.ReadForm(t, list.doc, "main form[action$='/place/beds']")
		f.Values["room"] = []string{s.more[2].ID, s.roomNumber("10")}
		a := s.do("all", f.Request(t, page)).want(http.StatusOK)
		s.follow(s.pressOn(a, page, bestForm, placeNow, nil))
		if rooms := s.housing(four).Present().Places; len(rooms) != 4 {
			t.Errorf("places %+v", rooms)
		}
	})
}

func (s *scene) roomNumber(number string) string {
	tree, err := s.reception.Centre(context.Background(), system, s.centre.ID)
	s.must(err)
	for _, b := range tree.Buildings {
		for _, f := range b.Floors {
			for _, r := range f.Rooms {
				if r.Number == number {
					return r.ID
				}
			}
		}
	}
	s.Fatalf("no room %s", number)
	return ""
}

func TestBedsAreReserved(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		s := newScene(t, d)
		page := s.placePath(s.homeless, "?from="+today.AddDays(3).String())
		a := s.open(page)
		if a.doc.Find(placeNow).Length() > 0 {
			t.Error("a household that is not here yet can be placed")
		}
		s.follow(s.pressOn(a, page, bestForm, reserveBeds, nil)).shows("Reserved", "Cancel the reservation")
		if r := s.housing(s.homeless).Reserved(); len(r) != 1 || r[0].From != today.AddDays(3) {
			t.Errorf("reserved %+v", r)
		}
		s.open(s.placePath(s.homeless, "")).shows("Beds are reserved at")
	})
}

// What cannot be read, or lies out of reach, is said at its field.
func TestPlaceQuestionIsWrong(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		s := newScene(t, d)
		page := s.placePath(s.homeless, "")
		s.get("all", page+"?from_day=31&from_month=2&from_year=2026").wrong("from", "Enter a day, a month and a year, such as 23 11 2026.")
		s.get("all", page+"?from="+today.AddDays(-90).String()).want(http.StatusUnprocessableEntity).shows("Enter a day from 24 October 2026 to ")
		s.get("all", page+"?from="+today.String()+"&until="+today.String()).wrong("until", "The end must come after the beginning.")
		s.post("all", page, url.Values{"from_day": {"x"}}).wrong("from", "Enter a day, a month and a year, such as 23 11 2026.")
		s.get("all", page+"/beds?room=nothing").want(http.StatusOK).shows("best places")
		s.get("all", "/app/households/"+db.NewID()+"/place").want(http.StatusNotFound)
	})
}

// Where nothing fits, the same page puts the household on the waiting list.
func TestNothingFits(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		s := newScene(t, d)
		crowd := s.register(farid, zahra, yusuf, samuelsBrother, dawit, samuel, yonas, mehari, olena)
		page := s.placePath(crowd, "?centre="+s.centre.ID)
		a := s.open(page).shows("No place for everybody", "There are not enough free beds and cots for everybody in that time.", "Put on the waiting list")
		s.pressOn(a, page, "#wait form", theButton, fill{"grounds": {"disability"}}).leads("/app/waiting")
		s.open("/app/waiting").shows("Farid Rahimi", "Disability", "2 households wait")
		s.open(page).shows("On the waiting list since")
	})
}
