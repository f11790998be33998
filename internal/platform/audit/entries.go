package audit

import (
	"context"
	"encoding/json"
	"fmt"

	"passerelle/internal/platform/clock"
)

// Filter narrows Entries. The zero value matches every entry.
type Filter struct {
	Actor    string        // account id, or "system:…"
	Action   string        // such as "people.register"
	ObjectID string        // of any type
	PersonID string        // whose file it is
	From     clock.Instant // at this time or later
	Until    clock.Instant // before this time
	Before   Position      // of the last entry of the page before
	Limit    int           // 1 to 200; 0: 50
}

// Entries returns the entries that match, the newest first. It checks no
// permission and leaves no trace: both are the caller's to do.
func (l *Log) Entries(ctx context.Context, f Filter) ([]Recorded, error) {
	if f.Limit <= 0 || f.Limit > 200 {
		f.Limit = 50
	}
	rows, err := filteredRows(ctx, l.d, f)
	if err != nil {
		return nil, err
	}
	out := make([]Recorded, len(rows))
	for i, r := range rows {
		if out[i], err = r.recorded(); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// Actions returns the actions that the log has entries of, sorted.
func (l *Log) Actions(ctx context.Context) ([]string, error) { return allActions(ctx, l.d) }

func (r row) recorded() (Recorded, error) {
	at, err := clock.ParseInstant(r.At)
	if err != nil {
		return Recorded{}, fmt.Errorf("audit entry %s: %w", r.ID, err)
	}
	out := Recorded{
		Entry:    Entry{Action: r.Action, ObjectType: r.ObjectType, ObjectID: r.ObjectID, PersonID: r.PersonID},
		Position: Position{at, r.ID}, Actor: r.Actor, RequestID: r.RequestID,
	}
	if err := json.Unmarshal([]byte(r.Detail), &out.Detail); err != nil {
		return Recorded{}, fmt.Errorf("audit entry %s: %w", r.ID, err)
	}
	return out, nil
}
