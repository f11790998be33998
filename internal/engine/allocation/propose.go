package allocation

import (
	"cmp"
	"slices"
	"strings"
)

// Proposal is an assignment of a whole household that breaks no hard rule.
type Proposal struct {
	Rooms   []Share // sorted by room id
	Score   float64 // the sum of the reasons' weights; only the order means something
	Reasons []Reason
}

// Propose returns up to limit assignments of h, best first, and why rooms
// cannot take the whole household: for each code of a hard rule the number of
// rooms that it was the first to refuse. It prefers one room; neighbouring
// rooms of one centre are tried when fewer than limit rooms fit alone or the
// best one leaves a need unmet. That search looks at the likeliest rooms first
// and is cut off (maxSets, maxTries), so that it cannot run away in a hall of
// hundreds of cubicles: the cut-off may miss a better pair of rooms and, with
// thousands of free rooms of which hardly any two suit, the only one.
//
// Equal scores are ordered by room id. Room ids must be unique.
func Propose(h Household, rooms []Room, limit int) (best []Proposal, refused map[string]int) {
	refused = make(map[string]int)
	if len(h.Members) == 0 || limit < 1 {
		return nil, refused
	}
	s := search{h: &h, rooms: rooms, limit: limit, around: lookAround(&h, rooms)}
	for _, m := range h.Members {
		s.all = s.all.add(groupOf(m), 1)
	}
	one := make([]part, 1)
	for i := range rooms {
		r := &rooms[i]
		first := ""
		broken(&h, s.all, r, func(code string) bool { first = code; return false })
		if first != "" {
			refused[first]++
			continue
		}
		one[0] = part{room: r, g: s.all}
		s.offer(one)
	}
	if !s.content() {
		s.split()
	}
	for _, c := range s.best {
		best = append(best, s.proposal(c))
	}
	return best, refused
}

// part is a room and the people who go there: as a group, and as how many of
// each kind (nil means everybody).
type part struct {
	room  *Room
	g     group
	kinds []int
}

type candidate struct {
	parts []part // sorted by room id
	score float64
	unmet bool
}

type search struct {
	h      *Household
	all    group
	rooms  []Room
	limit  int
	around map[string]surroundings
	best   []candidate // sorted, at most limit
	kinds  []kind      // of members, when the household may be split
	tries  int
}

func (s *search) full() bool { return len(s.best) == s.limit }

// content: there is choice enough, and the best leaves no need unmet.
func (s *search) content() bool { return s.full() && !s.best[0].unmet }

// offer weighs an assignment and keeps it when it is among the best.
func (s *search) offer(parts []part) {
	t := s.weigh(parts, false)
	if s.full() && t.sum < s.best[s.limit-1].score {
		return
	}
	c := candidate{parts: parts, score: t.sum, unmet: t.unmet}
	at, _ := slices.BinarySearchFunc(s.best, c, compareCandidates)
	if at >= s.limit {
		return
	}
	c.parts = slices.Clone(parts) // the caller goes on with its own
	s.best = slices.Insert(s.best, at, c)
	if len(s.best) > s.limit {
		s.best = s.best[:s.limit]
	}
}

func (s *search) weigh(parts []part, keep bool) tally {
	t := tally{keep: keep}
	first := parts[0].room
	t.household(s.h, first, s.around[first.CentreID], len(parts))
	for _, p := range parts {
		t.room(s.h, p.g, p.room)
	}
	return t
}

func compareCandidates(a, b candidate) int {
	if c := cmp.Compare(b.score, a.score); c != 0 {
		return c
	}
	return slices.CompareFunc(a.parts, b.parts, func(p, q part) int { return strings.Compare(p.room.ID, q.room.ID) })
}

// proposal writes a candidate out: who goes where, and why.
func (s *search) proposal(c candidate) Proposal {
	t := s.weigh(c.parts, true)
	slices.SortStableFunc(t.kept, func(a, b Reason) int { return cmp.Compare(abs(b.Weight), abs(a.Weight)) })
	p := Proposal{Score: t.sum, Reasons: t.kept}
	given := make([]int, len(s.kinds)) // members of each kind who have a room already
	for _, part := range c.parts {
		share := Share{RoomID: part.room.ID}
		if part.kinds == nil {
			for _, m := range s.h.Members {
				share.Members = append(share.Members, m.ID)
			}
		}
		for k, n := range part.kinds {
			share.Members = append(share.Members, s.kinds[k].members[given[k]:given[k]+n]...)
			given[k] += n
		}
		p.Rooms = append(p.Rooms, share)
	}
	return p
}

func abs(x float64) float64 { return max(x, -x) }
