// Package funding owns the register of calls for proposals and of the operations
// that were selected: what the managing authority of a fund tells the public
// about the projects that it pays for.
//
// Invariants: only what is published leaves by the methods that need no actor;
// a change names the version that it was made from; what is published is
// withdrawn before it is removed, and a call with operations stays; texts keep
// the language they were written in beside their translations; the contact
// person of an operation is stored sealed until the register shows it.
//
// It does not know budgets, claims and indicators, nor any person on record.
package funding
