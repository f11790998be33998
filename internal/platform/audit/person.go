package audit

import (
	"context"

	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/db"
)

// Which says which entries of a person are wanted.
type Which bool

// The entries of a person's file.
const (
	Changes Which = false // what was done
	Reads   Which = true  // who looked
)

// Recorded is an entry as it stands in the log.
type Recorded struct {
	Entry
	Position
	Actor     string // account
	RequestID string // of the request it belongs to, empty outside one
}

// Position is where an entry stands in the order of time. The zero Position is
// after all entries.
type Position struct {
	At clock.Instant
	ID string
}

// OfPerson returns up to limit entries of a person's file that lie before a
// position, the newest first. It checks no permission.
func OfPerson(ctx context.Context, q db.Querier, person string, which Which, before Position, limit int) ([]Recorded, error) {
	at := before.At.String()
	if before == (Position{}) {
		at = "9999"
	}
	rows, err := entriesOfPerson(ctx, q, personEntries{person, which, at, before.ID, limit})
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
