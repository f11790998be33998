package names

import (
	"hash/fnv"
	"slices"
)

// Families share a telephone, so that sharing one says that two are of one
// family, which their names say already; and people change theirs, so that
// another number says nothing. No set of records at hand has telephones to
// count: the bits are those of ten strangers among whom one is found.
const samePhoneBits = float32(3.3)

// mostPhones bounds how many telephones of one person are looked at.
const mostPhones = 8

// phoneHashes are the telephones, each once.
func phoneHashes(phones []string) (hashes []uint32) {
	for _, p := range phones[:min(len(phones), mostPhones)] {
		if p == "" {
			continue
		}
		h := fnv.New32a()
		h.Write([]byte(p))
		if sum := h.Sum32(); !slices.Contains(hashes, sum) {
			hashes = append(hashes, sum)
		}
	}
	return hashes
}

// answer writes down under which telephones the person in slot is reached, and
// hangUp takes it back.
func (x *Index) answer(slot uint32, phones []string) {
	hashes := phoneHashes(phones)
	for _, h := range hashes {
		x.phoned[h] = append(x.phoned[h], slot)
	}
	x.phones.set(slot, hashes)
}

func (x *Index) hangUp(slot uint32) {
	for _, h := range x.phones.of(slot) {
		list := x.phoned[h]
		at, last := slices.Index(list, slot), len(list)-1
		list[at] = list[last]
		if list = list[:last]; last == 0 {
			delete(x.phoned, h)
		} else {
			x.phoned[h] = list
		}
	}
	x.phones.set(slot, nil)
}

// phoneBits are the bits of a telephone that both have.
func phoneBits(a, b []uint32) float32 {
	for _, h := range a {
		if slices.Contains(b, h) {
			return samePhoneBits
		}
	}
	return 0
}
