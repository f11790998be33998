// Package testkit is the ground that tests stand on: fresh migrated databases
// of both engines, golden files, parsed pages and their forms, a clock and
// random source that repeat, and a real browser with axe.
//
// It is imported by tests only. It starts what it needs (a PostgreSQL server,
// a browser) once per test process and leaves nothing behind when the process
// ends, however it ends. What a machine lacks is skipped with its reason, or
// fails where PASSERELLE_TEST_REQUIRE=1 says that nothing may be skipped.
//
// It knows the schema but no module: actors and example records belong to the
// module that owns them.
package testkit
