package peopleweb

import (
	"slices"

	"passerelle/internal/people"
	"passerelle/internal/platform/access"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/i18n"
	"passerelle/internal/platform/ui"
)

// panelLink leads from a panel to the page that changes it, for whom may.
func (v personView) panelLink(perm access.Permission, key, part string) *ui.Link {
	if !v.may(perm) {
		return nil
	}
	return &ui.Link{Label: v.L.T(key), Href: personPart(v.file.ID, part)}
}

// nowRows say how things stand.
func (v personView) nowRows() []ui.SummaryRow {
	l, file := v.L, &v.file
	rows := []ui.SummaryRow{
		{Fact: ui.Fact{Term: l.T("people.field.status"), Value: word(l, wordsStatus, file.Status)}},
		{Fact: ui.Fact{Term: l.T("people.needs.title"), Value: words(l, wordsNeed, file.NeedCodes)}},
	}
	if file.Unaccompanied || len(file.Representatives) > 0 {
		rows = append(rows, ui.SummaryRow{Fact: ui.Fact{Term: l.T("people.representatives.title"), Value: v.representative()}})
	}
	for i := range rows {
		rows[i].ChangeHref = personPart(file.ID, partStatus)
	}
	return append(rows, ui.SummaryRow{Fact: ui.Fact{Term: l.T("people.field.registered_at"), Value: l.DateTime(file.RegisteredAt.Time())}})
}

// representative is who answers for a minor now.
func (v personView) representative() string {
	var out []string
	for _, r := range v.file.Representatives {
		if r.Until.IsZero() {
			out = append(out, joined(word(v.L, wordsRepresentative, r.Kind), r.Name))
		}
	}
	return joined(out...)
}

func (v personView) restrictLabel() string {
	if v.file.Restricted {
		return v.L.T("people.restriction.lift")
	}
	return v.L.T("people.restriction.put")
}

// safeRows are the contacts that may be used.
func (v personView) safeRows() []ui.SummaryRow {
	var rows []ui.SummaryRow
	for _, c := range v.file.Contacts {
		if c.Safe {
			rows = append(rows, ui.SummaryRow{Fact: ui.Fact{Term: word(v.L, wordsContact, c.Kind), Value: joined(c.Value, c.Note)}})
		}
	}
	return rows
}

// newestStatuses are the legal statuses, the latest first.
func (v personView) newestStatuses() []people.Status {
	out := slices.Clone(v.file.Statuses)
	slices.SortStableFunc(out, func(a, b people.Status) int { return b.From.Compare(a.From) })
	return out
}

// expired reports whether a document is no longer valid.
func (v personView) expired(d people.Document) bool {
	return !d.ValidUntil.IsZero() && d.ValidUntil.Before(v.today)
}

// alone reports whether somebody is an unaccompanied minor for whom nobody answers.
func (v personView) alone() bool {
	return v.file.Unaccompanied && !slices.ContainsFunc(v.file.Representatives, func(r people.Representative) bool { return r.Until.IsZero() })
}

// twins lead to the other files of the same person.
func (v personView) twins() []ui.Link {
	var out []ui.Link
	for _, l := range v.file.Links {
		if l.Verdict == people.LinkSame {
			out = append(out, ui.Link{Label: l.Reference, Href: personPath(l.PersonID)})
		}
	}
	return out
}

// heldUntil is the end of a status: its own, or the beginning of the next.
func (v personView) heldUntil(s people.Status) clock.Date {
	until := s.Until
	for _, next := range v.file.Statuses {
		if until.IsZero() && next.From.After(s.From) || next.From.After(s.From) && next.From.Before(until) {
			until = next.From
		}
	}
	return until
}

func (v personView) newestConsents() []people.Consent {
	out := slices.Clone(v.file.Consents)
	slices.Reverse(out)
	return out
}

// columns are headings of a table; the last is for what can be done.
func columns(l *i18n.Localizer, change bool, keys ...string) []ui.Column {
	var out []ui.Column
	for _, key := range keys {
		out = append(out, ui.Column{Label: l.T(key)})
	}
	if change {
		out = append(out, ui.Column{Label: l.T("people.form.actions"), Hidden: true})
	}
	return out
}

func documentColumns(v personView, change bool) []ui.Column {
	return columns(v.L, change, "people.field.document_type", "people.field.document_number", "people.field.issuer", "people.field.valid_until", "people.field.note")
}

func contactColumns(v personView, change bool) []ui.Column {
	return columns(v.L, change, "people.field.contact_kind", "people.field.contact_value", "people.field.safe", "people.field.safe_note")
}

func periodColumns(v personView, key string, change bool) []ui.Column {
	return columns(v.L, change, key, "people.field.period")
}

func needColumns(v personView, change bool) []ui.Column {
	return columns(v.L, change, "people.field.need", "people.field.period", "people.field.note")
}

func representativeColumns(v personView, change bool) []ui.Column {
	return columns(v.L, change, "people.field.name", "people.field.representative_kind", "people.field.representative_contact", "people.field.period")
}

func consentColumns(v personView, change bool) []ui.Column {
	return columns(v.L, change, "people.field.purpose", "people.field.answer", "people.field.at", "people.field.how")
}

// issuerName is the country or organisation that issued a document.
func issuerName(l *i18n.Localizer, code string) string {
	if code == "" || i18n.IsCountry(code) {
		return countryName(l, code)
	}
	return code
}

func safeFlag(l *i18n.Localizer, safe bool) ui.Flag {
	if safe {
		return ui.Flag{Text: l.T("people.contact_safe"), Tone: ui.Good}
	}
	return ui.Flag{Text: l.T("people.contact_unsafe"), Tone: ui.Bad}
}

func isConsent(p people.ConsentPurpose) bool { return slices.Contains(people.Consents, p) }

// consentFlag says what became of a question for consent, or of information.
func consentFlag(l *i18n.Localizer, c people.Consent) ui.Flag {
	switch {
	case !c.WithdrawnAt.IsZero():
		return ui.Flag{Text: l.T("people.consent.withdrawn", "at", c.WithdrawnAt), Tone: ui.Warn}
	case !c.Given && isConsent(c.Purpose):
		return ui.Flag{Text: l.T("people.consent.refused"), Tone: ui.Bad}
	case !c.Given:
		return ui.Flag{Text: l.T("people.consent.declined"), Tone: ui.Warn}
	case isConsent(c.Purpose):
		return ui.Flag{Text: l.T("people.consent.given"), Tone: ui.Good}
	}
	return ui.Flag{Text: l.T("people.consent.informed"), Tone: ui.Good}
}

// consentHow says in which language something was explained.
func consentHow(l *i18n.Localizer, c people.Consent) string {
	interpreter := ""
	if c.Interpreter {
		interpreter = l.T("people.field.consent_interpreter")
	}
	return joined(l.LanguageName(c.Language), interpreter, c.Notice)
}

func purposeChoice(f *form, r *row) ui.Choice {
	c := f.oneOrNone(r, "purpose", "people.field.purpose", nil)
	for _, group := range []struct {
		key   string
		codes []people.ConsentPurpose
	}{{"people.form.informed", people.Informations}, {"people.form.consent_asked", people.Consents}} {
		for _, o := range options(f.L, wordsPurpose, group.codes) {
			o.Group = f.L.T(group.key)
			c.Options = append(c.Options, o)
		}
	}
	return c
}

func answerChoice(f *form, r *row) ui.Choice {
	return f.one(r, "answer", "people.field.answer", []ui.Option{
		{Value: consentGiven, Label: f.L.T("people.consent.yes")},
		{Value: consentRefused, Label: f.L.T("people.consent.no")},
	})
}

func sinceField(f *form, r *row) ui.DateField {
	d := f.date(r, "from", "people.field.status_from")
	d.Hint = f.L.T("people.form.empty_today")
	return d
}

func untilField(v personView) ui.DateField {
	d := v.date(v.root, "until", "people.field.last_day")
	d.Hint = v.L.T("people.form.empty_today")
	return d
}

func needNote(f *form, r *row) ui.Field {
	t := f.hinted(r, "note", "people.field.note", "people.form.need_note_hint")
	t.Rows, t.Verbatim, t.Dir = 2, false, ""
	return t
}

// representativeTone warns where a minor alone has nobody.
func representativeTone(v personView) ui.Tone {
	if v.file.Unaccompanied {
		return ui.Warn
	}
	return ui.Neutral
}
