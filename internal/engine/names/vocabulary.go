package names

import "slices"

// word is a part of a name as the register has it, once for all who bear it.
type word struct {
	token
	bearers []uint32 // slots of people
}

// vocabulary holds the words of the register and finds those like a given one.
// Words are blocked by their skeleton and by the skeleton less any one letter,
// so that two words meet when one consonant was dropped, added, changed or
// swapped with its neighbour.
type vocabulary struct {
	words  []word            // by id; 0 is not used
	ids    map[string]uint32 // by wordKey
	free   []uint32          // ids of words nobody bears
	blocks map[uint32]uint32 // block hash → first link
	links  []link            // by number; 0 is not used
	spare  uint32            // first unused link
}

// link chains the words of a block.
type link struct{ word, next uint32 }

func newVocabulary() vocabulary {
	return vocabulary{
		words: make([]word, 1), ids: make(map[string]uint32),
		blocks: make(map[uint32]uint32), links: make([]link, 1),
	}
}

// wordKey keeps words of different scripts apart that fold alike.
func wordKey(t token) string {
	return [...]string{latin: "", abjad: "'", other: "*"}[t.from] + t.fold
}

// add makes the person in slot a bearer of t.
func (v *vocabulary) add(t token, slot uint32) uint32 {
	id, known := v.ids[wordKey(t)]
	if !known {
		if n := len(v.free); n > 0 {
			id, v.free = v.free[n-1], v.free[:n-1]
		} else {
			id = uint32(len(v.words))
			v.words = append(v.words, word{})
		}
		t.part = ""
		v.words[id] = word{token: t}
		v.ids[wordKey(t)] = id
		eachBlock(t, func(hash uint32) { v.chain(hash, id) })
	}
	v.words[id].bearers = append(v.words[id].bearers, slot)
	return id
}

// remove undoes one add. A word that nobody bears any more is forgotten.
func (v *vocabulary) remove(id, slot uint32) {
	w := &v.words[id]
	at := slices.Index(w.bearers, slot)
	last := len(w.bearers) - 1
	w.bearers[at] = w.bearers[last]
	w.bearers = w.bearers[:last]
	if last > 0 {
		return
	}
	delete(v.ids, wordKey(w.token))
	eachBlock(w.token, func(hash uint32) { v.unchain(hash, id) })
	*w = word{}
	v.free = append(v.free, id)
}

func (v *vocabulary) chain(hash, id uint32) {
	n := v.spare
	if n == 0 {
		n = uint32(len(v.links))
		v.links = append(v.links, link{})
	} else {
		v.spare = v.links[n].next
	}
	v.links[n] = link{word: id, next: v.blocks[hash]}
	v.blocks[hash] = n
}

func (v *vocabulary) unchain(hash, id uint32) {
	before := uint32(0)
	for n := v.blocks[hash]; n != 0; before, n = n, v.links[n].next {
		if v.links[n].word != id {
			continue
		}
		next := v.links[n].next
		switch {
		case before != 0:
			v.links[before].next = next
		case next != 0:
			v.blocks[hash] = next
		default:
			delete(v.blocks, hash)
		}
		v.links[n] = link{next: v.spare}
		v.spare = n
		return
	}
}

// near calls found for each word that shares a block with t, some repeatedly.
func (v *vocabulary) near(t token, found func(id uint32)) {
	eachBlock(t, func(hash uint32) {
		for n := v.blocks[hash]; n != 0; n = v.links[n].next {
			found(v.links[n].word)
		}
	})
}

// eachBlock calls f once for each different block that t belongs to.
func eachBlock(t token, f func(hash uint32)) {
	var seen [2*maxLetters + 2]uint32
	n := 0
	once := func(hash uint32) {
		if !slices.Contains(seen[:n], hash) {
			seen[n] = hash
			n++
			f(hash)
		}
	}
	blocksOf(t.skel, once)
	if t.fold[0] == 'j' && len(t.skel) > 1 {
		blocksOf("a"+t.skel[1:], once) // Julia is Yulia, Jamal is Gamal
	}
}

func blocksOf(skel string, f func(hash uint32)) {
	const offset, prime = 2166136261, 16777619 // FNV-1a
	hash := func(without int) uint32 {
		h := uint32(offset)
		for i := range len(skel) {
			if i != without {
				h = (h ^ uint32(skel[i])) * prime
			}
		}
		return h
	}
	f(hash(-1))
	if len(skel) < 3 {
		return
	}
	for i := range len(skel) {
		f(hash(i))
	}
}
