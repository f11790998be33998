package names

import "slices"

// arena keeps short lists of values by slot without an object for each. What a
// list leaves behind when it changes is overwritten, and given back when half
// of the memory is waste.
type arena[T any] struct {
	spans []span
	data  []T
	waste int
}

type span struct {
	from uint32
	n    uint16
}

// grow adds a slot with an empty list.
func (a *arena[T]) grow() { a.spans = append(a.spans, span{}) }

// of returns the list of a slot; it is good until the next set.
func (a *arena[T]) of(slot uint32) []T {
	s := a.spans[slot]
	return a.data[s.from : s.from+uint32(s.n)]
}

// set replaces the list of a slot.
func (a *arena[T]) set(slot uint32, list []T) {
	old := a.spans[slot]
	clear(a.data[old.from : old.from+uint32(old.n)])
	if len(list) <= int(old.n) {
		copy(a.data[old.from:], list)
		a.spans[slot] = span{old.from, uint16(len(list))}
		a.waste += int(old.n) - len(list)
		return
	}
	a.waste += int(old.n)
	a.spans[slot] = span{uint32(len(a.data)), uint16(len(list))}
	a.data = append(a.data, list...)
	if a.waste > 1024 && a.waste > len(a.data)/2 {
		a.compact()
	}
}

func (a *arena[T]) compact() {
	data := make([]T, 0, len(a.data)-a.waste)
	for i, s := range a.spans {
		from := uint32(len(data))
		data = append(data, a.data[s.from:s.from+uint32(s.n)]...)
		a.spans[i].from = from
	}
	a.data, a.waste = slices.Clip(data), 0
}
