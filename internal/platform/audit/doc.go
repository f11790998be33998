// Package audit writes down who did what to which object, and proves later that
// nothing of it was edited, deleted, reordered, truncated or rolled back.
//
// The row of a change is written by Record in the transaction of the change;
// rows of reads go through Read, which commits many requests' rows together
// before any of the answers leaves. A sequencer gives each row its place in a
// Merkle tree (RFC 6962, as in golang.org/x/mod/sumdb/tlog) within a second, so
// that no business transaction fights over the end of the log, and signs
// checkpoints, which are also appended to a file outside the database.
//
// Invariants: a detail holds codes and counts, never personal data; rows are
// never updated but for their place, and never deleted.
package audit
