package allocation

import "slices"

// Violation is a hard rule that an assignment breaks. RoomID and MemberID name
// the place and the person where the rule speaks of one.
type Violation struct {
	Code     string
	RoomID   string
	MemberID string
}

// Codes of the hard rules. Those about one room are also the reasons for which
// Propose refuses it; they are listed in the order in which they are tried.
const (
	BedsShort          = "beds_short"           // more heads than free beds and, for babies, cots
	SexRuleBroken      = "sex_rule"             // the room is for others
	MinorAlone         = "minor_alone"          // a minor without an adult of the household
	MinorsPlace        = "minors_place"         // kept for unaccompanied minors
	MinorWithStrangers = "minor_with_strangers" // an unaccompanied minor with unrelated adults
	WomanWithStrangers = "woman_with_strangers" // a woman on her own with unrelated men
	IsolationKept      = "isolation_kept"       // an isolation room that nobody needs
	IsolationShared    = "isolation_shared"     // somebody in isolation with another household
	ConflictInRoom     = "conflict_in_room"     // with a household never to be together with
	OtherCentre        = "other_centre"         // rooms in more than one centre
	NotNeighbours      = "not_neighbours"       // rooms that are not next to each other
	MemberMissing      = "member_missing"       // a member without a room
	MemberTwice        = "member_twice"         // a member in two rooms
	MemberUnknown      = "member_unknown"       // not of this household
	RoomUnknown        = "room_unknown"         // not among the rooms given
	RoomTwice          = "room_twice"           // the same room named twice
	RoomUnused         = "room_unused"          // a room with nobody in it
)

// Check lists the hard rules that the assignment of h to rooms breaks, none
// when it may stand. rooms must hold every room named in shares, with the
// occupants and the free beds as they are without h's new places. It judges a
// person's own choice by exactly the rules by which Propose chooses.
func Check(h Household, shares []Share, rooms []Room) []Violation {
	var found []Violation
	members := make(map[string]Member, len(h.Members))
	for _, m := range h.Members {
		members[m.ID] = m
	}
	placed := make(map[string]bool, len(h.Members))
	var used []*Room
	for _, s := range shares {
		var g group
		for _, id := range s.Members {
			m, known := members[id]
			if !known {
				found = append(found, Violation{MemberUnknown, s.RoomID, id})
				continue
			}
			if placed[id] {
				found = append(found, Violation{MemberTwice, s.RoomID, id})
			}
			placed[id] = true
			g = g.add(groupOf(m), 1)
		}
		i := slices.IndexFunc(rooms, func(r Room) bool { return r.ID == s.RoomID })
		if i < 0 {
			found = append(found, Violation{Code: RoomUnknown, RoomID: s.RoomID})
			continue
		}
		if slices.Contains(used, &rooms[i]) {
			found = append(found, Violation{Code: RoomTwice, RoomID: s.RoomID})
			continue
		}
		used = append(used, &rooms[i])
		if g.heads == 0 {
			found = append(found, Violation{Code: RoomUnused, RoomID: s.RoomID})
		}
		broken(&h, g, &rooms[i], func(code string) bool {
			found = append(found, Violation{Code: code, RoomID: s.RoomID})
			return true
		})
	}
	for _, m := range h.Members {
		if !placed[m.ID] {
			found = append(found, Violation{Code: MemberMissing, MemberID: m.ID})
		}
	}
	return append(found, apart(used)...)
}

// apart says whether rooms are not all in one centre or do not hang together
// as neighbours.
func apart(rooms []*Room) []Violation {
	if len(rooms) < 2 {
		return nil
	}
	for _, r := range rooms[1:] {
		if r.CentreID != rooms[0].CentreID {
			return []Violation{{Code: OtherCentre, RoomID: r.ID}}
		}
	}
	reached := []*Room{rooms[0]}
	for i := 0; i < len(reached); i++ {
		for _, r := range rooms {
			if !slices.Contains(reached, r) && neighbours(reached[i], r) {
				reached = append(reached, r)
			}
		}
	}
	for _, r := range rooms {
		if !slices.Contains(reached, r) {
			return []Violation{{Code: NotNeighbours, RoomID: r.ID}}
		}
	}
	return nil
}

func neighbours(a, b *Room) bool {
	return slices.Contains(a.Neighbours, b.ID) || slices.Contains(b.Neighbours, a.ID)
}

// company is who already sleeps in a room, as h sees them.
type company struct {
	own, ownAdults, ownMen int  // of the household itself
	others, otherAdults    int  // unrelated people
	otherNotWomen          int  // unrelated, twelve or older, not known to be female
	womanAlone             bool // an unrelated woman or girl of twelve without an adult man of hers in the room
	unaccompanied          bool // an unrelated unaccompanied minor
	conflict               bool
}

func companyIn(h *Household, r *Room) company {
	var c company
	for i := range r.Occupants {
		o := &r.Occupants[i]
		if o.Household == h.ID && h.ID != "" {
			c.own++
			c.ownAdults += count(isAdult(o.Age))
			c.ownMen += count(o.Sex == "m" && isAdult(o.Age))
			continue
		}
		c.others++
		c.otherAdults += count(isAdult(o.Age))
		c.otherNotWomen += count(o.Sex != "f" && pastChild(o.Age))
		c.unaccompanied = c.unaccompanied || o.Unaccompanied
		c.womanAlone = c.womanAlone || o.Sex == "f" && pastChild(o.Age) && !hasManOf(r, o.Household)
		c.conflict = c.conflict || slices.Contains(h.Conflicts, o.Household)
	}
	return c
}

// hasManOf: an occupant without a household has nobody.
func hasManOf(r *Room, household string) bool {
	for i := range r.Occupants {
		o := &r.Occupants[i]
		if o.Household == household && household != "" && o.Sex == "m" && isAdult(o.Age) {
			return true
		}
	}
	return false
}

// broken tells yield each hard rule that g of h would break in r, until yield
// has heard enough.
func broken(h *Household, g group, r *Room, yield func(code string) bool) {
	if g.bedsFor(r.FreeCots) > r.Free && !yield(BedsShort) {
		return
	}
	brokenIn(h, g, r, companyIn(h, r), yield)
}

// brokenIn is broken without the count of beds, for a company already known.
func brokenIn(h *Household, g group, r *Room, c company, yield func(code string) bool) {
	for _, rule := range [...]struct {
		code   string
		broken bool
	}{
		{SexRuleBroken, !admits(h, g, r, c)},
		{MinorAlone, !r.ForMinors && g.minors > 0 && g.adults+c.ownAdults == 0},
		{MinorsPlace, r.ForMinors && (!h.Unaccompanied || g.adults > 0)},
		{MinorWithStrangers, h.Unaccompanied && g.minors > 0 && c.otherAdults > 0 || g.adults > 0 && c.unaccompanied},
		{WomanWithStrangers, g.women > 0 && g.men+c.ownMen == 0 && c.otherNotWomen > 0 || g.notWomen > 0 && c.womanAlone},
		{IsolationKept, r.Isolation && g.isolated == 0 && c.own == 0},
		{IsolationShared, (r.Isolation || g.isolated > 0) && c.others > 0},
		{ConflictInRoom, c.conflict},
	} {
		if rule.broken && !yield(rule.code) {
			return
		}
	}
}

// admits is the sex rule of the room. Sex x or unknown is admitted by neither
// a women's nor a men's room.
func admits(h *Household, g group, r *Room, c company) bool {
	switch r.SexRule {
	case SexRuleNone:
		return true
	case SexRuleWomen:
		return g.notWomen == 0
	case SexRuleMen:
		return g.notMale == 0
	case SexRuleFamily:
		return len(h.Members)+c.own > 1
	}
	return false
}
