package peopleweb

import (
	"net/http"

	"passerelle/internal/people"
	"passerelle/internal/platform/fault"
	"passerelle/internal/platform/ui"
	"passerelle/internal/platform/web"
)

func draftMember(household string) string { return "people.member." + household }

// openMember prepares the form of somebody who comes into a household.
func (f face) openMember(r *web.Request, root *row) (registration, error) {
	h, err := f.openHousehold(r, people.PermRegister)
	if err != nil {
		return registration{}, err
	}
	if !h.open() {
		return registration{}, fault.Conflicts("people.error.household_closed")
	}
	if len(root.lists["persons"]) == 0 {
		root.add("persons")
	}
	root.lists["persons"] = root.lists["persons"][:1]
	v, err := f.registration(r, root)
	if err != nil {
		return v, err
	}
	v.into = &h.home
	v.Title, v.Identity = r.L.T("people.household.add"), h.Page.Identity
	v.Breadcrumbs = []ui.Link{{Label: r.L.T("people.list.title"), Href: pathPeople}, {Label: h.Title, Href: householdPath(h.home.ID)}, {Label: v.Title}}
	return v, nil
}

func (f face) showAddMember(w http.ResponseWriter, r *web.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	left, at, err := r.Draft(draftMember(id))
	if err != nil {
		return err
	}
	v, err := f.openMember(r, readRows(left))
	if err != nil {
		return err
	}
	if left == nil {
		if err := f.inheritFromHead(r, v); err != nil {
			return err
		}
	} else {
		v.draft = &ui.Draft{SavedAt: r.L.DateTime(at.Time()), Discard: ui.PathDrafts + draftMember(id)}
		if err := f.compare(r, v); err != nil {
			return err
		}
	}
	return r.Show(w, v.Page, memberPage(v))
}

// inheritFromHead fills in what a member mostly shares with the head, as far as
// the actor may know it.
func (f face) inheritFromHead(r *web.Request, v registration) error {
	if v.into.HeadID == "" {
		return nil
	}
	head, err := f.people.Person(r.Context(), r.Actor, v.into.HeadID)
	if err != nil {
		return err
	}
	first := newRow()
	for _, code := range head.Nationalities {
		first.add("nationalities", "code", code)
	}
	for _, spoken := range head.Languages {
		first.add("languages", "code", spoken.Code)
	}
	inherit(v.persons()[0], first)
	widen(v.persons()[0])
	return nil
}

func (f face) addMember(w http.ResponseWriter, r *web.Request) error {
	values, err := r.Form()
	if err != nil {
		return err
	}
	root := readRows(values)
	do := root.get("do")
	delete(root.fields, "do")
	v, err := f.openMember(r, root)
	if err != nil {
		return err
	}
	if do != doRegister {
		return f.again(w, r, v, do, memberPage)
	}
	person := v.persons()[0]
	narrow(person)
	if err := f.compare(r, v); err != nil {
		return err
	}
	if known, _ := v.chosen(); known != nil {
		r.ClearDraft(draftMember(v.into.ID))
		return r.Redirect(w, personPath(known.ID), "people.done.known_already")
	}
	if v.unanswered() {
		r.KeepDraft(v.draftKey(), v.root.values())
		return r.Show(w, v.Page, samePage(v))
	}
	_, err = f.people.AddMember(r.Context(), r.Actor, people.MemberInput{Household: people.HouseholdRef{ID: v.into.ID}, Person: v.person(person, false)})
	if err == nil {
		r.ClearDraft(draftMember(v.into.ID))
		return r.Redirect(w, householdPath(v.into.ID), "people.done.member_added")
	}
	return f.refuse(w, r, v, err, memberPage)
}
