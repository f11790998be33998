package audit

import (
	"context"
	"crypto/ed25519"
	"encoding/base64"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"time"

	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/db"

	"golang.org/x/mod/sumdb/note"
)

// logName is the name that checkpoints are signed with.
const logName = "passerelle-audit"

// New returns the log of d. Checkpoints are signed with key and, where outside
// is not empty, appended to that file. Start must be called before Read.
func New(d *db.DB, c clock.Clock, key ed25519.PrivateKey, outside string) (*Log, error) {
	skey, vkey, err := noteKeys(key)
	if err != nil {
		return nil, err
	}
	signer, err := note.NewSigner(skey)
	if err != nil {
		return nil, err
	}
	verifier, err := note.NewVerifier(vkey)
	if err != nil {
		return nil, err
	}
	return &Log{
		d: d, clock: c, signer: signer, verifier: verifier, outside: outside,
		reads: make(chan readBatch, 1024), wake: make(chan struct{}, 1),
	}, nil
}

// noteKeys encodes an Ed25519 key as package note wants it.
func noteKeys(key ed25519.PrivateKey) (signer, verifier string, err error) {
	const algEd25519 = 1 // golang.org/x/mod/sumdb/note
	pub := key.Public().(ed25519.PublicKey)
	vkey, err := note.NewEd25519VerifierKey(logName, pub)
	if err != nil {
		return "", "", err
	}
	_, rest, _ := strings.Cut(vkey, "+")
	hash, _, _ := strings.Cut(rest, "+")
	seed := append([]byte{algEd25519}, key.Seed()...)
	return fmt.Sprintf("PRIVATE+KEY+%s+%s+%s", logName, hash, base64.StdEncoding.EncodeToString(seed)), vkey, nil
}

// VerifierKey returns the public key of the checkpoints in the form of package note.
func (l *Log) VerifierKey(key ed25519.PrivateKey) (string, error) {
	_, v, err := noteKeys(key)
	return v, err
}

// Start runs the writer of reads and the sequencer until ctx ends; the returned
// function waits for both and integrates what is left.
func (l *Log) Start(ctx context.Context) (wait func()) {
	reads, seq := make(chan struct{}), make(chan struct{})
	go func() { defer close(reads); l.writeReads(ctx) }()
	go func() { defer close(seq); l.sequenceLoop(ctx) }()
	return func() {
		<-reads
		<-seq
		last, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
		defer cancel()
		if _, err := l.Sequence(last); err != nil {
			slog.Error("audit sequencer", "error", err.Error())
		}
	}
}

// maxBatch bounds how many requests share one commit.
const maxBatch = 256

func (l *Log) writeReads(ctx context.Context) {
	for {
		var batch []readBatch
		select {
		case <-ctx.Done():
			return
		case b := <-l.reads:
			batch = append(batch, b)
		}
		for more := true; more && len(batch) < maxBatch; {
			select {
			case b := <-l.reads:
				batch = append(batch, b)
			default:
				more = false
			}
		}
		err := l.d.Append(context.WithoutCancel(ctx), func(ctx context.Context, tx *db.Tx) error {
			for _, b := range batch {
				for _, r := range b.rows {
					if err := insertRow(ctx, tx, r); err != nil {
						return err
					}
				}
			}
			return nil
		})
		for _, b := range batch {
			b.done <- err
		}
		l.nudge()
	}
}

func (l *Log) sequenceLoop(ctx context.Context) {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		for {
			n, err := l.Sequence(ctx)
			if err != nil && ctx.Err() == nil {
				slog.Error("audit sequencer", "error", err.Error())
			}
			if err != nil || n < sequenceBatch {
				break
			}
		}
	}
}

func (l *Log) appendOutside(signed []byte) error {
	if l.outside == "" {
		return nil
	}
	f, err := os.OpenFile(l.outside, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(append(signed, '\n'))
	return errors.Join(err, f.Sync(), f.Close())
}
