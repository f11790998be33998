// Package clock owns time: what the time is, what a civil date is, and how
// both are stored.
//
// Invariants: a [Date] has no time zone and is stored as "2006-01-02" text; an
// [Instant] is stored as UTC text of fixed width, so that comparing the text
// compares the time, on SQLite and PostgreSQL alike; "today" is the day in
// Luxembourg, wherever the server stands. The time-zone database is compiled
// in, so that this holds on a machine without one.
//
// It does not know languages (package i18n formats dates for people) nor other
// calendars.
package clock
