package peopleweb

import (
	"net/http"
	"net/url"
	"slices"

	"passerelle/internal/people"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/i18n"
	"passerelle/internal/platform/ui"
	"passerelle/internal/platform/web"
)

// listView is a page of the list of persons.
type listView struct {
	ui.Page
	*row      // of the filters
	list      people.PersonPage
	homes     map[string]Home
	desks     []Desk
	today     clock.Date
	mayNew    bool
	mayImport bool
	form      *form

	duplicates string // the way to the pairs that look alike; empty where none may be decided on
}

// listFilters are the fields of the filters, each with one value, in the order
// of the page.
var listFilters = []string{
	"place", "status", "nationality", "sex", "need", "language", "born_from", "born_to", "size_from", "size_to",
	"registered_from", "registered_to", "unaccompanied", "interpreter",
}

// noCentre filters for who belongs to no centre.
const noCentre = "none"

func (f face) showList(w http.ResponseWriter, r *web.Request) error {
	v := listView{Page: r.Page(r.L.T("people.list.title")), row: newRow(), today: f.today(), mayNew: r.Actor.May(people.PermRegister), mayImport: r.Actor.May(people.PermImport) && r.Actor.May(people.PermRegister)}
	for _, name := range listFilters {
		if value := r.URL.Query().Get(name); value != "" {
			v.set(name, value)
		}
	}
	v.form = newForm(v.Page, v.row, v.today)
	var err error
	if v.desks, err = f.places.Desks(r, people.PermList); err != nil {
		return err
	}
	v.list, err = f.people.ListPersons(r.Context(), r.Actor, people.ListInput{Filter: v.filter(), Cursor: r.URL.Query().Get("cursor")})
	if err != nil {
		return err
	}
	if v.homes, err = f.homesOf(r, v.list.Persons); err != nil {
		return err
	}
	if v.duplicates, err = f.duplicatesLabel(r); err != nil {
		return err
	}
	return r.Show(w, v.Page, listPage(v))
}

// homesOf says where the households of persons live.
func (f face) homesOf(r *web.Request, all []people.PersonLine) (map[string]Home, error) {
	var households []string
	for _, p := range all {
		if !slices.Contains(households, p.HouseholdID) {
			households = append(households, p.HouseholdID)
		}
	}
	if len(households) == 0 {
		return nil, nil
	}
	return f.places.Homes(r, households)
}

// filter reads the filters. What means nothing filters nothing, so that an old
// or mistyped address still shows a list.
func (v listView) filter() people.Filter {
	w := people.Filter{
		Nationality: v.knownCode("nationality", knownCountry), Language: v.knownCode("language", i18n.IsLanguage),
		BornFrom: v.count("born_from"), BornTo: v.count("born_to"), SizeFrom: v.count("size_from"), SizeTo: v.count("size_to"),
		Unaccompanied: v.checked("unaccompanied"), Interpreter: v.checked("interpreter"),
		RegisteredFrom: v.day("registered_from"), RegisteredTo: v.day("registered_to"),
	}
	if need := people.NeedCode(v.get("need")); slices.Contains(people.Needs, need) {
		w.Need = need
	}
	if status := people.StatusCode(v.get("status")); slices.Contains(people.Statuses, status) {
		w.Statuses = []people.StatusCode{status}
	}
	if sex := people.Sex(v.get("sex")); slices.Contains(people.Sexes, sex) {
		w.Sexes = []people.Sex{sex}
	}
	if place := v.get("place"); place == noCentre {
		w.NoCentre = true
	} else if d := v.desk(place); d != nil {
		w.OrgID, w.CentreID = d.OrgID, d.CentreID
		if d.CentreID != "" {
			w.OrgID = "" // a centre says it all
		}
	}
	return w
}

func (v listView) knownCode(field string, known func(string) bool) string {
	if code := v.get(field); known(code) {
		return code
	}
	return ""
}

func (v listView) count(field string) int { return max(whole(v.get(field)), 0) }

func (v listView) day(field string) clock.Date {
	d, _ := clock.ParseDate(v.get(field)) // none filters nothing
	return d
}

func (v listView) desk(value string) *Desk {
	for i := range v.desks {
		if deskValue(v.desks[i]) == value {
			return &v.desks[i]
		}
	}
	return nil
}

// chips are the filters in force, in words, each with the link that lifts it.
func (v listView) chips() []ui.Chip {
	l, w := v.L, v.filter()
	text := map[string]string{
		"status": words(l, wordsStatusShort, w.Statuses), "sex": words(l, wordsSex, w.Sexes), "need": word(l, wordsNeed, w.Need),
		"nationality": countryName(l, w.Nationality),
	}
	if w.Language != "" {
		text["language"] = l.LanguageName(w.Language)
	}
	if w.NoCentre {
		text["place"] = l.T("people.list.no_centre")
	} else if d := v.desk(v.get("place")); d != nil {
		text["place"] = d.Label
	}
	for field, n := range map[string]int{"born_from": w.BornFrom, "born_to": w.BornTo, "size_from": w.SizeFrom, "size_to": w.SizeTo} {
		if n > 0 {
			text[field] = l.Year(n)
		}
	}
	for field, d := range map[string]clock.Date{"registered_from": w.RegisteredFrom, "registered_to": w.RegisteredTo} {
		text[field] = l.DateShort(d)
	}
	for field, on := range map[string]bool{"unaccompanied": w.Unaccompanied, "interpreter": w.Interpreter} {
		if on {
			text[field] = l.T("people.yes")
		}
	}
	var out []ui.Chip
	for _, field := range listFilters {
		if text[field] != "" {
			out = append(out, ui.Chip{Label: l.T("people.list.chip", "field", l.T("people.list."+field), "value", text[field]), RemoveHref: v.without(field)})
		}
	}
	return out
}

// without is the list with a filter lifted.
func (v listView) without(field string) string {
	q := url.Values{}
	for name, values := range v.fields {
		if name != field {
			q[name] = values
		}
	}
	if len(q) == 0 {
		return pathPeople
	}
	return pathPeople + "?" + q.Encode()
}

// at is the list at a cursor; empty for none.
func (v listView) at(cursor string) string {
	if cursor == "" {
		return ""
	}
	q := url.Values{"cursor": {cursor}}
	for name, values := range v.fields {
		q[name] = values
	}
	return pathPeople + "?" + q.Encode()
}

// total says how many there are.
func (v listView) total() string {
	if v.list.More {
		return v.L.T("people.list.more_than", "count", people.MaxTotal)
	}
	return v.L.T("people.list.count", "count", v.list.Total)
}

// placeOptions are the centres and organisations to filter by.
func (v listView) placeOptions() []ui.Option {
	return append(deskOptions(v.desks), ui.Option{Value: noCentre, Label: v.L.T("people.list.no_centre")})
}

// any is a filter that lets all pass where nothing is chosen.
func (v listView) any(field, key string, from []ui.Option) ui.Choice {
	c := v.form.one(v.row, field, key, from)
	c.Blank = v.L.T("people.list.any")
	return c
}

// dayField is a filter by day.
func (v listView) dayField(field, key string) ui.Field {
	return ui.Field{Name: field, Label: v.L.T(key), Value: v.get(field), Type: "date", Dir: "ltr"}
}

func (v listView) yearField(field, key string) ui.Field {
	return ui.Field{Name: field, Label: v.L.T(key), Value: v.get(field), InputMode: "numeric", Dir: "ltr", Width: 4, MaxLength: 4}
}

// lineColumns are the headings of a table of persons.
func lineColumns(l *i18n.Localizer) []ui.Column {
	return columns(l, false, "people.field.name", "people.field.reference", "people.field.sex", "people.field.birth", "people.field.nationality", "people.field.status", "people.person.lives", "people.list.flags")
}
