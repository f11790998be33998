package audit

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/db"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// sequenceBatch bounds one transaction of the sequencer.
const sequenceBatch = 500

// Sequence gives open rows their place in the tree and signs a checkpoint. It
// returns how many rows it took. Several processes may call it; one works.
func (l *Log) Sequence(ctx context.Context) (int, error) {
	l.sequencing.Lock()
	defer l.sequencing.Unlock()
	var taken int
	var signed []byte
	err := l.d.Append(ctx, func(ctx context.Context, tx *db.Tx) error {
		taken, signed = 0, nil
		if err := lockSequencer(ctx, tx); err != nil {
			return err
		}
		rows, err := openRows(ctx, tx, sequenceBatch)
		if err != nil || len(rows) == 0 {
			return err
		}
		size, err := treeSize(ctx, tx)
		if err != nil {
			return err
		}
		reader := &hashReader{ctx: ctx, q: tx, fresh: map[int64]tlog.Hash{}}
		for i, r := range rows {
			if err := l.integrate(ctx, tx, reader, size+int64(i), r); err != nil {
				return err
			}
		}
		size += int64(len(rows))
		root, err := tlog.TreeHash(size, reader)
		if err != nil {
			return err
		}
		if signed, err = l.checkpoint(size, root); err != nil {
			return err
		}
		taken = len(rows)
		return insertCheckpoint(ctx, tx, size, signed, clock.Now(l.clock))
	})
	if err != nil || taken == 0 {
		return 0, err
	}
	return taken, l.appendOutside(signed)
}

func (l *Log) integrate(ctx context.Context, tx *db.Tx, reader *hashReader, seq int64, r row) error {
	hashes, err := tlog.StoredHashes(seq, r.leaf(), reader)
	if err != nil {
		return err
	}
	at := tlog.StoredHashIndex(0, seq)
	for i, h := range hashes {
		reader.fresh[at+int64(i)] = h
		if err := insertHash(ctx, tx, at+int64(i), h); err != nil {
			return err
		}
	}
	return setSeq(ctx, tx, r.ID, seq)
}

// checkpoint signs size and root in the form of C2SP tlog-checkpoint.
func (l *Log) checkpoint(size int64, root tlog.Hash) ([]byte, error) {
	text := fmt.Sprintf("%s\n%d\n%s\n", logName, size, base64.StdEncoding.EncodeToString(root[:]))
	return note.Sign(&note.Note{Text: text}, l.signer)
}

// parseCheckpoint verifies a signed checkpoint.
func (l *Log) parseCheckpoint(signed []byte) (int64, tlog.Hash, error) {
	n, err := note.Open(signed, note.VerifierList(l.verifier))
	if err != nil {
		return 0, tlog.Hash{}, errors.New("checkpoint: signature is not ours")
	}
	lines := strings.Split(n.Text, "\n")
	if len(lines) < 3 || lines[0] != logName {
		return 0, tlog.Hash{}, errors.New("checkpoint: not of this log")
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil {
		return 0, tlog.Hash{}, errors.New("checkpoint: size is not a number")
	}
	root, err := tlog.ParseHash(lines[2])
	if err != nil {
		return 0, tlog.Hash{}, errors.New("checkpoint: root is not a hash")
	}
	return size, root, nil
}

// hashReader reads stored hashes, those of this transaction from memory.
type hashReader struct {
	ctx   context.Context
	q     db.Querier
	fresh map[int64]tlog.Hash
}

// ReadHashes implements tlog.HashReader.
func (h *hashReader) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(indexes))
	for i, at := range indexes {
		if x, ok := h.fresh[at]; ok {
			out[i] = x
			continue
		}
		x, err := readHash(h.ctx, h.q, at)
		if err != nil {
			return nil, err
		}
		h.fresh[at] = x
		out[i] = x
	}
	return out, nil
}
