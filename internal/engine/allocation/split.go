package allocation

import (
	"cmp"
	"slices"
	"strings"
)

const (
	// maxRooms bounds over how many rooms a household is spread.
	maxRooms = 4
	// maxSets bounds how many sets of neighbouring rooms of one size are
	// compared, maxTries how many groups one call tries to put into a room, and
	// maxTriesPerSet how many of these go to one set.
	maxSets        = 20_000
	maxTries       = 20_000
	maxTriesPerSet = 1_000
	// enough: when so many sets per proposal wanted have taken the household,
	// the rest, which look less likely, are left alone.
	enough = 4
)

// kind is members whom neither a rule nor a weight tells apart.
type kind struct {
	g       group
	members []string
}

func kindsOf(members []Member) []kind {
	var kinds []kind
	for _, m := range members {
		g := groupOf(m)
		i := slices.IndexFunc(kinds, func(k kind) bool { return k.g == g })
		if i < 0 {
			kinds = append(kinds, kind{g: g})
			i = len(kinds) - 1
		}
		kinds[i].members = append(kinds[i].members, m.ID)
	}
	return kinds
}

// split offers assignments to neighbouring rooms: two, and only when these do
// not do, three and four.
func (s *search) split() {
	if len(s.h.Members) < 2 {
		return
	}
	s.kinds = kindsOf(s.h.Members)
	n := neighbourhood{search: s, index: make(map[string]int)}
	adults := s.all.adults // and rooms where one of the household sleeps already
	for i := range s.rooms {
		r := &s.rooms[i]
		if r.Free+r.FreeCots == 0 {
			continue
		}
		withOwn := companyIn(s.h, r).ownAdults > 0
		if r.ForMinors == s.h.Unaccompanied || withOwn {
			n.rooms = append(n.rooms, r)
			adults += count(withOwn)
		}
	}
	most := min(maxRooms, len(s.h.Members))
	if !s.h.Unaccompanied {
		most = min(most, adults) // no room for minors alone
	}
	if most < 2 {
		return
	}
	n.link()
	for size := 2; size <= most && !s.content(); size++ {
		n.sets = n.sets[:0]
		for i := range n.rooms {
			later, _ := slices.BinarySearch(n.next[i], i)
			n.grow(append(make([]int, 0, maxRooms), i), n.next[i][later:], size)
		}
		slices.SortFunc(n.sets, func(a, b roomSet) int {
			return cmp.Or(cmp.Compare(b.promise, a.promise), slices.Compare(a.rooms[:size], b.rooms[:size]))
		})
		taken := 0
		for _, set := range n.sets {
			if s.tries >= maxTries || taken >= enough*s.limit {
				break
			}
			taken += count(s.spread(n.at(set, size)))
		}
	}
}

// roomSet is neighbouring rooms and how good they look before anybody is put
// into them.
type roomSet struct {
	rooms   [maxRooms]int // indices, sorted; those past the size are 0
	promise float64
}

// neighbourhood is the rooms that may hold a part of the household, and which
// of them are next to each other in the same centre.
type neighbourhood struct {
	*search
	rooms []*Room // sorted by id, so that nothing depends on the order in which they came
	index map[string]int
	next  [][]int // sorted
	sets  []roomSet
}

func (n *neighbourhood) link() {
	slices.SortFunc(n.rooms, func(a, b *Room) int { return strings.Compare(a.ID, b.ID) })
	for i, r := range n.rooms {
		n.index[r.ID] = i
	}
	n.next = make([][]int, len(n.rooms))
	for i, r := range n.rooms {
		for _, id := range r.Neighbours {
			if j, ok := n.index[id]; ok && j != i && n.rooms[j].CentreID == r.CentreID {
				n.next[i] = append(n.next[i], j)
				n.next[j] = append(n.next[j], i)
			}
		}
	}
	for i := range n.next {
		slices.Sort(n.next[i])
		n.next[i] = slices.Compact(n.next[i])
	}
}

// grow visits every connected set of size rooms exactly once: a set grows from
// its first room by rooms that come later, and a room enters the frontier with
// the first room of the set that it touches (Wernicke's enumeration of
// connected subgraphs).
func (n *neighbourhood) grow(set, frontier []int, size int) {
	if len(set) == size {
		n.collect(set)
		return
	}
	for k, j := range frontier {
		if len(n.sets) >= maxSets {
			return
		}
		var beyond []int // the last room needs no frontier
		if len(set)+1 < size {
			beyond = n.extend(frontier[k+1:], set, j)
		}
		n.grow(append(set, j), beyond, size) // the next j may overwrite this one
	}
}

// extend is frontier and the neighbours of room j that set does not touch yet.
func (n *neighbourhood) extend(frontier, set []int, j int) []int {
	frontier = slices.Clone(frontier)
	for _, k := range n.next[j] {
		touches := func(in int) bool {
			_, near := slices.BinarySearch(n.next[in], k)
			return near || in == k
		}
		if k > set[0] && !slices.ContainsFunc(set, touches) {
			frontier = append(frontier, k)
		}
	}
	return frontier
}

// collect keeps a set that has beds enough, with the score it would have if
// each room were filled by people with all the household's needs.
func (n *neighbourhood) collect(set []int) {
	kept := roomSet{}
	copy(kept.rooms[:], set)
	slices.Sort(kept.rooms[:len(set)])
	beds, cots := 0, 0
	var t tally
	for _, i := range set {
		r := n.rooms[i]
		beds, cots = beds+r.Free, cots+r.FreeCots
		t.room(n.h, group{heads: r.Free, needs: n.all.needs}, r)
	}
	left := beds - n.all.bedsFor(cots)
	if left < 0 {
		return
	}
	first := n.rooms[set[0]]
	t.household(n.h, first, n.around[first.CentreID], len(set))
	kept.promise = t.sum + weightBedBlocked*float64(left)
	n.sets = append(n.sets, kept)
}

func (n *neighbourhood) at(set roomSet, size int) []*Room {
	rooms := make([]*Room, size)
	for i, j := range set.rooms[:size] {
		rooms[i] = n.rooms[j]
	}
	return rooms
}

// spread offers the best way to spread the household over exactly these rooms
// and reports whether there is one.
func (s *search) spread(rooms []*Room) bool {
	sp := spreading{search: s, rooms: rooms, until: min(s.tries+maxTriesPerSet, maxTries)}
	for _, k := range s.kinds {
		sp.left = append(sp.left, len(k.members))
	}
	sp.fill(0)
	if sp.best.parts != nil {
		s.offer(sp.best.parts)
	}
	return sp.best.parts != nil
}

// spreading is one household on its way into one set of rooms.
type spreading struct {
	*search
	rooms []*Room
	until int    // tries
	left  []int  // members of each kind without a room
	parts []part // rooms filled so far
	best  candidate
}

// fill gives room i every group that the members left allow, then the next
// room; the last room takes all who are left.
func (sp *spreading) fill(i int) {
	if i < len(sp.rooms)-1 {
		sp.choose(i, make([]int, 0, len(sp.left)), group{})
		return
	}
	var g group
	for k, n := range sp.left {
		g = g.add(sp.kinds[k].g, n)
	}
	if !sp.fits(g, sp.rooms[i]) {
		return
	}
	parts := append(sp.parts, part{sp.rooms[i], g, sp.left})
	c := candidate{parts: parts, score: sp.weigh(parts, false).sum}
	if sp.best.parts != nil && compareCandidates(c, sp.best) >= 0 {
		return
	}
	c.parts = slices.Clone(parts)
	c.parts[i].kinds = slices.Clone(sp.left)
	sp.best = c
}

// choose decides for kind after kind how many go to room i.
func (sp *spreading) choose(i int, chosen []int, g group) {
	k := len(chosen)
	if k < len(sp.left) {
		for n := 0; n <= sp.left[k]; n++ {
			more := g.add(sp.kinds[k].g, n)
			if more.bedsFor(sp.rooms[i].FreeCots) > sp.rooms[i].Free {
				return
			}
			sp.choose(i, append(chosen, n), more)
		}
		return
	}
	if !sp.fits(g, sp.rooms[i]) {
		return
	}
	sp.parts = append(sp.parts, part{sp.rooms[i], g, slices.Clone(chosen)})
	for k, n := range chosen {
		sp.left[k] -= n
	}
	sp.fill(i + 1)
	for k, n := range chosen {
		sp.left[k] += n
	}
	sp.parts = sp.parts[:i]
}

func (sp *spreading) fits(g group, r *Room) bool {
	if g.heads == 0 || sp.tries >= sp.until {
		return false
	}
	sp.tries++
	ok := true
	broken(sp.h, g, r, func(string) bool { ok = false; return false })
	return ok
}
