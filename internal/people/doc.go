// Package people owns persons and households: who somebody is, as far as it is
// known, under which names and documents, and with whom they live.
//
// Invariants: what tells who somebody is lies sealed under the person's own
// data key, documents and contacts beside a keyed hash to find them by; what
// lies in the clear are codes, years and dates that do not. A person is in one
// household at a time (constraint people_member_person_id), a household with
// members has a head among them. The names of restricted and of erased persons
// are in no index. Each change writes its audit entry in its own transaction;
// a file is shown only after the reading of it is on record. Two records of one
// person are linked, never melted into one. Nobody's birth date is said to be
// more exact than it is known.
//
// It does not know where somebody sleeps (package reception tells it to which
// organisation and centre a household belongs), what the procedure is at, nor
// any page.
package people
