package synthetic

import (
	"fmt"
	"hash/fnv"
)

// SexRule says who may share a room.
type SexRule string

// The rules a room can have.
const (
	RuleFamily SexRule = "family" // one household, whatever its sexes
	RuleWomen  SexRule = "women"
	RuleMen    SexRule = "men"
	RuleNone   SexRule = "" // isolation rooms
)

// Building is an invented house of a centre.
type Building struct {
	Name             string
	StepFreeEntrance bool
	Lift             bool
	Floors           []Floor // ground floor first
}

// Floor is a storey; Level 0 is the ground floor.
type Floor struct {
	Level int
	Rooms []Room
}

// Room is a bedroom.
type Room struct {
	Number      string // level, point, two digits: "0.01", "2.14"; unique in its building
	AreaDM2     int    // square decimetres
	Beds        []Bed  // 1 to 8
	CotPlaces   int
	StepFree    bool // step-free entrance, and ground floor or lift
	OwnBathroom bool
	Lockable    bool
	FamilyUnit  bool // with its own kitchen corner
	Isolation   bool
	SexRule     SexRule
}

// Bed is a place to sleep.
type Bed struct {
	Label string // A, B, …
	// OutOfService is empty, or why the bed cannot be used: repair, works, damage,
	// pests or disinfection.
	OutOfService string
}

var outOfServiceReasons = []string{"repair", "works", "damage", "pests", "disinfection"}

// Room sizes by rule: weights of 1, 2, … 8 beds. Single persons sleep at most six
// to a room (EUAA guidance on reception conditions, indicator 6.1).
var roomSizes = map[SexRule][]int{
	RuleFamily: {0, 14, 22, 32, 14, 12, 3, 3},
	RuleMen:    {5, 24, 16, 36, 5, 14},
	RuleWomen:  {14, 40, 20, 26},
}

var minorRoomSizes = []int{40, 60}

// Layout returns the buildings of a centre: exactly c.Beds beds, the same ones for
// the same centre key and seed, none for a service without accommodation.
func Layout(c Centre, seed uint64) []Building {
	if !c.Accommodation || c.Beds < 1 {
		return nil
	}
	key := fnv.New64a()
	key.Write([]byte(c.Key))
	r := stream(seed, key.Sum64())
	rooms := bedrooms(&r, c)
	return house(&r, c, rooms)
}

// bedrooms deals the beds of the centre into rooms, rule by rule, so that rooms of
// one rule end up side by side.
func bedrooms(r *random, c Centre) []Room {
	women := c.Beds * c.Mix.Women / 100
	men := c.Beds * c.Mix.Men / 100
	family := c.Beds - women - men
	if c.Mix.Family == 0 {
		men, family = men+family, 0
	}
	var rooms []Room
	if c.Beds >= 60 && family > 2 {
		rooms = append(rooms, isolationRoom())
		family--
	}
	for _, part := range []struct {
		rule SexRule
		beds int
	}{{RuleFamily, family}, {RuleWomen, women}, {RuleMen, men}} {
		sizes := roomSizes[part.rule]
		if c.Type == "minors" {
			sizes = minorRoomSizes
		}
		for left := part.beds; left > 0; {
			n := min(r.weighted(sizes)+1, left)
			rooms = append(rooms, bedroom(r, c, part.rule, n))
			left -= n
		}
	}
	return rooms
}

func isolationRoom() Room {
	return Room{
		AreaDM2: 1200, Beds: labelled(1), OwnBathroom: true, Lockable: true, Isolation: true, SexRule: RuleNone,
	}
}

func bedroom(r *random, c Centre, rule SexRule, beds int) Room {
	room := Room{
		// At least 4 m² a person (EUAA guidance on reception conditions, indicator 5.1).
		AreaDM2:     beds*r.between(420, 620) + r.between(0, 300),
		Beds:        labelled(beds),
		Lockable:    c.Phase != PhaseFirst || rule != RuleMen,
		SexRule:     rule,
		OwnBathroom: r.chance(map[SexRule]int{RuleFamily: 38, RuleWomen: 30, RuleMen: 12}[rule]),
	}
	if rule == RuleFamily {
		room.CotPlaces = r.weighted([]int{30, 50, 20})
		room.FamilyUnit = beds >= 3 && r.chance(45)
	}
	closeBeds(r, room.Beds)
	return room
}

// closeBeds takes a whole room out of service now and then, or one bed of it.
func closeBeds(r *random, beds []Bed) {
	switch n := r.below(100); {
	case n < 2:
		reason := pick(r, outOfServiceReasons)
		for i := range beds {
			beds[i].OutOfService = reason
		}
	case n < 6:
		beds[len(beds)-1].OutOfService = "repair"
	}
}

func labelled(n int) []Bed {
	beds := make([]Bed, n)
	for i := range beds {
		beds[i].Label = string(rune('A' + i))
	}
	return beds
}

// house spreads the rooms over buildings and floors and numbers them.
func house(r *random, c Centre, rooms []Room) []Building {
	const perFloor = 14
	levels, name := 3, "Bâtiment"
	if c.Modular {
		levels, name = 2, "Module"
	}
	n := max(1, (len(rooms)+perFloor*levels-1)/(perFloor*levels))
	buildings := make([]Building, n)
	for b := range buildings {
		share := rooms[len(rooms)*b/n : len(rooms)*(b+1)/n]
		floors := min(levels, max(1, (len(share)+4)/5))
		buildings[b] = Building{
			Name:             name + " " + string(rune('A'+b)),
			StepFreeEntrance: b == 0 || r.chance(70),
			Lift:             floors > 2 && r.chance(55),
		}
		for level := range floors {
			on := share[len(share)*level/floors : len(share)*(level+1)/floors]
			buildings[b].Floors = append(buildings[b].Floors, Floor{Level: level, Rooms: on})
			for i := range on {
				on[i].Number = fmt.Sprintf("%d.%02d", level, i+1)
				on[i].StepFree = buildings[b].StepFreeEntrance && (level == 0 || buildings[b].Lift)
			}
		}
	}
	return buildings
}
