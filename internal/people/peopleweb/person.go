package peopleweb

import (
	"net/http"

	"passerelle/internal/people"
	"passerelle/internal/platform/access"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/i18n"
	"passerelle/internal/platform/ui"
	"passerelle/internal/platform/web"
)

// The parts of a person's file, as their addresses name them.
const (
	partOverview = ""
	partPapers   = "papers"
	partStatus   = "status"
	partConsents = "consents"
	partLinks    = "links"
	partHistory  = "history"
	partReaders  = "readers"
)

// personView is a page of a person's file.
type personView struct {
	*form  // of what can be added on the page
	file   people.File
	home   *Home // nil: no place
	actor  access.Actor
	now    clock.Instant
	adding string               // the list whose form is open
	drafts map[string]*ui.Draft // of the forms of lists
}

// objectOf is what the access rule looks at.
func objectOf(f *people.Facts) access.Object {
	o := access.Object{Org: f.OrgID, Centre: f.CentreID}
	if f.Restricted {
		o.Compartment = access.Protection
	}
	return o
}

func (v personView) may(p access.Permission) bool {
	return v.actor.MayOn(p, objectOf(&v.file.Facts))
}

// hides reports whether a section is empty because the actor may not see it.
func (v personView) hides(s people.Section) bool {
	for _, hidden := range v.file.Hidden {
		if hidden == s {
			return true
		}
	}
	return false
}

// openFile opens the file of the address and frames a part of it.
func (f face) openFile(r *web.Request, part string) (personView, error) {
	id, err := r.ID("id")
	if err != nil {
		return personView{}, err
	}
	file, err := f.people.Person(r.Context(), r.Actor, id)
	if err != nil {
		return personView{}, err
	}
	return f.frame(r, file, part)
}

// frame puts the identity bar and the tabs around a part of a file.
func (f face) frame(r *web.Request, file people.File, part string) (personView, error) {
	p := r.Page(shownName(r.L, nameOf(&file)))
	v := personView{form: newForm(p, newRow(), f.today()), file: file, actor: r.Actor, now: clock.Now(f.clock), drafts: map[string]*ui.Draft{}}
	restricted := objectOf(&file.Facts)
	restricted.Compartment = access.Protection
	v.mayRestrict = r.Actor.MayOn(people.PermRestricted, restricted)
	homes, err := f.places.Homes(r, []string{file.HouseholdID})
	if err != nil {
		return v, err
	}
	if h, ok := homes[file.HouseholdID]; ok {
		v.home = &h
	}
	v.Breadcrumbs = []ui.Link{{Label: r.L.T("people.list.title"), Href: pathPeople}, {Label: p.Title}}
	v.Identity = v.identity(part)
	return v, nil
}

// nameOf is the name of a file as lists show it.
func nameOf(f *people.File) people.Name {
	n := people.Name{Reference: f.Reference, Given: f.Given, Family: f.Family, Original: f.Original, Restricted: f.Restricted}
	if n.Full() == "" {
		n.Given = f.OnDocument
	}
	return n
}

func (v personView) identity(part string) *ui.Identity {
	l, file := v.L, &v.file
	id := &ui.Identity{
		Name: shownName(l, nameOf(file)), Reference: file.Reference, Flags: factFlags(l, &file.Facts),
		TabsLabel: l.T("people.person.parts"), Tabs: v.tabs(part), Facts: v.facts(),
	}
	if file.Original != id.Name {
		id.NameOriginal = file.Original
	}
	if file.Photo {
		id.Photo = personPart(file.ID, "photo") + "?small=1"
	}
	if v.may(people.PermEdit) {
		id.Actions = append(id.Actions, ui.Action{Label: l.T("people.person.edit"), Href: personPart(file.ID, "edit"), Style: ui.Secondary})
	}
	return id
}

// facts are what one wants to know first.
func (v personView) facts() []ui.Fact {
	l, file := v.L, &v.file
	place := ui.Fact{Term: l.T("people.person.lives"), Value: l.T("people.person.no_place")}
	if v.home != nil {
		place.Content = linkTo(v.home.Label, v.home.Href)
	}
	return []ui.Fact{
		{Term: l.T("people.field.sex"), Value: word(l, wordsSex, file.Sex)},
		{Term: l.T("people.field.birth"), Value: orDash(joined(birthText(l, file.Birth), ageText(l, file.Birth, v.today)))},
		{Term: l.T("people.field.nationality"), Value: orDash(countries(l, file.Nationalities))},
		{Term: l.T("people.field.language"), Value: orDash(firstLanguage(l, file.Languages))},
		{Term: l.T("people.field.status"), Value: orDash(word(l, wordsStatusShort, file.Status))},
		place,
	}
}

func orDash(text string) string {
	if text == "" {
		return "–"
	}
	return text
}

// firstLanguage is the language to speak with somebody.
func firstLanguage(l *i18n.Localizer, all []people.Language) string {
	if len(all) == 0 {
		return ""
	}
	name := l.LanguageName(all[0].Code)
	if all[0].Interpreter {
		return joined(name, l.T("people.flag.interpreter"))
	}
	return name
}

// factFlags are what must not be overlooked.
func factFlags(l *i18n.Localizer, f *people.Facts) []ui.Flag {
	var out []ui.Flag
	flag := func(on bool, key string, tone ui.Tone) {
		if on {
			out = append(out, ui.Flag{Text: l.T(key), Tone: tone})
		}
	}
	flag(f.Restricted, "people.flag.restricted", ui.Bad)
	flag(f.Unaccompanied, "people.flag.unaccompanied", ui.Warn)
	flag(f.Interpreter, "people.flag.interpreter", ui.Info)
	for _, need := range f.NeedCodes {
		out = append(out, ui.Flag{Text: word(l, wordsNeed, need)})
	}
	return out
}

func (v personView) tabs(current string) []ui.NavItem {
	l, id := v.L, v.file.ID
	var out []ui.NavItem
	tab := func(part, key string, count int, may bool) {
		if !may {
			return
		}
		href := personPath(id)
		if part != partOverview {
			href = personPart(id, part)
		}
		out = append(out, ui.NavItem{Label: l.T(key), Href: href, Current: part == current, Count: count})
	}
	tab(partOverview, "people.part.overview", 0, true)
	out = append(out, ui.NavItem{Label: l.T("people.part.household"), Href: householdPath(v.file.HouseholdID), Count: v.file.HouseholdSize})
	tab(partPapers, "people.part.papers", 0, true)
	tab(partStatus, "people.part.status", 0, true)
	tab(partConsents, "people.part.consents", 0, !v.hides(people.SectionConsents))
	tab(partLinks, "people.part.links", len(v.file.Links), !v.hides(people.SectionLinks))
	tab(partHistory, "people.part.history", 0, v.may(people.PermHistory))
	tab(partReaders, "people.part.readers", 0, v.may(people.PermHistory))
	return out
}

func (f face) showPerson(w http.ResponseWriter, r *web.Request) error {
	v, err := f.openFile(r, partOverview)
	if err != nil {
		return err
	}
	return r.Show(w, v.Page, overviewPage(v))
}

// printPerson is the whole file on one page.
func (f face) printPerson(w http.ResponseWriter, r *web.Request) error {
	v, err := f.openFile(r, "print")
	if err != nil {
		return err
	}
	v.Identity.Actions, v.Identity.Tabs = nil, nil
	v.Breadcrumbs = append(v.Breadcrumbs[:1], ui.Link{Label: v.Title, Href: personPath(v.file.ID)}, ui.Link{Label: r.L.T("people.person.print")})
	return r.Show(w, v.Page, printPage(v))
}

// identityRows are who somebody is, line by line.
func (v personView) identityRows() []ui.SummaryRow {
	l, i := v.L, &v.file.Identity
	rows := []ui.SummaryRow{}
	add := func(key, value string) {
		if value != "" {
			rows = append(rows, ui.SummaryRow{Fact: ui.Fact{Term: l.T(key), Value: value}})
		}
	}
	add("people.field.given", i.Given)
	add("people.field.family", i.Family)
	add("people.field.original", i.Original)
	add("people.field.on_document", i.OnDocument)
	add("people.field.father", i.Father)
	add("people.field.grandfather", i.Grandfather)
	add("people.field.mother", i.Mother)
	add("people.field.aliases", joined(i.Aliases...))
	add("people.field.sex", word(l, wordsSex, i.Sex))
	add("people.field.birth", joined(birthText(l, i.Birth), ageText(l, i.Birth, v.today)))
	add("people.field.birth_written", writtenText(l, i.BirthWritten))
	add("people.field.place_of_birth", i.PlaceOfBirth)
	add("people.field.country_of_birth", countryName(l, i.CountryOfBirth))
	add("people.field.nationalities", countries(l, i.Nationalities))
	add("people.field.arrived_on", l.Date(i.ArrivedOn))
	add("people.field.relationship", known(l, wordsRelationship, v.file.Relationship, people.Relationships))
	add("people.field.note", i.Note)
	return rows
}

func countryName(l *i18n.Localizer, code string) string {
	if code == "" {
		return ""
	}
	return l.Country(code)
}

// languageText says how well somebody speaks a language.
func languageText(l *i18n.Localizer, spoken people.Language) string {
	level, interpreter := "", ""
	if spoken.Level != "unknown" {
		level = word(l, wordsLevel, spoken.Level)
	}
	if spoken.Interpreter {
		interpreter = l.T("people.field.interpreter")
	}
	return joined(l.LanguageName(spoken.Code), level, interpreter)
}
