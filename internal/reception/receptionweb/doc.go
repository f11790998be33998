// Package receptionweb is the face of package reception: the desk's day,
// centres with their rooms and beds, the bed board and the plan, stays,
// transfers, the waiting list, and what is counted of all this.
//
// It owns the pages under /app that are about places, their twins in the JSON
// API, and the words of reception (keys "reception.…"), the error texts of the
// module among them.
//
// Invariants: every page works without JavaScript; every number leads to the
// list that it counts; a form that is refused comes back as it was typed; what
// a user wrote stands in <bdi>; a page shows no name that package people would
// not show the reader.
//
// It does not know who may do what, nor when a bed is free: the module does.
package receptionweb
