package reception_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"passerelle/internal/people"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
	"passerelle/internal/reception"
	"passerelle/internal/testkit"
)

// desk is a model of what goes on in two centres: it does random things, right
// and wrong, and after each looks whether the register still holds.
type desk struct {
	*stock
	centres  []reception.Centre
	rooms    []reception.Room
	families []family
	now      int      // days since stockDay
	log      []string // what was done and what came of it
}

// TestRandomDaysKeepTheRegister runs random operations and checks, after each,
// what must hold whatever happens.
func TestRandomDaysKeepTheRegister(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		k := newStock(t, d)
		k.load()
		rapid.Check(t, func(rt *rapid.T) {
			newDesk(k, rt).run(rt)
		})
	})
}

// newDesk empties the register and makes two centres.
func newDesk(k *stock, rt *rapid.T) *desk {
	for _, table := range []string{"reception_transfer", "reception_waiting", "reception_hold", "reception_stay"} {
		k.exec("DELETE FROM " + table)
	}
	k.exec(`UPDATE people_person SET centre_id = NULL`)
	k.exec(`UPDATE reception_centre SET status = 'closed'`)
	k.load()
	k.clock.Set(stockDay.Time(clock.Luxembourg).Add(9 * time.Hour))
	m := &desk{stock: k}
	for i := range 2 {
		c := k.centre(func(c *reception.Centre) { c.Name = fmt.Sprint("Centre ", db.NewID()) })
		m.centres = append(m.centres, c)
		f := k.floor(c.ID)
		rooms, err := k.s.AddRooms(context.Background(), root, reception.RoomSeries{First: "1", Last: "3", Beds: 1 + i, InARow: true,
			Like: reception.Room{CentreID: c.ID, FloorID: f.ID, Cots: i, SexRule: reception.SexRule(rapid.SampledFrom([]string{"", "women", "family"}).Draw(rt, "rule"))}})
		k.must(err)
		m.rooms = append(m.rooms, rooms...)
	}
	for range rapid.IntRange(3, 5).Draw(rt, "households") {
		members := []who{{sex: rapid.SampledFrom([]people.Sex{people.SexFemale, people.SexMale}).Draw(rt, "head"), born: 1990}}
		for range rapid.IntRange(0, 2).Draw(rt, "more") {
			members = append(members, rapid.SampledFrom([]who{man, woman, boy, girl, baby}).Draw(rt, "member"))
		}
		m.families = append(m.families, k.register("", members...))
	}
	return m
}

func (m *desk) run(rt *rapid.T) {
	ctx := context.Background()
	ops := map[string]func(*rapid.T) error{
		"place":   func(rt *rapid.T) error { return errOf(m.s.Place(ctx, root, m.choice(rt, -2, 0))) },
		"reserve": func(rt *rapid.T) error { return errOf(m.s.Reserve(ctx, root, m.choice(rt, 0, 3))) },
		"best":    m.best,
		"arrive":  m.arrive,
		"move":    m.move,
		"swap":    m.swap,
		"extend":  func(rt *rapid.T) error { return m.s.Extend(ctx, root, m.stay(rt), m.day(rt, 0, 6)) },
		"shorten": func(rt *rapid.T) error { return m.s.Shorten(ctx, root, m.stay(rt), m.day(rt, 0, 6)) },
		"cancel": func(rt *rapid.T) error {
			return m.s.CancelReservation(ctx, root, reception.CancelIn{StayID: m.stay(rt), Persons: m.some(rt), Reason: reception.CancelMistake})
		},
		"no show":  func(rt *rapid.T) error { return m.s.NoShow(ctx, root, m.stay(rt), m.some(rt)) },
		"depart":   m.depart,
		"undo":     func(rt *rapid.T) error { return m.s.UndoDeparture(ctx, root, m.stay(rt), nil) },
		"propose":  m.propose,
		"accept":   m.accept,
		"refuse":   func(rt *rapid.T) error { return m.s.RefuseTransfer(ctx, root, m.transfer(rt), "full") },
		"withdraw": func(rt *rapid.T) error { return m.s.WithdrawTransfer(ctx, root, m.transfer(rt)) },
		"complete": func(rt *rapid.T) error { return m.s.CompleteTransfer(ctx, root, m.transfer(rt), m.day(rt, -2, 0)) },
		"wait": func(rt *rapid.T) error {
			return errOf(m.s.AddToWaiting(ctx, root, reception.WaitingIn{HouseholdID: m.family(rt).id}))
		},
		"split": m.divide,
		"join":  m.join,
		"a day": func(rt *rapid.T) error { m.now++; m.pass(1); return nil },
	}
	actions := map[string]func(*rapid.T){"": m.holds}
	for name, op := range ops {
		actions[name] = func(rt *rapid.T) {
			m.clock.Advance(time.Second) // so that what was made can be told apart by its time
			err := op(rt)
			m.log = append(m.log, fmt.Sprintf("day %d, %s: %v", m.now, name, err))
			if err != nil && fault.KindOf(err) == fault.Internal {
				m.fail(rt, err.Error())
			}
		}
	}
	rt.Repeat(actions)
}

func (m *desk) family(rt *rapid.T) family {
	return m.families[rapid.IntRange(0, len(m.families)-1).Draw(rt, "household")]
}

func (m *desk) day(rt *rapid.T, from, until int) clock.Date {
	return day(m.now + rapid.IntRange(from, until).Draw(rt, "day"))
}

func (m *desk) room(rt *rapid.T) reception.Room {
	return m.rooms[rapid.IntRange(0, len(m.rooms)-1).Draw(rt, "room")]
}

// stay draws one of the stays there are, by number, since ids differ from run to run.
func (m *desk) stay(rt *rapid.T) string {
	return m.draw(rt, "stay", `SELECT s.id, s.created_at FROM reception_stay s WHERE s.household_id IN `)
}

func (m *desk) transfer(rt *rapid.T) string {
	return m.draw(rt, "transfer", `SELECT t.id, t.proposed_at FROM reception_transfer t WHERE t.status IN ('proposed', 'accepted') AND t.household_id IN `)
}

func (m *desk) draw(rt *rapid.T, what, query string) string {
	marks, args := "", []any{}
	for i, f := range m.families {
		marks += fmt.Sprintf(", $%d", i+1)
		args = append(args, f.id)
	}
	ids, err := db.All(context.Background(), m.d, func(r db.Row) (id string, err error) {
		var at string
		return id, r.Scan(&id, &at)
	}, query+"("+marks[2:]+") ORDER BY 2", args...)
	m.must(err)
	n := rapid.IntRange(0, 19).Draw(rt, what)
	if len(ids) == 0 {
		rt.Skip("there is no " + what)
	}
	return ids[n%len(ids)]
}

// some draws members of a household, mostly none for all.
func (m *desk) some(rt *rapid.T) []string {
	if rapid.IntRange(0, 3).Draw(rt, "some") > 0 {
		return nil
	}
	f := m.family(rt)
	return f.persons[:rapid.IntRange(0, len(f.persons)).Draw(rt, "persons")]
}

func (m *desk) choice(rt *rapid.T, from, until int) reception.PlaceIn {
	f := m.family(rt)
	in := inRooms(f, m.room(rt))
	in.From = m.day(rt, from, until)
	if rapid.Bool().Draw(rt, "two rooms") {
		in.Rooms = append(in.Rooms, m.room(rt).ID)
	}
	if rapid.Bool().Draw(rt, "ends") {
		in.Until = in.From.AddDays(rapid.IntRange(1, 5).Draw(rt, "nights"))
	}
	if rapid.IntRange(0, 4).Draw(rt, "left out") == 0 {
		in.LeftOut = []reception.LeaveOut{{PersonID: f.persons[len(f.persons)-1], Reason: reception.OutHospital}}
	}
	return in
}

// best takes what the map of beds suggests: it must stand.
func (m *desk) best(rt *rapid.T) error {
	f := m.family(rt)
	found, err := m.s.Suggest(context.Background(), root, reception.SuggestIn{HouseholdID: f.id, From: day(m.now),
		Centres: []string{m.centres[0].ID, m.centres[1].ID}})
	if err != nil || len(found.Best) == 0 {
		return err
	}
	_, err = m.s.Place(context.Background(), root, reception.PlaceIn{HouseholdID: f.id, From: day(m.now), Assignments: found.Best[0].Assignments()})
	if reception.TakenMeanwhile(err) && m.count(`SELECT COUNT(*) FROM reception_stay WHERE household_id = $1 AND status IN ('present', 'reserved')`, f.id) == 0 {
		m.fail(rt, fmt.Sprintf("the map suggests what the database refuses: %v", err))
	}
	return err
}

func (m *desk) arrive(rt *rapid.T) error {
	return m.s.Arrive(context.Background(), root, reception.ArriveIn{StayID: m.stay(rt), On: m.day(rt, -2, 0), Persons: m.some(rt)})
}

func (m *desk) move(rt *rapid.T) error {
	room := m.room(rt)
	in := reception.MoveIn{StayID: m.stay(rt), On: m.day(rt, -2, 0), Accepted: []string{"not_neighbours"}}
	if f := m.family(rt); rapid.Bool().Draw(rt, "by bed") {
		in.Assignments = []reception.Assignment{{PersonID: f.persons[0], BedID: room.Beds[0].ID}}
	} else {
		in.Rooms, in.Persons = []string{room.ID}, m.some(rt)
	}
	return errOf(m.s.Move(context.Background(), root, in))
}

func (m *desk) swap(rt *rapid.T) error {
	return m.s.Swap(context.Background(), root, reception.SwapIn{PersonA: m.family(rt).persons[0], PersonB: m.family(rt).persons[0],
		On: m.day(rt, -1, 0), Accepted: []string{"not_neighbours"}})
}

func (m *desk) depart(rt *rapid.T) error {
	return errOf(m.s.Depart(context.Background(), root, reception.DepartIn{StayID: m.stay(rt), On: m.day(rt, -2, 0), Kind: reception.DepartureLISKO, Persons: m.some(rt)}))
}

func (m *desk) propose(rt *rapid.T) error {
	return errOf(m.s.ProposeTransfer(context.Background(), root, reception.TransferIn{StayID: m.stay(rt), On: m.day(rt, 0, 3), Reason: "capacity",
		ToCentreID: m.centres[rapid.IntRange(0, 1).Draw(rt, "to")].ID}))
}

func (m *desk) accept(rt *rapid.T) error {
	id := m.transfer(rt)
	in := reception.AcceptIn{TransferID: id, Rooms: []string{m.room(rt).ID}}
	if found, err := m.s.SuggestTransfer(context.Background(), root, id); err == nil && len(found.Best) > 0 && rapid.IntRange(0, 2).Draw(rt, "suggested") > 0 {
		in.Rooms = found.Best[0].RoomIDs()
	}
	return errOf(m.s.AcceptTransfer(context.Background(), root, in))
}

func (m *desk) divide(rt *rapid.T) error {
	n := rapid.IntRange(0, len(m.families)-1).Draw(rt, "household")
	f := m.families[n]
	if len(f.persons) < 2 {
		rt.Skip("nobody can leave")
	}
	leaving := f.persons[len(f.persons)-1:]
	out, err := m.s.SplitHousehold(context.Background(), root, people.SplitInput{Household: people.HouseholdRef{ID: f.id}, Members: leaving, Head: leaving[0]})
	if err == nil {
		m.families[n].persons = f.persons[:len(f.persons)-1]
		m.families = append(m.families, family{out.HouseholdID, leaving})
	}
	return err
}

func (m *desk) join(rt *rapid.T) error {
	into, from := rapid.IntRange(0, len(m.families)-1).Draw(rt, "into"), rapid.IntRange(0, len(m.families)-1).Draw(rt, "from")
	if into == from || len(m.families) < 3 {
		rt.Skip("a household does not join itself")
	}
	a, b := m.families[into], m.families[from]
	err := m.s.JoinHouseholds(context.Background(), root, people.JoinInput{Into: people.HouseholdRef{ID: a.id}, From: people.HouseholdRef{ID: b.id}})
	if err == nil {
		m.families[into].persons = slices.Concat(a.persons, b.persons)
		m.families = slices.Delete(m.families, from, from+1)
	}
	return err
}

// holds checks what must hold whatever happens.
func (m *desk) holds(rt *rapid.T) {
	for what, query := range map[string]string{
		"nights in one bed overlap": `SELECT COUNT(*) FROM reception_hold a JOIN reception_hold b ON a.bed_id = b.bed_id AND a.id < b.id` + overlapping,
		"a person has two beds":     `SELECT COUNT(*) FROM reception_hold a JOIN reception_hold b ON a.person_id = b.person_id AND a.id < b.id` + overlapping,
		"a bed has two sleepers":    `SELECT COUNT(*) FROM (SELECT bed_id FROM reception_hold WHERE status = 'occupied' AND bed_id IS NOT NULL GROUP BY bed_id HAVING COUNT(*) > 1) x`,
		"a household is present twice": `SELECT COUNT(*) FROM (SELECT household_id FROM reception_stay WHERE status = 'present'
			GROUP BY household_id HAVING COUNT(*) > 1) x`,
		"somebody sleeps outside a stay that is present": `SELECT COUNT(*) FROM reception_hold h JOIN reception_stay s ON s.id = h.stay_id
			WHERE h.status = 'occupied' AND (s.status <> 'present' OR s.centre_id <> h.centre_id OR s.household_id <> h.household_id)`,
		"a bed is held for another centre": `SELECT COUNT(*) FROM reception_hold h JOIN reception_room r ON r.id = h.room_id WHERE r.centre_id <> h.centre_id`,
		"a stay is present and nobody is there": `SELECT COUNT(*) FROM reception_stay s WHERE s.status = 'present'
			AND NOT EXISTS (SELECT 1 FROM reception_hold h WHERE h.stay_id = s.id AND h.status = 'occupied')`,
		"a stay is over and holds beds": `SELECT COUNT(*) FROM reception_stay s JOIN reception_hold h ON h.stay_id = s.id
			WHERE s.status IN ('ended', 'cancelled', 'no_show') AND h.status IN ('reserved', 'occupied')`,
		"a stay and its holds end on different days": `SELECT COUNT(*) FROM reception_stay s JOIN reception_hold h ON h.stay_id = s.id
			WHERE h.status IN ('reserved', 'occupied') AND COALESCE(CAST(s.until_date AS text), '') <> COALESCE(CAST(h.until_date AS text), '')`,
		"the file is not where the household lives": `SELECT COUNT(*) FROM people_person p JOIN reception_stay s ON s.household_id = p.household_id
			AND s.status = 'present' WHERE COALESCE(p.centre_id, '') <> s.centre_id`,
		"the file is where the household does not live": `SELECT COUNT(*) FROM people_person p WHERE p.centre_id IS NOT NULL AND NOT EXISTS
			(SELECT 1 FROM reception_stay s WHERE s.household_id = p.household_id AND s.status = 'present')`,
		"more cots are slept in than there are": `SELECT COUNT(*) FROM reception_room r WHERE r.cots <
			(SELECT COUNT(*) FROM reception_hold h WHERE h.room_id = r.id AND h.bed_id IS NULL AND h.status = 'occupied')`,
		"somebody waits who has a bed": `SELECT COUNT(*) FROM reception_waiting w JOIN reception_stay s ON s.household_id = w.household_id
			WHERE w.status = 'waiting' AND s.status = 'present'`,
		"an accepted transfer has no beds": `SELECT COUNT(*) FROM reception_transfer t WHERE t.status = 'accepted'
			AND NOT EXISTS (SELECT 1 FROM reception_hold h WHERE h.stay_id = t.new_stay_id AND h.status = 'reserved')`,
	} {
		if n := m.count(query); n > 0 {
			m.fail(rt, fmt.Sprintf("%s: %d", what, n))
		}
	}
	m.withinRules(rt)
}

// fail tells the whole story: ids are random, so that a run may not repeat.
func (m *desk) fail(rt *rapid.T, why string) {
	rt.Fatalf("%s, after\n%s", why, strings.Join(m.log, "\n"))
}

const overlapping = ` WHERE a.status IN ('reserved', 'occupied', 'ended', 'out') AND b.status IN ('reserved', 'occupied', 'ended', 'out')
	AND a.from_date < COALESCE(b.until_date, '9999-12-31') AND b.from_date < COALESCE(a.until_date, '9999-12-31')
	AND (a.until_date IS NULL OR a.until_date > a.from_date) AND (b.until_date IS NULL OR b.until_date > b.from_date)`

// withinRules checks the rules that departures cannot break: no boy over twelve
// nor man in a women's room, no single among families.
func (m *desk) withinRules(rt *rapid.T) {
	if n := m.count(`SELECT COUNT(*) FROM reception_hold h JOIN reception_room r ON r.id = h.room_id JOIN people_person p ON p.id = h.person_id
		WHERE h.status IN ('reserved', 'occupied') AND r.sex_rule = 'women' AND p.sex = 'm' AND p.birth_year < 2013`); n > 0 {
		m.fail(rt, fmt.Sprintf("%d men sleep in rooms for women", n))
	}
	if n := m.count(`SELECT COUNT(*) FROM reception_hold a JOIN reception_hold b ON a.room_id = b.room_id AND a.household_id <> b.household_id
		JOIN reception_room r ON r.id = a.room_id WHERE a.status = 'occupied' AND b.status = 'occupied' AND r.isolation`); n > 0 {
		m.fail(rt, fmt.Sprintf("%d share isolation", n))
	}
}
