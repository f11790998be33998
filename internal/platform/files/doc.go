// Package files owns encrypted files: where they lie, how they are sealed, and
// what a photo must look like before it is kept.
//
// Invariants: a store sees only what is sealed; a file opens only with its key
// and under its own id, whole and unchanged; a file is there entirely or not
// at all, also after the power failed in the middle; no file name, path or
// metadata that a user sent survives.
//
// It does not know whose a file is, who may read it, or what its key is made
// of: the caller keeps the id and passes the key.
package files
