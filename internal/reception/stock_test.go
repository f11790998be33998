package reception_test

import (
	"context"
	"encoding/base64"
	"fmt"
	"testing"
	"time"

	"passerelle/internal/people"
	"passerelle/internal/platform/access"
	"passerelle/internal/platform/audit"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/crypt"
	"passerelle/internal/platform/db"
	"passerelle/internal/reception"
)

// stock is a service on a fresh database, with a hand that writes persons and
// holds directly, so that any state can be set up.
type stock struct {
	testing.TB
	d      *db.DB
	s      *reception.Service
	people *people.Service
	audit  *audit.Log
	vault  *crypt.Vault
	clock  *clock.Manual
	org    string
}

var root = access.System("test")

// stockDay is the day on which tests stand.
var stockDay = clock.Date{Year: 2026, Month: time.November, Day: 23}

func newStock(tb testing.TB, d *db.DB) *stock {
	tb.Helper()
	ctx := context.Background()
	c := clock.NewManual(stockDay.Time(clock.Luxembourg).Add(9 * time.Hour))
	master, err := crypt.ParseMasterKey(base64.StdEncoding.EncodeToString(make([]byte, 32)))
	if err != nil {
		tb.Fatal(err)
	}
	vault, err := crypt.OpenVault(ctx, d, c, master)
	if err != nil {
		tb.Fatal(err)
	}
	log, err := audit.New(d, c, vault.SigningKey(), "")
	if err != nil {
		tb.Fatal(err)
	}
	running, stop := context.WithCancel(ctx)
	wait := log.Start(running)
	tb.Cleanup(func() { stop(); wait() })
	p := people.New(people.Deps{DB: d, Vault: vault, Audit: log, Clock: c})
	k := &stock{TB: tb, d: d, audit: log, vault: vault, clock: c, people: p,
		s: reception.New(reception.Deps{DB: d, Vault: vault, Audit: log, Clock: c, People: p})}
	org, err := k.s.SaveOrganisation(ctx, root, reception.Organisation{Name: "Croix-Rouge luxembourgeoise", Kind: reception.OrgOperator})
	k.must(err)
	k.org = org.ID
	return k
}

func (k *stock) must(err error) {
	k.Helper()
	if err != nil {
		k.Fatal(err)
	}
}

// exec runs statements as they are.
func (k *stock) exec(query string, args ...any) {
	k.Helper()
	k.must(k.d.Write(context.Background(), func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, query, args...)
		return err
	}))
}

func (k *stock) centre(change ...func(*reception.Centre)) reception.Centre {
	k.Helper()
	c := reception.Centre{OrgID: k.org, Name: "Mersch Creos", Type: reception.TypeTemporary, Phase: reception.PhaseSecond,
		Catering: reception.CateringSelfCook, Status: reception.CentreOpen}
	for _, f := range change {
		f(&c)
	}
	c, err := k.s.SaveCentre(context.Background(), root, c)
	k.must(err)
	return c
}

func (k *stock) floor(centreID string) reception.Floor {
	k.Helper()
	b, err := k.s.SaveBuilding(context.Background(), root, reception.Building{CentreID: centreID, Name: "Haus A"})
	k.must(err)
	f, err := k.s.SaveFloor(context.Background(), root, reception.Floor{BuildingID: b.ID, CentreID: centreID, Level: 1})
	k.must(err)
	return f
}

func (k *stock) room(f reception.Floor, number string, beds int, change ...func(*reception.Room)) reception.Room {
	k.Helper()
	r := reception.Room{CentreID: f.CentreID, FloorID: f.ID, Number: number}
	for _, g := range change {
		g(&r)
	}
	r, err := k.s.SaveRoom(context.Background(), root, reception.RoomEdit{Room: r, Labels: reception.BedLabels(beds)})
	k.must(err)
	return r
}

// who is a person to be registered.
type who struct {
	sex        people.Sex
	born       int // year, 0 unknown
	status     people.StatusCode
	restricted bool
}

// family is a household on record.
type family struct {
	id      string
	persons []string
}

// register puts a household on record, in no centre where centreID is empty.
func (k *stock) register(centreID string, members ...who) family {
	k.Helper()
	in := people.HouseholdInput{OrgID: k.org, CentreID: centreID}
	for i, m := range members {
		p := people.PersonInput{Relationship: people.RelationshipUnknown, Restricted: m.restricted, Identity: people.Identity{
			Names: people.Names{Given: fmt.Sprintf("Given%d", i), Family: "Tesfay"}, Sex: m.sex, Birth: people.BirthDate{Year: m.born}}}
		if i == 0 {
			p.Relationship = people.RelationshipHead
		}
		if m.status != "" {
			p.Statuses = []people.StatusInput{{Code: m.status, From: stockDay.AddDays(-10)}}
		}
		in.Persons = append(in.Persons, p)
	}
	out, err := k.people.RegisterHousehold(context.Background(), root, in)
	k.must(err)
	f := family{id: out.HouseholdID}
	for _, p := range out.Persons {
		f.persons = append(f.persons, p.ID)
	}
	return f
}

// night is a hold to be written. Bed is empty for a cot place.
type night struct {
	room        reception.Room
	bed         string
	status      reception.HoldStatus
	from, until int // days from stockDay
}

// open is a night without an end.
const open = 999

// hold writes a stay of one person with one hold and returns the stay's id.
func (k *stock) hold(n night, f family, person int) string {
	k.Helper()
	stay := db.NewID()
	k.must(k.tryHold(n, stay, f.id, f.persons[person]))
	return stay
}

// house gives the members of a household the room's beds in order, in one stay.
func (k *stock) house(n night, f family) string {
	k.Helper()
	stay := db.NewID()
	for i, person := range f.persons {
		n.bed = n.room.Beds[i].ID
		k.must(k.tryHold(n, stay, f.id, person))
	}
	return stay
}

func (k *stock) tryHold(n night, stay, household, person string) error {
	status := map[reception.HoldStatus]reception.StayStatus{reception.HoldReserved: "reserved", reception.HoldOccupied: "present",
		reception.HoldEnded: "ended", reception.HoldCancelled: "cancelled", reception.HoldNoShow: "no_show"}[n.status]
	from, until := stockDay.AddDays(n.from), stockDay.AddDays(n.until)
	if n.until == open {
		until = clock.Date{}
	}
	var bed any
	if n.bed != "" {
		bed = n.bed
	}
	return k.d.Write(context.Background(), func(ctx context.Context, tx *db.Tx) error {
		if _, err := tx.Exec(ctx, `INSERT INTO reception_stay (id, household_id, centre_id, phase, from_date, until_date, status, created_at, created_by)
			VALUES ($1, $2, $3, 'second', $4, $5, $6, $7, $8) ON CONFLICT (id) DO NOTHING`,
			stay, household, n.room.CentreID, from, until, status, clock.Now(k.clock), root.ID); err != nil {
			return err
		}
		tx.Changed(reception.TopicStay, stay)
		_, err := tx.Exec(ctx, `INSERT INTO reception_hold (id, kind, bed_id, room_id, centre_id, stay_id, household_id, person_id, from_date,
			until_date, status, created_at, created_by) VALUES ($1, 'person', $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
			db.NewID(), bed, n.room.ID, n.room.CentreID, stay, household, person, from, until, n.status, clock.Now(k.clock), root.ID)
		return err
	})
}

func (k *stock) count(query string, args ...any) int {
	k.Helper()
	n, err := db.One(context.Background(), k.d, db.Value[int], query, args...)
	k.must(err)
	return n
}

// actor holds the given permissions in a scope.
func actor(scope access.Scope, perms ...access.Permission) access.Actor {
	return access.Actor{ID: "account-" + fmt.Sprint(scope), Grants: []access.Grant{{Role: access.Role{Code: "test", Permissions: perms}, Scope: scope}}}
}

// forget makes the service read every centre again.
func (k *stock) forget() {
	k.Helper()
	k.must(k.d.Write(context.Background(), func(ctx context.Context, tx *db.Tx) error {
		ids, err := db.All(ctx, tx, db.Value[string], `SELECT id FROM reception_centre`)
		tx.Changed(reception.TopicCentre, ids...)
		return err
	}))
}
