package peopleweb

import (
	"net/http"

	"github.com/a-h/templ"

	"passerelle/internal/people"
	"passerelle/internal/platform/access"
	"passerelle/internal/platform/fault"
	"passerelle/internal/platform/ui"
	"passerelle/internal/platform/web"
)

// householdView is a page of a household.
type householdView struct {
	*form
	home   people.Household
	lives  *Home // nil: no place
	links  HouseholdLinks
	actor  access.Actor
	other  *people.Household // that is to join this one
	origin string            // reference of the household it was split from
	joined string            // reference of the household that its members joined
}

func (v householdView) may(p access.Permission) bool {
	return v.actor.MayOn(p, access.Object{Org: v.home.OrgID, Centre: v.home.CentreID})
}

// openHousehold opens the household of the address for whom holds perm there.
func (f face) openHousehold(r *web.Request, perm access.Permission) (householdView, error) {
	id, err := r.ID("id")
	if err != nil {
		return householdView{}, err
	}
	home, err := f.people.Household(r.Context(), r.Actor, id)
	if err != nil {
		return householdView{}, err
	}
	v := householdView{form: newForm(r.Page(""), newRow(), f.today()), home: home, actor: r.Actor}
	if !v.may(perm) {
		return v, fault.Denied()
	}
	homes, err := f.places.Homes(r, []string{id})
	if err != nil {
		return v, err
	}
	if h, ok := homes[id]; ok {
		v.lives = &h
	}
	if v.links, err = f.places.Household(r, id); err != nil {
		return v, err
	}
	v.Title = r.L.T("people.household.of", "name", v.name())
	v.Breadcrumbs = []ui.Link{{Label: r.L.T("people.list.title"), Href: pathPeople}, {Label: v.Title}}
	v.Identity = v.identity()
	return v, nil
}

// name is what a household is called: as its head.
func (v householdView) name() string {
	if m := v.member(v.home.HeadID); m != nil {
		return shownName(v.L, m.Name)
	}
	return v.L.T("people.household.title")
}

func (v householdView) member(id string) *people.HouseholdMember {
	for i := range v.home.Members {
		if v.home.Members[i].ID == id {
			return &v.home.Members[i]
		}
	}
	return nil
}

func (v householdView) open() bool { return v.home.ClosedAt.IsZero() }

func (v householdView) identity() *ui.Identity {
	l := v.L
	place := ui.Fact{Term: l.T("people.person.lives"), Value: l.T("people.person.no_place")}
	if v.lives != nil {
		place.Content = linkTo(v.lives.Label, v.lives.Href)
	}
	id := &ui.Identity{
		Name: v.name(), NameOriginal: l.T("people.household.size", "count", len(v.home.Members)), Reference: v.home.Reference, TabsLabel: l.T("people.household.parts"),
		Facts: []ui.Fact{
			place,
			{Term: l.T("people.field.registered_at"), Value: l.DateTime(v.home.CreatedAt.Time())},
		},
		Tabs: append([]ui.NavItem{{Label: l.T("people.part.overview"), Href: householdPath(v.home.ID), Current: true}}, v.links.Tabs...),
	}
	if !v.open() {
		id.Flags = []ui.Flag{{Text: l.T("people.household.closed"), Tone: ui.Warn}}
	}
	if len(id.Tabs) == 1 {
		id.Tabs = nil
	}
	return id
}

func (f face) showHousehold(w http.ResponseWriter, r *web.Request) error {
	v, err := f.openHousehold(r, people.PermRead)
	if err != nil {
		return err
	}
	if err := f.relatives(r, &v); err != nil {
		return err
	}
	return r.Show(w, v.Page, householdPage(v))
}

// relatives names the households that this one came from or went into.
func (f face) relatives(r *web.Request, v *householdView) error {
	refs, err := f.people.HouseholdRefs(r.Context(), f.db, []string{v.home.OriginID, v.home.JoinedID})
	v.origin, v.joined = refs[v.home.OriginID], refs[v.home.JoinedID]
	return err
}

// memberFacts is what tells the members of a household apart.
func memberFacts(v householdView, m people.HouseholdMember) string {
	return joined(word(v.L, wordsSex, m.Sex), birthText(v.L, m.Birth), ageText(v.L, m.Birth, v.today))
}

// seen names the household as the form was filled in from it.
func (v householdView) seen() people.HouseholdRef {
	return people.HouseholdRef{ID: v.home.ID, Version: whole(v.root.get("version"))}
}

// changeHousehold reads a form about a household, carries it out, and shows the
// form again where it is refused.
func (f face) changeHousehold(w http.ResponseWriter, r *web.Request, c householdChange) error {
	values, err := r.Form()
	if err != nil {
		return err
	}
	v, err := f.openHousehold(r, people.PermHousehold)
	if err != nil {
		return err
	}
	v.root = readRows(values)
	to, err := c.do(r, &v)
	switch {
	case err == nil && to == "":
		return r.Show(w, v.Page, c.page(v))
	case err == nil:
		return r.Redirect(w, to, c.done)
	}
	v.root.set("version", number(v.home.Version)) // what the page shows now has been seen
	named := func(field string) string {
		if ours, ok := c.fields[field]; ok {
			return ours
		}
		return field
	}
	return r.Reject(w, v.place(err, named), v.Page, func(p ui.Page) templ.Component {
		v.Page = p
		return c.page(v)
	})
}

// householdChange is a form about a household. do returns where to go
// afterwards; nowhere where the form asks for more.
type householdChange struct {
	page   func(householdView) templ.Component
	do     func(r *web.Request, v *householdView) (to string, err error)
	done   string
	fields map[string]string // what package people calls otherwise than the form
}

// showHouseholdForm is a form about a household, not filled in yet.
func (f face) showHouseholdForm(page func(householdView) templ.Component) web.Handler {
	return func(w http.ResponseWriter, r *web.Request) error {
		v, err := f.openHousehold(r, people.PermHousehold)
		if err != nil {
			return err
		}
		v.Breadcrumbs = nil // the first tab leads back
		v.root.set("version", number(v.home.Version))
		v.root.set("with", r.URL.Query().Get("with"))
		for _, m := range v.home.Members {
			v.root.set("relationships."+m.ID, string(m.Relationship))
		}
		v.root.set("head", v.home.HeadID)
		return r.Show(w, v.Page, page(v))
	}
}

// relationshipsOf reads what the form says that members are to their head.
func (v householdView) relationshipsOf(members []people.HouseholdMember) map[string]people.Relationship {
	out := map[string]people.Relationship{}
	for _, m := range members {
		if r := v.root.get("relationships." + m.ID); r != "" {
			out[m.ID] = people.Relationship(r)
		}
	}
	return out
}

func (f face) setHead(w http.ResponseWriter, r *web.Request) error {
	return f.changeHousehold(w, r, householdChange{page: headPage, done: "people.done.head", do: func(r *web.Request, v *householdView) (string, error) {
		head := v.root.get("head")
		of := v.relationshipsOf(v.home.Members)
		delete(of, head)
		for id, relation := range of {
			if relation == people.RelationshipHead { // the former head, of whom nothing else is said
				of[id] = people.RelationshipUnknown
			}
		}
		return householdPath(v.home.ID), f.people.SetHead(r.Context(), r.Actor, people.HeadInput{Household: v.seen(), Head: head, Relationships: of})
	}})
}

func (f face) split(w http.ResponseWriter, r *web.Request) error {
	return f.changeHousehold(w, r, householdChange{page: splitPage, done: "people.done.split", fields: map[string]string{"head": "new_head"}, do: func(r *web.Request, v *householdView) (string, error) {
		in := people.SplitInput{Household: v.seen(), Members: v.root.fields["members"], Head: v.root.get("new_head"), RemainingHead: v.root.get("remaining_head"), Relationships: map[string]people.Relationship{}}
		for id, relation := range v.relationshipsOf(v.home.Members) {
			if relation != people.RelationshipHead {
				in.Relationships[id] = relation
			}
		}
		delete(in.Relationships, in.Head)
		delete(in.Relationships, in.RemainingHead)
		done, err := f.households.SplitHousehold(r.Context(), r.Actor, in)
		return householdPath(done.HouseholdID), err
	}})
}

// join finds the other household by a reference, shows who they are, and joins
// them when that was confirmed.
func (f face) join(w http.ResponseWriter, r *web.Request) error {
	return f.changeHousehold(w, r, householdChange{page: joinPage, done: "people.done.joined", fields: map[string]string{"person": "with", "from": "with"}, do: func(r *web.Request, v *householdView) (string, error) {
		found, err := byReference(r.Context(), f.people, r.Actor, v.root.get("with"))
		if err != nil {
			return "", err
		}
		other, err := f.people.Household(r.Context(), r.Actor, found.HouseholdID)
		if err != nil {
			return "", err
		}
		if other.ID == v.home.ID {
			return "", fault.InvalidField("with", "people.error.same_household")
		}
		v.other = &other
		if v.root.get("do") != doJoin || v.root.get("from") != other.ID {
			v.root.set("version", number(v.home.Version))
			return "", nil
		}
		in := people.JoinInput{Into: v.seen(), From: people.HouseholdRef{ID: other.ID, Version: whole(v.root.get("from_version"))}, Relationships: v.relationshipsOf(other.Members)}
		for id, relation := range in.Relationships {
			if relation == people.RelationshipHead {
				in.Relationships[id] = people.RelationshipUnknown
			}
		}
		return householdPath(v.home.ID), f.households.JoinHouseholds(r.Context(), r.Actor, in)
	}})
}

// doJoin confirms that the households are joined.
const doJoin = "join"
