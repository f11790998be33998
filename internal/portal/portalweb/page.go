package portalweb

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"passerelle/internal/platform/i18n"
	"passerelle/internal/platform/ui"
	"passerelle/internal/platform/web"
	"passerelle/internal/portal"
)

// mountPages adds the guide, the questions and the desk where both are written.
func (f face) mountPages(site *web.Site) {
	site.Handle(
		f.page("/guide", f.showGuide),
		f.page("/guide/{path...}", f.showGuidePage),
		f.page("/faq", f.showFAQ),
		web.Route{Method: http.MethodPost, Pattern: "/{lang}/faq", Door: web.Public, NoTwin: "a reader's answer, without account", Handle: f.vote},
		web.Route{Method: http.MethodGet, Pattern: portal.PicturePath + "{id}", Door: web.Public, Handle: f.showPicture},
	)
	f.mountPageDesk(site)
	f.mountPageAPI(site)
}

// pageView is a page of the guide with what stands below it.
type pageView struct {
	portal.PublicPage
	Below []portal.PublicPage
}

// warnOf says, in the reader's language, that a text is in another one, or no
// longer what its source says.
func warnOf(l *i18n.Localizer, p portal.PublicPage) string {
	source := p.Source.Autonym()
	switch {
	case p.Lang != l.Lang():
		return l.T("portal.page.fallback", "language", p.Lang.Autonym())
	case p.Outdated && p.Legal:
		return l.T("portal.page.outdated_legal", "language", source)
	case p.Outdated:
		return l.T("portal.page.outdated", "language", source)
	}
	return ""
}

// anyForeign warns of the first text of a list that is not in the reader's language.
func anyForeign(l *i18n.Localizer, list []portal.PublicPage) string {
	for _, p := range list {
		if p.Lang != l.Lang() {
			return warnOf(l, p)
		}
	}
	return ""
}

func (f face) showGuide(w http.ResponseWriter, r *web.Request) error {
	list, err := f.portal.Guide(r.Context(), r.L.Lang(), "")
	if err != nil {
		return err
	}
	p := f.frame(r, r.L.T("portal.nav.guide"), r.L.T("portal.about.guide"))
	p.Public.Notice = anyForeign(r.L, list)
	return f.show(w, r, p, guidePage(p, list))
}

func (f face) showGuidePage(w http.ResponseWriter, r *web.Request) error {
	path := r.PathValue("path")
	page, above, err := f.portal.GuidePage(r.Context(), r.L.Lang(), path)
	if err != nil {
		return err
	}
	below, err := f.portal.Guide(r.Context(), r.L.Lang(), path)
	if err != nil {
		return err
	}
	p := f.frame(r, page.Title, page.Summary)
	p.Public.Notice = warnOf(r.L, page)
	p.Breadcrumbs = []ui.Link{{Label: r.L.T("portal.nav.guide"), Href: guidePath(r.L, "")}}
	for _, a := range above {
		p.Breadcrumbs = append(p.Breadcrumbs, ui.Link{Label: a.Title, Href: guidePath(r.L, a.Path)})
	}
	p.Breadcrumbs = append(p.Breadcrumbs, ui.Link{Label: page.Title})
	return f.show(w, r, p, guideText(p, pageView{page, below}))
}

func guidePath(l *i18n.Localizer, path string) string {
	return strings.TrimSuffix("/"+string(l.Lang())+"/guide/"+path, "/")
}

// faqView is the questions; Thanks is the one that was just answered "helpful
// or not".
type faqView struct {
	List   []portal.PublicPage
	Thanks string
}

func (f face) showFAQ(w http.ResponseWriter, r *web.Request) error {
	list, err := f.portal.FAQ(r.Context(), r.L.Lang())
	if err != nil {
		return err
	}
	p := f.frame(r, r.L.T("portal.nav.faq"), r.L.T("portal.about.faq"))
	p.Public.Notice = anyForeign(r.L, list)
	if p.Public.Ld, err = faqLd(list); err != nil {
		return err
	}
	return f.show(w, r, p, faqPage(p, faqView{list, r.URL.Query().Get("thanks")}))
}

// faqLd is the questions as schema.org has them.
func faqLd(list []portal.PublicPage) (string, error) {
	type answer struct {
		Type string `json:"@type"`
		Text string `json:"text"`
	}
	type question struct {
		Type   string `json:"@type"`
		Name   string `json:"name"`
		Lang   string `json:"inLanguage"`
		Answer answer `json:"acceptedAnswer"`
	}
	questions := []question{}
	for _, p := range list {
		questions = append(questions, question{"Question", p.Title, string(p.Lang), answer{"Answer", p.HTML}})
	}
	b, err := json.Marshal(map[string]any{"@context": "https://schema.org", "@type": "FAQPage", "mainEntity": questions})
	return string(b), err
}

// vote counts an answer without knowing whose it is, and leads back to it.
func (f face) vote(w http.ResponseWriter, r *web.Request) error {
	form, err := r.Form()
	if err != nil {
		return err
	}
	slug := form.Get("question")
	if err := f.portal.Vote(r.Context(), slug, r.L.Lang(), form.Get("helpful") == "yes"); err != nil {
		return err
	}
	return r.Redirect(w, "/"+string(r.L.Lang())+"/faq?thanks="+slug+"#"+slug, "")
}

// showPicture serves a picture; one with this address never changes.
func (f face) showPicture(w http.ResponseWriter, r *web.Request) error {
	b, err := f.portal.Picture(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "image/jpeg")
	w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	http.ServeContent(w, r.Request, "", time.Time{}, bytes.NewReader(b))
	return nil
}
