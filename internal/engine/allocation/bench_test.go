package allocation_test

import (
	"fmt"
	"testing"

	"passerelle/internal/engine/allocation"
)

// manyRooms is a country of 10,000 rooms in 60 centres, in rows along
// corridors; every k-th room is empty, the others are full.
func manyRooms(emptyEvery int) []allocation.Room {
	rooms := make([]allocation.Room, 0, 10_000)
	for i := range 10_000 {
		beds := 2 + i%5
		r := allocation.Room{
			ID: fmt.Sprintf("room-%05d", i), CentreID: fmt.Sprintf("centre-%02d", i/167),
			Floor: i % 4, StepFree: i%7 == 0, FamilyUnit: i%3 == 0, Free: beds,
			Neighbours: []string{fmt.Sprintf("room-%05d", i+1)},
		}
		if i%emptyEvery != 0 {
			r.Free = 0
			for k := range beds {
				r.Occupants = append(r.Occupants, allocation.Occupant{
					Household: fmt.Sprint("h", i), Sex: "m", Age: 20 + k, Nationality: "ERI", Languages: []string{"tir"},
				})
			}
		}
		rooms = append(rooms, r)
	}
	return rooms
}

func family(adults, children int) allocation.Household {
	h := allocation.Household{ID: "new", Languages: []string{"ara"}, Nationalities: []string{"SYR"}, Conflicts: []string{"h5"}}
	for i := range adults {
		h.Members = append(h.Members, member(fmt.Sprint("a", i), []string{"f", "m"}[i%2], 30+i))
	}
	for i := range children {
		h.Members = append(h.Members, member(fmt.Sprint("c", i), []string{"f", "m"}[i/2%2], (1+3*i)%18))
	}
	return h
}

func BenchmarkPropose(b *testing.B) {
	for _, bc := range []struct {
		name       string
		emptyEvery int
		h          allocation.Household
	}{
		{"single/all rooms empty", 1, family(1, 0)},
		{"five/one room in ten empty", 10, family(2, 3)},
		{"five/all rooms empty", 1, family(2, 3)},
		{"nine in neighbouring rooms/all rooms empty", 1, family(2, 7)},
		{"twelve cannot be placed/all rooms empty", 1, family(1, 11)},
		{"fifteen cannot be placed/all rooms empty", 1, family(2, 13)},
		{"twenty adults/all rooms empty", 1, family(20, 0)},
	} {
		b.Run(bc.name, func(b *testing.B) {
			rooms := manyRooms(bc.emptyEvery)
			for b.Loop() {
				allocation.Propose(bc.h, rooms, 5)
			}
		})
	}
}
