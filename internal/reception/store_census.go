package reception

import (
	"cmp"
	"context"
	"slices"

	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/db"
)

// takeCensus reads the rooms of a centre and who holds them in the nights from
// first until last. Departures of first itself are among them.
func (s *Service) takeCensus(ctx context.Context, q db.Querier, centre Centre, first, last clock.Date) (census, error) {
	c := census{centre: centre, today: s.today()}
	var err error
	if c.rooms, err = censusRooms(ctx, q, centre.ID, first); err != nil {
		return c, err
	}
	type place struct{ room, bed int }
	rooms, beds := map[string]int{}, map[string]place{}
	for i, r := range c.rooms {
		rooms[r.ID] = i
		for j, b := range r.Beds {
			beds[b.ID] = place{i, j}
		}
	}
	holds, err := censusHolds(ctx, q, centre.ID, [3]clock.Date{first, last, c.today})
	if err != nil {
		return c, err
	}
	for _, h := range holds {
		i, there := rooms[h.RoomID]
		if !there {
			continue
		}
		h.bed = noBed
		if h.BedID != "" {
			p, open := beds[h.BedID]
			if !open {
				continue
			}
			h.bed = p.bed
		}
		c.rooms[i].holds = append(c.rooms[i].holds, h)
	}
	for i := range c.rooms {
		slices.SortFunc(c.rooms[i].holds, func(a, b censusHold) int {
			return cmp.Or(cmp.Compare(a.HouseholdID, b.HouseholdID), a.From.Compare(b.From), cmp.Compare(a.ID, b.ID))
		})
	}
	return c, nil
}

// censusRooms reads the rooms and beds of a centre that were open at the end of day.
func censusRooms(ctx context.Context, q db.Querier, centreID string, day clock.Date) ([]censusRoom, error) {
	at := clock.At(day.AddDays(1).Time(clock.Luxembourg))
	rooms, err := db.All(ctx, q, func(r db.Row) (x censusRoom, err error) {
		return x, r.Scan(&x.ID, &x.CentreID, &x.FloorID, &x.Number, &x.Cots, &x.Area, &x.StepFree, &x.OwnBathroom, &x.Lockable,
			&x.FamilyUnit, &x.Isolation, &x.SexRule, &x.ClosedAt, &x.Version, &x.level, &x.floor, &x.building)
	}, `SELECT `+roomColumns+`, f.level, f.name, f.building_id FROM reception_room r JOIN reception_floor f ON f.id = r.floor_id
		WHERE r.centre_id = $1 AND (r.closed_at IS NULL OR r.closed_at >= $2) ORDER BY f.building_id, f.level, f.id, r.sort, r.id`, centreID, at)
	if err != nil {
		return nil, err
	}
	index := map[string]int{}
	for i, r := range rooms {
		index[r.ID] = i
	}
	beds, err := db.All(ctx, q, scanBed, `SELECT `+bedColumns+` FROM reception_bed b
		WHERE b.centre_id = $1 AND (b.closed_at IS NULL OR b.closed_at >= $2)`, centreID, at)
	for _, b := range beds {
		if i, there := index[b.RoomID]; there {
			rooms[i].Beds = append(rooms[i].Beds, b)
		}
	}
	for i := range rooms {
		slices.SortFunc(rooms[i].Beds, byLabel)
	}
	return rooms, err
}

func scanCensusHold(r db.Row) (h censusHold, err error) {
	return h, r.Scan(&h.ID, &h.BedID, &h.RoomID, &h.CentreID, &h.StayID, &h.HouseholdID, &h.PersonID, &h.From, &h.Until, &h.Status, &h.Reason,
		&h.outageID, &h.sex, &h.born, &h.restricted, &h.status, &h.owner.Org, &h.owner.Centre, &h.followsOn, &h.departure)
}

const censusColumns = `SELECT h.id, COALESCE(h.bed_id, ''), h.room_id, h.centre_id, COALESCE(h.stay_id, ''), COALESCE(h.household_id, ''),
	COALESCE(h.person_id, ''), h.from_date, h.until_date, h.status, h.reason, COALESCE(h.outage_id, ''), COALESCE(p.sex, ''),
	COALESCE(p.birth_year, 0), COALESCE(p.restricted, FALSE), COALESCE(p.status, ''), COALESCE(p.org_id, ''), COALESCE(p.centre_id, ''),
	s.previous_id IS NOT NULL, COALESCE(s.departure_kind, '')
	FROM reception_hold h LEFT JOIN people_person p ON p.id = h.person_id LEFT JOIN reception_stay s ON s.id = h.stay_id `

// censusHolds reads the holds of a centre that touch the days from first to
// last. Holds that have ended are of interest where first is past.
func censusHolds(ctx context.Context, q db.Querier, centreID string, days [3]clock.Date) ([]censusHold, error) {
	first, last, today := days[0], days[1], days[2]
	holds, err := db.All(ctx, q, scanCensusHold, censusColumns+`WHERE h.centre_id = $1 AND h.status IN ('occupied', 'reserved', 'out')
		AND h.from_date <= $2 AND (h.until_date IS NULL OR h.until_date >= $3 OR h.status = 'occupied')`, centreID, last, first)
	if err != nil || !first.Before(today) {
		return holds, err
	}
	ended, err := db.All(ctx, q, scanCensusHold, censusColumns+`WHERE h.centre_id = $1 AND h.status = 'ended'
		AND h.from_date <= $2 AND h.until_date >= $3`, centreID, last, first)
	return append(holds, ended...), err
}

// openCentres lists, by name, the open centres in reach.
func openCentres(ctx context.Context, q db.Querier, where reach) ([]Centre, error) {
	cond, args := where.cond("c.id", nil)
	return db.All(ctx, q, scanCentre, `SELECT `+centreColumns+centreTables+`WHERE c.status = 'open' AND `+cond+` ORDER BY c.sort, c.id`, args...)
}

// centresHeld lists the centres whose beds the stays or persons hold or have
// held; column is stay_id or person_id of h.
func centresHeld(ctx context.Context, q db.Querier, column string, ids []string) ([]string, error) {
	var out []string
	for chunk := range slices.Chunk(ids, rowsAtOnce) {
		marks, args := in(chunk, nil)
		centres, err := db.All(ctx, q, db.Value[string], `SELECT DISTINCT h.centre_id FROM reception_hold h WHERE `+column+` IN `+marks, args...)
		if err != nil {
			return nil, err
		}
		out = append(out, centres...)
	}
	return out, nil
}
