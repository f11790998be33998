package names_test

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"testing"

	"passerelle/internal/engine/names"
)

// twins are two people of one name, told apart by something else.
func twins(a, b names.Record) *names.Index {
	a.ID, b.ID = "a", "b"
	a.Names, b.Names = []string{"Ahmad Hosseini"}, []string{"Ahmad Hosseini"}
	return register(a, b)
}

func TestEvidenceBesideNames(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		a, b names.Record
		q    names.Query
		code string
	}{
		{"mother", names.Record{Mother: "Zarmina"}, names.Record{Mother: "Parwana"}, names.Query{Mother: "Zaarmina"}, "mother_same"},
		{"mother differs", names.Record{}, names.Record{Mother: "Parwana"}, names.Query{Mother: "Zaarmina"}, ""},
		{"place", names.Record{Place: "Ghazni"}, names.Record{Place: "Herat"}, names.Query{Place: "Ghazny"}, "place_same"},
		{"place in other languages", names.Record{Place: "Aleppo"}, names.Record{Place: "Raqqa"}, names.Query{Place: "Halab"}, "place_same"},
		{"place of two words", names.Record{Place: "Mazar-i Sharif"}, names.Record{Place: "Kabul"}, names.Query{Place: "mazar e sharif"}, "place_same"},
		{"place with article", names.Record{Place: "Raqqa"}, names.Record{Place: "Homs"}, names.Query{Place: "Al-Raqqah"}, "place_same"},
		{"day and month swapped", names.Record{Birth: names.Birth{Year: 1990, Month: 3, Day: 4}}, names.Record{Birth: names.Birth{Year: 1990, Month: 5, Day: 9}},
			names.Query{Birth: names.Birth{Year: 1990, Month: 4, Day: 3}}, "birth_day_month_swapped"},
		{"year known only", names.Record{Birth: names.Birth{Year: 1990, Month: 3, Day: 4}}, names.Record{Birth: names.Birth{Year: 1996, Month: 3, Day: 4}},
			names.Query{Birth: names.Birth{Year: 1990}}, "birth_year_same"},
		{"telephone", names.Record{Phones: []string{"+35226000001", "+352691000001"}}, names.Record{Phones: []string{"+352691000002"}},
			names.Query{Phones: []string{"+352691000001"}}, "phone_same"},
		{"age in a year", names.Record{Birth: names.Birth{Year: 1998}}, names.Record{Birth: names.Birth{Year: 2003}},
			names.Query{Birth: names.AtAge(17, 2015, 0)}, "birth_year_same"},
		{"age in spring", names.Record{Birth: names.Birth{Year: 1997, Month: 8, Day: 3}}, names.Record{Birth: names.Birth{Year: 1993, Month: 8, Day: 3}},
			names.Query{Birth: names.AtAge(17, 2015, 4)}, "birth_year_same"},
		{"first of January is no day", names.Record{Birth: names.Birth{Year: 1990, Month: 3, Day: 4}}, names.Record{Birth: names.Birth{Year: 1993, Month: 1, Day: 1}},
			names.Query{Birth: names.Birth{Year: 1990, Month: 1, Day: 1}}, "birth_year_same"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			q := c.q
			q.Names = []string{"Ahmad Hosseini"}
			hits := twins(c.a, c.b).Search(q)
			if len(hits) != 2 || hits[0].ID != "a" || hits[0].Score <= hits[1].Score {
				t.Fatalf("found %+v", hits)
			}
			if c.code != "" && !slices.Contains(reasons(hits[0]), c.code) {
				t.Errorf("reasons %v, want %s", reasons(hits[0]), c.code)
			}
		})
	}
}

// People are called by short forms of their names, and asked for by them.
func TestNicknames(t *testing.T) {
	t.Parallel()
	for _, pair := range [][2]string{
		{"Sasha Kovalenko", "Oleksandr Kovalenko"}, {"Олександр Коваленко", "Sasha Kovalenko"}, {"Vova Bondar", "Володимир Бондар"},
		{"Memo Yilmaz", "Mehmet Yilmaz"}, {"Ibo Kaya", "Ibrahim Kaya"}, {"Pepe Ruiz", "José Ruiz"},
	} {
		x := register(names.Record{ID: "1", Names: []string{pair[0]}}, names.Record{ID: "2", Names: []string{"Kaltrina " + pair[0][len(pair[0])-4:]}})
		hits := x.Search(names.Query{Names: []string{pair[1]}})
		if len(hits) == 0 || hits[0].ID != "1" || slices.Contains(reasons(hits[0]), "name_missing") {
			t.Errorf("%s finds %+v, want %s", pair[1], hits, pair[0])
		}
	}
	x := register(names.Record{ID: "1", Names: []string{"Stanislav Kovalenko"}})
	if hits := x.Search(names.Query{Names: []string{"Viacheslav Kovalenko"}}); len(hits) != 1 || !slices.Contains(reasons(hits[0]), "name_missing") {
		t.Errorf("two names that share a short form are joined: %+v", hits)
	}
}

// Of people whose names sound the same those come first who spell them so, also
// where there are more of them than are weighed in full.
func TestTheSameSpellingComesFirst(t *testing.T) {
	t.Parallel()
	spellings := []string{"Mohamed", "Mohammad", "Muhammad", "Mohammed"}
	x := names.New()
	for i := range 4000 {
		x.Put(names.Record{ID: fmt.Sprintf("%04d", i), Names: []string{spellings[i%4] + " Ali"}})
	}
	for n, spelling := range spellings {
		for _, h := range x.Search(names.Query{Names: []string{"ALI " + spelling}}) {
			if i, _ := strconv.Atoi(h.ID); i%4 != n {
				t.Errorf("%s: found %s, who is %s", spelling, h.ID, spellings[i%4])
			}
		}
	}
}

// A telephone brings nobody in, and somebody who gives it up is not found by it.
func TestTelephones(t *testing.T) {
	t.Parallel()
	many := []names.Record{{ID: "a", Names: []string{"Ahmad Hosseini"}, Phones: []string{"1", "2"}}, {ID: "b", Names: []string{"Kaltrina Gashi"}, Phones: []string{"1"}}}
	x := register(many...)
	q := names.Query{Names: []string{"Ahmad Hosseini"}, Phones: []string{"1"}}
	if hits := x.Search(q); len(hits) != 1 || hits[0].ID != "a" || !slices.Contains(reasons(hits[0]), "phone_same") {
		t.Fatalf("found %+v", hits)
	}
	many[0].Phones = []string{"2"}
	x.Put(many[0])
	if hits := x.Search(q); len(hits) != 1 || slices.Contains(reasons(hits[0]), "phone_same") {
		t.Errorf("after the change: %+v", hits)
	}
	x.Remove("b")
	x.Remove("a")
	x.Put(names.Record{ID: "c", Names: []string{"Ahmad Hosseini"}})
	if hits := x.Search(names.Query{Names: q.Names, Phones: []string{"1", "2"}}); len(hits) != 1 || slices.Contains(reasons(hits[0]), "phone_same") {
		t.Errorf("after the removal: %+v", hits)
	}
}

// The sum of the reasons is the evidence, so that what is shown is what counted.
func TestReasonsAddUp(t *testing.T) {
	t.Parallel()
	x := register(few...)
	for _, q := range []names.Query{
		{Names: []string{"Zahra Hosseini"}, Birth: names.Birth{Year: 1990, Month: 4, Day: 7}, Sex: "f", Nationality: "AFG", Phones: []string{"+93700000001"}},
		{Names: []string{"Tesfai Yohanes"}, Birth: names.Birth{Year: 1985}},
	} {
		for _, h := range x.Search(q) {
			sum := 0.0
			for _, r := range h.Why {
				sum += r.Weight
			}
			if prior := sum - h.Bits; math.Abs(prior-math.Log2(float64(len(few)+4000))-1) > 1e-3 {
				t.Errorf("%s: reasons come to %.3f bits, evidence less the prior to %.3f", h.ID, sum, h.Bits)
			}
		}
	}
}

func TestLoaderPutsWhatPutPuts(t *testing.T) {
	t.Parallel()
	one, other := names.New(), names.New()
	load := other.Loader()
	for i := range 300 {
		r := names.Record{ID: fmt.Sprint(i), Names: []string{someNames[i%len(someNames)] + " " + someNames[(i*7)%len(someNames)]}, Mother: someNames[i%5]}
		one.Put(r)
		load.Put(r)
	}
	for _, n := range someNames {
		q := names.Query{Names: []string{n}, Mother: someNames[2]}
		if a, b := ids(one.Search(q)), ids(other.Search(q)); !slices.Equal(a, b) {
			t.Errorf("%s: %v and %v", n, a, b)
		}
	}
}

// People who are to be hidden do not hide others behind them.
func TestKeepFindsWhoIsFarDown(t *testing.T) {
	t.Parallel()
	x := names.New()
	for i := range 20_000 {
		x.Put(names.Record{ID: fmt.Sprintf("%05d", i), Names: []string{"Ahmad Hosseini"}, Birth: names.Birth{Year: 1990}})
	}
	x.Put(names.Record{ID: "seen", Names: []string{"Ahmed Hoseini"}, Birth: names.Birth{Year: 1960}})
	hits := x.Search(names.Query{Names: []string{"Ahmad Hosseini"}, Birth: names.Birth{Year: 1990}, Keep: func(id string) bool { return id == "seen" }})
	if !slices.Equal(ids(hits), []string{"seen"}) {
		t.Errorf("found %v", ids(hits))
	}
}

// Signs that sound alike are not one name; spellings of a sound are.
func TestScripts(t *testing.T) {
	t.Parallel()
	score := func(a, b string) float64 {
		return names.Compare(names.Record{Names: []string{a}}, names.Record{Names: []string{b}}).Bits
	}
	for _, c := range []struct{ like, alike, other string }{
		{"习近平", "习近平", "习近朋"},
		{"김정은", "김정은", "김종은"},
		{"Сергей Лавров", "Serej Lavrov", "Sergei Ivanov"},
		{"SergeiLavrov", "Sergei Lavrov", "Sergei Ivanov"},
		{"N. Nazarbayev", "Nursultan Nazarbayev", "Karim Nazarbayev"},
		{"Alexander Lukashenko", "Aleksandr Lukashenka", "Alexander Lukashevich"},
	} {
		if near, far := score(c.like, c.alike), score(c.like, c.other); near <= far {
			t.Errorf("%s: %s %.1f, %s %.1f", c.like, c.alike, near, c.other, far)
		}
	}
}
