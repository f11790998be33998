package peopleweb

import (
	"slices"
	"strings"

	"passerelle/internal/engine/names"
	"passerelle/internal/people"
	"passerelle/internal/platform/i18n"
	"passerelle/internal/platform/ui"
)

// longestName bounds what a field for a name takes, as package people does.
const longestName = 200

// named is a field for a name or a place.
func named(f ui.Field) ui.Field {
	f.MaxLength = longestName
	return f
}

func quiet(a ui.Action) ui.Action {
	a.Style = ui.Quiet
	return a
}

// numbered tells the labels of several like fields apart.
func (f *form) numbered(t ui.Field, n int) ui.Field {
	if n > 0 {
		t.Label = f.L.T("people.form.nth", "label", t.Label, "n", n+1)
	}
	return t
}

func (f *form) numberedChoice(c ui.Choice, n int) ui.Choice {
	if n > 0 {
		c.Label = f.L.T("people.form.nth", "label", c.Label, "n", n+1)
	}
	return c
}

func mrzField(f *form, r *row) ui.Field {
	t := f.code(r, "mrz", "people.field.mrz")
	t.Hint, t.Rows, t.MaxLength = f.L.T("people.mrz.hint"), 3, 400
	return t
}

func sexChoice(f *form, r *row) ui.Choice {
	c := f.one(r, "sex", "people.field.sex", options(f.L, wordsSex, people.Sexes))
	c.Inline, c.Required, c.Attrs = true, true, nil
	return c
}

func birthField(f *form, r *row) ui.DateField {
	d := f.date(r, "birth", "people.field.birth")
	d.Hint = f.L.T("people.form.birth_hint")
	d.Precisions = []ui.Option{
		{Value: "", Label: f.L.T("people.form.as_entered")},
		{Value: string(people.PrecisionEstimated), Label: f.L.T("people.form.estimated")},
		{Value: precisionAge, Label: f.L.T("people.form.age_today")},
	}
	return d
}

func calendarChoice(f *form, r *row) ui.Choice {
	c := f.one(r, "birth_calendar", "people.field.birth_calendar", f.shared("calendars", func(l *i18n.Localizer) []ui.Option {
		return options(l, wordsCalendar, people.Calendars())
	}))
	c.Hint = f.L.T("people.form.calendar_hint")
	return c
}

func nationalityChoice(f *form, entry *row, n int) ui.Choice {
	return f.numberedChoice(f.oneOrNone(entry, "code", "people.field.nationality", f.nationalities()), n)
}

func levelChoice(f *form, entry *row) ui.Choice {
	c := f.one(entry, "level", "people.field.level", f.shared("levels", func(l *i18n.Localizer) []ui.Option {
		return options(l, wordsLevel, people.Levels)
	}))
	if c.Value == "" {
		c.Value = "unknown"
	}
	return c
}

func documentOptions(l *i18n.Localizer) []ui.Option {
	return options(l, wordsDocument, people.DocumentTypes)
}

func contactOptions(l *i18n.Localizer) []ui.Option {
	return options(l, wordsContact, people.ContactKinds)
}

func statusOptions(l *i18n.Localizer) []ui.Option { return options(l, wordsStatus, people.Statuses) }

func needsChoice(f *form, r *row) ui.Choice {
	c := f.some(r, "needs", "people.form.needs", options(f.L, wordsNeed, people.Needs))
	c.Inline, c.Hint = true, f.L.T("people.form.needs_hint")
	return c
}

func consentLanguage(f *form, r *row) ui.Choice {
	c := f.one(r, "consent_language", "people.field.consent_language", f.languages())
	c.Blank = f.L.T("people.form.first_language")
	return c
}

func consentChoice(f *form, r *row, purpose people.ConsentPurpose) ui.Choice {
	return ui.Choice{
		Name: r.name("consent_" + string(purpose)), Label: word(f.L, wordsPurpose, purpose), Value: r.get("consent_" + string(purpose)),
		Blank: f.L.T("people.consent.not_asked"),
		Options: []ui.Option{
			{Value: consentGiven, Label: f.L.T("people.consent.given")},
			{Value: consentRefused, Label: f.L.T("people.consent.refused")},
		},
	}
}

func memberChoice(f *form, r *row, members []ui.Option) ui.Choice {
	c := f.oneOrNone(r, "member", "people.field.representative_member", members)
	c.Blank = f.L.T("people.form.somebody_else")
	return c
}

// memberOptions are the other persons of the form.
func memberOptions(f *form, r *row) []ui.Option {
	var out []ui.Option
	for n, other := range f.root.lists["persons"] {
		if other != r {
			out = append(out, ui.Option{Value: number(n), Label: isolated(personTitle(f.L, other, n))})
		}
	}
	return out
}

func noteField(f *form, r *row) ui.Field {
	t := f.hinted(r, "note", "people.field.identity_note", "people.form.note_hint")
	t.Rows, t.Verbatim, t.Dir = 2, false, ""
	return t
}

// personTitle is what a form calls a person: by number, and by name once there is one.
func personTitle(l *i18n.Localizer, r *row, n int) string {
	if name := typedName(r); name != "" {
		return l.T("people.form.person_named", "n", n+1, "name", name)
	}
	return l.T("people.form.person_n", "n", n+1)
}

// understood says what the typed birth date means: in the civil calendar, and
// how old the person is.
func understood(f *form, r *row) string {
	b := typedBirth(r, f.today)
	if b.IsZero() {
		return ""
	}
	text := joined(birthText(f.L, b), ageText(f.L, b, f.today))
	if minor(b, f.today) {
		text = joined(text, f.L.T("people.flag.minor"))
	}
	return f.L.T("people.birth.means", "text", text)
}

// differentChoice lets whoever fills the form say that nobody of the found is the person.
func differentChoice(f *form, r *row, hits []people.Similar) ui.Choice {
	c := ui.Choice{
		Name: r.name("different"), Error: f.ErrorFor(r.name("different")), Values: []string{"-"},
		Options: []ui.Option{{Value: hitIDs(hits), Label: f.L.T("people.like.none")}},
	}
	if judged(r, hits) {
		c.Values = []string{hitIDs(hits)}
	}
	return c
}

// hitIDs are the ids of those who were found, as a form carries them.
func hitIDs(hits []people.Similar) string {
	ids := make([]string, len(hits))
	for i, h := range hits {
		ids[i] = h.ID
	}
	return strings.Join(ids, " ")
}

// judged reports whether the form says of each of the found that they are
// somebody else.
func judged(r *row, hits []people.Similar) bool {
	said := strings.Fields(strings.Join(r.fields["different"], " "))
	return !slices.ContainsFunc(hits, func(h people.Similar) bool { return !slices.Contains(said, h.ID) })
}

// whyText says why two persons are taken for one, the weightiest reason first.
func whyText(l *i18n.Localizer, why []names.Reason) string {
	var out []string
	for _, reason := range why {
		out = append(out, l.T(wordsWhy+reason.Code, "part", reason.Part))
	}
	return strings.Join(out, "; ")
}

// readingText says what to look at again after a document was read.
func readingText(l *i18n.Localizer, d *reading) string {
	var out []string
	if len(d.failures) > 0 {
		out = append(out, l.T("people.mrz.failures", "fields", l.List(fieldWords(l, "people.mrz.field.", d.failures))))
	}
	if len(d.differs) > 0 {
		out = append(out, l.T("people.mrz.differs", "fields", l.List(fieldWords(l, wordsField, d.differs))))
	}
	if d.truncated {
		out = append(out, l.T("people.mrz.truncated"))
	}
	return strings.Join(out, " ")
}

func fieldWords(l *i18n.Localizer, keys string, codes []string) []string {
	out := make([]string, len(codes))
	for i, code := range codes {
		out[i] = l.T(keys + code)
	}
	return out
}

func otherNamesNote(r *row) string {
	out := []string{r.get("on_document"), r.get("father"), r.get("grandfather"), r.get("mother")}
	for _, a := range r.lists["aliases"] {
		out = append(out, a.get("name"))
	}
	return joined(out...)
}

func languageName(l *i18n.Localizer, entry *row) string {
	if entry.get("code") == "" {
		return ""
	}
	return l.LanguageName(entry.get("code"))
}

func languagesNote(l *i18n.Localizer, r *row) string {
	var out []string
	for _, entry := range r.lists["languages"] {
		name := languageName(l, entry)
		if name != "" && entry.checked("interpreter") {
			name += " (" + l.T("people.flag.interpreter") + ")"
		}
		out = append(out, name)
	}
	return joined(out...)
}

func documentsNote(l *i18n.Localizer, r *row) string {
	var out []string
	for _, d := range r.lists["documents"] {
		if n := d.get("number"); n != "" {
			out = append(out, strings.TrimSpace(known(l, wordsDocument, people.DocumentType(d.get("type")), people.DocumentTypes)+" "+n))
		}
	}
	return joined(out...)
}

func contactsNote(r *row) string {
	var out []string
	for _, c := range r.lists["contacts"] {
		out = append(out, c.get("value"))
	}
	return joined(out...)
}

func statusNote(l *i18n.Localizer, r *row) string {
	var out []string
	for _, s := range r.lists["statuses"] {
		out = append(out, known(l, wordsStatusShort, people.StatusCode(s.get("code")), people.Statuses))
	}
	for _, code := range people.Needs {
		if slices.Contains(r.fields["needs"], string(code)) {
			out = append(out, word(l, wordsNeed, code))
		}
	}
	return joined(out...)
}

func consentsNote(l *i18n.Localizer, r *row) string {
	n := len(r.fields["informed"])
	for _, purpose := range people.Consents {
		if r.get("consent_"+string(purpose)) != "" {
			n++
		}
	}
	if n == 0 {
		return ""
	}
	return l.T("people.form.recorded", "count", n)
}

func protectionNote(f *form, r *row) string {
	var out []string
	for _, flag := range []string{"unaccompanied", "restricted"} {
		if r.checked(flag) {
			out = append(out, f.L.T("people.flag."+flag))
		}
	}
	for _, rep := range r.lists["representatives"] {
		out = append(out, known(f.L, wordsRepresentative, people.RepresentativeKind(rep.get("kind")), people.RepresentativeKinds))
	}
	return joined(out...)
}

// lineName is the name of somebody in a list, or that there is none to show.
func lineName(l *i18n.Localizer, p people.PersonLine) string { return shownName(l, p.Name) }

// shownName is a name, with the original script where it has one, or that there
// is none to show.
func shownName(l *i18n.Localizer, n people.Name) string {
	full := n.Full()
	switch {
	case full == "" && n.Restricted:
		return l.T("people.name.restricted")
	case full == "":
		return l.T("people.name.unknown")
	}
	return full
}

// lineFacts is what tells persons of one name apart.
func lineFacts(l *i18n.Localizer, p people.PersonLine) string {
	original := ""
	if p.Name.Original != p.Name.Full() {
		original = p.Name.Original
	}
	return joined(original, word(l, wordsSex, p.Sex), birthText(l, p.Birth), countries(l, p.Nationalities))
}
