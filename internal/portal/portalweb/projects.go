package portalweb

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"passerelle/internal/funding"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/i18n"
	"passerelle/internal/platform/ui"
	"passerelle/internal/platform/web"
)

// wordsProjects is a key that stands for all texts of this part: a language has
// all of them or none.
const wordsProjects = "portal.projects.title"

// projectsOnPage keeps a page of the list light.
const projectsOnPage = 20

func (f face) mountProjects() {
	f.site.Handle(
		f.page("/projects", f.showProjects),
		f.page("/projects.csv", f.sendProjects),
		f.page("/projects/{id}", f.showProject),
	)
	f.mountOpenProjects()
}

// tongue is the language of a page's own words, and the reader's, in which a
// project may speak although the words do not.
type tongue struct {
	L      *i18n.Localizer // of the words
	reader i18n.Lang
}

func (f face) tongue(r *web.Request) tongue {
	return tongue{f.site.Catalogue.For(r.L.LangOf(wordsProjects)), r.L.Lang()}
}

func (t tongue) lang() i18n.Lang { return t.L.Lang() }

// say returns a text in the reader's language, else in that of the page's words,
// else as it was written.
func (t tongue) say(text funding.Text) said {
	if s := text.Translations[t.reader]; s != "" {
		return said{s, t.reader}
	}
	s, lang := text.In(t.lang())
	return said{s, lang}
}

// said is a text and its language.
type said struct {
	text string
	lang i18n.Lang
}

// foreign reports whether the reader meets a text in another language.
func (t tongue) foreign(texts ...funding.Text) bool {
	return t.lang() != t.reader || slices.ContainsFunc(texts, func(x funding.Text) bool { return !x.Empty() && t.say(x).lang != t.reader })
}

// original splits the note on what a leader is called in its own language, so
// that the page can mark the name as text of that language.
func (t tongue) original(text funding.Text) (before, after string, there bool) {
	if text.Empty() || t.say(text).lang == text.Lang {
		return "", "", false
	}
	const mark = "\uFFFC"
	before, after, there = strings.Cut(t.L.T("portal.projects.original", "language", t.L.LanguageName(string(text.Lang)), "text", mark), mark)
	return before, after, there
}

// day writes a date as the decisions of the fund do: the day with two digits.
func (t tongue) day(d clock.Date) string {
	text, short := t.L.Date(d), strconv.Itoa(d.Day)
	if d.Day < 10 && strings.HasPrefix(text, short) {
		return "0" + text
	}
	return text
}

func (t tongue) period(o funding.Operation) string {
	return t.L.T("portal.projects.period", "from", t.day(o.From), "until", t.day(o.Until))
}

// objective names a specific objective, and says so where nobody compared its
// wording with what the authority publishes.
func (t tongue) objective(o funding.Objective) string {
	label := t.L.T("portal.projects.objective_label", "code", o.Code, "title", t.say(o.Title).text)
	if !o.Confirmed {
		label = t.L.T("portal.projects.to_be_confirmed", "text", label)
	}
	return label
}

func (t tongue) audience(a funding.Audience) string {
	return t.L.T("portal.projects.audience." + string(a))
}

// projectsView is a page of the public register.
type projectsView struct {
	tongue
	funding.OperationPage
	Query   funding.OperationQuery
	Choices funding.Choices
	at      url.Values // filters in force
	path    string
}

// projectsAsked reads the filters of an address. What means nothing filters
// nothing, so that an old or mistyped address still shows a list.
func (f face) projectsAsked(r *web.Request) projectsView {
	q := r.URL.Query()
	v := projectsView{tongue: f.tongue(r), at: url.Values{}, path: "/" + string(r.L.Lang()) + "/projects"}
	v.Query = funding.OperationQuery{Search: q.Get("q"), ObjectiveID: q.Get("objective"), After: q.Get("after"), Limit: projectsOnPage}
	if a := funding.Audience(q.Get("audience")); slices.Contains(funding.Audiences, a) {
		v.Query.Audience = a
	}
	if id := q.Get("call"); db.ValidID(id) {
		v.Query.CallID = id
	}
	v.Query.Year, _ = strconv.Atoi(q.Get("year"))
	for name, value := range map[string]string{"q": v.Query.Search, "objective": v.Query.ObjectiveID, "audience": string(v.Query.Audience), "call": v.Query.CallID} {
		if value != "" {
			v.at.Set(name, value)
		}
	}
	if v.Query.Year != 0 {
		v.at.Set("year", strconv.Itoa(v.Query.Year))
	}
	return v
}

// with is a path with the filters in force and one more value of the address.
func (v projectsView) with(path, name, value string) string {
	q := url.Values{}
	for n, values := range v.at {
		q[n] = values
	}
	if q.Set(name, value); value == "" {
		q.Del(name)
	}
	if len(q) == 0 {
		return path
	}
	return path + "?" + q.Encode()
}

func (v projectsView) pages() ui.Pages {
	p := ui.Pages{Text: v.L.T("portal.projects.count", "count", v.Total)}
	if v.Next != "" {
		p.Next = v.with(v.path, "after", v.Next)
	}
	if v.Query.After != "" {
		p.Previous = v.with(v.path, "after", "")
	}
	return p
}

// chips are the filters in force, each with the link that lifts it.
func (v projectsView) chips() []ui.Chip {
	var out []ui.Chip
	add := func(name, label string) {
		out = append(out, ui.Chip{Label: label, RemoveHref: v.with(v.path, name, "")})
	}
	if v.Query.Search != "" {
		add("q", v.Query.Search)
	}
	for _, o := range v.Choices.Objectives {
		if o.ID == v.Query.ObjectiveID {
			add("objective", v.tongue.objective(o))
		}
	}
	if v.Query.Audience != "" {
		add("audience", v.audience(v.Query.Audience))
	}
	if v.Query.Year != 0 {
		add("year", v.L.Year(v.Query.Year))
	}
	return out
}

func (v projectsView) objectiveOptions() (out []ui.Option) {
	for _, o := range v.Choices.Objectives {
		out = append(out, ui.Option{Value: o.ID, Label: v.tongue.objective(o), Group: o.Fund})
	}
	return out
}

func (v projectsView) audienceOptions() (out []ui.Option) {
	for _, a := range v.Choices.Audiences {
		out = append(out, ui.Option{Value: string(a), Label: v.audience(a)})
	}
	return out
}

func (v projectsView) yearOptions() (out []ui.Option) {
	for _, y := range v.Choices.Years {
		out = append(out, ui.Option{Value: strconv.Itoa(y), Label: v.L.Year(y)})
	}
	return out
}

// opens reports whether the call of the nth project begins with it.
func (v projectsView) opens(n int) bool {
	return n == 0 || v.Operations[n].Call.ID != v.Operations[n-1].Call.ID
}

// introduces reports whether the introduction of the nth project's call is
// shown: once, where the list begins.
func (v projectsView) introduces(n int) bool {
	c := v.Operations[n].Call
	return v.Query.After == "" && !c.Introduction.Empty() && (n == 0 || v.Operations[n-1].Call.Introduction.Body != c.Introduction.Body)
}

func (f face) showProjects(w http.ResponseWriter, r *web.Request) error {
	v := f.projectsAsked(r)
	var err error
	if v.OperationPage, err = f.portal.Funding.Published(r.Context(), v.Query); err != nil {
		return err
	}
	if v.Choices, err = f.portal.Funding.PublishedChoices(r.Context()); err != nil {
		return err
	}
	p := f.frame(r, r.L.T("portal.projects.title"), r.L.T("portal.projects.about"))
	if len(v.at) > 0 || v.Query.After != "" {
		p.Public.Canonical = r.Absolute(v.path)
	}
	for n, o := range v.Operations {
		texts := []funding.Text{o.Title, o.Leader, o.Audience, o.Call.Name}
		if v.introduces(n) {
			texts = append(texts, o.Call.Introduction)
		}
		if v.foreign(texts...) {
			p.Public.Notice = r.L.FallbackNotice()
		}
	}
	if v.foreign() {
		p.Public.Notice = r.L.FallbackNotice()
	}
	return f.show(w, r, p, projectsPage(v))
}

// projectView is the page of a project.
type projectView struct {
	tongue
	funding.Operation
	list string // the way back
}

func (f face) showProject(w http.ResponseWriter, r *web.Request) error {
	o, err := f.portal.Funding.PublishedOperation(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	v := projectView{f.tongue(r), o, "/" + string(r.L.Lang()) + "/projects"}
	title := v.say(o.Title).text
	p := f.frame(r, title, v.say(o.Objective).text)
	p.Breadcrumbs = []ui.Link{{Label: r.L.T("portal.nav.projects"), Href: v.list}, {Label: title}}
	if v.foreign(o.Title, o.Leader, o.Audience, o.Objective, o.Call.Name, o.Call.ManagingAuthority, o.Call.IntermediaryBody) {
		p.Public.Notice = r.L.FallbackNotice()
	}
	return f.show(w, r, p, projectPage(v))
}
