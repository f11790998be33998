// Package allocation answers which rooms fit a household best, and whether a
// given choice breaks a rule.
//
// It owns the hard rules that protect people who share a room and the weights
// by which free rooms are ranked. Its invariants: a proposal never breaks a
// hard rule, as Check sees it; when a single room fits, something is proposed;
// the same input gives the same answer, in whatever order the rooms come.
//
// It does not know dates, contracts, databases or the clock: the caller says
// how many beds are free for the whole period, and who else sleeps there then.
// It never decides: a person does, and the transaction that stores the choice
// calls Check again.
package allocation
