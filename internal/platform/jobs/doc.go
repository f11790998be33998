// Package jobs runs work after or apart from a request: mail, nightly counts,
// expiries. A job is enqueued in the transaction of its cause, so either both
// happen or neither, and is tried again until it succeeds or its tries are
// used up.
//
// It is a small front of River (riverqueue.com), whose tables it migrates, for
// both engines alike. Invariants: arguments are ids and codes, never personal
// data, because they lie in the database in clear; a job may run twice, so it
// must bear that.
package jobs
