package people_test

import (
	"context"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"passerelle/internal/people"
	"passerelle/internal/platform/access"
	"passerelle/internal/platform/audit"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
	"passerelle/internal/testkit"
)

// shape is who is in a household and as what.
func shape(h people.Household) map[string]people.Relationship {
	out := map[string]people.Relationship{}
	for _, m := range h.Members {
		out[m.Name.Full()] = m.Relationship
	}
	return out
}

// five registers two parents, two children and a grandmother; ids are by given name.
func five(t *testing.T, h *house) (home people.Registered, id map[string]string) {
	t.Helper()
	members := []people.PersonInput{
		person("Amir", "F", people.SexMale, "1980-01-01"), person("Leila", "F", people.SexFemale, "1985-01-01"),
		person("Omid", "F", people.SexMale, "2012-01-01"), person("Sara", "F", people.SexFemale, "2015-01-01"),
		person("Maryam", "F", people.SexFemale, "1950"),
	}
	for i, r := range []people.Relationship{"", "WIF", "SON", "DAU", "PRF"} {
		members[i].Relationship = r
	}
	home = h.register(t, household(crl, eich, members...))
	id = map[string]string{}
	for i, p := range home.Persons {
		id[members[i].Given] = p.ID
	}
	return home, id
}

func (h *house) see(t *testing.T, id string) people.Household {
	t.Helper()
	home, err := h.Household(context.Background(), everywhere, id)
	check(t, err)
	return home
}

// Where only one can be the head, nobody has to say who.
func TestOnlyOneLeftIsTheHead(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		ctx, h := context.Background(), open(t, d)
		home, id := five(t, h)
		for _, leaves := range []string{"Sara", "Omid", "Maryam", "Amir"} { // Amir is the head, and leaves Leila
			split, err := h.SplitHousehold(ctx, everywhere, people.SplitInput{Household: people.HouseholdRef{ID: home.HouseholdID}, Members: []string{id[leaves]}})
			check(t, err)
			if got := h.see(t, split.HouseholdID).HeadID; got != id[leaves] {
				t.Errorf("%s alone: head %q", leaves, got)
			}
		}
		if got := h.see(t, home.HouseholdID).HeadID; got != id["Leila"] {
			t.Errorf("who is left: head %q", got)
		}
	})
}

func TestSplitAndJoinKeepTheHistory(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		ctx, h := context.Background(), open(t, d)
		home, id := five(t, h)
		h.clock.Advance(time.Hour)
		split, err := h.SplitHousehold(ctx, inEich, people.SplitInput{
			Household: people.HouseholdRef{ID: home.HouseholdID, Version: 1}, Members: []string{id["Leila"], id["Sara"]}, Head: id["Leila"],
			Relationships: map[string]people.Relationship{id["Sara"]: "DAU"},
		})
		check(t, err)
		old, fresh := h.see(t, home.HouseholdID), h.see(t, split.HouseholdID)
		if diff := cmp.Diff(map[string]people.Relationship{"Amir F": "PA", "Omid F": "SON", "Maryam F": "PRF"}, shape(old)); diff != "" {
			t.Errorf("who stayed:\n%s", diff)
		}
		if diff := cmp.Diff(map[string]people.Relationship{"Leila F": "PA", "Sara F": "DAU"}, shape(fresh)); diff != "" {
			t.Errorf("who left:\n%s", diff)
		}
		if len(old.Past) != 2 || old.Past[0].LeftAt.IsZero() || fresh.OriginID != old.ID || fresh.HeadID != id["Leila"] || fresh.CentreID != eich || old.Version != 2 {
			t.Errorf("old %+v\nnew %+v", old, fresh)
		}
		for name, want := range map[string]int{"Amir": 3, "Sara": 2} {
			if f, err := h.Person(ctx, everywhere, id[name]); err != nil || f.HouseholdSize != want {
				t.Errorf("%s: household of %d, %v", name, f.HouseholdSize, err)
			}
		}

		// Two desks: the second saw the household before it was split.
		_, err = h.SplitHousehold(ctx, everywhere, people.SplitInput{Household: people.HouseholdRef{ID: home.HouseholdID, Version: 1}, Members: []string{id["Maryam"]}, Head: id["Maryam"]})
		faulty(t, err, fault.Conflict, "people.error.changed")

		// The head leaves: those who stay need another, and are strangers to them until said.
		h.clock.Advance(time.Hour)
		_, err = h.SplitHousehold(ctx, everywhere, people.SplitInput{Household: people.HouseholdRef{ID: home.HouseholdID}, Members: []string{id["Amir"]}, Head: id["Amir"]})
		faulty(t, err, fault.Invalid, "people.error.head")
		alone, err := h.SplitHousehold(ctx, everywhere, people.SplitInput{
			Household: people.HouseholdRef{ID: home.HouseholdID}, Members: []string{id["Amir"]}, Head: id["Amir"], RemainingHead: id["Maryam"],
			Relationships: map[string]people.Relationship{id["Omid"]: "GCM"},
		})
		check(t, err)
		if diff := cmp.Diff(map[string]people.Relationship{"Maryam F": "PA", "Omid F": "GCM"}, shape(h.see(t, home.HouseholdID))); diff != "" {
			t.Errorf("after the head left:\n%s", diff)
		}

		h.clock.Advance(time.Hour)
		check(t, h.JoinHouseholds(ctx, everywhere, people.JoinInput{
			Into: people.HouseholdRef{ID: split.HouseholdID}, From: people.HouseholdRef{ID: home.HouseholdID},
			Relationships: map[string]people.Relationship{id["Omid"]: "SON"},
		}))
		if diff := cmp.Diff(map[string]people.Relationship{"Leila F": "PA", "Sara F": "DAU", "Omid F": "SON", "Maryam F": "U"}, shape(h.see(t, split.HouseholdID))); diff != "" {
			t.Errorf("joined:\n%s", diff)
		}
		closed := h.see(t, home.HouseholdID)
		if closed.ClosedAt.IsZero() || closed.JoinedID != split.HouseholdID || len(closed.Members) != 0 || len(closed.Past) != 5 {
			t.Errorf("closed %+v", closed)
		}
		err = h.JoinHouseholds(ctx, everywhere, people.JoinInput{Into: people.HouseholdRef{ID: home.HouseholdID}, From: people.HouseholdRef{ID: alone.HouseholdID}})
		faulty(t, err, fault.Conflict, "people.error.household_closed")
		if party, err := h.Party(ctx, d, split.HouseholdID); err != nil || len(party.Members) != 4 {
			t.Errorf("party %+v, %v", party, err)
		}

		var actions []string
		entries, err := h.PersonHistory(ctx, everywhere, people.HistoryInput{PersonID: id["Omid"]})
		check(t, err)
		for _, e := range entries {
			actions = append(actions, e.Action)
		}
		want := []string{"people.household.join", "people.household.split", "people.household.split", "people.register"}
		if diff := cmp.Diff(want, actions); diff != "" {
			t.Errorf("history:\n%s", diff)
		}
	})
}

func TestJoiningMovesToTheOthersPlace(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		ctx, h := context.Background(), open(t, d)
		a := h.register(t, household(crl, eich, person("A", "A", people.SexMale, "1980")))
		b := h.register(t, household(ona, lily, person("B", "B", people.SexMale, "1980")))
		faulty(t, h.JoinHouseholds(ctx, inCRL, people.JoinInput{Into: people.HouseholdRef{ID: a.HouseholdID}, From: people.HouseholdRef{ID: b.HouseholdID}}), fault.NotFound, "")
		check(t, h.JoinHouseholds(ctx, everywhere, people.JoinInput{Into: people.HouseholdRef{ID: a.HouseholdID}, From: people.HouseholdRef{ID: b.HouseholdID}}))
		if _, err := h.Person(ctx, inEich, b.Persons[0].ID); err != nil {
			t.Error(err)
		}
		if found, err := h.FindPersons(ctx, inEich, "B B", 1); err != nil || len(found) != 1 {
			t.Errorf("found %v, %v", found, err)
		}
	})
}

func TestMinorsLeftAloneAreUnaccompanied(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		ctx, h := context.Background(), open(t, d)
		home, id := five(t, h)
		h.clock.Advance(time.Hour)
		_, err := h.SplitHousehold(ctx, everywhere, people.SplitInput{
			Household: people.HouseholdRef{ID: home.HouseholdID}, Members: []string{id["Amir"], id["Leila"], id["Maryam"]}, Head: id["Amir"], RemainingHead: id["Omid"],
		})
		check(t, err)
		for name, want := range map[string]bool{"Omid": true, "Sara": true, "Amir": false} {
			if f, err := h.Person(ctx, everywhere, id[name]); err != nil || f.Unaccompanied != want {
				t.Errorf("%s unaccompanied: %v, %v", name, f.Unaccompanied, err)
			}
		}
	})
}

func TestHouseholdChangesAreChecked(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		ctx, h := context.Background(), open(t, d)
		home, id := five(t, h)
		stranger := h.register(t, household(crl, eich, person("X", "Y", people.SexMale, "1980")))
		ref := people.HouseholdRef{ID: home.HouseholdID}
		all := home.Persons
		split := func(in people.SplitInput) error {
			in.Household = ref
			_, err := h.SplitHousehold(ctx, everywhere, in)
			return err
		}
		faulty(t, split(people.SplitInput{}), fault.Invalid, "people.error.required")
		faulty(t, split(people.SplitInput{Members: []string{all[0].ID, all[1].ID, all[2].ID, all[3].ID, all[4].ID}, Head: all[0].ID}), fault.Invalid, "people.error.all_members")
		faulty(t, split(people.SplitInput{Members: []string{stranger.Persons[0].ID}, Head: stranger.Persons[0].ID}), fault.Invalid, "people.error.not_member")
		faulty(t, split(people.SplitInput{Members: []string{id["Sara"]}, Head: id["Omid"]}), fault.Invalid, "people.error.head")
		faulty(t, split(people.SplitInput{Members: []string{id["Sara"]}, Head: id["Sara"], Relationships: map[string]people.Relationship{id["Omid"]: "PA"}}), fault.Invalid, "people.error.head_second")
		faulty(t, split(people.SplitInput{Members: []string{id["Sara"]}, Head: id["Sara"], Relationships: map[string]people.Relationship{id["Omid"]: "?"}}), fault.Invalid, "people.error.unknown_code")
		faulty(t, h.JoinHouseholds(ctx, everywhere, people.JoinInput{Into: ref, From: ref}), fault.Invalid, "people.error.same_household")
		faulty(t, h.SetHead(ctx, everywhere, people.HeadInput{Household: ref, Head: stranger.Persons[0].ID}), fault.Invalid, "people.error.not_member")
		faulty(t, h.SetRelationship(ctx, everywhere, id["Amir"], "HUS"), fault.Invalid, "people.error.head_relationship")
		faulty(t, h.SetRelationship(ctx, everywhere, id["Sara"], "PA"), fault.Invalid, "people.error.head_second")
		if got := len(h.see(t, home.HouseholdID).Members); got != 5 {
			t.Errorf("%d members after refused changes", got)
		}

		check(t, h.SetRelationship(ctx, everywhere, id["Maryam"], "PLF"))
		check(t, h.SetHead(ctx, everywhere, people.HeadInput{Household: ref, Head: id["Leila"], Relationships: map[string]people.Relationship{id["Amir"]: "HUS", id["Omid"]: "SON"}}))
		want := map[string]people.Relationship{"Leila F": "PA", "Amir F": "HUS", "Omid F": "SON", "Sara F": "U", "Maryam F": "U"}
		if diff := cmp.Diff(want, shape(h.see(t, home.HouseholdID))); diff != "" {
			t.Error(diff)
		}

		child := person("Nima", "F", people.SexMale, "2026-11-01")
		_, err := h.AddMember(ctx, everywhere, people.MemberInput{Household: ref, Person: child})
		check(t, err)
		child.Relationship = "PA"
		_, err = h.AddMember(ctx, everywhere, people.MemberInput{Household: ref, Person: child})
		faulty(t, err, fault.Invalid, "people.error.head_second")
		_, err = h.AddMember(ctx, at(access.Scope{Kind: access.ScopeCentre, ID: lily}), people.MemberInput{Household: ref, Person: person("A", "B", "m", "")})
		faulty(t, err, fault.NotFound, "")
		if f, err := h.Person(ctx, everywhere, id["Amir"]); err != nil || f.HouseholdSize != 6 {
			t.Errorf("size %d, %v", f.HouseholdSize, err)
		}
		for _, bad := range []string{"", "x", db.NewID()} {
			_, err := h.Household(ctx, everywhere, bad)
			faulty(t, err, fault.NotFound, "")
		}
	})
}

// A household shows only the members whom the actor may see, and says nothing of the others.
func TestHouseholdHidesRestrictedMembers(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		ctx, h := context.Background(), open(t, d)
		home, id := five(t, h)
		check(t, h.SetRestricted(ctx, everywhere, id["Amir"], true))
		seen, err := h.Household(ctx, inEich, home.HouseholdID)
		if err != nil || len(seen.Members) != 4 || seen.HeadID != "" {
			t.Errorf("%+v, %v", seen, err)
		}
		_, err = h.SplitHousehold(ctx, inEich, people.SplitInput{Household: people.HouseholdRef{ID: home.HouseholdID}, Members: []string{id["Amir"]}, Head: id["Amir"], RemainingHead: id["Leila"]})
		faulty(t, err, fault.Invalid, "people.error.not_member")
		for _, name := range []string{"Leila", "Omid", "Sara", "Maryam"} {
			check(t, h.SetRestricted(ctx, everywhere, id[name], true))
		}
		_, err = h.Household(ctx, inEich, home.HouseholdID)
		faulty(t, err, fault.NotFound, "")
		looked, err := h.WhoLooked(ctx, everywhere, people.HistoryInput{PersonID: id["Amir"]})
		if err != nil || len(looked) != 0 {
			t.Errorf("a member who was not shown was looked at: %v, %v", looked, err)
		}
		entries, err := audit.OfPerson(ctx, d, id["Leila"], audit.Reads, audit.Position{}, 9)
		if err != nil || len(entries) != 1 || entries[0].ObjectID != home.HouseholdID {
			t.Errorf("reads of a member who was shown: %v, %v", entries, err)
		}
	})
}
