package allocation_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"passerelle/internal/engine/allocation"
)

func member(id, sex string, age int, needs ...allocation.Need) allocation.Member {
	return allocation.Member{ID: id, Sex: sex, Age: age, Needs: needs}
}

// room is a free room in centre c with nobody in it.
func room(id string, free int, change ...func(*allocation.Room)) allocation.Room {
	r := allocation.Room{ID: id, CentreID: "c", Free: free, Floor: 1}
	for _, f := range change {
		f(&r)
	}
	return r
}

func household(members ...allocation.Member) allocation.Household {
	return allocation.Household{ID: "h", Members: members}
}

func all(h allocation.Household) (ids []string) {
	for _, m := range h.Members {
		ids = append(ids, m.ID)
	}
	return ids
}

func with(household, sex string, age int) func(*allocation.Room) {
	return func(r *allocation.Room) {
		r.Occupants = append(r.Occupants, allocation.Occupant{Household: household, Sex: sex, Age: age})
	}
}

func withMinor(sex string, age int) func(*allocation.Room) {
	return func(r *allocation.Room) {
		r.Occupants = append(r.Occupants, allocation.Occupant{Household: "u", Sex: sex, Age: age, Unaccompanied: true})
	}
}

func sexRule(rule string) func(*allocation.Room) {
	return func(r *allocation.Room) { r.SexRule = rule }
}

func forMinors(r *allocation.Room) { r.ForMinors = true }
func isolation(r *allocation.Room) { r.Isolation = true }

func TestHardRulesOfOneRoom(t *testing.T) {
	t.Parallel()
	woman, man := household(member("w", "f", 30)), household(member("m", "m", 30))
	boy := allocation.Household{ID: "h", Unaccompanied: true, Members: []allocation.Member{member("b", "m", 16)}}
	girl := allocation.Household{ID: "h", Unaccompanied: true, Members: []allocation.Member{member("g", "f", 16)}}
	mother := household(member("w", "f", 30), member("baby", "m", 1))
	couple := household(member("w", "f", 30), member("m", "m", 31))
	foe := household(member("m", "m", 30))
	foe.Conflicts = []string{"foe"}
	ill := household(member("m", "m", 30, allocation.NeedIsolation))
	for _, tc := range []struct {
		name string
		h    allocation.Household
		room allocation.Room
		want []string
	}{
		{"fits", man, room("r", 1), nil},
		{"no bed", man, room("r", 0), []string{allocation.BedsShort}},
		{"two in one bed", couple, room("r", 1), []string{allocation.BedsShort}},
		{"baby without a cot", mother, room("r", 1), []string{allocation.BedsShort}},
		{"baby in a cot", mother, room("r", 1, func(r *allocation.Room) { r.FreeCots = 1 }), nil},
		{"adult in a cot", couple, room("r", 1, func(r *allocation.Room) { r.FreeCots = 1 }), []string{allocation.BedsShort}},
		{"man in a women's room", man, room("r", 1, sexRule("women")), []string{allocation.SexRuleBroken}},
		{"little boy in a women's room", mother, room("r", 2, sexRule("women")), nil},
		{"boy of twelve in a women's room", household(member("w", "f", 30), member("b", "m", 12)), room("r", 2, sexRule("women")), []string{allocation.SexRuleBroken}},
		{"girl in a men's room", household(member("m", "m", 30), member("g", "f", 2)), room("r", 2, sexRule("men")), []string{allocation.SexRuleBroken}},
		{"unknown sex in a men's room", household(member("m", "", 30)), room("r", 1, sexRule("men")), []string{allocation.SexRuleBroken}},
		{"single in a family room", man, room("r", 1, sexRule("family")), []string{allocation.SexRuleBroken}},
		{"couple in a family room", couple, room("r", 2, sexRule("family")), nil},
		{"a rule nobody knows", man, room("r", 1, sexRule("knights")), []string{allocation.SexRuleBroken}},
		{"minor alone", boy, room("r", 1), []string{allocation.MinorAlone}},
		{"minor in a place for minors", boy, room("r", 1, forMinors), nil},
		{"minor with a minor", boy, room("r", 1, forMinors, withMinor("m", 15)), nil},
		{"girl with a boy", girl, room("r", 1, forMinors, withMinor("m", 15)), []string{allocation.WomanWithStrangers}},
		{"boy with a girl", boy, room("r", 1, forMinors, withMinor("f", 15)), []string{allocation.WomanWithStrangers}},
		{"minor with an adult", boy, room("r", 1, forMinors, with("x", "m", 18)), []string{allocation.MinorWithStrangers}},
		{"adult with a minor", man, room("r", 1, withMinor("m", 16)), []string{allocation.MinorWithStrangers}},
		{"adult in a place for minors", man, room("r", 1, forMinors), []string{allocation.MinorsPlace}},
		{"family in a place for minors", mother, room("r", 2, forMinors), []string{allocation.MinorsPlace}},
		{"child with own parent there already", household(member("b", "m", 9)), room("r", 1, with("h", "f", 40)), nil},
		{"child with a stranger", household(member("b", "m", 9)), room("r", 1, with("x", "m", 40)), []string{allocation.MinorAlone}},
		{"woman with a man", woman, room("r", 1, with("x", "m", 40)), []string{allocation.WomanWithStrangers}},
		{"woman with a couple", woman, room("r", 1, with("x", "m", 40), with("x", "f", 40)), []string{allocation.WomanWithStrangers}},
		{"woman with sex unknown", woman, room("r", 1, with("x", "", 40)), []string{allocation.WomanWithStrangers}},
		{"woman with a woman and her son", woman, room("r", 1, with("x", "f", 40), with("x", "m", 8)), nil},
		{"man with a woman", man, room("r", 1, with("x", "f", 40)), []string{allocation.WomanWithStrangers}},
		{"couple with a woman", couple, room("r", 2, with("x", "f", 40)), []string{allocation.WomanWithStrangers}},
		{"couple with a couple", couple, room("r", 2, with("x", "m", 40), with("x", "f", 40)), nil},
		{"man with a man", man, room("r", 1, with("x", "m", 40)), nil},
		{"age unknown is an adult", household(member("m", "m", -1)), room("r", 1), nil},
		{"isolation room for the healthy", man, room("r", 1, isolation), []string{allocation.IsolationKept}},
		{"isolation room", ill, room("r", 1, isolation), nil},
		{"isolation room with another", ill, room("r", 1, isolation, with("x", "m", 40)), []string{allocation.IsolationShared}},
		{"ill with another", ill, room("r", 1, with("x", "m", 40)), []string{allocation.IsolationShared}},
		{"conflict", foe, room("r", 1, with("foe", "m", 40)), []string{allocation.ConflictInRoom}},
	} {
		var got []string
		for _, v := range allocation.Check(tc.h, []allocation.Share{{RoomID: "r", Members: all(tc.h)}}, []allocation.Room{tc.room}) {
			if v.RoomID != "r" {
				t.Errorf("%s: %+v names no room", tc.name, v)
			}
			got = append(got, v.Code)
		}
		if diff := cmp.Diff(tc.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tc.name, diff)
		}
		best, refused := allocation.Propose(tc.h, []allocation.Room{tc.room}, 1)
		if (len(best) == 1) != (tc.want == nil) {
			t.Errorf("%s: proposed %v though violations are %v", tc.name, best, tc.want)
		}
		if tc.want != nil && refused[tc.want[0]] != 1 {
			t.Errorf("%s: refused = %v", tc.name, refused)
		}
	}
}

func next(ids ...string) func(*allocation.Room) {
	return func(r *allocation.Room) { r.Neighbours = ids }
}

func TestCheckOfTheWholeAssignment(t *testing.T) {
	t.Parallel()
	h := household(member("a", "f", 40), member("b", "m", 41), member("c", "f", 9))
	rooms := []allocation.Room{
		room("r1", 2, next("r2")), room("r2", 2), room("r3", 2), room("r4", 2, func(r *allocation.Room) { r.CentreID = "d" }),
	}
	for _, tc := range []struct {
		name   string
		shares []allocation.Share
		want   []allocation.Violation
	}{
		{"neighbours", []allocation.Share{{"r1", []string{"a", "c"}}, {"r2", []string{"b"}}}, nil},
		{"order does not matter", []allocation.Share{{"r2", []string{"b"}}, {"r1", []string{"c", "a"}}}, nil},
		{"child without a parent", []allocation.Share{{"r1", []string{"a", "b"}}, {"r2", []string{"c"}}}, []allocation.Violation{{Code: allocation.MinorAlone, RoomID: "r2"}}},
		{"not neighbours", []allocation.Share{{"r1", []string{"a", "c"}}, {"r3", []string{"b"}}}, []allocation.Violation{{Code: allocation.NotNeighbours, RoomID: "r3"}}},
		{"other centre", []allocation.Share{{"r1", []string{"a", "c"}}, {"r4", []string{"b"}}}, []allocation.Violation{{Code: allocation.OtherCentre, RoomID: "r4"}}},
		{"missing", []allocation.Share{{"r1", []string{"a", "c"}}}, []allocation.Violation{{Code: allocation.MemberMissing, MemberID: "b"}}},
		{"twice", []allocation.Share{{"r1", []string{"a", "c"}}, {"r2", []string{"a", "b"}}}, []allocation.Violation{{Code: allocation.MemberTwice, RoomID: "r2", MemberID: "a"}}},
		{"stranger", []allocation.Share{{"r1", []string{"a", "c"}}, {"r2", []string{"b", "z"}}}, []allocation.Violation{{Code: allocation.MemberUnknown, RoomID: "r2", MemberID: "z"}}},
		{"no such room", []allocation.Share{{"r1", []string{"a", "c"}}, {"r9", []string{"b"}}}, []allocation.Violation{{Code: allocation.RoomUnknown, RoomID: "r9"}}},
		{"same room twice", []allocation.Share{{"r1", []string{"a", "c"}}, {"r1", []string{"b"}}}, []allocation.Violation{{Code: allocation.RoomTwice, RoomID: "r1"}}},
		{"empty room", []allocation.Share{{"r1", []string{"a", "c"}}, {"r2", nil}}, []allocation.Violation{
			{Code: allocation.RoomUnused, RoomID: "r2"}, {Code: allocation.MemberMissing, MemberID: "b"},
		}},
	} {
		got := allocation.Check(h, tc.shares, rooms)
		if diff := cmp.Diff(tc.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tc.name, diff)
		}
	}
}

func codes(p allocation.Proposal) (codes []string) {
	for _, r := range p.Reasons {
		codes = append(codes, r.Code)
	}
	slices.Sort(codes)
	return codes
}

// Each pair of rooms differs in one thing; the better one must come first and
// say why.
func TestSoftRulesRank(t *testing.T) {
	t.Parallel()
	single := household(member("m", "m", 30))
	needs := func(n allocation.Need) allocation.Household { return household(member("w", "f", 30, n)) }
	couple := household(member("w", "f", 30), member("m", "m", 31))
	somali := household(member("m", "m", 30))
	somali.Languages, somali.Nationalities = []string{"som"}, []string{"SOM"}
	settled := household(member("m", "m", 30))
	settled.CentreID, settled.Phase, settled.Conflicts = "d", "2", []string{"foe"}
	speaks := func(r *allocation.Room) {
		r.Occupants = []allocation.Occupant{{Household: "x", Sex: "m", Age: 30, Nationality: "SOM", Languages: []string{"som"}}}
	}
	centre := func(id string) func(*allocation.Room) { return func(r *allocation.Room) { r.CentreID = id } }
	for _, tc := range []struct {
		name   string
		h      allocation.Household
		better func(*allocation.Room) // what sets the better room apart
		worse  func(*allocation.Room)
		code   string // among the reasons of the better one
	}{
		{"step-free", needs("step_free"), func(r *allocation.Room) { r.StepFree = true }, nil, "step_free"},
		{"ground floor", needs("ground_floor"), func(r *allocation.Room) { r.Floor = 0 }, nil, "ground_floor"},
		{"hospital", needs("near_hospital"), func(r *allocation.Room) { r.NearHospital = true }, nil, "near_hospital"},
		{"school", needs("near_school"), func(r *allocation.Room) { r.NearSchool = true }, nil, "near_school"},
		{"women only", needs("women_only"), sexRule("women"), nil, "women_only"},
		{"bathroom", needs("own_bathroom"), func(r *allocation.Room) { r.OwnBath = true }, nil, "own_bathroom"},
		{"quiet", needs("quiet"), func(r *allocation.Room) { r.Quiet = true }, nil, "quiet"},
		{"cot", needs("cot"), func(r *allocation.Room) { r.FreeCots = 1 }, nil, "cot"},
		{"isolation", needs("isolation"), isolation, nil, "isolation"},
		{"step-free kept for those who need it", single, nil, func(r *allocation.Room) { r.StepFree = true }, "fits_exactly"},
		{"family unit kept", single, nil, func(r *allocation.Room) { r.FamilyUnit = true }, "fits_exactly"},
		{"best fit", couple, func(r *allocation.Room) { r.Free = 2 }, func(r *allocation.Room) { r.Free = 4 }, "fits_exactly"},
		{"family unit", couple, func(r *allocation.Room) { r.FamilyUnit, r.Free = true, 2 }, func(r *allocation.Room) { r.Free = 2 }, "family_unit"},
		{"family by itself", couple, func(r *allocation.Room) { r.Free = 3 }, func(r *allocation.Room) { r.Free = 2; with("x", "m", 30)(r) }, "beds_blocked"},
		{"women's room for a woman", needs("quiet"), sexRule("women"), nil, "womens_room"},
		{"lockable", needs("quiet"), func(r *allocation.Room) { r.Lockable = true }, nil, "lockable"},
		{"same language", somali, speaks, with("x", "m", 30), "same_language"},
		{"community in the centre", somali, nil, centre("d"), "community_near"},
		{"same centre", settled, centre("d"), nil, "same_centre"},
		{"phase", settled, nil, func(r *allocation.Room) { r.CentrePhase = "1" }, "fits_exactly"},
		{"conflict elsewhere in the centre", settled, centre("e"), nil, "fits_exactly"},
	} {
		// The worse room has the id that wins a tie.
		better, worse := room("z", 1), room("a", 1)
		if tc.better != nil {
			tc.better(&better)
		}
		if tc.worse != nil {
			tc.worse(&worse)
		}
		rooms := []allocation.Room{
			worse, better,
			room("full1", 0, speaks), room("full2", 0, with("foe", "m", 50)),
		}
		best, _ := allocation.Propose(tc.h, rooms, 2)
		if len(best) != 2 || best[0].Rooms[0].RoomID != "z" || best[0].Score <= best[1].Score {
			t.Errorf("%s: %+v", tc.name, best)
			continue
		}
		if !slices.Contains(codes(best[0]), tc.code) {
			t.Errorf("%s: reasons %v lack %s", tc.name, codes(best[0]), tc.code)
		}
	}
}

func TestProposeExplainsRefusal(t *testing.T) {
	t.Parallel()
	h := household(member("w", "f", 30), member("k", "m", 13))
	best, refused := allocation.Propose(h, []allocation.Room{
		room("1", 1), room("2", 0), room("3", 2, sexRule("women")), room("4", 2, forMinors),
	}, 5)
	if best != nil {
		t.Errorf("proposed %+v", best)
	}
	want := map[string]int{allocation.BedsShort: 2, allocation.SexRuleBroken: 1, allocation.MinorsPlace: 1}
	if diff := cmp.Diff(want, refused); diff != "" {
		t.Errorf("refused (-want +got):\n%s", diff)
	}
}

func TestProposeNothingToDo(t *testing.T) {
	t.Parallel()
	for _, h := range []allocation.Household{{ID: "h"}, household(member("m", "m", 30))} {
		if best, refused := allocation.Propose(h, nil, 5); best != nil || len(refused) != 0 {
			t.Errorf("%+v, %v", best, refused)
		}
	}
	if best, _ := allocation.Propose(household(member("m", "m", 30)), []allocation.Room{room("r", 1)}, 0); best != nil {
		t.Errorf("limit 0: %+v", best)
	}
}

func TestProposeNeighbouringRooms(t *testing.T) {
	t.Parallel()
	family := household(
		member("father", "m", 45), member("mother", "f", 40, allocation.NeedStepFree),
		member("k1", "f", 15), member("k2", "m", 9), member("k3", "f", 5),
	)
	rooms := []allocation.Room{
		room("a", 3, next("b")), room("b", 2), room("c", 4),
		room("d", 3, next("e"), func(r *allocation.Room) { r.StepFree = true }), room("e", 2),
	}
	best, refused := allocation.Propose(family, rooms, 5)
	if len(best) != 2 {
		t.Fatalf("proposed %+v", best)
	}
	if refused[allocation.BedsShort] != len(rooms) {
		t.Errorf("refused = %v", refused)
	}
	if got := best[0].Rooms; got[0].RoomID != "d" || got[1].RoomID != "e" || !slices.Contains(got[0].Members, "mother") {
		t.Errorf("best = %+v, want the mother in d, which is step-free", got)
	}
	if !slices.Contains(codes(best[0]), "split") {
		t.Errorf("reasons = %+v", best[0].Reasons)
	}

	// One parent cannot be in two rooms.
	single := household(family.Members[1:]...)
	if best, _ := allocation.Propose(single, rooms[:2], 5); best != nil {
		t.Errorf("children alone: %+v", best)
	}
	// Four adults in a row of four single rooms.
	crew := household(member("1", "m", 20), member("2", "m", 21), member("3", "m", 22), member("4", "m", 23))
	row := []allocation.Room{room("a", 1, next("b")), room("b", 1, next("c")), room("c", 1, next("d")), room("d", 1)}
	if best, _ := allocation.Propose(crew, row, 5); len(best) != 1 || len(best[0].Rooms) != 4 {
		t.Errorf("row of four: %+v", best)
	}
}

func drawHousehold(t *rapid.T) allocation.Household {
	h := allocation.Household{
		ID:            "h",
		Unaccompanied: rapid.IntRange(0, 5).Draw(t, "unaccompanied") == 0,
		Languages:     rapid.SampledFrom([][]string{nil, {"tir"}, {"ara"}}).Draw(t, "languages"),
		Conflicts:     rapid.SampledFrom([][]string{nil, {"x"}}).Draw(t, "conflicts"),
		CentreID:      rapid.SampledFrom([]string{"", "c0"}).Draw(t, "centre"),
	}
	for i := range rapid.IntRange(1, 5).Draw(t, "size") {
		age := rapid.SampledFrom([]int{-1, 0, 1, 5, 11, 12, 17, 18, 40}).Draw(t, "age")
		if h.Unaccompanied {
			age = rapid.IntRange(8, 17).Draw(t, "age")
		}
		h.Members = append(h.Members, member(fmt.Sprint("m", i), rapid.SampledFrom([]string{"f", "m", "f", "m", "x", ""}).Draw(t, "sex"),
			age, rapid.SampledFrom([][]allocation.Need{nil, nil, {"step_free"}, {"isolation"}, {"cot", "?"}}).Draw(t, "needs")...))
	}
	return h
}

func drawRooms(t *rapid.T) []allocation.Room {
	n := rapid.IntRange(0, 6).Draw(t, "rooms")
	rooms := make([]allocation.Room, 0, n)
	for i := range n {
		r := allocation.Room{
			ID: fmt.Sprint("r", i), CentreID: fmt.Sprint("c", rapid.IntRange(0, 1).Draw(t, "centre")),
			Free: rapid.IntRange(0, 4).Draw(t, "free"), FreeCots: rapid.IntRange(0, 1).Draw(t, "cots"),
			StepFree: rapid.Bool().Draw(t, "step-free"), FamilyUnit: rapid.Bool().Draw(t, "family unit"),
			Isolation: rapid.IntRange(0, 4).Draw(t, "isolation") == 0, ForMinors: rapid.IntRange(0, 2).Draw(t, "minors") == 0,
			SexRule: rapid.SampledFrom([]string{"", "", "women", "men", "family"}).Draw(t, "rule"),
		}
		for range rapid.IntRange(0, 2).Draw(t, "occupants") {
			age := rapid.SampledFrom([]int{-1, 3, 13, 17, 30}).Draw(t, "occupant age")
			r.Occupants = append(r.Occupants, allocation.Occupant{
				Household: rapid.SampledFrom([]string{"h", "x", "y", ""}).Draw(t, "household"), Age: age,
				Sex:           rapid.SampledFrom([]string{"f", "m", "x", ""}).Draw(t, "occupant sex"),
				Unaccompanied: r.ForMinors && age >= 0 && age < 18,
			})
		}
		if i > 0 && rapid.Bool().Draw(t, "door") {
			r.Neighbours = []string{fmt.Sprint("r", rapid.IntRange(0, i-1).Draw(t, "next"))}
		}
		rooms = append(rooms, r)
	}
	return rooms
}

func TestProposalsNeverBreakARule(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		h, rooms := drawHousehold(t), drawRooms(t)
		best, _ := allocation.Propose(h, rooms, 50)
		var seen []string
		for i, p := range best {
			if v := allocation.Check(h, p.Rooms, rooms); v != nil {
				t.Fatalf("proposal %+v breaks %+v", p, v)
			}
			if i > 0 && p.Score > best[i-1].Score {
				t.Fatalf("proposals are out of order: %+v", best)
			}
			sum := 0.0
			for _, r := range p.Reasons {
				sum += r.Weight
			}
			if d := sum - p.Score; d > 1e-9 || d < -1e-9 {
				t.Fatalf("score %v is not the sum %v of its reasons", p.Score, sum)
			}
			key := ""
			for _, s := range p.Rooms {
				key += s.RoomID + " "
			}
			if slices.Contains(seen, key) {
				t.Fatalf("rooms %s proposed twice", key)
			}
			seen = append(seen, key)
		}
	})
}

// Whatever fits by trying every room, and every way to part the household
// between two rooms, is found.
func TestProposeFindsWhatFits(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		h, rooms := drawHousehold(t), drawRooms(t)
		var single, double bool
		for i, r := range rooms {
			single = single || allocation.Check(h, []allocation.Share{{r.ID, all(h)}}, rooms) == nil
			for _, r2 := range rooms[i+1:] {
				for mask := 1; mask < 1<<len(h.Members)-1; mask++ {
					shares := []allocation.Share{{RoomID: r.ID}, {RoomID: r2.ID}}
					for k, m := range h.Members {
						side := mask >> k & 1
						shares[side].Members = append(shares[side].Members, m.ID)
					}
					double = double || allocation.Check(h, shares, rooms) == nil
				}
			}
		}
		best, refused := allocation.Propose(h, rooms, 3)
		if (single || double) && len(best) == 0 {
			t.Fatalf("nothing proposed: single %v double %v, refused %v", single, double, refused)
		}
		if single && len(best[0].Rooms) == 0 {
			t.Fatalf("empty proposal %+v", best[0])
		}
	})
}

func TestProposeIgnoresTheOrderOfRooms(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		h, rooms := drawHousehold(t), drawRooms(t)
		shuffled := rapid.Permutation(rooms).Draw(t, "shuffled")
		a, ra := allocation.Propose(h, rooms, 5)
		b, rb := allocation.Propose(h, shuffled, 5)
		if diff := cmp.Diff(a, b) + cmp.Diff(ra, rb); diff != "" {
			t.Fatal(diff)
		}
	})
}
