package peopleweb

import (
	"net/http"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"passerelle/internal/people"
	"passerelle/internal/platform/access"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
	"passerelle/internal/platform/ui"
	"passerelle/internal/platform/web"
)

// draftNew is the key under which an unfinished registration is kept.
const draftNew = "people.new"

// registration is the page that registers a household, or further members of one.
type registration struct {
	*form
	desks []Desk
	draft *ui.Draft
	into  *people.Household // nil: a new household

	mayIdentify bool // may ask who is like somebody
}

func (v registration) persons() []*row { return v.root.lists["persons"] }

// draftKey is under which key the form is kept while it is not finished.
func (v registration) draftKey() string {
	if v.into != nil {
		return draftMember(v.into.ID)
	}
	return draftNew
}

// action is where the form is sent.
func (v registration) action() string {
	if v.into != nil {
		return householdPart(v.into.ID, "add")
	}
	return pathNew
}

// showRegister is the empty form, or what the actor left in it.
func (f face) showRegister(w http.ResponseWriter, r *web.Request) error {
	left, at, err := r.Draft(draftNew)
	if err != nil {
		return err
	}
	root := newRow()
	if left != nil {
		root = readRows(left)
	}
	v, err := f.registration(r, root)
	if err != nil {
		return err
	}
	if left != nil {
		v.draft = &ui.Draft{SavedAt: r.L.DateTime(at.Time()), Discard: ui.PathDrafts + draftNew}
		if err := f.compare(r, v); err != nil {
			return err
		}
	}
	return r.Show(w, v.Page, registerPage(v))
}

// registration prepares the page for a form as far as it is filled in.
func (f face) registration(r *web.Request, root *row) (registration, error) {
	v := registration{form: newForm(r.Page(r.L.T("people.register.title")), root, f.today())}
	v.Breadcrumbs = []ui.Link{{Label: r.L.T("people.list.title"), Href: pathPeople}, {Label: v.Title}}
	v.mayRestrict = r.Actor.Opens(people.PermRegister, access.Protection)
	v.mayIdentify = r.Actor.May(people.PermIdentify)
	var err error
	if v.desks, err = f.places.Desks(r, people.PermRegister); err != nil {
		return v, err
	}
	if root.get("desk") == "" && len(v.desks) > 0 {
		root.set("desk", deskValue(v.desks[0]))
	}
	if len(v.persons()) == 0 {
		root.add("persons", "relationship", string(people.RelationshipHead))
	}
	for _, person := range v.persons() {
		widen(person)
	}
	return v, nil
}

func deskValue(d Desk) string { return d.OrgID + "/" + d.CentreID }

// register carries out what the pressed button says.
func (f face) register(w http.ResponseWriter, r *web.Request) error {
	values, err := r.Form()
	if err != nil {
		return err
	}
	root := readRows(values)
	do := root.get("do")
	delete(root.fields, "do")
	v, err := f.registration(r, root)
	if err != nil {
		return err
	}
	if do != doRegister {
		return f.again(w, r, v, do, registerPage)
	}
	for _, person := range v.persons() {
		narrow(person)
	}
	if err := f.compare(r, v); err != nil {
		return err
	}
	if known, person := v.chosen(); known != nil {
		if len(v.persons()) > 1 {
			v.setAside(person, known)
			return f.again(w, r, v, doShow, registerPage)
		}
		r.ClearDraft(draftNew)
		return r.Redirect(w, personPath(known.ID), "people.done.known_already")
	}
	if v.unanswered() {
		r.KeepDraft(v.draftKey(), v.root.values())
		return r.Show(w, v.Page, samePage(v))
	}
	done, err := f.people.RegisterHousehold(r.Context(), r.Actor, v.input())
	if err != nil {
		return f.refuse(w, r, v, err, registerPage)
	}
	r.ClearDraft(draftNew)
	if known := root.get("known"); db.ValidID(known) && r.Actor.May(people.PermHousehold) {
		return r.Redirect(w, withQuery(householdPart(known, "join"), "with", done.Reference), "people.done.registered_join")
	}
	return r.Redirect(w, householdPath(done.HouseholdID), "people.done.registered")
}

// setAside takes somebody out of the form who turned out to be on record. The
// others are registered, and join that person's household afterwards.
func (v registration) setAside(person *row, known *people.Similar) {
	v.root.set("known", known.HouseholdID)
	v.root.set("known_reference", known.Reference)
	wasHead := person.get("relationship") == string(people.RelationshipHead)
	v.remove(person.path())
	v.focus = ""
	if first := v.persons()[0]; wasHead {
		first.set("relationship", string(people.RelationshipHead))
	}
}

// again shows the form with one more or one less entry, or with what a document says.
func (f face) again(w http.ResponseWriter, r *web.Request, v registration, do string, page func(registration) templ.Component) error {
	if !v.change(do) {
		v.read(do)
	}
	for _, person := range v.persons() {
		delete(person.fields, "match")
		widen(person)
	}
	r.KeepDraft(v.draftKey(), v.root.values())
	if err := f.compare(r, v); err != nil {
		return err
	}
	return r.Show(w, v.Page, page(v))
}

// read fills in what the document pasted into a person's form says.
func (v registration) read(do string) {
	path, ok := strings.CutPrefix(do, doRead)
	if person := v.root.at(path); ok && person != nil && person != v.root {
		v.readings[person.prefix] = readDocument(person, v.today)
		v.focus = person.name("given")
	}
}

// refuse shows the form with what is wrong in it: at the field the fault alone,
// in the summary with the person and the field that it is about.
func (f face) refuse(w http.ResponseWriter, r *web.Request, v registration, err error, page func(registration) templ.Component) error {
	status := http.StatusUnprocessableEntity
	switch fault.KindOf(err) {
	case fault.Conflict:
		status = http.StatusConflict
	case fault.Invalid:
	default:
		return err
	}
	for _, person := range v.persons() {
		widen(person)
	}
	r.KeepDraft(v.draftKey(), v.root.values())
	v.Errors = r.FieldErrors(v.place(err, v.fieldName))
	summary := v.Page
	summary.Errors = make([]ui.FieldError, len(v.Errors))
	for n, e := range v.Errors {
		summary.Errors[n] = ui.FieldError{Field: e.Field, Text: v.located(e)}
	}
	return r.ShowStatus(w, status, summary, page(v))
}

// located is what is wrong, with where it is.
func (v registration) located(e ui.FieldError) string {
	var where []string
	if n := slices.IndexFunc(v.persons(), func(p *row) bool { return strings.HasPrefix(e.Field, p.prefix) }); n >= 0 && len(v.persons()) > 1 {
		where = append(where, personTitle(v.L, v.persons()[n], n))
	}
	if key := wordsField + e.Field[strings.LastIndexByte(e.Field, '.')+1:]; v.L.Knows(key) {
		where = append(where, v.L.T(key))
	}
	if len(where) == 0 {
		return e.Text
	}
	return v.L.T("people.form.located", "where", strings.Join(where, ", "), "what", e.Text)
}

// fieldName maps the fields of a fault to those of the form: what is asked once
// for the household, and what the form asks in another way.
func (v registration) fieldName(field string) string {
	switch {
	case v.into != nil && field != "" && field != "arrived_on":
		return v.persons()[0].name(personFields(field))
	case field == "org" || field == "centre":
		return "desk"
	case field == "head":
		return "persons.0.relationship"
	case field == "persons":
		return ""
	case field == "arrived_on" || strings.HasSuffix(field, ".arrived_on"):
		return "arrived_on"
	case strings.HasSuffix(field, ".relationship") && len(v.persons()) == 1:
		return ""
	}
	return personFields(field)
}

// input reads the whole form.
func (v registration) input() people.HouseholdInput {
	in := people.HouseholdInput{Head: headOf(v.persons())}
	in.OrgID, in.CentreID, _ = strings.Cut(v.root.get("desk"), "/")
	for n, person := range v.persons() {
		in.Persons = append(in.Persons, v.person(person, n == in.Head))
	}
	return in
}

// person reads the form of one person with what is asked once for all. What
// somebody is to the head may stay open.
func (v registration) person(r *row, head bool) people.PersonInput {
	p := personInput(r, v.today)
	p.ArrivedOn = civil(v.root.date("arrived_on"))
	p.Restricted = p.Restricted && v.mayRestrict
	if p.Relationship == "" && !head {
		p.Relationship = people.RelationshipUnknown
	}
	return p
}

// compare looks for persons on record who are like those of the form.
func (f face) compare(r *web.Request, v registration) error {
	if !v.mayIdentify {
		return nil
	}
	for _, person := range v.persons() {
		if err := f.compareOne(r, v.form, person, v.household()); err != nil {
			return err
		}
	}
	return nil
}

// compareOne looks for persons who are like one of the form; household is the
// one they come into, empty for a new one.
func (f face) compareOne(r *web.Request, v *form, person *row, household string) error {
	hits, err := f.people.SimilarPersons(r.Context(), r.Actor, people.SimilarInput{Identity: identityInput(person, v.today), Phones: phonesInput(person)})
	v.like[person.prefix] = likeness{strangers(hits, household)}
	return err
}

// household is the one that the persons of the form come into; empty for a new one.
func (v registration) household() string {
	if v.into == nil {
		return ""
	}
	return v.into.ID
}

// chosen is a person on record whom the answers say that one of the form is.
func (v registration) chosen() (*people.Similar, *row) {
	for _, person := range v.persons() {
		hits := v.like[person.prefix].hits
		for i := range hits {
			if hits[i].ID == person.get("match") {
				return &hits[i], person
			}
		}
	}
	return nil, nil
}

// unanswered reports whether nobody has said yet of a person of the form that
// they are none of those whom they are like.
func (v registration) unanswered() bool {
	open := false
	for _, person := range v.persons() {
		hits := v.like[person.prefix].hits
		if person.get("match") == matchNone {
			person.set("different", append(person.fields["different"], hitIDs(hits))...)
		}
		delete(person.fields, "match")
		open = open || !judged(person, hits)
	}
	return open
}

// matchNone answers that a person is none of those on record.
const matchNone = "none"

// live answers, while the form of a person is filled, with who is like them.
func (f face) live(w http.ResponseWriter, r *web.Request) error {
	values, err := r.Form()
	if err != nil {
		return err
	}
	root := readRows(values)
	person := root.at(r.URL.Query().Get("person"))
	if person == nil || person == root {
		return fault.Missing()
	}
	v := newForm(r.Page(""), root, f.today())
	if err := f.compareOne(r, v, person, r.URL.Query().Get("household")); err != nil {
		return err
	}
	return r.Fragment(w, likeRegion(v, person))
}

// liveFor is where the form asks who is like a person; empty where the actor
// may not know.
func (v registration) liveFor(person *row) string {
	if !v.mayIdentify {
		return ""
	}
	return withQuery(pathLive, "person", person.path(), "household", v.household())
}

// hidden are the fields of the whole form, but those that a page asks itself.
func (v registration) hidden(but ...string) []ui.HiddenField {
	var out []ui.HiddenField
	values := v.root.values()
	names := make([]string, 0, len(values))
	for name := range values {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		if slices.Contains(but, name) {
			continue
		}
		for _, value := range values[name] {
			out = append(out, ui.HiddenField{Name: name, Value: value})
		}
	}
	return out
}
