package audit

import (
	"context"
	"encoding/json"
	"sync"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/db"

	"golang.org/x/mod/sumdb/note"
)

// Entry is one line of the log.
type Entry struct {
	Action     string // such as "people.register"; reads end in ".read"
	ObjectType string // such as "person"
	ObjectID   string
	PersonID   string         // whose file it is, empty where it is nobody's
	Detail     map[string]any // codes and counts only, never personal data
}

// Log is the audit log of one database.
type Log struct {
	d          *db.DB
	clock      clock.Clock
	signer     note.Signer
	verifier   note.Verifier
	outside    string // path of the file that checkpoints are appended to, empty for none
	reads      chan readBatch
	wake       chan struct{}
	sequencing sync.Mutex
}

type readBatch struct {
	rows []row
	done chan error
}

// row is an entry as it is stored and hashed.
type row struct {
	ID         string `json:"id"`
	At         string `json:"at"`
	Actor      string `json:"actor"`
	Action     string `json:"action"`
	ObjectType string `json:"object_type"`
	ObjectID   string `json:"object_id"`
	PersonID   string `json:"person_id,omitempty"`
	RequestID  string `json:"request_id"`
	Detail     string `json:"detail"`
}

// leaf is the canonical form that the Merkle tree hashes.
func (r row) leaf() []byte {
	b, err := json.Marshal(r)
	if err != nil {
		panic("audit: row does not marshal: " + err.Error()) // strings only: cannot happen
	}
	return b
}

type requestKey struct{}

// WithRequest names the request that entries written under ctx belong to.
func WithRequest(ctx context.Context, id string) context.Context {
	return context.WithValue(ctx, requestKey{}, id)
}

// RequestID returns the request that ctx belongs to, empty outside one.
func RequestID(ctx context.Context) string {
	id, _ := ctx.Value(requestKey{}).(string)
	return id
}

// Record writes an entry in the transaction of the change it tells of.
func (l *Log) Record(ctx context.Context, tx *db.Tx, by access.Actor, e Entry) error {
	r, err := l.row(ctx, by, e)
	if err != nil {
		return err
	}
	if err := insertRow(ctx, tx, r); err != nil {
		return err
	}
	l.nudge()
	return nil
}

// Read writes entries for data that is about to be shown and returns when they
// are durable. Show nothing where it fails.
func (l *Log) Read(ctx context.Context, by access.Actor, entries ...Entry) error {
	if len(entries) == 0 {
		return nil
	}
	b := readBatch{done: make(chan error, 1)}
	for _, e := range entries {
		r, err := l.row(ctx, by, e)
		if err != nil {
			return err
		}
		b.rows = append(b.rows, r)
	}
	select {
	case l.reads <- b:
	case <-ctx.Done():
		return ctx.Err()
	}
	select {
	case err := <-b.done:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (l *Log) row(ctx context.Context, by access.Actor, e Entry) (row, error) {
	detail := []byte("{}")
	if len(e.Detail) > 0 {
		var err error
		if detail, err = json.Marshal(e.Detail); err != nil {
			return row{}, err
		}
	}
	return row{
		ID: db.NewID(), At: clock.Now(l.clock).String(), Actor: by.ID, Action: e.Action,
		ObjectType: e.ObjectType, ObjectID: e.ObjectID, PersonID: e.PersonID,
		RequestID: RequestID(ctx), Detail: string(detail),
	}, nil
}

func (l *Log) nudge() {
	select {
	case l.wake <- struct{}{}:
	default:
	}
}
