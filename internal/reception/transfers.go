package reception

import (
	"context"
	"slices"
	"strings"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/fault"
)

// TransferQuery asks for transfers.
type TransferQuery struct {
	Incoming bool   // to centres where the actor decides; else from centres where the actor proposes
	CentreID string // empty: all in scope
	Statuses []TransferStatus
	After    string // cursor of the page before
	Limit    int    // at most 200; 0: 50
}

// TransferList lists transfers by the day of the journey, and the cursor of the
// next page, empty on the last. It holds no names.
func (s *Service) TransferList(ctx context.Context, by access.Actor, in TransferQuery) ([]Transfer, string, error) {
	perm := PermTransfer
	if in.Incoming {
		perm = PermTransferDecide
	}
	if !by.May(perm) {
		return nil, "", fault.Denied()
	}
	after, err := parseCursor(in.After, 2)
	if err != nil {
		return nil, "", err
	}
	limit := pageSize(in.Limit)
	list, err := listTransfers(ctx, s.db, transferFilter{by: by, incoming: in.Incoming, centreID: in.CentreID,
		statuses: in.Statuses, after: after, limit: limit + 1})
	if err != nil || len(list) <= limit {
		return list, "", err
	}
	last := list[limit-1]
	return list[:limit], cursor(last.On.String(), last.ID), nil
}

// BusQuery asks who travels on a day.
type BusQuery struct {
	On           clock.Date
	FromCentreID string // one of both is needed
	ToCentreID   string
}

// Bus is a vehicle and who goes with it.
type Bus struct {
	Name       string // empty: not said yet
	Seats      int    // of all its households
	ChildSeats int    // children so young that most need one; heights are not known
	StepFree   int    // persons who need a step-free vehicle
	Passengers []Passenger
}

// Passenger is a household that travels: by reference, never by name. Whoever
// may see the names adds them.
type Passenger struct {
	TransferID  string
	HouseholdID string
	Reference   string
	FromCentre  string
	ToCentre    string
	Seats       int
	ChildSeats  int
	Needs       []string // codes of housing needs that bear on a journey, each once
	Confirmed   bool     // the destination has accepted
}

// travelNeeds are the needs that bear on a journey.
var travelNeeds = []string{"step_free", "isolation", "near_hospital"}

// BusList lists who travels on a day from or to a centre, for each vehicle.
// Whoever proposes at the origin or decides at the destination may see it.
func (s *Service) BusList(ctx context.Context, by access.Actor, in BusQuery) ([]Bus, error) {
	if !in.On.Valid() {
		return nil, fault.InvalidField("on", "reception.error.date_missing")
	}
	f := transferFilter{by: by, onDay: in.On, centreID: in.FromCentreID, otherEnd: in.ToCentreID,
		statuses: []TransferStatus{TransferProposed, TransferAccepted, TransferDone}}
	perm, centre := PermTransfer, in.FromCentreID
	if centre == "" {
		perm, centre = PermTransferDecide, in.ToCentreID
		f.incoming, f.centreID, f.otherEnd = true, in.ToCentreID, ""
	}
	if _, err := s.centreFor(ctx, s.db, by, perm, centre); err != nil {
		return nil, err
	}
	list, err := listTransfers(ctx, s.db, f)
	if err != nil {
		return nil, err
	}
	return s.loadBuses(ctx, list)
}

func (s *Service) loadBuses(ctx context.Context, list []Transfer) ([]Bus, error) {
	homes, err := s.partiesOf(ctx, s.db, householdsOf(list))
	if err != nil {
		return nil, err
	}
	terms := waitingTable.terms(s.today())
	var buses []Bus
	for _, t := range list {
		i := slices.IndexFunc(buses, func(b Bus) bool { return b.Name == t.Bus })
		if i < 0 {
			i, buses = len(buses), append(buses, Bus{Name: t.Bus})
		}
		b, home := &buses[i], homes[t.HouseholdID]
		p := Passenger{TransferID: t.ID, HouseholdID: t.HouseholdID, Reference: home.reference, FromCentre: t.FromCentreName, ToCentre: t.ToCentreName,
			Seats: t.Seats, Confirmed: t.Status != TransferProposed}
		for _, m := range home.members {
			if m.Age >= 0 && m.Age < terms.ChildSeatBelowAge {
				p.ChildSeats++
			}
			for _, need := range m.Needs {
				if !slices.Contains(travelNeeds, string(need)) {
					continue
				}
				if need == "step_free" {
					b.StepFree++
				}
				if !slices.Contains(p.Needs, string(need)) {
					p.Needs = append(p.Needs, string(need))
				}
			}
		}
		b.Seats, b.ChildSeats = b.Seats+p.Seats, b.ChildSeats+p.ChildSeats
		b.Passengers = append(b.Passengers, p)
	}
	slices.SortFunc(buses, func(a, b Bus) int { return strings.Compare(a.Name, b.Name) })
	return buses, nil
}

func householdsOf(list []Transfer) []string {
	ids := make([]string, len(list))
	for i, t := range list {
		ids[i] = t.HouseholdID
	}
	return ids
}
