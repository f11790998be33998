package audit

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"

	"passerelle/internal/platform/db"

	"golang.org/x/mod/sumdb/tlog"
)

// Report says what Verify found.
type Report struct {
	Entries     int64    // rows in the tree
	Open        int      // rows that wait for their place
	Checkpoints int      // checkpoints in the database that were checked
	Outside     int      // checkpoints outside the database that were checked
	Problems    []string // empty: the log is whole
}

// Verify recomputes the tree from the rows and compares it with the stored
// hashes, with every signed checkpoint of the database and with those of the
// outside file, where path is not empty. Problems name positions and ids, never
// contents.
func (l *Log) Verify(ctx context.Context, path string) (Report, error) {
	var rep Report
	tree := memTree{}
	err := l.d.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		rep = Report{}
		tree = memTree{}
		open, err := openRows(ctx, tx, 1_000_000)
		if err != nil {
			return err
		}
		rep.Open = len(open)
		if err := rep.replay(ctx, tx, &tree); err != nil {
			return err
		}
		if err := rep.compareStored(ctx, tx, tree); err != nil {
			return err
		}
		points, err := allCheckpoints(ctx, tx)
		if err != nil {
			return err
		}
		for _, p := range points {
			rep.Checkpoints++
			l.compareCheckpoint(&rep, tree, []byte(p.signed), "checkpoint in the database")
		}
		return nil
	})
	if err != nil || path == "" {
		return rep, err
	}
	outside, err := readOutside(path)
	if err != nil {
		return rep, err
	}
	for _, signed := range outside {
		rep.Outside++
		l.compareCheckpoint(&rep, tree, signed, "outside checkpoint")
	}
	return rep, nil
}

// replay hashes all rows in the order of their places.
func (rep *Report) replay(ctx context.Context, q db.Querier, tree *memTree) error {
	for {
		rows, err := placedRows(ctx, q, rep.Entries, 5000)
		if err != nil {
			return err
		}
		for _, r := range rows {
			if r.seq != rep.Entries {
				rep.problem("row %d is missing", rep.Entries)
				return nil
			}
			hashes, err := tlog.StoredHashes(r.seq, r.leaf(), *tree)
			if err != nil {
				return err
			}
			*tree = append(*tree, hashes...)
			rep.Entries++
		}
		if len(rows) < 5000 {
			return nil
		}
	}
}

func (rep *Report) compareStored(ctx context.Context, q db.Querier, tree memTree) error {
	var next int64
	err := eachHash(ctx, q, func(at int64, hash []byte) bool {
		switch {
		case at != next:
			rep.problem("stored hash %d is missing", next)
		case at >= int64(len(tree)):
			rep.problem("stored hash %d belongs to a row that is gone", at)
		case !bytes.Equal(hash, tree[at][:]):
			rep.problem("stored hash %d differs: a row before it was changed", at)
		default:
			next++
			return true
		}
		return false
	})
	if err == nil && len(rep.Problems) == 0 && next < int64(len(tree)) {
		rep.problem("stored hashes end at %d, the rows need %d", next, len(tree))
	}
	return err
}

func (l *Log) compareCheckpoint(rep *Report, tree memTree, signed []byte, what string) {
	size, root, err := l.parseCheckpoint(signed)
	if err != nil {
		rep.problem("%s: %v", what, err)
		return
	}
	if size > rep.Entries {
		rep.problem("%s of size %d: the log has %d rows; rows were cut off or an older copy was restored", what, size, rep.Entries)
		return
	}
	if size == 0 {
		return
	}
	got, err := tlog.TreeHash(size, tree)
	if err != nil || got != root {
		rep.problem("%s of size %d does not fit the rows", what, size)
	}
}

func (rep *Report) problem(format string, args ...any) {
	if len(rep.Problems) < 20 {
		rep.Problems = append(rep.Problems, fmt.Sprintf(format, args...))
	}
}

// memTree holds stored hashes by position.
type memTree []tlog.Hash

// ReadHashes implements tlog.HashReader.
func (t memTree) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(indexes))
	for i, at := range indexes {
		if at >= int64(len(t)) {
			return nil, errors.New("audit: hash beyond the tree")
		}
		out[i] = t[at]
	}
	return out, nil
}

// readOutside splits a file of checkpoints: notes with an empty line after each.
func readOutside(path string) ([][]byte, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("checkpoint file: %w", err)
	}
	var out [][]byte
	for _, part := range bytes.Split(b, []byte(logName+"\n")) {
		if part = bytes.TrimSpace(part); len(part) > 0 {
			out = append(out, append(append([]byte(logName+"\n"), part...), '\n'))
		}
	}
	return out, nil
}
