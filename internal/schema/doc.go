// Package schema owns the shape of the database: forward-only migrations, one
// line of history for both engines, and the function that applies them.
//
// Files under migrations/common run on both engines, those under
// migrations/sqlite and migrations/postgres on one; a number is used once in
// common or once in each of the two, so both engines end at the same version.
// Every table carries the prefix of the package that alone writes it.
package schema
