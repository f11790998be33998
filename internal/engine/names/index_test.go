package names_test

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"passerelle/internal/engine/names"
)

func ids(hits []names.Hit) (ids []string) {
	for _, h := range hits {
		ids = append(ids, h.ID)
	}
	return ids
}

func reasons(h names.Hit) (codes []string) {
	for _, r := range h.Why {
		codes = append(codes, r.Code)
	}
	slices.Sort(codes)
	return codes
}

func register(records ...names.Record) *names.Index {
	x := names.New()
	for _, r := range records {
		x.Put(r)
	}
	return x
}

var few = []names.Record{
	{ID: "hosseini", Names: []string{"Zahra Hosseini", "زهرا حسینی"}, Birth: names.Birth{Year: 1990, Month: 4, Day: 7}, Sex: "f", Nationality: "AFG", Phones: []string{"+93700000001"}},
	{ID: "tesfay", Names: []string{"Yohannes Tesfay Woldu", "ዮሃንስ ተስፋይ ወልዱ"}, Birth: names.Birth{Year: 1985, Month: 9, Day: 12}, Sex: "m", Nationality: "ERI"},
	{ID: "shevchenko", Names: []string{"Олена Шевченко"}, Birth: names.Birth{Year: 2001}, Sex: "f", Nationality: "UKR"},
	{ID: "mohamed", Names: []string{"Mohamed Ali Ahmed"}, Birth: names.Birth{Year: 1999, Month: 1, Day: 1}, Sex: "m", Nationality: "SDN"},
	{ID: "rahmani", Names: []string{"Abdul Karim Rahmani", "Karim"}, Sex: "m", Nationality: "AFG"},
}

func TestSearchFinds(t *testing.T) {
	t.Parallel()
	x := register(few...)
	for _, tc := range []struct {
		name    string
		q       names.Query
		want    string
		verdict names.Verdict
		why     []string
	}{
		{"as written", names.Query{Names: []string{"Zahra Hosseini"}, Birth: names.Birth{Year: 1990, Month: 4, Day: 7}, Sex: "f", Nationality: "AFG"},
			"hosseini", names.Same, []string{"birth_same", "name_exact", "name_exact", "nationality_same", "sex_same"}},
		{"other order and spelling", names.Query{Names: []string{"HUSSAINI, Zehra"}, Birth: names.Birth{Year: 1990}, Sex: "f"},
			"hosseini", names.Same, []string{"birth_year_same", "name_exact", "name_exact", "name_order", "sex_same"}},
		{"native script", names.Query{Names: []string{"زهرا حسيني"}}, "hosseini", names.Look, []string{"name_exact", "name_exact"}},
		{"Ge'ez", names.Query{Names: []string{"ዮሃንስ ተስፋይ"}}, "tesfay", names.Look, []string{"name_exact", "name_exact"}},
		{"Latin for Cyrillic", names.Query{Names: []string{"Olena Shevchenko"}, Birth: names.Birth{Year: 2001, Month: 5, Day: 6}},
			"shevchenko", names.Same, []string{"birth_year_same", "name_script", "name_script"}},
		{"day and month swapped", names.Query{Names: []string{"Tesfai Yohanes"}, Birth: names.Birth{Year: 1985, Month: 12, Day: 9}},
			"tesfay", names.Same, []string{"birth_day_month_swapped", "name_exact", "name_exact", "name_order"}},
		{"common name alone", names.Query{Names: []string{"Mohammad"}}, "mohamed", names.Different, []string{"name_exact"}},
		{"glued compound", names.Query{Names: []string{"Abdulkarim Rahmani"}}, "rahmani", names.Look, []string{"name_exact", "name_exact"}},
		{"somebody else of that name", names.Query{Names: []string{"Zahra Hosseini"}, Birth: names.Birth{Year: 1950}, Sex: "m", Nationality: "IRN"},
			"hosseini", names.Different, []string{"birth_far", "name_exact", "name_exact", "nationality_differs", "sex_differs"}},
	} {
		hits := x.Search(tc.q)
		if len(hits) == 0 || hits[0].ID != tc.want {
			t.Errorf("%s: found %v, want %s", tc.name, ids(hits), tc.want)
			continue
		}
		if hits[0].Verdict != tc.verdict {
			t.Errorf("%s: verdict %s (%.3f), want %s", tc.name, hits[0].Verdict, hits[0].Score, tc.verdict)
		}
		if diff := cmp.Diff(tc.want, hits[0].ID) + cmp.Diff(tc.why, reasons(hits[0])); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tc.name, diff)
		}
	}
}

func TestSearchFindsNobody(t *testing.T) {
	t.Parallel()
	x := register(few...)
	for _, q := range []names.Query{
		{}, {Names: []string{"", " - "}, Birth: names.Birth{Year: 1990}}, {Names: []string{"Ngozi Okonkwo"}}, {Names: []string{"123"}},
	} {
		if hits := x.Search(q); len(hits) != 0 {
			t.Errorf("%+v: found %v", q.Names, ids(hits))
		}
	}
	if hits := names.New().Search(names.Query{Names: []string{"Ali"}}); len(hits) != 0 {
		t.Errorf("empty index: found %v", ids(hits))
	}
}

// A reason never tells what is stored, only what was asked.
func TestReasonsSpeakOfTheQueryOnly(t *testing.T) {
	t.Parallel()
	q := names.Query{Names: []string{"Zehra Hussaini Qqqq"}}
	for _, h := range register(few...).Search(q) {
		for _, r := range h.Why {
			if r.Part != "" && !strings.Contains(q.Names[0], r.Part) {
				t.Errorf("reason %+v", r)
			}
		}
	}
}

func TestKeepAndLimit(t *testing.T) {
	t.Parallel()
	x := names.New()
	for i := range 1000 {
		x.Put(names.Record{ID: fmt.Sprintf("%04d", i), Names: []string{"Ali Hassan"}})
	}
	q := names.Query{Names: []string{"Hassan Ali"}}
	if got := len(x.Search(q)); got != 10 {
		t.Errorf("default limit gives %d hits", got)
	}
	// The one person in scope is found among a thousand who are as like.
	q.Keep = func(id string) bool { return id == "0777" }
	if diff := cmp.Diff([]string{"0777"}, ids(x.Search(q))); diff != "" {
		t.Errorf("scope (-want +got):\n%s", diff)
	}
	q.Keep, q.Limit = nil, 400
	if got := len(x.Search(q)); got != 400 {
		t.Errorf("limit 400 gives %d hits", got)
	}
}

func TestPutReplacesAndRemoveForgets(t *testing.T) {
	t.Parallel()
	x := register(few...)
	x.Put(names.Record{ID: "hosseini", Names: []string{"Parwana Noorzai"}})
	if hits := x.Search(names.Query{Names: []string{"Zahra Hosseini"}}); len(hits) != 0 {
		t.Errorf("old name still finds %v", ids(hits))
	}
	if hits := x.Search(names.Query{Names: []string{"Noorzay"}}); !cmp.Equal(ids(hits), []string{"hosseini"}) {
		t.Errorf("new name finds %v", ids(hits))
	}
	x.Remove("nobody")
	for _, r := range few {
		x.Remove(r.ID)
		x.Remove(r.ID)
	}
	if x.Len() != 0 {
		t.Errorf("Len = %d", x.Len())
	}
}

func TestARareNameSaysMore(t *testing.T) {
	t.Parallel()
	x := register(names.Record{ID: "rare", Names: []string{"Ali Okonkwo"}}, names.Record{ID: "common", Names: []string{"Ali Hassan"}})
	for i := range 200 {
		x.Put(names.Record{ID: fmt.Sprint(i), Names: []string{fmt.Sprintf("Hassan %c%cbo", 'a'+i%26, 'a'+i/26)}})
	}
	rare := x.Search(names.Query{Names: []string{"Okonkwo"}})[0]
	common := x.Search(names.Query{Names: []string{"Hassan"}})[0]
	if rare.Score <= common.Score {
		t.Errorf("rare %.4f, common %.4f", rare.Score, common.Score)
	}
}

var someNames = []string{
	"Mohamed", "محمد", "Ahmad", "Ali", "Hosseini", "حسینی", "Tesfay", "ተስፋይ", "Woldemichael", "Uoldemicael", "Olena", "Олена",
	"Abdul", "Rahman", "Abdurrahman", "Karim", "Karimi", "Yusuf", "Youssef", "al-Masri", "Elmasri", "Nasrullah", "Zahra", "Serhiy", "Sergei",
}

func drawName(t *rapid.T, label string) string {
	return strings.Join(rapid.SliceOfN(rapid.SampledFrom(someNames), 1, 4).Draw(t, label), " ")
}

func drawRecord(t *rapid.T, label string) names.Record {
	return names.Record{
		ID: label, Names: []string{drawName(t, label)},
		Birth: names.Birth{
			Year:  rapid.SampledFrom([]int{0, 1988, 1989, 1990, 2005}).Draw(t, "year"),
			Month: rapid.IntRange(0, 3).Draw(t, "month"), Day: rapid.IntRange(0, 3).Draw(t, "day"),
			Estimated: rapid.Bool().Draw(t, "estimated"),
		},
		Sex:         rapid.SampledFrom([]string{"f", "m", "x", ""}).Draw(t, "sex"),
		Nationality: rapid.SampledFrom([]string{"ERI", "SYR", ""}).Draw(t, "nationality"),
		Phones:      rapid.SampledFrom([][]string{nil, {"+352691000001"}, {"+352691000001", "+352691000002"}}).Draw(t, "phones"),
	}
}

const tolerance = 1e-9

func TestOrderOfPartsChangesNothing(t *testing.T) {
	t.Parallel()
	plain := func(s string) bool { return !strings.ContainsAny(s, "-") }
	rapid.Check(t, func(t *rapid.T) {
		a, b := drawRecord(t, "a"), drawRecord(t, "b")
		parts := slices.DeleteFunc(strings.Fields(a.Names[0]), func(s string) bool { return !plain(s) })
		a.Names[0] = strings.Join(parts, " ")
		turned := a
		turned.Names = []string{strings.Join(rapid.Permutation(parts).Draw(t, "turned"), " ")}
		if d := names.Compare(a, b).Score - names.Compare(turned, b).Score; math.Abs(d) > tolerance {
			t.Fatalf("%v and %v against %v differ by %v", a.Names, turned.Names, b.Names, d)
		}
		x := register(b)
		q := names.Query{Names: a.Names, Birth: a.Birth}
		u := names.Query{Names: turned.Names, Birth: a.Birth}
		ha, hu := x.Search(q), x.Search(u)
		if len(ha) != len(hu) || len(ha) == 1 && math.Abs(ha[0].Score-hu[0].Score) > tolerance {
			t.Fatalf("search: %v and %v", ha, hu)
		}
	})
}

func TestCompareIsSymmetric(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a, b := drawRecord(t, "a"), drawRecord(t, "b")
		ab, ba := names.Compare(a, b), names.Compare(b, a)
		if math.Abs(ab.Score-ba.Score) > tolerance || ab.Verdict != ba.Verdict {
			t.Fatalf("%+v: %v %s one way, %v %s the other", []names.Record{a, b}, ab.Score, ab.Verdict, ba.Score, ba.Verdict)
		}
		if ab.Score < 0 || ab.Score > 1 || ab.ID != b.ID {
			t.Fatalf("hit %+v", ab)
		}
	})
}

// Whatever two records are, making them agree on one thing more does not make
// them look less like one person.
func TestAgreementNeverLowersTheScore(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a, b := drawRecord(t, "a"), drawRecord(t, "b")
		before := names.Compare(a, b).Score
		switch rapid.SampledFrom([]string{"birth", "sex", "nationality", "name", "phone"}).Draw(t, "agree on") {
		case "birth":
			b.Birth = a.Birth
		case "sex":
			b.Sex = a.Sex
			if a.Sex == "" { // unknown agrees with nothing
				a.Sex, b.Sex = "f", "f"
			}
		case "nationality":
			a.Nationality, b.Nationality = "ERI", "ERI"
		case "phone":
			b.Phones = append(b.Phones, "+352691000009")
			a.Phones = append(a.Phones, "+352691000009")
		case "name":
			more := " " + rapid.SampledFrom([]string{"Okonkwo", "Mohamed", "Habtom"}).Draw(t, "name")
			a.Names, b.Names = []string{a.Names[0] + more}, []string{b.Names[0] + more}
		}
		if after := names.Compare(a, b).Score; after < before-tolerance {
			t.Fatalf("%v falls to %v: %+v %+v", before, after, a, b)
		}
	})
}

// The index agrees with a plain list of who is in it, through any changes.
func TestIndexHoldsWhoIsInIt(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		x, model := names.New(), map[string]names.Record{}
		for range rapid.IntRange(1, 30).Draw(t, "changes") {
			id := fmt.Sprint(rapid.IntRange(0, 7).Draw(t, "id"))
			if rapid.IntRange(0, 2).Draw(t, "remove") == 0 {
				x.Remove(id)
				delete(model, id)
				continue
			}
			r := drawRecord(t, id)
			x.Put(r)
			model[id] = r
		}
		if x.Len() != len(model) {
			t.Fatalf("Len = %d, want %d", x.Len(), len(model))
		}
		for id, r := range model {
			hits := x.Search(names.Query{Names: r.Names, Birth: r.Birth, Sex: r.Sex, Nationality: r.Nationality})
			if !slices.Contains(ids(hits), id) {
				t.Fatalf("%s %v finds %v", id, r.Names, ids(hits))
			}
			for i, h := range hits {
				if _, there := model[h.ID]; !there {
					t.Fatalf("%s was removed", h.ID)
				}
				if i > 0 && h.Score > hits[i-1].Score {
					t.Fatalf("out of order: %+v", hits)
				}
			}
		}
	})
}

func TestConcurrentUse(t *testing.T) {
	t.Parallel()
	x := register(few...)
	var all sync.WaitGroup
	for w := range 4 {
		all.Go(func() {
			for i := range 300 {
				id := fmt.Sprint(w, "-", i%20)
				x.Put(names.Record{ID: id, Names: []string{someNames[i%len(someNames)] + " " + someNames[(i+w)%len(someNames)]}})
				if hits := x.Search(names.Query{Names: []string{"Zahra Hosseini"}, Birth: few[0].Birth}); len(hits) == 0 || hits[0].ID != "hosseini" {
					t.Errorf("found %v", ids(hits))
				}
				x.Remove(id)
			}
		})
	}
	all.Wait()
	if x.Len() != len(few) {
		t.Errorf("Len = %d, want %d", x.Len(), len(few))
	}
}
