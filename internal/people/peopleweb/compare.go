package peopleweb

import (
	"net/http"
	"slices"
	"strings"

	"passerelle/internal/engine/names"
	"passerelle/internal/people"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/fault"
	"passerelle/internal/platform/i18n"
	"passerelle/internal/platform/ui"
	"passerelle/internal/platform/web"
)

// linksView is what was decided on a file and others, and who else it is like.
type linksView struct {
	personView
	similar []people.Similar
	names   map[string]string // of the accounts that decided
}

func (f face) showLinks(w http.ResponseWriter, r *web.Request) error {
	v, err := f.openFile(r, partLinks)
	if err != nil {
		return err
	}
	if v.hides(people.SectionLinks) {
		return fault.Denied()
	}
	out := linksView{personView: v}
	out.similar, err = f.people.SimilarPersons(r.Context(), r.Actor, people.SimilarInput{ID: v.file.ID, Identity: v.file.Identity, Phones: v.file.Phones()})
	if err != nil {
		return err
	}
	out.similar = strangers(out.similar, v.file.HouseholdID)
	var accounts []string
	for _, l := range v.file.Links {
		accounts = append(accounts, l.DecidedBy)
	}
	if out.names, err = f.places.Staff(r, accounts); err != nil {
		return err
	}
	return r.Show(w, out.Page, linksPage(out))
}

// strangers leaves out relatives: members of the household who are like somebody
// by their family's names only.
func strangers(all []people.Similar, household string) []people.Similar {
	return slices.DeleteFunc(all, func(s people.Similar) bool { return s.HouseholdID == household && s.Verdict != names.Same })
}

// comparison is two files side by side.
type comparison struct {
	ui.Page
	people.Comparison
	mayLink bool
}

func (f face) showCompare(w http.ResponseWriter, r *web.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	other, err := r.ID("other")
	if err != nil {
		return err
	}
	c, err := f.people.ComparePersons(r.Context(), r.Actor, id, other)
	if err != nil {
		return err
	}
	v := comparison{Page: r.Page(r.L.T("people.compare.title")), Comparison: c}
	v.mayLink = r.Actor.MayOn(people.PermLink, objectOf(&c.A.Facts)) && r.Actor.MayOn(people.PermLink, objectOf(&c.B.Facts))
	v.Breadcrumbs = []ui.Link{
		{Label: r.L.T("people.list.title"), Href: pathPeople},
		{Label: shownName(r.L, nameOf(&c.A)), Href: personPath(id)},
		{Label: r.L.T("people.part.links"), Href: personPart(id, partLinks)},
		{Label: v.Title},
	}
	return r.Show(w, v.Page, comparePage(v))
}

// The decisions on two records, as a button sends them.
const (
	decideSame      = "same"
	decideDifferent = "different"
	decideUndo      = "undo"
)

func (f face) decide(w http.ResponseWriter, r *web.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	other, err := r.ID("other")
	if err != nil {
		return err
	}
	values, err := r.Form()
	if err != nil {
		return err
	}
	done := ""
	switch values.Get("do") {
	case decideSame:
		done, err = "people.done.linked", f.people.LinkPersons(r.Context(), r.Actor, id, other)
	case decideDifferent:
		done, err = "people.done.different", f.people.MarkDifferent(r.Context(), r.Actor, id, other)
	case decideUndo:
		done, err = "people.done.unlinked", f.people.UnlinkPersons(r.Context(), r.Actor, id, other)
	default:
		err = fault.InvalidField("do", "people.error.unknown_code")
	}
	if err != nil {
		return err
	}
	return r.Redirect(w, comparePath(id, other), done)
}

// attributeText writes a value of a comparison in words.
func attributeText(l *i18n.Localizer, code, value string) string {
	if value == "" {
		return ""
	}
	switch code {
	case "sex":
		return known(l, wordsSex, people.Sex(value), people.Sexes)
	case "status":
		return known(l, wordsStatus, people.StatusCode(value), people.Statuses)
	case "birth":
		b, _ := people.ParseBirthDate(value)
		return birthText(l, b)
	case "arrived_on":
		d, _ := clock.ParseDate(value)
		return l.Date(d)
	case "country_of_birth":
		return l.Country(value)
	case "nationalities":
		return countries(l, strings.Fields(value))
	case "languages":
		return mapLines(value, l.LanguageName)
	case "documents":
		return mapLines(value, func(line string) string { return documentLine(l, line) })
	}
	return strings.ReplaceAll(value, "\n", " · ")
}

func mapLines(value string, text func(string) string) string {
	var out []string
	for line := range strings.SplitSeq(value, "\n") {
		out = append(out, text(line))
	}
	return joined(out...)
}

// documentLine writes a document of a comparison: kind, issuer and number.
func documentLine(l *i18n.Localizer, line string) string {
	kind, rest, _ := strings.Cut(line, " ")
	issuer, number, _ := strings.Cut(rest, " ")
	return strings.Join(strings.Fields(known(l, wordsDocument, people.DocumentType(kind), people.DocumentTypes)+" "+issuerName(l, issuer)+" "+number), " ")
}

// outcomeFlag says how two values agree.
func outcomeFlag(l *i18n.Localizer, o people.Outcome) ui.Flag {
	switch o {
	case people.OutcomeSame:
		return ui.Flag{Text: l.T("people.compare.same"), Tone: ui.Good, Letter: "="}
	case people.OutcomeDiffers:
		return ui.Flag{Text: l.T("people.compare.differs"), Tone: ui.Warn, Letter: "≠"}
	}
	return ui.Flag{Text: l.T("people.compare.blank"), Letter: "–"}
}

// linkFlag says what was decided on two records.
func linkFlag(l *i18n.Localizer, v people.LinkVerdict) ui.Flag {
	if v == people.LinkSame {
		return ui.Flag{Text: l.T("people.links.same"), Tone: ui.Info, Letter: "="}
	}
	return ui.Flag{Text: l.T("people.links.different"), Letter: "≠"}
}

func compareColumns(v comparison) []ui.Column {
	return []ui.Column{
		{Label: v.L.T("people.field.field")},
		{Label: shownName(v.L, nameOf(&v.A))},
		{Label: shownName(v.L, nameOf(&v.B))},
		{Label: v.L.T("people.compare.outcome")},
	}
}
