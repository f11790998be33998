package receptionweb_test

import (
	"context"
	"time"

	"passerelle/internal/people"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/fault"
	"passerelle/internal/reception"
	"passerelle/internal/synthetic"
)

// full is a centre of 300 beds, about as full as they get.
type full struct {
	centre reception.Centre
	rooms  []reception.Room
}

// fill adds a large centre with residents, overstays, departures, arrivals and
// outages, one without rooms whose name is long, and 60 days of figures.
func (h *house) fill(persons int) full {
	h.Helper()
	ctx := context.Background()
	f := full{centre: h.bigCentre(300)}
	f.rooms = h.layOut(f.centre, 300)
	_, err := h.reception.SaveCentre(ctx, system, reception.Centre{OrgID: h.other, Type: reception.TypeProtection, Phase: reception.PhaseNone, Catering: reception.CateringDelivered,
		Name: "Structure d’hébergement temporaire pour bénéficiaires de protection temporaire du Kirchberg, ancien ministère", Status: reception.CentrePlanned})
	h.must(err)
	gen := synthetic.New(7, h.clock.Now())
	done := 0
	for i := 0; done < persons; i++ {
		s := gen.Household(i)
		if s.Kind == synthetic.KindMinor {
			continue
		}
		done += len(s.Members)
		h.house(f, s, i)
	}
	for i := range 3 {
		h.expect(f, gen.Household(5000+i))
	}
	h.must(h.reception.RebuildDays(ctx, today.AddDays(-60), today))
	return f
}

func (h *house) bigCentre(beds int) reception.Centre {
	c, err := h.reception.SaveCentre(context.Background(), system, reception.Centre{OrgID: h.org, Name: "Centre d’accueil « Redange-sur-Attert »", Type: reception.TypeTemporary,
		Phase: reception.PhaseAccommodation, Catering: reception.CateringGroceryVan, Status: reception.CentreOpen, Phone: "2755 5432", Commune: "Redange", Synthetic: true,
		Rules: "Les visites sont possibles de 10h00 à 20h00.\nLa cuisine ferme à 22h00.\nIl est interdit de fumer dans les chambres."})
	h.must(err)
	return c
}

// layOut gives a centre believable rooms.
func (h *house) layOut(c reception.Centre, beds int) []reception.Room {
	ctx := context.Background()
	var rooms []reception.Room
	for _, b := range synthetic.Layout(synthetic.Centre{Key: "redange", Accommodation: true, Type: "temporary", Beds: beds, Mix: synthetic.Mix{Family: 56, Men: 34, Women: 10}}, 7) {
		building, err := h.reception.SaveBuilding(ctx, system, reception.Building{CentreID: c.ID, Name: b.Name, Lift: b.Lift})
		h.must(err)
		for _, f := range b.Floors {
			floor, err := h.reception.SaveFloor(ctx, system, reception.Floor{CentreID: c.ID, BuildingID: building.ID, Level: f.Level})
			h.must(err)
			for _, r := range f.Rooms {
				edit := reception.RoomEdit{Room: reception.Room{CentreID: c.ID, FloorID: floor.ID, Number: r.Number, Cots: r.CotPlaces, Area: reception.Area(r.AreaDM2),
					StepFree: r.StepFree, OwnBathroom: r.OwnBathroom, Lockable: r.Lockable, FamilyUnit: r.FamilyUnit, Isolation: r.Isolation, SexRule: reception.SexRule(r.SexRule)}}
				for _, bed := range r.Beds {
					edit.Labels = append(edit.Labels, bed.Label)
				}
				room, err := h.reception.SaveRoom(ctx, system, edit)
				h.must(err)
				rooms = append(rooms, room)
				for i, bed := range r.Beds {
					if bed.OutOfService != "" {
						_, err := h.reception.TakeOutOfService(ctx, system, reception.OutageInput{BedID: room.Beds[i].ID, Reason: reception.OutageReason(bed.OutOfService), From: today.AddDays(-20)})
						h.must(err)
					}
				}
			}
		}
	}
	return rooms
}

func householdOf(s synthetic.Household, org string) people.HouseholdInput {
	in := people.HouseholdInput{OrgID: org}
	for _, m := range s.Members {
		p := people.PersonInput{Relationship: people.Relationship(m.Relationship), Identity: people.Identity{
			Names: people.Names{Given: m.Given.Latin, Family: m.Family.Latin}, Sex: people.Sex(m.Sex), Birth: people.BirthDate{Year: m.Birth.Date.Year()}}}
		if m.Script != "Latn" {
			p.Names.Original = m.Given.Native + " " + m.Family.Native
		}
		if n := len(m.Statuses); n > 0 {
			p.Statuses = []people.StatusInput{{Code: people.StatusCode(m.Statuses[n-1].Code), From: dateOf(m.Statuses[n-1].From)}}
		}
		in.Persons = append(in.Persons, p)
	}
	return in
}

func dateOf(t time.Time) clock.Date {
	return clock.Date{Year: t.Year(), Month: t.Month(), Day: t.Day()}
}

// house registers a household and gives it the best place of the large centre;
// every fifteenth has a day of leaving about now.
func (h *house) house(f full, s synthetic.Household, i int) {
	ctx := context.Background()
	from := today.AddDays(-i % 30)
	var until clock.Date
	switch i % 15 {
	case 3:
		until = today.AddDays(1 + i%9)
	case 8:
		until = today
	case 13:
		from, until = today.AddDays(-25), today.AddDays(-1-i%5)
	}
	in := householdOf(s, h.org)
	out, err := h.people.RegisterHousehold(ctx, system, in)
	h.must(err)
	best, err := h.reception.Suggest(ctx, system, reception.SuggestIn{HouseholdID: out.HouseholdID, Centres: []string{f.centre.ID}})
	h.must(err)
	if len(best.Best) == 0 {
		return
	}
	now := h.clock.Now()
	if until.Before(today) && !until.IsZero() { // it is entered while it is still true
		h.clock.Set(from.Time(clock.Luxembourg).Add(9 * time.Hour))
		defer h.clock.Set(now)
	}
	_, err = h.reception.Place(ctx, system, reception.PlaceIn{HouseholdID: out.HouseholdID, From: from, Until: until, Rooms: best.Best[0].RoomIDs(), Accepted: best.Best[0].Warnings})
	if err != nil && fault.KindOf(err) != fault.Conflict {
		h.must(err)
	}
}

// expect promises a household a bed from today.
func (h *house) expect(f full, s synthetic.Household) {
	ctx := context.Background()
	out, err := h.people.RegisterHousehold(ctx, system, householdOf(s, h.org))
	h.must(err)
	best, err := h.reception.Suggest(ctx, system, reception.SuggestIn{HouseholdID: out.HouseholdID, Centres: []string{f.centre.ID}})
	h.must(err)
	if len(best.Best) == 0 {
		return
	}
	_, err = h.reception.Reserve(ctx, system, reception.PlaceIn{HouseholdID: out.HouseholdID, From: today, Rooms: best.Best[0].RoomIDs(), Accepted: best.Best[0].Warnings})
	h.must(err)
}
