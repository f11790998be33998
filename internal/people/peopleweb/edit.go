package peopleweb

import (
	"net/http"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"passerelle/internal/people"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/fault"
	"passerelle/internal/platform/i18n"
	"passerelle/internal/platform/ui"
	"passerelle/internal/platform/web"
)

// editView is the page that corrects who somebody is.
type editView struct {
	personView
	draft   *ui.Draft
	changed []changedField // what somebody else changed meanwhile
}

// changedField is a field that somebody else changed while it was being corrected.
type changedField struct {
	code          string
	theirs, yours string
}

// doTake and the code of a field puts what somebody else saved into the form.
const doTake = "take:"

func (v editView) draftEdit() string { return "people.edit." + v.file.ID }

func (f face) openEdit(r *web.Request) (editView, error) {
	v, err := f.openFile(r, "edit")
	if err != nil {
		return editView{}, err
	}
	if !v.may(people.PermEdit) {
		return editView{}, fault.Denied()
	}
	v.Title = r.L.T("people.edit.title")
	return editView{personView: v}, nil
}

// stored is the form as the file fills it.
func (v editView) stored() *row {
	root := newRow()
	fillIdentity(root, &v.file.Identity)
	if v.file.Unaccompanied {
		root.set("unaccompanied", "1")
	}
	root.set("version", number(v.file.Version))
	root.tidy()
	return root
}

// widenIdentity gives the lists of an identity an entry to fill in.
func widenIdentity(root *row) {
	for _, list := range []string{"nationalities", "aliases"} {
		if len(root.lists[list]) == 0 {
			root.add(list)
		}
	}
}

func (f face) showEdit(w http.ResponseWriter, r *web.Request) error {
	v, err := f.openEdit(r)
	if err != nil {
		return err
	}
	left, at, err := r.Draft(v.draftEdit())
	if err != nil {
		return err
	}
	v.root = v.stored()
	if left != nil {
		v.root = readRows(left)
		v.draft = &ui.Draft{SavedAt: r.L.DateTime(at.Time()), Discard: ui.PathDrafts + v.draftEdit()}
	}
	widenIdentity(v.root)
	return r.Show(w, v.Page, editPage(v))
}

func (f face) edit(w http.ResponseWriter, r *web.Request) error {
	values, err := r.Form()
	if err != nil {
		return err
	}
	v, err := f.openEdit(r)
	if err != nil {
		return err
	}
	v.root = readRows(values)
	do := v.root.get("do")
	delete(v.root.fields, "do")
	if do != doSave {
		if code, ok := strings.CutPrefix(do, doTake); ok {
			v.take(code)
		} else {
			v.change(do)
		}
		v.compareStored(v.root.fields["changed"])
		widenIdentity(v.root)
		return r.Show(w, v.Page, editPage(v))
	}
	for _, list := range []string{"nationalities", "aliases"} {
		v.root.drop(list, personLists[list]...)
	}
	in := people.EditInput{ID: v.file.ID, Version: whole(v.root.get("version")), Identity: identityInput(v.root, v.today), Unaccompanied: v.root.checked("unaccompanied")}
	if _, err = f.people.EditPerson(r.Context(), r.Actor, in); err == nil {
		r.ClearDraft(v.draftEdit())
		return r.Redirect(w, personPath(v.file.ID), "people.done.edited")
	}
	return f.refuseEdit(w, r, v, err)
}

// doSave saves what the form says.
const doSave = "save"

// refuseEdit shows the form with what is wrong in it. Where somebody else was
// faster, both values of each field that they changed are shown, and saving
// again overwrites theirs: whoever does so has seen them.
func (f face) refuseEdit(w http.ResponseWriter, r *web.Request, v editView, err error) error {
	if fault.KindOf(err) == fault.Conflict {
		var codes []string
		for _, x := range fault.Of(err) {
			codes = append(codes, x.Field)
		}
		v.root.set("version", number(v.file.Version))
		v.compareStored(codes)
		err = fault.Conflicts("people.error.changed")
	}
	widenIdentity(v.root)
	return r.Reject(w, v.place(err, personFields), v.Page, func(p ui.Page) templ.Component {
		v.Page = p
		return editPage(v)
	})
}

// compareStored sets what somebody else saved beside what the form says.
func (v *editView) compareStored(codes []string) {
	stored := v.stored()
	v.changed = nil
	for _, code := range codes {
		theirs, yours := fieldText(v.L, stored, code), fieldText(v.L, v.root, code)
		if v.L.Knows(wordsField+code) && theirs != yours {
			v.changed = append(v.changed, changedField{code, theirs, yours})
		}
	}
	v.root.set("changed", codes...)
}

// take puts the stored value of a field into the form.
func (v *editView) take(code string) {
	stored := v.stored()
	switch code {
	case "nationalities", "aliases":
		v.root.lists[code] = stored.lists[code]
		v.root.tidy()
	default:
		names := []string{code}
		switch code {
		case "birth", "birth_written":
			names = append(dateFields("birth"), "birth_precision", "birth_calendar")
		case "arrived_on":
			names = dateFields(code)
		}
		for _, name := range names {
			v.root.fields[name] = stored.fields[name]
		}
	}
}

// fieldText is what a form says in a field, in words.
func fieldText(l *i18n.Localizer, r *row, code string) string {
	i := identityInput(r, clock.Date{})
	switch code {
	case "sex":
		return known(l, wordsSex, i.Sex, people.Sexes)
	case "birth", "birth_written":
		v, w := r.date("birth"), i.BirthWritten
		text := joined(strings.Trim(v.Day+"/"+v.Month+"/"+v.Year, "/"), word(l, "people.form.", v.Precision))
		if w != nil {
			text = joined(text, known(l, wordsCalendar, w.Calendar, people.Calendars()))
		}
		return text
	case "country_of_birth":
		return countryName(l, i.CountryOfBirth)
	case "nationalities":
		return countries(l, slices.DeleteFunc(i.Nationalities, func(code string) bool { return code == "" }))
	case "aliases":
		return joined(i.Aliases...)
	case "arrived_on":
		return l.Date(i.ArrivedOn)
	case "name_unknown", "unaccompanied":
		return yesNo(l, r.checked(code))
	}
	return r.get(code)
}

// showLanguages is the form of the languages that somebody speaks.
func (f face) showLanguages(w http.ResponseWriter, r *web.Request) error {
	v, err := f.openEdit(r)
	if err != nil {
		return err
	}
	for _, spoken := range v.file.Languages {
		entry := v.root.add("languages", "code", spoken.Code, "level", string(spoken.Level))
		if spoken.Interpreter {
			entry.set("interpreter", "1")
		}
	}
	if len(v.root.lists["languages"]) == 0 {
		v.root.add("languages")
	}
	return r.Show(w, v.Page, languagesPage(v.personView))
}

func (f face) setLanguages(w http.ResponseWriter, r *web.Request) error {
	values, err := r.Form()
	if err != nil {
		return err
	}
	v, err := f.openEdit(r)
	if err != nil {
		return err
	}
	v.root = readRows(values)
	if do := v.root.get("do"); do != doSave {
		v.change(do)
	} else {
		v.root.drop("languages", "code")
		if err = f.people.SetLanguages(r.Context(), r.Actor, v.file.ID, languagesInput(v.root)); err == nil {
			return r.Redirect(w, personPath(v.file.ID), "people.done.languages")
		}
	}
	if len(v.root.lists["languages"]) == 0 {
		v.root.add("languages")
	}
	if err != nil {
		return r.Reject(w, v.place(err, personFields), v.Page, func(p ui.Page) templ.Component {
			v.Page = p
			return languagesPage(v.personView)
		})
	}
	return r.Show(w, v.Page, languagesPage(v.personView))
}

// hidden is what travels with the form unseen.
func (v editView) hidden() []ui.HiddenField {
	out := []ui.HiddenField{{Name: "version", Value: v.root.get("version")}}
	for _, code := range v.root.fields["changed"] {
		out = append(out, ui.HiddenField{Name: "changed", Value: code})
	}
	return out
}
