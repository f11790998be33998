package db

import (
	"errors"
	"net/url"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
)

// Violation returns the name of the constraint that err breaks, empty where err
// is something else. Both engines answer alike because the schema names
// constraints by one rule: a unique index is called {table}_{column}_{column},
// a check or trigger carries its own name.
func Violation(err error) string {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		if strings.HasPrefix(pg.Code, "23") {
			if pg.ConstraintName != "" {
				return pg.ConstraintName
			}
			return pg.Message // raised by a trigger: the message is the name
		}
		return ""
	}
	var lite *sqlite.Error
	if !errors.As(err, &lite) || lite.Code()&0xff != sqliteConstraint {
		return ""
	}
	msg := lite.Error()
	for _, kind := range []string{"UNIQUE", "CHECK", "NOT NULL", "FOREIGN KEY"} {
		if _, rest, ok := strings.Cut(msg, kind+" constraint failed: "); ok {
			return uniqueName(strings.TrimSpace(cutCode(rest)))
		}
	}
	if _, rest, ok := strings.Cut(msg, "constraint failed: "); ok {
		return strings.TrimSpace(cutCode(rest))
	}
	return msg
}

const sqliteConstraint = 19 // SQLITE_CONSTRAINT, sqlite.org/rescode.html

// cutCode drops the " (2067)" that the driver appends.
func cutCode(s string) string {
	if i := strings.LastIndex(s, " ("); i > 0 {
		return s[:i]
	}
	return s
}

// uniqueName turns "t.a, t.b" into "t_a_b".
func uniqueName(s string) string {
	cols := strings.Split(s, ", ")
	table, first, ok := strings.Cut(cols[0], ".")
	if !ok {
		return s
	}
	name := table + "_" + first
	for _, c := range cols[1:] {
		_, col, _ := strings.Cut(c, ".")
		name += "_" + col
	}
	return name
}

// retryable reports whether the engine asks to run the transaction again.
func retryable(err error) bool {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return pg.Code == "40001" || pg.Code == "40P01" // serialization failure, deadlock
	}
	var lite *sqlite.Error
	if errors.As(err, &lite) {
		code := lite.Code() & 0xff
		return code == 5 || code == 6 // SQLITE_BUSY, SQLITE_LOCKED
	}
	return false
}

// redact drops a connection URL from err, since it may hold the password.
func redact(err error) error {
	var parse *url.Error
	if errors.As(err, &parse) {
		return parse.Err
	}
	var conn *pgconn.ConnectError
	if errors.As(err, &conn) {
		if inner := errors.Unwrap(conn); inner != nil {
			return inner
		}
	}
	return err
}
