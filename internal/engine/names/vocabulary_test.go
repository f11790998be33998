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
			x.Put(Record{ID: fmt.Sprint(i), Names: []string{fmt.Sprintf("Mohamed %cen%cur Julia", 'a'+i%26, 'a'+i%7), "محمد"}, Mother: "Amina", Place: "Halab", Birth: Birth{Year: 1990, Month: 5, Day: 1 + i%3}})
		}
	}
	fill()
	words := len(x.vocab.words)
	for i := range 50 {
		x.Remove(fmt.Sprint(i))
	}
	if len(x.vocab.ids) != 0 || len(x.births) != 0 || len(x.slots) != 0 || x.alive+x.mothers+x.places != 0 {
		t.Errorf("left: %d words, %d dates, %d people, %d counted", len(x.vocab.ids), len(x.births), len(x.slots), x.alive+x.mothers+x.places)
	}
	for _, w := range x.vocab.words {
		if w.fold != "" || w.skel != "" || len(w.bearers[asName])+len(w.bearers[asMother])+len(w.bearers[asPlace]) != 0 {
			t.Errorf("word %+v is still there", w)
		}
	}
	for _, b := range x.ids.data {
		if b != 0 {
			t.Fatal("an id is still there")
		}
	}
	for _, id := range x.rows.data {
		if id != 0 {
			t.Fatal("a row is still there")
		}
	}
	fill()
	if len(x.vocab.words) != words {
		t.Errorf("grew from %d words to %d", words, len(x.vocab.words))
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
	if got := len(x.vocab.words[id].bearers[asName]); got != 2 {
		t.Errorf("%d bearers, want 2", got)
	}
	x.Remove("a")
	if hits := x.Search(Query{Names: []string{"Okonkwo"}}); len(hits) != 1 || hits[0].ID != "b" {
		t.Errorf("found %+v", hits)
	}
}
