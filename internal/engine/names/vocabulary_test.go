package names

import (
	"fmt"
	"testing"
)

// When the last bearer of a name is removed, nothing of the name stays in
// memory, and its space is used again.
func TestRemovedNamesAreForgotten(t *testing.T) {
	t.Parallel()
	x := New()
	fill := func() {
		for i := range 50 {
			x.Put(Record{ID: fmt.Sprint(i), Names: []string{fmt.Sprintf("Mohamed %cen%cur Julia", 'a'+i%26, 'a'+i%7), "محمد"}})
		}
	}
	fill()
	words, links := len(x.vocab.words), len(x.vocab.links)
	for i := range 50 {
		x.Remove(fmt.Sprint(i))
	}
	if len(x.vocab.ids) != 0 || len(x.vocab.blocks) != 0 || len(x.slots) != 0 {
		t.Errorf("left: %d words, %d blocks, %d people", len(x.vocab.ids), len(x.vocab.blocks), len(x.slots))
	}
	for _, w := range x.vocab.words {
		if w.fold != "" || w.skel != "" || len(w.bearers) != 0 {
			t.Errorf("word %+v is still there", w)
		}
	}
	for _, p := range x.people {
		if p.id != "" || p.words != nil {
			t.Errorf("person %+v is still there", p)
		}
	}
	fill()
	if len(x.vocab.words) != words || len(x.vocab.links) != links {
		t.Errorf("grew from %d words, %d links to %d, %d", words, links, len(x.vocab.words), len(x.vocab.links))
	}
}

// A replaced record leaves its old name to those who still bear it.
func TestReplacingKeepsSharedWords(t *testing.T) {
	t.Parallel()
	x := New()
	x.Put(Record{ID: "a", Names: []string{"Okonkwo Okonkwo"}})
	x.Put(Record{ID: "b", Names: []string{"Okonkwo"}})
	x.Put(Record{ID: "a", Names: []string{"Okonkwo"}})
	id := x.vocab.ids[tokens("Okonkwo")[0].fold]
	if got := len(x.vocab.words[id].bearers); got != 2 {
		t.Errorf("%d bearers, want 2", got)
	}
	x.Remove("a")
	if hits := x.Search(Query{Names: []string{"Okonkwo"}}); len(hits) != 1 || hits[0].ID != "b" {
		t.Errorf("found %+v", hits)
	}
}
