package portalweb

import (
	"net/http"

	"github.com/a-h/templ"

	"passerelle/internal/platform/fault"
	"passerelle/internal/platform/i18n"
	"passerelle/internal/platform/ui"
	"passerelle/internal/platform/web"
	"passerelle/internal/portal"
)

const (
	returnDoor     = "/return"
	checkPattern   = returnDoor + "/check"
	countryPattern = returnDoor + "/countries"
	storyPattern   = returnDoor + "/stories"
	contactPattern = "/contact/return"
)

// mountReturn adds the programme of voluntary return, its check, countries and stories.
func (f face) mountReturn(site *web.Site) {
	site.Handle(
		f.page(returnDoor, f.showProgramme),
		f.page(checkPattern, f.showCheck),
		web.Route{Method: http.MethodPost, Pattern: "/{lang}" + checkPattern, Door: web.Public, Handle: f.answerCheck,
			MaxBody: 8 << 10, NoTwin: "an answer to somebody that nobody keeps"},
		f.page(countryPattern, f.showCountries),
		f.page(countryPattern+"/{code}", f.showCountry),
		f.page(storyPattern, f.showStories),
		f.page(storyPattern+"/{id}", f.showStory),
	)
	f.mountStoryDesk(site)
}

// returnText is what the pages of return are written with: T writes what the reader's
// language has, B the bodies of text, which some languages do not have yet.
type returnText struct {
	p ui.Page
	T *i18n.Localizer
	B *i18n.Localizer
}

// tell frames a page. Where the reader's language lacks the text under probe,
// bodies are in English, and the page says so.
func (f face) tell(r *web.Request, title, about, probe string) returnText {
	t := returnText{p: f.frame(r, title, about), T: r.L, B: r.L}
	if !r.L.Has(probe) {
		t.B = f.site.Catalogue.For(i18n.English)
		t.p.Public.Notice = r.L.FallbackNotice()
	}
	return t
}

// href leads to a page of the public side in the reader's language.
func (t returnText) href(pattern string) templ.SafeURL {
	return templ.SafeURL("/" + string(t.T.Lang()) + pattern)
}

// within adds the way back to the programme to a page below it.
func (t *returnText) within(links ...ui.Link) {
	t.p.Breadcrumbs = append([]ui.Link{{Label: t.T.T("portal.nav.return"), Href: string(t.href(returnDoor))}}, links...)
}

func (f face) showProgramme(w http.ResponseWriter, r *web.Request) error {
	t := f.tell(r, r.L.T("portal.return.title"), r.L.T("portal.about.return"), "portal.return.past.supported")
	return f.show(w, r, t.p, programmePage(t))
}

// checkView is the form of the check, or its answer.
type checkView struct {
	returnText
	portal.ReturnAnswers
	Advice *portal.ReturnAdvice
}

func (f face) checkView(r *web.Request) checkView {
	v := checkView{returnText: f.tell(r, r.L.T("portal.return.check"), r.L.T("portal.return.check_about"), "portal.return.check.situation")}
	v.within(ui.Link{Label: v.p.Title})
	return v
}

func (f face) showCheck(w http.ResponseWriter, r *web.Request) error {
	v := f.checkView(r)
	return f.show(w, r, v.p, checkPage(v.p, v))
}

// answerCheck answers at once and keeps nothing: no redirect, whose address
// would hold the answers, and no cookie.
func (f face) answerCheck(w http.ResponseWriter, r *web.Request) error {
	v := f.checkView(r)
	form, err := r.Form()
	if err != nil {
		return err
	}
	v.ReturnAnswers = portal.ReturnAnswers{Situation: portal.Situation(form.Get("situation")), Stay: form.Get("stay"),
		Wish: form.Get("wish"), Circumstances: form["circumstances"]}
	advice, err := portal.CheckReturn(v.ReturnAnswers)
	if err != nil {
		return r.Reject(w, err, v.p, func(p ui.Page) templ.Component { return checkPage(p, v) })
	}
	v.Advice = &advice
	v.p.Title = r.L.T("portal.return.check.answer")
	v.p.Public.Canonical = ""
	return f.show(w, r, v.p, checkPage(v.p, v))
}

func (v checkView) situations() (out []ui.Option) {
	for _, s := range portal.Situations {
		key := "portal.return.check.situation." + string(s)
		if s == portal.SituationUnknown {
			key = "portal.return.check.unknown"
		}
		out = append(out, ui.Option{Value: string(s), Label: v.B.T(key)})
	}
	return out
}

func (v checkView) answers(prefix string, codes []string) (out []ui.Option) {
	for _, c := range codes {
		key := prefix + c
		if c == "unknown" {
			key = "portal.return.check.unknown"
		}
		out = append(out, ui.Option{Value: c, Label: v.B.T(key)})
	}
	return out
}

// errNoCountry answers for a country that is not in the list.
func errNoCountry() error { return fault.Missing() }
