package reception

import (
	"context"
	"errors"
	"fmt"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
)

const transferColumns = `t.id, t.household_id, t.stay_id, t.from_centre_id, cf.name, t.to_centre_id, ct.name, t.from_org_id, t.to_org_id,
	t.on_date, t.status, t.reason, t.refusal, t.bus, t.seats, COALESCE(t.new_stay_id, ''), t.proposed_at, t.decided_at, t.version`

const transferTables = ` FROM reception_transfer t JOIN reception_centre cf ON cf.id = t.from_centre_id
	JOIN reception_centre ct ON ct.id = t.to_centre_id `

func scanTransfer(r db.Row) (t Transfer, err error) {
	return t, r.Scan(&t.ID, &t.HouseholdID, &t.StayID, &t.FromCentreID, &t.FromCentreName, &t.ToCentreID, &t.ToCentreName, &t.FromOrgID, &t.ToOrgID,
		&t.On, &t.Status, &t.Reason, &t.Refusal, &t.Bus, &t.Seats, &t.NewStayID, &t.ProposedAt, &t.DecidedAt, &t.Version)
}

// transferOf returns a transfer; missing where it does not exist.
func transferOf(ctx context.Context, q db.Querier, id string) (Transfer, error) {
	if !db.ValidID(id) {
		return Transfer{}, fault.Missing()
	}
	t, err := db.One(ctx, q, scanTransfer, `SELECT `+transferColumns+transferTables+`WHERE t.id = $1`, id)
	if errors.Is(err, db.ErrNoRow) {
		err = fault.Missing()
	}
	return t, err
}

func transferNote(ctx context.Context, q db.Querier, id string) ([]byte, error) {
	return db.One(ctx, q, db.Value[[]byte], `SELECT t.note_sealed FROM reception_transfer t WHERE t.id = $1`, id)
}

// openTransfersFrom returns the transfers of a stay that are still to take place.
func openTransfersFrom(ctx context.Context, q db.Querier, stayID string) ([]Transfer, error) {
	return db.All(ctx, q, scanTransfer, `SELECT `+transferColumns+transferTables+`
		WHERE t.status IN ('proposed', 'accepted') AND t.stay_id = $1`, stayID)
}

// transferInto reports whether a stay is the reserved end of an accepted transfer.
func transferInto(ctx context.Context, q db.Querier, stayID string) (bool, error) {
	n, err := db.One(ctx, q, db.Value[int], `SELECT COUNT(*) FROM reception_transfer t JOIN reception_stay s ON s.household_id = t.household_id
		WHERE s.id = $1 AND t.status = 'accepted' AND t.new_stay_id = s.id`, stayID)
	return n > 0, err
}

func insertTransfer(ctx context.Context, tx *db.Tx, t Transfer, note []byte, by string) error {
	_, err := tx.Exec(ctx, `INSERT INTO reception_transfer (id, household_id, stay_id, from_centre_id, to_centre_id, from_org_id, to_org_id,
			on_date, status, reason, note_sealed, bus, seats, proposed_at, proposed_by)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
		t.ID, t.HouseholdID, t.StayID, t.FromCentreID, t.ToCentreID, t.FromOrgID, t.ToOrgID,
		t.On, t.Status, t.Reason, note, t.Bus, t.Seats, t.ProposedAt, by)
	return err
}

// saveTransfer writes what may change of a transfer; by is who decided, empty
// where this is no decision.
func saveTransfer(ctx context.Context, tx *db.Tx, t Transfer, by string) error {
	_, err := tx.Exec(ctx, `UPDATE reception_transfer SET status = $1, refusal = $2, bus = $3, new_stay_id = $4, decided_at = $5,
		decided_by = COALESCE($6, decided_by), version = version + 1 WHERE id = $7`,
		t.Status, t.Refusal, t.Bus, orNull(t.NewStayID), t.DecidedAt, orNull(by), t.ID)
	return err
}

// promisedAfter reports whether a bed of the holds is promised to others, or
// out of service, at any time after they end.
func promisedAfter(ctx context.Context, q db.Querier, holds []Hold) (bool, error) {
	var beds []string
	for _, h := range holds {
		if h.BedID != "" {
			beds = append(beds, h.BedID)
		}
	}
	if len(beds) == 0 {
		return false, nil
	}
	list, args := in(beds, []any{holds[0].Until})
	n, err := db.One(ctx, q, db.Value[int], `SELECT COUNT(*) FROM reception_hold h WHERE h.status IN ('reserved', 'out')
		AND (h.until_date IS NULL OR h.until_date > $1) AND h.bed_id IN `+list, args...)
	return n > 0, err
}

// transferFilter narrows a list of transfers.
type transferFilter struct {
	by       access.Actor
	incoming bool   // those that come to centres in scope; else those that leave them
	centreID string // empty: all in scope
	statuses []TransferStatus
	onDay    clock.Date // zero: any
	otherEnd string     // centre at the other end, empty: any
	after    []string   // on, id
	limit    int        // 0: all
}

func listTransfers(ctx context.Context, q db.Querier, f transferFilter) ([]Transfer, error) {
	perm, here, org, there := PermTransfer, "t.from_centre_id", "t.from_org_id", "t.to_centre_id"
	if f.incoming {
		perm, here, org, there = PermTransferDecide, "t.to_centre_id", "t.to_org_id", "t.from_centre_id"
	}
	where, args := f.by.Where(perm, access.Columns{Org: org, Centre: here}, nil)
	add := func(cond string, values ...any) {
		marks := make([]any, len(values))
		for i, v := range values {
			args = append(args, v)
			marks[i] = fmt.Sprintf("$%d", len(args))
		}
		where += " AND " + fmt.Sprintf(cond, marks...)
	}
	if f.centreID != "" {
		add(here+" = %s", f.centreID)
	}
	if f.otherEnd != "" {
		add(there+" = %s", f.otherEnd)
	}
	if len(f.statuses) > 0 {
		codes := make([]string, len(f.statuses))
		for i, c := range f.statuses {
			codes[i] = string(c)
		}
		var list string
		list, args = in(codes, args)
		where += " AND t.status IN " + list
	}
	if !f.onDay.IsZero() {
		add("t.on_date = %s", f.onDay)
	}
	if f.after != nil {
		on, err := clock.ParseDate(f.after[0])
		if err != nil {
			return nil, fault.InvalidField("after", "reception.error.cursor")
		}
		add("(t.on_date, t.id) > (%s, %s)", on, f.after[1])
	}
	page := ""
	if f.limit > 0 {
		args = append(args, f.limit)
		page = fmt.Sprintf(" LIMIT $%d", len(args))
	}
	return db.All(ctx, q, scanTransfer, `SELECT `+transferColumns+transferTables+`WHERE `+where+` ORDER BY t.on_date, t.id`+page, args...)
}
