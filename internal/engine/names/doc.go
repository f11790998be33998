// Package names answers who in the register is like a person: a name in any
// order, spelling and script, with what is known of birth, sex and
// nationality, against every name on record.
//
// It owns the reading of names (normalising, transliterating, folding the ways
// in which one name is romanised) and the weighing of evidence. Its
// invariants: the order of the parts of a name changes nothing; adding what
// agrees never lowers a score; a reason repeats only the query's own names, so
// that showing why does not tell a stored name. The index lives in memory
// only, and a removed person leaves no name behind in it.
//
// It does not know who may see whom (the caller passes Keep), where records
// come from, databases or the clock. It never decides that two records are the
// same person: a verdict is advice to the person who looks.
package names
