package app

import (
	"context"

	"passerelle/internal/platform/db"
)

// doubleHolds counts pairs of holds that overlap on one bed, and persons who
// hold two beds at once. It trusts no constraint: it looks.
func doubleHolds(ctx context.Context, q db.Querier) (int, error) {
	const active = `status IN ('reserved', 'occupied', 'ended', 'out')`
	beds, err := db.One(ctx, q, db.Value[int], `SELECT count(*) FROM reception_hold a JOIN reception_hold b ON a.bed_id = b.bed_id AND a.id < b.id
		WHERE a.`+active+` AND b.`+active+`
			AND (a.until_date IS NULL OR a.until_date > a.from_date) AND (b.until_date IS NULL OR b.until_date > b.from_date)
			AND (b.until_date IS NULL OR a.from_date < b.until_date) AND (a.until_date IS NULL OR b.from_date < a.until_date)`)
	if err != nil {
		return 0, err
	}
	persons, err := db.One(ctx, q, db.Value[int], `SELECT count(*) FROM reception_hold a JOIN reception_hold b ON a.person_id = b.person_id AND a.id < b.id
		WHERE a.status = 'occupied' AND b.status = 'occupied'`)
	return beds + persons, err
}

// fileIntegrity lets SQLite look through its whole file; "ok" when all is well.
func fileIntegrity(ctx context.Context, q db.Querier) (string, error) {
	return db.One(ctx, q, db.Value[string], `PRAGMA integrity_check`)
}

// householdSizes returns how many present members each household has.
func householdSizes(ctx context.Context, q db.Querier) (map[string]int, error) {
	return pairs(ctx, q, `SELECT h.id, count(m.person_id) FROM people_household h
		LEFT JOIN people_member m ON m.household_id = h.id AND m.left_at IS NULL GROUP BY h.id`)
}

// referenceCounts returns how often each household reference is there.
func referenceCounts(ctx context.Context, q db.Querier) (map[string]int, error) {
	return pairs(ctx, q, `SELECT reference, count(*) FROM people_household GROUP BY reference`)
}

func waitingHouseholds(ctx context.Context, q db.Querier) ([]string, error) {
	return db.All(ctx, q, db.Value[string], `SELECT household_id FROM reception_waiting WHERE status = 'waiting' ORDER BY id`)
}

func pairs(ctx context.Context, q db.Querier, query string) (map[string]int, error) {
	type pair struct {
		key string
		n   int
	}
	list, err := db.All(ctx, q, func(r db.Row) (p pair, err error) { return p, r.Scan(&p.key, &p.n) }, query)
	out := make(map[string]int, len(list))
	for _, p := range list {
		out[p.key] = p.n
	}
	return out, err
}

// brokenInvariant is a count that must be zero, and what it counts.
type brokenInvariant struct{ name, query string }

// invariants are what no path may break; doctor counts the breaches.
var invariants = []brokenInvariant{
	{"households without a member on record", `SELECT count(*) FROM people_household h WHERE NOT EXISTS (SELECT 1 FROM people_member m WHERE m.household_id = h.id)`},
	{"persons without a data key", `SELECT count(*) FROM people_person p WHERE p.erased_at IS NULL AND NOT EXISTS (SELECT 1 FROM people_datakey k WHERE k.person_id = p.id)`},
	{"persons whose household differs from their membership", `SELECT count(*) FROM people_person p JOIN people_member m ON m.person_id = p.id AND m.left_at IS NULL WHERE m.household_id <> p.household_id`},
	{"beds held in another centre than their own", `SELECT count(*) FROM reception_hold h JOIN reception_bed b ON b.id = h.bed_id WHERE b.centre_id <> h.centre_id OR b.room_id <> h.room_id`},
	{"present stays without an occupied bed", `SELECT count(*) FROM reception_stay s WHERE s.status = 'present' AND NOT EXISTS (SELECT 1 FROM reception_hold h WHERE h.stay_id = s.id AND h.status = 'occupied')`},
	{"occupied beds whose stay is not present", `SELECT count(*) FROM reception_hold h JOIN reception_stay s ON s.id = h.stay_id WHERE h.status = 'occupied' AND s.status <> 'present'`},
	{"persons whose centre differs from where they sleep", `SELECT count(*) FROM reception_hold h JOIN people_person p ON p.id = h.person_id WHERE h.status = 'occupied' AND (p.centre_id IS NULL OR p.centre_id <> h.centre_id)`},
	{"households that wait although they have a bed", `SELECT count(*) FROM reception_waiting w JOIN reception_stay s ON s.household_id = w.household_id WHERE w.status = 'waiting' AND s.status = 'present'`},
}
