// Package reception owns the places and who sleeps in them: organisations,
// centres, buildings, floors, rooms and beds; outages; stays of households and
// the beds they hold; transfers, the waiting list; and all that is counted of it.
//
// Invariants: no bed and no person is held twice for the same night (database
// constraints reception_hold_bed_twice and reception_hold_person_twice); a bed
// that is held is neither closed nor taken out of service; on every day each
// bed of a centre is in exactly one state, so that gross beds are the sum of
// net free, out of service, blocked, reserved and occupied ones; days are
// nights: a stay from the 3rd until the 5th holds the nights of the 3rd and 4th.
//
// It does not know names, birth dates or documents (package people does), why a
// household flees, nor any page.
package reception
