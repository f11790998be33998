package peopleweb

import (
	"strings"

	"github.com/a-h/templ"

	"passerelle/internal/people"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/fault"
	"passerelle/internal/platform/i18n"
	"passerelle/internal/platform/ui"
)

// form is a form about persons as a page shows it.
type form struct {
	ui.Page
	root     *row
	today    clock.Date
	wrong    map[string]string      // which part of a date is wrong, by the name of the date
	focus    string                 // name of the field or button to go on with
	like     map[string]likeness    // persons on record, by the prefix of the person they are like
	readings map[string]*reading    // documents just read, by the same
	known    map[string][]ui.Option // lists of options that several fields share

	mayRestrict bool // the actor may register restricted persons
}

func newForm(p ui.Page, root *row, today clock.Date) *form {
	return &form{
		Page: p, root: root, today: today, wrong: map[string]string{}, like: map[string]likeness{},
		readings: map[string]*reading{}, known: map[string][]ui.Option{},
	}
}

// shared makes a list of options once for all the fields that offer it.
func (f *form) shared(name string, list func(*i18n.Localizer) []ui.Option) []ui.Option {
	if f.known[name] == nil {
		f.known[name] = list(f.L)
	}
	return f.known[name]
}

func (f *form) countries() []ui.Option {
	return f.shared("countries", func(l *i18n.Localizer) []ui.Option { return countryOptions(l, nil) })
}

func (f *form) nationalities() []ui.Option {
	return f.shared("nationalities", func(l *i18n.Localizer) []ui.Option { return countryOptions(l, i18n.SpecialNationalities) })
}

func (f *form) languages() []ui.Option     { return f.shared("languages", languageOptions) }
func (f *form) relationships() []ui.Option { return f.shared("relationships", relationshipOptions) }

// text is a line of text that a user writes: a name, a place, a note.
func (f *form) text(r *row, field, key string) ui.Field {
	name := r.name(field)
	return ui.Field{
		Name: name, Label: f.L.T(key), Value: r.fields.Get(field), Error: f.ErrorFor(name),
		Dir: "auto", Verbatim: true, Autocomplete: "off", Attrs: f.attrs(name),
	}
}

// hinted is text with a hint.
func (f *form) hinted(r *row, field, key, hint string) ui.Field {
	t := f.text(r, field, key)
	t.Hint = f.L.T(hint)
	return t
}

// code is text in Latin letters and digits: a number, an address.
func (f *form) code(r *row, field, key string) ui.Field {
	t := f.text(r, field, key)
	t.Dir = "ltr"
	return t
}

// one is a choice of one answer.
func (f *form) one(r *row, field, key string, from []ui.Option) ui.Choice {
	name := r.name(field)
	return ui.Choice{Name: name, Label: f.L.T(key), Value: r.get(field), Error: f.ErrorFor(name), Options: from, Attrs: f.attrs(name)}
}

// oneOrNone is a choice that may be left open.
func (f *form) oneOrNone(r *row, field, key string, from []ui.Option) ui.Choice {
	c := f.one(r, field, key, from)
	c.Blank = f.L.T("people.form.choose")
	return c
}

// yes is a box to tick.
func (f *form) yes(r *row, field, key string) ui.Choice {
	return ui.Choice{
		Name: r.name(field), Error: f.ErrorFor(r.name(field)), Values: ticked(r, field),
		Options: []ui.Option{{Value: "1", Label: f.L.T(key)}},
	}
}

// yesHinted is a box to tick with a hint.
func (f *form) yesHinted(r *row, field, key, hint string) ui.Choice {
	c := f.yes(r, field, key)
	c.Options[0].Hint = f.L.T(hint)
	return c
}

// ticked is never empty: an unticked box is not the blank answer.
func ticked(r *row, field string) []string {
	if r.checked(field) {
		return []string{"1"}
	}
	return []string{"-"}
}

// some is a choice of any number of answers.
func (f *form) some(r *row, field, key string, from []ui.Option) ui.Choice {
	return ui.Choice{Name: r.name(field), Label: f.L.T(key), Values: append([]string{"-"}, r.fields[field]...), Error: f.ErrorFor(r.name(field)), Options: from}
}

func (f *form) date(r *row, field, key string) ui.DateField {
	name := r.name(field)
	return ui.DateField{Name: name, Label: f.L.T(key), Value: r.date(field), Error: f.ErrorFor(name), WrongPart: f.wrong[name]}
}

// attrs puts the cursor where the page goes on.
func (f *form) attrs(name string) templ.Attributes {
	if name != f.focus {
		return nil
	}
	return templ.Attributes{"autofocus": true}
}

// The values of buttons that change the form and show it again.
const (
	doAdd      = "add:"    // and the path of a list
	doRemove   = "remove:" // and the path of an entry
	doRead     = "read:"   // and the path of a person: read the document
	doShow     = "show"    // nothing, but convert and compare
	doBack     = "back"    // from the question after the form
	doRegister = "register"
)

// adder is the button that adds an entry to a list of r.
func (f *form) adder(r *row, list, key string) ui.Action {
	value := doAdd + r.name(list)
	return ui.Action{Label: f.L.T(key), Name: "do", Value: value, Style: ui.Secondary, Attrs: f.attrs(value)}
}

// remover is the button that takes the entry r out of its list.
func (f *form) remover(r *row, key, note string) ui.Action {
	return ui.Action{Label: f.L.T(key), Name: "do", Value: doRemove + r.path(), Style: ui.Quiet, Note: note}
}

// open reports whether a part of r must show: something in it is wrong, or the
// cursor goes there.
func (f *form) open(r *row, fields ...string) bool {
	for _, field := range fields {
		begins := func(name string) bool {
			return name == r.name(field) || strings.HasPrefix(name, r.name(field)+".") || strings.HasPrefix(name, r.name(field)+"_")
		}
		if begins(strings.TrimPrefix(f.focus, doAdd)) {
			return true
		}
		for _, e := range f.Errors {
			if begins(e.Field) {
				return true
			}
		}
	}
	return false
}

// firstField is the field of an entry that one fills in first.
var firstField = map[string]string{
	"persons": "given", "nationalities": "code", "aliases": "name", "languages": "code", "contacts": "kind",
	"documents": "type", "statuses": "code", "representatives": "kind",
}

// change carries out a button that adds or removes an entry; false where the
// button is another.
func (f *form) change(do string) bool {
	switch {
	case strings.HasPrefix(do, doAdd):
		f.add(strings.TrimPrefix(do, doAdd))
	case strings.HasPrefix(do, doRemove):
		f.remove(strings.TrimPrefix(do, doRemove))
	default:
		return false
	}
	return true
}

func (f *form) add(path string) {
	owner, list := f.root, path
	if cut := strings.LastIndexByte(path, '.'); cut >= 0 {
		owner, list = f.root.at(path[:cut]), path[cut+1:]
	}
	if owner == nil || firstField[list] == "" || len(owner.lists[list]) >= mostRows {
		return
	}
	entry := owner.add(list)
	if list == "persons" {
		widen(entry)
		if first := owner.lists[list][0]; first != entry {
			inherit(entry, first)
		}
	}
	f.focus = entry.name(firstField[list])
}

func (f *form) remove(path string) {
	cut := strings.LastIndexByte(path, '.')
	if cut < 0 || f.root.at(path) == nil {
		return
	}
	list := path[:cut]
	if list == "persons" {
		forget(f.root, whole(path[cut+1:]))
	}
	f.root.remove(path)
	f.focus = doAdd + list
}

// forget closes the gap that a person who is taken out of the form leaves among
// those who answer for others.
func forget(root *row, gone int) {
	for _, person := range root.lists["persons"] {
		for _, r := range person.lists["representatives"] {
			switch n := whole(r.get("member")); {
			case r.get("member") == "" || n < gone:
			case n == gone:
				r.set("member")
			default:
				r.set("member", number(n-1))
			}
		}
	}
}

// place names each fault by the field that shows it. Fields that the form does
// not have by that name are mapped by rename.
func (f *form) place(err error, rename func(field string) string) error {
	var out fault.List
	seen := map[string]bool{}
	for _, x := range fault.Of(err) {
		c := *x
		field := rename(c.Field)
		if date, part, ok := cutPart(field); ok {
			field = date
			f.wrong[date] = part
		}
		if c.Field = field; !seen[field+" "+c.Key] {
			seen[field+" "+c.Key] = true
			out = append(out, &c)
		}
	}
	return out.Err()
}

// cutPart splits the part from the name of a date: "persons.0.birth.year".
func cutPart(field string) (date, part string, ok bool) {
	for _, part := range []string{"year", "month", "day"} {
		if date, ok := strings.CutSuffix(field, "birth."+part); ok {
			return date + "birth", part, true
		}
	}
	return field, "", false
}

// personFields maps what package people calls the fields of a person's form to
// what the form calls them.
func personFields(field string) string {
	for list, to := range map[string]string{"consents.": "consent_language", "needs.": "needs"} {
		if at := strings.LastIndex(field, list); at >= 0 && (at == 0 || field[at-1] == '.') {
			return field[:at] + to
		}
	}
	return field
}

// likeness is who on record is like a person of a form.
type likeness struct {
	hits []people.Similar
}
