package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/config"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
	"passerelle/internal/reception"
	"passerelle/internal/synthetic"
)

const (
	defaultPersons = 1000   // what the centres of the page have beds for
	mostBeds       = 20_000 // of a large demonstration: the rest of its persons have left
	chartDays      = 120    // days of occupancy that the overview can draw
)

// fillDemo loads centres, accounts and residents into an empty database.
func fillDemo(ctx context.Context, c config.Config, persons int, progress io.Writer) ([]demoAccount, error) {
	a, err := Open(ctx, c, Options{Demo: true, Work: true})
	if err != nil {
		return nil, err
	}
	defer a.Close()
	list := synthetic.Centres()
	if persons > defaultPersons {
		list = synthetic.Scale(min(persons*5/4, mostBeds))
	}
	fmt.Fprintln(progress, "Filling the demonstration; this happens once.")
	places, err := a.addCentres(ctx, list)
	if err != nil {
		return nil, inWords(err)
	}
	f := &demoFiller{App: a, places: places, by: access.System("demo"), today: clock.Today(a.Clock),
		gen: synthetic.New(demoSeed, a.Clock.Now()), progress: progress, total: persons}
	f.indexBeds()
	if err := f.fill(ctx, persons); err != nil {
		return nil, inWords(err)
	}
	if err := a.addDemoStories(ctx, f.by); err != nil {
		return nil, err
	}
	if err := a.addDemoSlots(ctx, f.by, f.today); err != nil {
		return nil, inWords(err)
	}
	if err := a.Reception.RebuildDays(ctx, f.today.AddDays(-chartDays), f.today); err != nil {
		return nil, err
	}
	if persons <= defaultPersons { // a large one is searched in its first night
		if _, err := a.People.StartSweep(ctx, f.by); err != nil {
			return nil, err
		}
		if err := a.sweepDuplicates(ctx); err != nil {
			return nil, err
		}
	}
	return a.addDemoAccounts(ctx, places.scopes())
}

// scopes says where the demonstration's accounts work; roles not named reach everywhere.
func (p demoPlaces) scopes() map[string]access.Scope {
	org := access.Scope{Kind: access.ScopeOrganisation, ID: p.orgs["croix-rouge-smr"]}
	out := map[string]access.Scope{}
	for _, role := range []string{"reception_desk", "centre_coordinator", "social_worker", "psychologist", "nurse", "educator"} {
		out[role] = org
	}
	for key, c := range p.centres {
		if key == demoGateCentre {
			out["gate_guard"] = access.Scope{Kind: access.ScopeCentre, ID: c.id}
		}
	}
	return out
}

// demoFiller loads residents one after the other, as they arrived.
type demoFiller struct {
	*App
	places   demoPlaces
	beds     map[string]*demoBed
	by       access.Actor
	today    clock.Date
	gen      *synthetic.Generator
	progress io.Writer
	total    int
	done     int
	stays    int
}

func (f *demoFiller) indexBeds() {
	f.beds = make(map[string]*demoBed, f.places.beds)
	for i := range f.places.rooms {
		for j := range f.places.rooms[i].beds {
			b := &f.places.rooms[i].beds[j]
			f.beds[b.id] = b
		}
	}
}

func (f *demoFiller) fill(ctx context.Context, persons int) error {
	var former []synthetic.Household
	for h := range f.gen.Population(persons, f.places.beds) {
		if h.Departure != nil {
			if former = append(former, h); len(former) < formerBatch {
				continue
			}
			if err := f.addFormer(ctx, former); err != nil {
				return err
			}
			former = former[:0]
			continue
		}
		if err := f.addResident(ctx, h); err != nil {
			return err
		}
	}
	if persons <= defaultPersons { // a small demonstration has a past too
		for i := range persons / 25 {
			former = append(former, f.gen.Former(i))
		}
	}
	if err := f.addFormer(ctx, former); err != nil {
		return err
	}
	if err := f.addExpected(ctx); err != nil {
		return err
	}
	fmt.Fprintln(f.progress)
	return nil
}

func (f *demoFiller) count(n int) {
	before := f.done
	f.done += n
	if f.done/500 != before/500 || f.done == f.total {
		fmt.Fprintf(f.progress, "\r%d of %d persons", f.done, f.total)
	}
}

// addResident registers a household and gives it the best place that fits its
// phase; one that finds none waits.
func (f *demoFiller) addResident(ctx context.Context, h synthetic.Household) error {
	f.count(len(h.Members))
	home := f.arrivedAt(h)
	in := householdOf(h, home.org, "", f.Clock.Now())
	if h.Waiting {
		_, err := f.Reception.ReceiveHousehold(ctx, f.by, reception.ReceiveIn{Household: in, Wait: true})
		return err
	}
	found, err := f.Reception.SuggestAtDoor(ctx, f.by, in, reception.SuggestIn{Phase: reception.Phase(h.Phase)})
	if err != nil {
		return err
	}
	if len(found.Best) == 0 {
		_, err := f.Reception.ReceiveHousehold(ctx, f.by, reception.ReceiveIn{Household: in, Wait: true})
		return err
	}
	best := found.Best[0]
	from, until := civil(h.ArrivedOn), f.plannedEnd()
	if !until.IsZero() && !until.After(from) {
		until = clock.Date{}
	}
	in.CentreID = best.CentreID
	in.OrgID = f.orgOf(best.CentreID)
	err = f.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		out, err := f.People.RegisterHouseholdTx(ctx, tx, f.by, in)
		if err != nil {
			return err
		}
		place := reception.PlaceIn{HouseholdID: out.HouseholdID, From: from, Until: until, Accepted: best.Warnings}
		for _, s := range best.Assignments() {
			n, err := strconv.Atoi(s.PersonID) // SuggestAtDoor names members by position
			if err != nil {
				return err
			}
			s.PersonID = out.Persons[n].ID
			place.Assignments = append(place.Assignments, s)
		}
		_, err = f.Reception.TakeOverTx(ctx, tx, f.by, place)
		return err
	})
	if err != nil {
		return fmt.Errorf("household %d: %w", h.Serial, err)
	}
	for _, s := range best.Assignments() {
		if b := f.beds[s.BedID]; b != nil {
			b.taken = append(b.taken, [2]clock.Date{from, until})
		}
	}
	f.stays++
	return nil
}

// plannedEnd gives a few stays a day of leaving about now, so that the desk's
// first page has departures and overstays to show.
func (f *demoFiller) plannedEnd() clock.Date {
	switch f.stays % 60 {
	case 11:
		return f.today.AddDays(1)
	case 23:
		return f.today.AddDays(4)
	case 37:
		return f.today.AddDays(10)
	}
	if f.stays%150 == 77 {
		return f.today.AddDays(-1)
	}
	return clock.Date{}
}

// arrivedAt is the centre of first reception, where a household is registered.
func (f *demoFiller) arrivedAt(synthetic.Household) demoCentre {
	if c, ok := f.places.centres[demoFirstCentre]; ok {
		return c
	}
	return f.places.any()
}

func (f *demoFiller) orgOf(centre string) string {
	for _, c := range f.places.centres {
		if c.id == centre {
			return c.org
		}
	}
	return ""
}

// formerBatch is how many past households share a transaction.
const formerBatch = 50

// addFormer registers households that have left, with the beds they had where
// beds were free at the time.
func (f *demoFiller) addFormer(ctx context.Context, list []synthetic.Household) error {
	if len(list) == 0 {
		return nil
	}
	type past struct {
		h     synthetic.Household
		room  *demoRoom
		beds  []*demoBed
		nobed bool
	}
	stays := make([]past, len(list))
	for i, h := range list {
		f.count(len(h.Members))
		from, until := civil(h.ArrivedOn), civil(h.Departure.On)
		room, beds := f.freeRoom(len(h.Members), from, until, int(h.Serial))
		stays[i] = past{h: h, room: room, beds: beds, nobed: room == nil}
		for _, b := range beds {
			b.taken = append(b.taken, [2]clock.Date{from, until})
		}
	}
	return f.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		for _, p := range stays {
			at := f.arrivedAt(p.h)
			if !p.nobed {
				at = p.room.centre
			}
			out, err := f.People.RegisterHouseholdTx(ctx, tx, f.by, householdOf(p.h, at.org, at.id, f.Clock.Now()))
			if err != nil {
				return fmt.Errorf("household %d: %w", p.h.Serial, err)
			}
			if p.nobed {
				continue
			}
			stay := reception.PastStay{HouseholdID: out.HouseholdID, From: civil(p.h.ArrivedOn), Until: civil(p.h.Departure.On), Departure: reception.DepartureKind(p.h.Departure.Kind)}
			for i, b := range p.beds {
				stay.Assignments = append(stay.Assignments, reception.Assignment{PersonID: out.Persons[i].ID, BedID: b.id})
			}
			if err := f.Reception.TakeOverPastTx(ctx, tx, f.by, stay); err != nil {
				return fmt.Errorf("stay of household %d: %w", p.h.Serial, err)
			}
		}
		return nil
	})
}

// freeRoom finds a room with beds for n persons that nobody had in that time.
func (f *demoFiller) freeRoom(n int, from, until clock.Date, seed int) (*demoRoom, []*demoBed) {
	for try := range min(200, len(f.places.rooms)) {
		room := &f.places.rooms[(seed*31+try*17)%len(f.places.rooms)]
		var free []*demoBed
		for i := range room.beds {
			if len(free) < n && room.beds[i].free(from, until) {
				free = append(free, &room.beds[i])
			}
		}
		if len(free) == n {
			return room, free
		}
	}
	return nil, nil
}

func (b *demoBed) free(from, until clock.Date) bool {
	for _, t := range b.taken {
		if (t[1].IsZero() || from.Before(t[1])) && t[0].Before(until) {
			return false
		}
	}
	return true
}

// expectedHouseholds is how many households the demonstration's desk expects.
const expectedHouseholds = 6

// addExpected registers households that have a bed reserved for the coming days.
func (f *demoFiller) addExpected(ctx context.Context) error {
	if f.total < 100 {
		return nil
	}
	for i := range expectedHouseholds {
		h := f.gen.Household(5_000_000 + i)
		home := f.arrivedAt(h)
		out, err := f.People.RegisterHousehold(ctx, f.by, householdOf(h, home.org, home.id, f.Clock.Now()))
		if err != nil {
			return err
		}
		from := f.today.AddDays(i % 3)
		found, err := f.Reception.Suggest(ctx, f.by, reception.SuggestIn{HouseholdID: out.HouseholdID, From: from})
		if err != nil || len(found.Best) == 0 {
			return err
		}
		best := found.Best[0]
		_, err = f.Reception.Reserve(ctx, f.by, reception.PlaceIn{HouseholdID: out.HouseholdID, From: from, Assignments: best.Assignments(), Accepted: best.Warnings})
		if err != nil && !errors.Is(err, context.Canceled) && fault.KindOf(err) != fault.Conflict {
			return err
		}
	}
	return nil
}

// Keys of the centres that the demonstration names.
const (
	demoFirstCentre = "cpa"
	demoGateCentre  = "mersch-gare"
)
