package names

import (
	"hash/maphash"
	"slices"
	"sync"
)

// Index finds people by name. It is safe for concurrent use: searches run side
// by side, and a change waits only for the searches under way.
type Index struct {
	mu    sync.RWMutex
	seed  maphash.Seed
	slots map[uint64]uint32 // by hash of the record's id; the rare clashes are in clash
	clash map[string]uint32
	free  []uint32 // slots of people removed

	ids    arena[byte]         // by slot
	rows   arena[wordID]       // by slot: names, each ended by endOfName, then mother's names, endOfMother, places, endOfPlace
	facts  []facts             // by slot
	coarse []coarse            // by slot
	spelt  []uint64            // by slot: marks of how the names are spelt
	phones arena[uint32]       // by slot: hashes
	phoned map[uint32][]uint32 // slots by hash of a phone
	vocab  vocabulary
	births map[packedBirth][]uint32 // slots by exact birth date
	years  [2200]uint32             // people by year of birth
	alive  int
	// People whose mother's name and whose place is known.
	mothers, places int
	pool            sync.Pool // *scratch
}

// New returns an empty index.
func New() *Index {
	return &Index{
		seed: maphash.MakeSeed(), slots: make(map[uint64]uint32), clash: make(map[string]uint32),
		vocab: newVocabulary(), births: make(map[packedBirth][]uint32), phoned: make(map[uint32][]uint32),
	}
}

// Len is the number of people in the index.
func (x *Index) Len() int {
	x.mu.RLock()
	defer x.mu.RUnlock()
	return x.alive
}

// Put adds a record, or replaces the one of the same ID.
func (x *Index) Put(r Record) { x.put(reader{}, r) }

// Loader fills an index with many records. It remembers the words that it has
// read, so it is to be thrown away afterwards; it is good for one goroutine.
type Loader struct {
	index *Index
	reader
}

// Loader returns a Loader of the index.
func (x *Index) Loader() *Loader { return &Loader{x, reader{make(map[readWord][]token)}} }

// Put is Index.Put.
func (l *Loader) Put(r Record) { l.index.put(l.reader, r) }

func (x *Index) put(by reader, r Record) {
	// Reading the names is the slow part: it needs no lock.
	read, mother, place := by.names(r.Names), by.names([]string{r.Mother}), by.place(r.Place)
	x.mu.Lock()
	defer x.mu.Unlock()
	slot, known := x.slot(r.ID)
	var before []wordID
	if known {
		before = slices.Clone(x.rows.of(slot))
		x.leave(slot)
	} else {
		slot = x.newSlot(r.ID)
	}
	var space [24]wordID
	row := space[:0]
	for _, name := range read {
		for i := range name {
			id := x.vocab.intern(&name[i])
			x.vocab.bear(id, asName, slot)
			row = append(row, id)
		}
		row = append(row, endOfName)
	}
	row = x.bearAll(row, mother, endOfMother, asMother, slot)
	row = x.bearAll(row, place, endOfPlace, asPlace, slot)
	x.rows.set(slot, row)
	f := factsOf(r.Birth, r.Sex, r.Nationality)
	x.facts[slot], x.coarse[slot], x.spelt[slot] = f, coarseOf(f), spellingOf(read)
	x.answer(slot, r.Phones)
	if f.birth.exact() {
		x.births[f.birth.key()] = append(x.births[f.birth.key()], slot)
	}
	if y := int(f.birth.year); y > 0 && y < len(x.years) {
		x.years[y]++
	}
	x.count(row, 1)
	x.forget(before, slot) // last, so that words borne before and after stay
}

func (x *Index) bearAll(row []wordID, names [][]token, end wordID, as role, slot uint32) []wordID {
	for _, name := range names {
		for i := range name {
			id := x.vocab.intern(&name[i])
			x.vocab.bear(id, as, slot)
			row = append(row, id)
		}
	}
	if len(names) > 0 {
		row = append(row, end)
	}
	return row
}

// Remove takes the record of that ID out; its names leave the memory of the
// index with it.
func (x *Index) Remove(id string) {
	x.mu.Lock()
	defer x.mu.Unlock()
	slot, known := x.slot(id)
	if !known {
		return
	}
	before := slices.Clone(x.rows.of(slot))
	x.leave(slot)
	x.forget(before, slot)
	x.rows.set(slot, nil)
	x.dropSlot(id, slot)
}

// leave takes back what a person counts for, beside words.
func (x *Index) leave(slot uint32) {
	f := x.facts[slot]
	if f.birth.exact() {
		key := f.birth.key()
		list := x.births[key]
		at := slices.Index(list, slot)
		list[at] = list[len(list)-1]
		if list = list[:len(list)-1]; len(list) == 0 {
			delete(x.births, key)
		} else {
			x.births[key] = list
		}
	}
	if y := int(f.birth.year); y > 0 && y < len(x.years) {
		x.years[y]--
	}
	x.facts[slot], x.coarse[slot], x.spelt[slot] = facts{}, 0, 0
	x.hangUp(slot)
	x.count(x.rows.of(slot), -1)
}

func (x *Index) count(row []wordID, by int) {
	x.alive += by
	_, mother, place := parts(row)
	if len(mother) > 0 {
		x.mothers += by
	}
	if len(place) > 0 {
		x.places += by
	}
}

// forget takes the words of a row back.
func (x *Index) forget(row []wordID, slot uint32) {
	names, mother, place := parts(row)
	for _, id := range names {
		if id != endOfName {
			x.vocab.unbear(id, asName, slot)
		}
	}
	for _, id := range mother {
		x.vocab.unbear(id, asMother, slot)
	}
	for _, id := range place {
		x.vocab.unbear(id, asPlace, slot)
	}
}

// entry is what the index holds of a person.
type entry struct {
	row []wordID
	facts
	phones []uint32
}

// entry is good until the next change.
func (x *Index) entry(slot uint32) entry {
	return entry{x.rows.of(slot), x.facts[slot], x.phones.of(slot)}
}

// parts splits a row into names (with their ends), mother's names and places.
func parts(row []wordID) (names, mother, place []wordID) {
	for i := len(row) - 1; i >= 0; i-- {
		switch row[i] {
		case endOfPlace:
			j := i
			for j > 0 && row[j-1] >= firstWord {
				j--
			}
			place, row = row[j:i], row[:j]
			i = j
		case endOfMother:
			j := i
			for j > 0 && row[j-1] >= firstWord {
				j--
			}
			return row[:j], row[j:i], place
		case endOfName:
			return row, nil, place
		}
	}
	return row, nil, place
}

func (x *Index) slot(id string) (uint32, bool) {
	if slot, ok := x.slots[maphash.String(x.seed, id)]; ok && string(x.ids.of(slot)) == id {
		return slot, true
	}
	slot, ok := x.clash[id]
	return slot, ok
}

func (x *Index) newSlot(id string) uint32 {
	var slot uint32
	if n := len(x.free); n > 0 {
		slot, x.free = x.free[n-1], x.free[:n-1]
	} else {
		slot = uint32(len(x.facts))
		x.facts = append(x.facts, facts{})
		x.coarse = append(x.coarse, 0)
		x.spelt = append(x.spelt, 0)
		x.phones.grow()
		x.ids.grow()
		x.rows.grow()
	}
	x.ids.set(slot, []byte(id))
	hash := maphash.String(x.seed, id)
	if _, taken := x.slots[hash]; taken {
		x.clash[id] = slot
	} else {
		x.slots[hash] = slot
	}
	return slot
}

func (x *Index) dropSlot(id string, slot uint32) {
	if _, ok := x.clash[id]; ok {
		delete(x.clash, id)
	} else {
		delete(x.slots, maphash.String(x.seed, id))
	}
	x.ids.set(slot, nil)
	x.free = append(x.free, slot)
}

// names reads each name, within maxTokens in all.
func (r reader) names(names []string) [][]token {
	var read [][]token
	left := maxTokens
	for _, name := range names {
		t := r.tokens(name)
		t = t[:min(len(t), left)]
		left -= len(t)
		if len(t) > 0 {
			read = append(read, t)
		}
	}
	return read
}

// place reads the name of a place, under the name that its exonyms share.
func (r reader) place(place string) [][]token { return r.names([]string{exonym(place)}) }

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

// facts is what is known of a person beside words.
type facts struct {
	birth       packedBirth
	nationality [3]byte
	sex         byte // 'f', 'm', 'x' or 0
}

func factsOf(b Birth, sex, nationality string) facts {
	return facts{packBirth(b), packNationality(nationality), packSex(sex)}
}
