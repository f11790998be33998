package db

import (
	"context"
	"log/slog"
	"time"
)

// Change says that an object of a topic was written; what changed is read from
// the database by who cares.
type Change struct{ Topic, ID string }

type feedPosition struct {
	xid string // PostgreSQL: transaction id of the last row seen
	seq int64
}

// Changed announces, at commit and to every node, that an object was written.
// Followers keep in-memory indexes with it.
func (t *Tx) Changed(topic string, ids ...string) {
	for _, id := range ids {
		t.changes = append(t.changes, Change{topic, id})
	}
}

func (t *Tx) storeChanges(ctx context.Context, node string) error {
	for i, c := range t.changes {
		if seen(t.changes[:i], c) {
			continue
		}
		if _, err := t.Exec(ctx, `INSERT INTO platform_change (topic, object, node) VALUES ($1, $2, $3)`, c.Topic, c.ID, node); err != nil {
			return err
		}
	}
	return nil
}

func seen(list []Change, c Change) bool {
	for _, x := range list {
		if x == c {
			return true
		}
	}
	return false
}

// OnChange calls f with the ids of a topic after each commit of this process
// and, once Follow runs, of others. f must bear being called twice for one
// change. Register before the first load of an index, so that no change falls
// between.
func (d *DB) OnChange(topic string, f func(ctx context.Context, ids []string)) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.followers[topic] = append(d.followers[topic], f)
}

func (d *DB) announce(ctx context.Context, changes []Change) {
	if len(changes) == 0 {
		return
	}
	byTopic := map[string][]string{}
	var order []string
	for i, c := range changes {
		if seen(changes[:i], c) {
			continue
		}
		if byTopic[c.Topic] == nil {
			order = append(order, c.Topic)
		}
		byTopic[c.Topic] = append(byTopic[c.Topic], c.ID)
	}
	for _, topic := range order {
		d.mu.Lock()
		fs := d.followers[topic]
		d.mu.Unlock()
		for _, f := range fs {
			f(ctx, byTopic[topic])
		}
	}
}

// Follow reads what other processes committed, every half second, until ctx
// ends. Call Mark before the indexes are loaded.
func (d *DB) Follow(ctx context.Context) {
	tick := time.NewTicker(500 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			if err := d.Poll(ctx); err != nil && ctx.Err() == nil {
				slog.Warn("change feed", "error", err.Error())
			}
		}
	}
}

// Mark sets the position of the feed to now.
func (d *DB) Mark(ctx context.Context) error {
	p, err := One(ctx, d, func(r Row) (p feedPosition, err error) {
		return p, r.Scan(&p.xid, &p.seq)
	}, d.feedSQL(`SELECT CAST(pg_snapshot_xmin(pg_current_snapshot()) AS text), 0`,
		`SELECT '', COALESCE(max(seq), 0) FROM platform_change`))
	if err == nil {
		d.position = p
	}
	return err
}

// Poll delivers the changes of other processes since the last position. Rows
// are read in the order of settled transactions, so a slow commit is never
// passed over.
func (d *DB) Poll(ctx context.Context) error {
	type row struct {
		Change
		feedPosition
		node string
	}
	pos := d.position
	args := []any{pos.seq}
	if d.engine == Postgres {
		args = []any{pos.xid, pos.seq}
	}
	rows, err := All(ctx, d, func(r Row) (x row, err error) {
		return x, r.Scan(&x.Topic, &x.ID, &x.node, &x.xid, &x.seq)
	}, d.feedSQL(`SELECT topic, object, node, CAST(xid AS text), seq FROM platform_change
		WHERE (xid, seq) > (CAST(CAST($1 AS text) AS xid8), $2) AND xid < pg_snapshot_xmin(pg_current_snapshot())
		ORDER BY xid, seq LIMIT 5000`,
		`SELECT topic, object, node, '', seq FROM platform_change WHERE seq > $1 ORDER BY seq LIMIT 5000`), args...)
	if err != nil {
		return err
	}
	var foreign []Change
	for _, x := range rows {
		if x.node != d.node {
			foreign = append(foreign, x.Change)
		}
		d.position = x.feedPosition
	}
	d.announce(ctx, foreign)
	return nil
}

// keptChanges is how many rows of the feed stay: far more than any process lags.
const keptChanges = 100_000

// Trim forgets old rows of the feed.
func (d *DB) Trim(ctx context.Context) error {
	return d.Append(ctx, func(ctx context.Context, tx *Tx) error {
		_, err := tx.Exec(ctx, `DELETE FROM platform_change WHERE seq <= (SELECT max(seq) FROM platform_change) - $1`, keptChanges)
		return err
	})
}

func (d *DB) feedSQL(postgres, sqlite string) string {
	if d.engine == Postgres {
		return postgres
	}
	return sqlite
}
