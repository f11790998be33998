package names

import "sync"

// Index finds people by name. It is safe for concurrent use: searches run side
// by side, and a change waits only for the searches under way.
type Index struct {
	mu     sync.RWMutex
	slots  map[string]uint32 // by record id
	people []person          // by slot
	free   []uint32          // slots of people removed
	vocab  vocabulary
	pool   sync.Pool // *scratch
}

// person is a record in its slot, with names as words of the vocabulary.
type person struct {
	id    string
	words []uint32 // of all names in their order, each name ended by a 0
	facts
}

// packedBirth is Birth in half the space.
type packedBirth struct {
	year       int16
	month, day int8
	estimated  bool
}

func packBirth(b Birth) packedBirth {
	if b.Year < 0 || b.Year > 9999 || b.Month < 0 || b.Month > 12 || b.Day < 0 || b.Day > 31 {
		return packedBirth{} // no date, so no evidence
	}
	return packedBirth{int16(b.Year), int8(b.Month), int8(b.Day), b.Estimated}
}

func packSex(s string) byte {
	if s == "f" || s == "m" || s == "x" {
		return s[0]
	}
	return 0
}

func packNationality(s string) (packed [3]byte) {
	if len(s) == len(packed) {
		copy(packed[:], s)
	}
	return packed
}

// facts is what is known of a person beside the names.
type facts struct {
	birth       packedBirth
	nationality [3]byte
	sex         byte // 'f', 'm', 'x' or 0
}

func factsOf(b Birth, sex, nationality string) facts {
	return facts{packBirth(b), packNationality(nationality), packSex(sex)}
}

// New returns an empty index.
func New() *Index {
	return &Index{slots: make(map[string]uint32), vocab: newVocabulary()}
}

// Len is the number of people in the index.
func (x *Index) Len() int {
	x.mu.RLock()
	defer x.mu.RUnlock()
	return len(x.slots)
}

// Put adds a record, or replaces the one of the same ID.
func (x *Index) Put(r Record) {
	// Reading the names is the slow part: it needs no lock.
	read := readNames(r.Names)
	x.mu.Lock()
	defer x.mu.Unlock()
	slot, known := x.slots[r.ID]
	var before []uint32
	switch n := len(x.free); {
	case known:
		before = x.people[slot].words
	case n > 0:
		slot, x.free = x.free[n-1], x.free[:n-1]
	default:
		slot = uint32(len(x.people))
		x.people = append(x.people, person{})
	}
	p := person{id: r.ID, facts: factsOf(r.Birth, r.Sex, r.Nationality)}
	count := len(read)
	for _, name := range read {
		count += len(name)
	}
	p.words = make([]uint32, 0, count)
	for _, name := range read {
		for _, t := range name {
			p.words = append(p.words, x.vocab.add(t, slot))
		}
		p.words = append(p.words, 0)
	}
	x.people[slot] = p
	x.slots[r.ID] = slot
	x.forget(before, slot) // last, so that words borne before and after stay
}

// Remove takes the record of that ID out; its names leave the memory of the
// index with it.
func (x *Index) Remove(id string) {
	x.mu.Lock()
	defer x.mu.Unlock()
	slot, known := x.slots[id]
	if !known {
		return
	}
	x.forget(x.people[slot].words, slot)
	delete(x.slots, id)
	x.people[slot] = person{}
	x.free = append(x.free, slot)
}

func (x *Index) forget(words []uint32, slot uint32) {
	for _, id := range words {
		if id != 0 {
			x.vocab.remove(id, slot)
		}
	}
}

// readNames reads each name, within maxTokens in all.
func readNames(names []string) [][]token {
	var read [][]token
	left := maxTokens
	for _, name := range names {
		t := tokens(name)
		t = t[:min(len(t), left)]
		left -= len(t)
		if len(t) > 0 {
			read = append(read, t)
		}
	}
	return read
}
