package receptionweb_test

import (
	"context"
	"strings"
	"testing"

	"passerelle/internal/people"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/db"
	"passerelle/internal/reception"
)

// More people of the tests.
var (
	olena  = person{given: "Olena", family: "Kovalchuk", original: "Олена Ковальчук", sex: people.SexFemale, born: 1988}
	taras  = person{given: "Taras", family: "Kovalchuk", sex: people.SexMale, born: 2014}
	farid  = person{given: "Farid", family: "Rahimi", original: "فرید رحیمی", sex: people.SexMale, born: 1979}
	zahra  = person{given: "Zahra", family: "Rahimi", sex: people.SexFemale, born: 1983}
	babak  = person{given: "Babak", family: "Rahimi", sex: people.SexMale, born: 2026}
	samuel = person{given: "Samuel", family: "Berhane", sex: people.SexMale, born: 2001}
	yonas  = person{given: "Yonas", family: "Haile", sex: people.SexMale, born: 1996}
	mehari = person{given: "Mehari", family: "Okbay", sex: people.SexMale, born: 1991}
)

// scene is a house in which somebody is in every situation that a page is about.
type scene struct {
	*house
	eich      reception.Centre
	eichRooms []reception.Room
	more      []reception.Room // rooms 4 to 9 of the centre, three beds each

	homeless people.Registered // no bed, on no list
	waits    people.Registered // on the waiting list
	entry    reception.Waiting
	family   people.Registered // present, open end
	single   people.Registered // present, leaves in five days

	present, leaving, overdue, reserved, departed string // stays
	proposed, accepted, done                      reception.Transfer
}

func newScene(tb testing.TB, d *db.DB) *scene {
	tb.Helper()
	s := &scene{house: newHouse(tb, d)}
	ctx := context.Background()
	for _, number := range []string{"4", "5", "6", "7", "8", "9"} {
		s.more = append(s.more, s.addRoom(s.floor, number, 3))
	}
	s.must(s.neighbours(s.more[0], s.more[1]))
	s.otherCentre()
	s.homeless = s.register(farid, zahra, babak)
	s.waits = s.register(olena, taras)
	w, err := s.reception.AddToWaiting(ctx, system, reception.WaitingIn{HouseholdID: s.waits.HouseholdID, Since: today.AddDays(-9), Grounds: []string{"pregnancy", "violence"}})
	s.must(err)
	s.entry = w
	s.family = s.register(amal, yusuf, lina)
	s.present = s.place(s.family, 0, clock.Date{}).StayID
	s.single = s.register(dawit)
	s.leaving = s.inRoom(s.single, s.more[0], today, today.AddDays(5))
	s.overdue = s.past(s.register(samuel), s.rooms[2], -20, -3)
	s.reserved = s.promise(s.register(yonas), s.more[1], today)
	s.departed = s.inRoom(s.register(mehari), s.more[2], today, clock.Date{})
	_, err = s.reception.Depart(ctx, system, reception.DepartIn{StayID: s.departed, On: today, Kind: reception.DepartureFamily})
	s.must(err)
	s.transfers()
	return s
}

func (s *scene) addRoom(f reception.Floor, number string, beds int) reception.Room {
	r, err := s.reception.SaveRoom(context.Background(), system, reception.RoomEdit{Room: reception.Room{CentreID: f.CentreID, FloorID: f.ID, Number: number},
		Labels: reception.BedLabels(beds)})
	s.must(err)
	return r
}

func (s *scene) neighbours(a, b reception.Room) error {
	a.Neighbours = []string{b.ID}
	_, err := s.reception.SaveRoom(context.Background(), system, reception.RoomEdit{Room: a, Labels: reception.BedLabels(len(a.Beds))})
	return err
}

func (s *scene) otherCentre() {
	ctx := context.Background()
	var err error
	s.eich, err = s.reception.SaveCentre(ctx, system, reception.Centre{OrgID: s.org, Name: "Eich", Type: reception.TypeTemporary, Phase: reception.PhaseAccommodation,
		Catering: reception.CateringSelfCook, Status: reception.CentreOpen})
	s.must(err)
	b, err := s.reception.SaveBuilding(ctx, system, reception.Building{CentreID: s.eich.ID, Name: "Haus"})
	s.must(err)
	f, err := s.reception.SaveFloor(ctx, system, reception.Floor{CentreID: s.eich.ID, BuildingID: b.ID})
	s.must(err)
	for _, number := range []string{"0.1", "0.2", "0.3", "0.4"} {
		s.eichRooms = append(s.eichRooms, s.addRoom(f, number, 2))
	}
}

func (s *scene) inRoom(home people.Registered, room reception.Room, from, until clock.Date) string {
	s.Helper()
	p, err := s.reception.Place(context.Background(), system, reception.PlaceIn{HouseholdID: home.HouseholdID, From: from, Until: until, Rooms: []string{room.ID}})
	s.must(err)
	return p.StayID
}

// past houses somebody some days ago, until a day that is over.
func (s *scene) past(home people.Registered, room reception.Room, from, until int) string {
	s.Helper()
	now := s.clock.Now()
	s.clock.Set(today.AddDays(from).Time(clock.Luxembourg))
	stay := s.inRoom(home, room, today.AddDays(from), today.AddDays(until))
	s.clock.Set(now)
	return stay
}

func (s *scene) promise(home people.Registered, room reception.Room, from clock.Date) string {
	s.Helper()
	p, err := s.reception.Reserve(context.Background(), system, reception.PlaceIn{HouseholdID: home.HouseholdID, From: from, Rooms: []string{room.ID}})
	s.must(err)
	return p.StayID
}

// transfers are one of each kind from the centre to Eich.
func (s *scene) transfers() {
	ctx := context.Background()
	move := func(given string, room reception.Room, bus string) reception.Transfer {
		stay := s.inRoom(s.register(person{given: given, family: "Abraha", sex: people.SexMale, born: 1990}), room, today, clock.Date{})
		t, err := s.reception.ProposeTransfer(ctx, system, reception.TransferIn{StayID: stay, ToCentreID: s.eich.ID, On: today, Reason: "next_phase", Bus: bus,
			Note: "Arrives with a bicycle."})
		s.must(err)
		return t
	}
	accept := func(t reception.Transfer, room reception.Room) {
		_, err := s.reception.AcceptTransfer(ctx, system, reception.AcceptIn{TransferID: t.ID, Rooms: []string{room.ID}})
		s.must(err)
	}
	s.proposed = move("Filmon", s.more[3], "Bus 1")
	s.accepted = move("Gebre", s.more[4], "Bus 1")
	s.done = move("Tekle", s.more[5], "")
	accept(s.accepted, s.eichRooms[0])
	accept(s.done, s.eichRooms[1])
	s.must(s.reception.CompleteTransfer(ctx, system, s.done.ID, today))
}

// path fills in the object that a route is about.
func (s *scene) path(pattern string) string {
	stay := s.present
	for part, id := range map[string]string{"/arrive": s.reserved, "/cancel": s.reserved, "/no-show": s.reserved, "/overstay": s.overdue,
		"/undo": s.departed, "/extend": s.leaving, "/shorten": s.leaving, "/transfer": s.leaving} {
		if strings.HasSuffix(pattern, "{id}"+part) {
			stay = id
		}
	}
	transfer := s.proposed.ID
	if strings.HasSuffix(pattern, "/complete") || strings.HasSuffix(pattern, "/handover") {
		transfer = s.accepted.ID
	}
	household := s.homeless.HouseholdID
	if strings.HasSuffix(pattern, "/stays") {
		household = s.family.HouseholdID
	}
	return strings.NewReplacer("/stays/{id}", "/stays/"+stay, "/transfers/{id}", "/transfers/"+transfer, "/waiting/{id}", "/waiting/"+s.entry.ID,
		"/households/{id}", "/households/"+household, "/centres/{id}", "/centres/"+s.centre.ID).Replace(pattern)
}

// aboutStays are the routes of who sleeps where.
func aboutStays(pattern string) bool {
	for _, begin := range []string{"/app/stays/", "/app/transfers", "/app/waiting", "/app/overstays", "/app/phases", "/app/households/{id}/place",
		"/app/households/{id}/reserve", "/app/households/{id}/stays", "/app/households/{id}/wait", "/app/centres/{id}/place"} {
		if strings.HasPrefix(pattern, begin) {
			return true
		}
	}
	return false
}

func (s *scene) stayRoutes() []route {
	var out []route
	for _, r := range s.site.Routes() {
		if aboutStays(r.Pattern) {
			out = append(out, route{r.Method, r.Pattern, s.path(r.Pattern)})
		}
	}
	return out
}
