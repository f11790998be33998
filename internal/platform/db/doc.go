// Package db opens one database, SQLite or PostgreSQL, behind one small API:
// Write runs a function in a serializable transaction and runs it again where
// the engine asks for it; Read gives one snapshot; All and One scan rows.
//
// It owns the connection pools, the translation of constraint violations to
// one naming, random ids, and the change feed by which in-memory indexes of
// this and other nodes follow what was committed. It knows no table of any
// module.
//
// Invariants: a function given to Write may run more than once, so it touches
// nothing but its Tx; SQLite has one writer connection, so a Write inside a
// Write would wait for itself and is refused.
package db
