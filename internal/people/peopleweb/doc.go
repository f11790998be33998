// Package peopleweb is the face of package people: registering households,
// finding and listing persons, their files, households, and the comparison of
// records, as pages and as operations of the API.
//
// It owns the texts of the module in the languages of the staff, keys
// "people.…", among them those of every code and fault of package people and
// of every reason that package names gives.
//
// Invariants: what somebody typed is never lost by a page that refuses it; what
// a person wrote stands in <bdi>; a page works without scripts.
//
// It does not know rooms and beds: where a household lives and what can be done
// about it the program tells it through Places.
package peopleweb
