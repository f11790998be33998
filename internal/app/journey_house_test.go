package app

import (
	"context"
	"maps"
	"net/http/httptest"
	"slices"
	"testing"
	"time"

	"passerelle/internal/people"
	"passerelle/internal/platform/access"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/i18n"
	"passerelle/internal/reception"
)

// deskHouse is a demonstration of a journey's own: its clock moves on and its
// beds are given away.
type deskHouse struct {
	*house
	t      *testing.T
	url    string
	clock  *clock.Manual
	desk   demoAccount
	annexe reception.Centre
	l      *i18n.Localizer // of the desk's pages
	known  string          // reference of somebody whose name is much like the newcomer's
}

// newDeskHouse opens a demonstration in which one centre of the desk has small
// rooms only, in pairs: three beds without a step, and next door two.
func newDeskHouse(t *testing.T, lang i18n.Lang) *deskHouse {
	t.Helper()
	h := &deskHouse{t: t, clock: clock.NewManual(time.Now())}
	var accounts []demoAccount
	var err error
	h.house, accounts, err = openCopy(t.TempDir(), h.clock)
	h.must(err)
	t.Cleanup(h.Close)
	server := httptest.NewServer(h.http)
	t.Cleanup(server.Close)
	h.url = server.URL
	h.desk = accounts[slices.IndexFunc(accounts, func(a demoAccount) bool { return a.Role == "reception_desk" })]
	texts, err := Catalogue()
	h.must(err)
	h.l = texts.For(lang)
	org, centre := h.homeOfDesk()
	h.addAnnexe(org)
	h.addKnown(org, centre)
	// Staff read no right-to-left language yet and cannot choose one; the layout is ready for it.
	h.must(h.DB.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE staff_account SET lang = $1 WHERE login = $2`, string(lang), h.desk.Login)
		return err
	}))
	return h
}

func (h *deskHouse) must(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

// homeOfDesk returns the organisation of the desk's account and its first centre.
func (h *deskHouse) homeOfDesk() (org, centre string) {
	h.t.Helper()
	where, err := db.One(h.t.Context(), h.DB, func(r db.Row) (v [2]string, err error) { return v, r.Scan(&v[0], &v[1]) },
		`SELECT c.org_id, c.id FROM reception_centre c JOIN staff_role r ON r.scope_id = c.org_id JOIN staff_account a ON a.id = r.account_id
		WHERE a.login = $1 AND c.phase = 'first' ORDER BY c.name LIMIT 1`, h.desk.Login)
	h.must(err)
	return where[0], where[1]
}

func (h *deskHouse) addAnnexe(org string) {
	h.t.Helper()
	ctx, by := h.t.Context(), access.System("test")
	var err error
	h.annexe, err = h.Reception.SaveCentre(ctx, by, reception.Centre{
		OrgID: org, Name: "Annexe Don Bosco", Type: reception.TypeFirstReception, Phase: reception.PhaseFirst,
		Catering: reception.CateringSelfCook, Status: reception.CentreOpen, Synthetic: true,
	})
	h.must(err)
	building, err := h.Reception.SaveBuilding(ctx, by, reception.Building{CentreID: h.annexe.ID, Name: "A"})
	h.must(err)
	floor, err := h.Reception.SaveFloor(ctx, by, reception.Floor{BuildingID: building.ID, CentreID: h.annexe.ID})
	h.must(err)
	for _, pair := range [][2]string{{"01", "02"}, {"11", "12"}} {
		first, err := h.Reception.SaveRoom(ctx, by, reception.RoomEdit{
			Room: reception.Room{CentreID: h.annexe.ID, FloorID: floor.ID, Number: pair[0], StepFree: true, Lockable: true}, Labels: []string{"1", "2", "3"},
		})
		h.must(err)
		_, err = h.Reception.SaveRoom(ctx, by, reception.RoomEdit{
			Room: reception.Room{CentreID: h.annexe.ID, FloorID: floor.ID, Number: pair[1], Lockable: true, Neighbours: []string{first.ID}}, Labels: []string{"1", "2"},
		})
		h.must(err)
	}
}

func (h *deskHouse) addKnown(org, centre string) {
	h.t.Helper()
	out, err := h.People.RegisterHousehold(h.t.Context(), access.System("test"), people.HouseholdInput{OrgID: org, CentreID: centre, Persons: []people.PersonInput{{
		Identity: people.Identity{
			Names: people.Names{Given: "Yusuf", Family: "El-Khatib", Original: "يوسف الخطيب"}, Sex: people.SexMale,
			Birth: people.BirthDate{Year: 1961}, Nationalities: []string{"SYR"},
		},
		Relationship: people.RelationshipHead,
	}}})
	h.must(err)
	h.known = out.Persons[0].Reference
}

// nextDay lets a night pass.
func (h *deskHouse) nextDay() {
	h.clock.Set(clock.Today(h.clock).AddDays(1).Time(clock.Luxembourg).Add(9 * time.Hour))
}

// sleeper is somebody of a household and the bed that is theirs now.
type sleeper struct {
	person, bed, room, number string
	stepFree                  bool
}

// sleepers are who of a household has which bed, by room and bed.
func (h *deskHouse) sleepers(household string) []sleeper {
	h.t.Helper()
	out, err := db.All(h.t.Context(), h.DB, func(r db.Row) (s sleeper, err error) {
		return s, r.Scan(&s.person, &s.bed, &s.room, &s.number, &s.stepFree)
	}, `SELECT h.person_id, h.bed_id, h.room_id, r.number, r.step_free FROM reception_hold h JOIN reception_room r ON r.id = h.room_id
		WHERE h.household_id = $1 AND h.status = 'occupied' ORDER BY r.number, h.bed_id`, household)
	h.must(err)
	return out
}

// sleepsWell fails unless all five have a bed of their own in two rooms next to
// each other, and who needs it one without a step. It returns the rooms.
func (h *deskHouse) sleepsWell(household string) []string {
	h.t.Helper()
	home, err := h.People.Household(h.t.Context(), access.System("test"), household)
	h.must(err)
	needs := map[string]bool{}
	for _, m := range home.Members {
		needs[m.ID] = slices.Contains(m.NeedCodes, people.NeedStepFree)
	}
	persons, beds, rooms := map[string]bool{}, map[string]bool{}, []string{}
	if n := len(slices.DeleteFunc(slices.Collect(maps.Values(needs)), func(n bool) bool { return !n })); n != 1 {
		h.t.Fatalf("%d persons of the household need a room without a step, want 1", n)
	}
	without := 0
	for _, s := range h.sleepers(household) {
		persons[s.person], beds[s.bed] = true, true
		if !slices.Contains(rooms, s.room) {
			rooms = append(rooms, s.room)
		}
		if needs[s.person] && s.stepFree {
			without++
		}
	}
	if len(persons) != familySize || len(beds) != familySize || len(home.Members) != familySize || len(rooms) != 2 {
		h.t.Fatalf("%d of %d persons have %d beds in %d rooms", len(persons), len(home.Members), len(beds), len(rooms))
	}
	if without != 1 {
		h.t.Errorf("%d who need a room without a step have one, want 1", without)
	}
	near, err := db.One(h.t.Context(), h.DB, db.Value[int], `SELECT COUNT(*) FROM reception_neighbour WHERE room_id = $1 AND neighbour_id = $2 OR room_id = $2 AND neighbour_id = $1`, rooms[0], rooms[1])
	h.must(err)
	if near == 0 {
		h.t.Error("the two rooms are not neighbours")
	}
	return rooms
}

// audited fails unless the log has each of the actions, done by the desk.
func (h *deskHouse) audited(actions ...string) {
	h.t.Helper()
	done, err := db.All(h.t.Context(), h.DB, db.Value[string],
		`SELECT DISTINCT e.action FROM audit_entry e JOIN staff_account a ON a.id = e.actor_id WHERE a.login = $1 ORDER BY e.action`, h.desk.Login)
	h.must(err)
	for _, want := range actions {
		if !slices.Contains(done, want) {
			h.t.Errorf("the audit log has no %s of the desk, but %v", want, done)
		}
	}
}

// stayOf returns the stay of a household, and whether it has ended as own housing.
func (h *deskHouse) stayOf(household string) (id string, ended bool) {
	h.t.Helper()
	s, err := db.One(h.t.Context(), h.DB, func(r db.Row) (v [3]string, err error) { return v, r.Scan(&v[0], &v[1], &v[2]) },
		`SELECT id, status, departure_kind FROM reception_stay WHERE household_id = $1`, household)
	h.must(err)
	return s[0], s[1] == "ended" && s[2] == string(reception.DepartureOwnHousing)
}
