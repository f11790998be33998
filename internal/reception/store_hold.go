package reception

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
)

const holdColumns = `h.id, COALESCE(h.bed_id, ''), h.room_id, h.centre_id, COALESCE(h.stay_id, ''), COALESCE(h.household_id, ''),
	COALESCE(h.person_id, ''), h.from_date, h.until_date, h.status, h.reason, h.ended_at`

func scanHold(r db.Row) (h Hold, err error) {
	return h, r.Scan(&h.ID, &h.BedID, &h.RoomID, &h.CentreID, &h.StayID, &h.HouseholdID,
		&h.PersonID, &h.From, &h.Until, &h.Status, &h.Reason, &h.endedAt)
}

// in returns "($n, $n+1, …)" for the ids and the arguments with the ids appended.
func in(ids []string, args []any) (string, []any) {
	marks := make([]string, len(ids))
	for i, id := range ids {
		args = append(args, id)
		marks[i] = fmt.Sprintf("$%d", len(args))
	}
	return "(" + strings.Join(marks, ", ") + ")", args
}

func orNull(s string) any {
	if s == "" {
		return nil
	}
	return s
}

// insertHolds writes the person holds of one stay in one statement, in the
// order of the beds, so that two transactions never wait for each other.
func insertHolds(ctx context.Context, tx *db.Tx, holds []Hold, at clock.Instant, by string) error {
	holds = slices.SortedFunc(slices.Values(holds), func(a, b Hold) int { return strings.Compare(a.BedID, b.BedID) })
	rows := make([][]any, len(holds))
	for i, h := range holds {
		rows[i] = []any{h.ID, "person", orNull(h.BedID), h.RoomID, h.CentreID, h.StayID, h.HouseholdID, h.PersonID, h.From, h.Until, h.Status, at, by}
	}
	return insertMany(ctx, tx, `INSERT INTO reception_hold (id, kind, bed_id, room_id, centre_id, stay_id, household_id, person_id,
		from_date, until_date, status, created_at, created_by)`, rows)
}

// activeHolds returns the reserved and occupied holds of a stay.
func activeHolds(ctx context.Context, q db.Querier, stayID string) ([]Hold, error) {
	return db.All(ctx, q, scanHold, `SELECT `+holdColumns+` FROM reception_hold h
		WHERE h.stay_id = $1 AND h.status IN ('reserved', 'occupied') ORDER BY h.id`, stayID)
}

// endedHolds returns the holds of a stay that ended, the last to end first.
func endedHolds(ctx context.Context, q db.Querier, stayID string) ([]Hold, error) {
	return db.All(ctx, q, scanHold, `SELECT `+holdColumns+` FROM reception_hold h
		WHERE h.stay_id = $1 AND h.status = 'ended' ORDER BY h.ended_at DESC, h.id`, stayID)
}

// holdOfPerson returns where a person sleeps now.
func holdOfPerson(ctx context.Context, q db.Querier, personID string) (Hold, error) {
	return db.One(ctx, q, scanHold, `SELECT `+holdColumns+` FROM reception_hold h WHERE h.person_id = $1 AND h.status = 'occupied'`, personID)
}

// holdsPresent returns where the members of a household sleep now.
func holdsPresent(ctx context.Context, q db.Querier, householdID string) ([]Hold, error) {
	return db.All(ctx, q, scanHold, `SELECT `+holdColumns+` FROM reception_hold h JOIN reception_stay s ON s.id = h.stay_id
		WHERE s.household_id = $1 AND s.status = 'present' AND h.status = 'occupied' ORDER BY h.id`, householdID)
}

func holdIDs(holds []Hold) []string {
	ids := make([]string, len(holds))
	for i, h := range holds {
		ids[i] = h.ID
	}
	return ids
}

// endHolds ends holds on a day: the night of that day is free.
func endHolds(ctx context.Context, tx *db.Tx, holds []Hold, on clock.Date, reason string, at clock.Instant) error {
	list, args := in(holdIDs(holds), []any{on, reason, at})
	_, err := tx.Exec(ctx, `UPDATE reception_hold SET until_date = $1, reason = $2, ended_at = $3, status = 'ended'
		WHERE id IN `+list, args...)
	return err
}

// reviveHolds undoes endHolds: the beds are slept in until a day again.
func reviveHolds(ctx context.Context, tx *db.Tx, holds []Hold, until clock.Date) error {
	list, args := in(holdIDs(holds), []any{until})
	_, err := tx.Exec(ctx, `UPDATE reception_hold SET until_date = $1, reason = '', ended_at = NULL,
		status = 'occupied' WHERE id IN `+list, args...)
	return err
}

// dropHolds gives reserved beds back: status says cancelled or no-show.
func dropHolds(ctx context.Context, tx *db.Tx, holds []Hold, status HoldStatus, reason string, at clock.Instant) error {
	list, args := in(holdIDs(holds), []any{status, reason, at})
	_, err := tx.Exec(ctx, `UPDATE reception_hold SET status = $1, reason = $2, ended_at = $3 WHERE id IN `+list, args...)
	return err
}

// occupyHolds says that reserved beds are slept in from a day on.
func occupyHolds(ctx context.Context, tx *db.Tx, holds []Hold, from clock.Date) error {
	list, args := in(holdIDs(holds), []any{from})
	_, err := tx.Exec(ctx, `UPDATE reception_hold SET from_date = $1, status = 'occupied' WHERE id IN `+list, args...)
	return err
}

// giveHolds makes holds those of another stay and its household.
func giveHolds(ctx context.Context, tx *db.Tx, holds []Hold, stay Stay) error {
	if len(holds) == 0 {
		return nil
	}
	list, args := in(holdIDs(holds), []any{stay.ID, stay.HouseholdID})
	_, err := tx.Exec(ctx, `UPDATE reception_hold SET stay_id = $1, household_id = $2 WHERE id IN `+list, args...)
	return err
}

// setUntil moves the end of holds.
func setUntil(ctx context.Context, tx *db.Tx, holds []Hold, until clock.Date) error {
	list, args := in(holdIDs(holds), []any{until})
	_, err := tx.Exec(ctx, `UPDATE reception_hold SET until_date = $1 WHERE id IN `+list, args...)
	return err
}

// setFrom moves the beginning of holds.
func setFrom(ctx context.Context, tx *db.Tx, holds []Hold, from clock.Date) error {
	list, args := in(holdIDs(holds), []any{from})
	_, err := tx.Exec(ctx, `UPDATE reception_hold SET from_date = $1 WHERE id IN `+list, args...)
	return err
}

// delayReserved moves reservations to a day on which the beds of holds, or the
// persons who have them, are free at last: others who were promised a bed
// before come then, and so do they to where they are expected.
func delayReserved(ctx context.Context, tx *db.Tx, holds []Hold, on clock.Date) (stays []string, err error) {
	if len(holds) == 0 {
		return nil, nil
	}
	beds := make([]string, len(holds))
	for i, h := range holds {
		beds[i] = h.BedID // empty for a cot place: no bed has that id
	}
	inBeds, args := in(beds, []any{on})
	ofPersons, args := in(personsOf(holds), args)
	late, err := db.All(ctx, tx, scanHold, `SELECT `+holdColumns+` FROM reception_hold h
		WHERE h.status = 'reserved' AND h.from_date < $1 AND (h.bed_id IN `+inBeds+` OR h.person_id IN `+ofPersons+`)`, args...)
	if err != nil || len(late) == 0 {
		return nil, err
	}
	for _, h := range late {
		if !h.Until.IsZero() && !h.Until.After(on) {
			return nil, fault.Conflicts("reception.error.reserved_meanwhile")
		}
		if !slices.Contains(stays, h.StayID) {
			stays = append(stays, h.StayID)
		}
	}
	return stays, setFrom(ctx, tx, late, on)
}

// roomsOfBeds fills in the rooms of assignments that name only a bed.
func roomsOfBeds(ctx context.Context, q db.Querier, assigned []Assignment) error {
	var beds []string
	for _, a := range assigned {
		switch {
		case a.BedID == "" && a.RoomID == "":
			return fault.InvalidField("assignments", "reception.error.no_place_chosen")
		case a.BedID != "" && !db.ValidID(a.BedID):
			return fault.Missing()
		case a.BedID != "":
			beds = append(beds, a.BedID)
		}
	}
	if len(beds) == 0 {
		return nil
	}
	list, args := in(beds, nil)
	pairs, err := db.All(ctx, q, func(r db.Row) (p [2]string, err error) { return p, r.Scan(&p[0], &p[1]) },
		`SELECT b.id, b.room_id FROM reception_bed b WHERE b.id IN `+list, args...)
	if err != nil {
		return err
	}
	room := make(map[string]string, len(pairs))
	for _, p := range pairs {
		room[p[0]] = p[1]
	}
	for i, a := range assigned {
		if a.BedID == "" {
			continue
		}
		if room[a.BedID] == "" || a.RoomID != "" && a.RoomID != room[a.BedID] {
			return fault.Missing()
		}
		assigned[i].RoomID = room[a.BedID]
	}
	return nil
}

// anyInCentre reports whether any of the households has a bed in the centre
// from a day on.
func anyInCentre(ctx context.Context, q db.Querier, centreID string, households []string, from clock.Date) (bool, error) {
	list, args := in(households, []any{centreID, from})
	n, err := db.One(ctx, q, db.Value[int], `SELECT COUNT(*) FROM reception_hold h WHERE h.centre_id = $1
		AND (h.status = 'occupied' OR h.status = 'reserved' AND (h.until_date IS NULL OR h.until_date > $2))
		AND h.household_id IN `+list, args...)
	return n > 0, err
}
