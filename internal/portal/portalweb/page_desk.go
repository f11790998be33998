package portalweb

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"passerelle/internal/platform/i18n"
	"passerelle/internal/platform/ui"
	"passerelle/internal/platform/web"
	"passerelle/internal/portal"
)

const (
	pathPages    = "/app/pages"
	pathTasks    = pathPages + "/tasks"
	pathContacts = pathPages + "/contacts"
	pathPictures = pathPages + "/pictures"
	pathPreview  = pathPages + "/preview"
	maxUpload    = 16 << 20
)

// mountPageDesk adds the pages where the public pages are written.
func (f face) mountPageDesk(site *web.Site) {
	get, post := http.MethodGet, http.MethodPost
	text := pathPages + "/{id}/texts/{in}"
	site.Handle(
		web.Route{Method: get, Pattern: pathPages, Permission: portal.PermPages, Handle: f.showPages},
		web.Route{Method: get, Pattern: pathPages + "/new", Permission: portal.PermWritePage, Handle: f.showNewPage},
		web.Route{Method: post, Pattern: pathPages + "/new", Permission: portal.PermWritePage, Handle: f.createPage, Twin: "createPage"},
		web.Route{Method: get, Pattern: pathTasks, Permission: portal.PermPages, Handle: f.showPageTasks},
		web.Route{Method: get, Pattern: pathContacts, Permission: portal.PermPages, Handle: f.showContacts},
		web.Route{Method: post, Pattern: pathContacts, Permission: portal.PermPublishPage, Handle: f.saveContact, Twin: "savePageContact"},
		web.Route{Method: get, Pattern: pathPictures, Permission: portal.PermPages, Handle: f.showPictures},
		web.Route{Method: post, Pattern: pathPictures, Permission: portal.PermWritePage, Handle: f.addPicture, Twin: "addPagePicture", MaxBody: maxUpload},
		web.Route{Method: post, Pattern: pathPreview, Permission: portal.PermPages, Handle: f.livePreview, NoTwin: "a part of the editor"},
		web.Route{Method: get, Pattern: pathPages + "/{id}", Permission: portal.PermPages, Handle: f.showPage},
		web.Route{Method: post, Pattern: pathPages + "/{id}", Permission: portal.PermPublishPage, Handle: f.changePage, Twin: "changePage"},
		web.Route{Method: get, Pattern: text, Permission: portal.PermWritePage, Handle: f.showEditor},
		web.Route{Method: post, Pattern: text, Permission: portal.PermWritePage, Handle: f.saveText, Twin: "savePageText"},
		web.Route{Method: get, Pattern: text + "/review", Permission: portal.PermPages, Handle: f.showReview},
		web.Route{Method: get, Pattern: text + "/history", Permission: portal.PermPages, Handle: f.showHistory},
		web.Route{Method: post, Pattern: text + "/{step}", Permission: portal.PermPages, Handle: f.stepText, Twin: "stepPageText"},
	)
}

// pageTabs lead through the desk.
func pageTabs(r *web.Request) []ui.NavItem {
	var out []ui.NavItem
	for _, t := range [][2]string{{"portal.pages.guide", pathPages}, {"portal.pages.faq", pathPages + "?kind=faq"}, {"portal.pages.tasks", pathTasks},
		{"portal.pages.contacts", pathContacts}, {"portal.pages.pictures", pathPictures}} {
		out = append(out, ui.NavItem{Label: r.L.T(t[0]), Href: t[1], Current: r.URL.Path == t[1] || pathPages+"?kind="+r.URL.Query().Get("kind") == t[1]})
	}
	if r.URL.Query().Get("kind") == string(portal.PageFAQ) {
		out[0].Current = false
	}
	return out
}

// pagesView is the tree of pages.
type pagesView struct {
	Tabs     []ui.NavItem
	List     []portal.PageOverview
	Kind     portal.PageKind
	Archived bool
	MayWrite bool
}

func (f face) showPages(w http.ResponseWriter, r *web.Request) error {
	q := r.URL.Query()
	v := pagesView{Tabs: pageTabs(r), Kind: portal.PageGuide, Archived: q.Get("archived") != "", MayWrite: r.Actor.May(portal.PermWritePage)}
	if q.Get("kind") == string(portal.PageFAQ) {
		v.Kind = portal.PageFAQ
	}
	var err error
	if v.List, err = f.portal.Pages(r.Context(), r.Actor, v.Kind, v.Archived); err != nil {
		return err
	}
	p := r.Page(r.L.T("portal.pages.title"))
	return r.Show(w, p, pagesPage(p, v))
}

// pageForm is a new page as it was typed.
type pageForm struct {
	url.Values
}

func (f face) showNewPage(w http.ResponseWriter, r *web.Request) error {
	p := newPageFrame(r)
	return r.Show(w, p, newPagePage(p, pageForm{url.Values{"kind": {"guide"}, "source_lang": {"en"}, "position": {"100"}}}))
}

func newPageFrame(r *web.Request) ui.Page {
	p := r.Page(r.L.T("portal.pages.new"))
	p.Breadcrumbs = []ui.Link{{Label: r.L.T("portal.pages.title"), Href: pathPages}, {Label: p.Title}}
	return p
}

func (f face) createPage(w http.ResponseWriter, r *web.Request) error {
	form, err := r.Form()
	if err != nil {
		return err
	}
	page, err := f.portal.CreatePage(r.Context(), r.Actor, portal.PageInput{Kind: portal.PageKind(form.Get("kind")), Path: form.Get("path"),
		Position: numberOf(form.Get("position")), SourceLang: i18n.Lang(form.Get("source_lang")), Legal: form.Get("legal") != ""})
	if err != nil {
		return r.Reject(w, err, newPageFrame(r), func(p ui.Page) templ.Component { return newPagePage(p, pageForm{form}) })
	}
	return r.Redirect(w, textPath(page.ID, page.SourceLang, ""), "portal.pages.done.created")
}

// numberOf reads a whole number; what is none is -1, which no rule allows.
func numberOf(s string) int {
	n, err := strconv.Atoi(strings.TrimSpace(s))
	if err != nil {
		return -1
	}
	return n
}

func textPath(id string, lang i18n.Lang, part string) string {
	return strings.TrimSuffix(pathPages+"/"+id+"/texts/"+string(lang)+"/"+part, "/")
}

// onePageView is a page with how it stands in every language.
type onePageView struct {
	portal.PageOverview
	Votes      []portal.PageVotes
	Warn       []string // legal pages: languages that are outdated
	MayWrite   bool
	MayPublish bool
}

func (f face) onePage(r *web.Request) (ui.Page, onePageView, error) {
	v := onePageView{MayWrite: r.Actor.May(portal.PermWritePage), MayPublish: r.Actor.May(portal.PermPublishPage)}
	id, err := r.ID("id")
	if err != nil {
		return ui.Page{}, v, err
	}
	if v.PageOverview, err = f.portal.PageByID(r.Context(), r.Actor, id); err != nil {
		return ui.Page{}, v, err
	}
	for _, l := range v.Langs {
		if v.Legal && l.Status == portal.TranslationOutdated {
			v.Warn = append(v.Warn, l.Lang.Autonym())
		}
	}
	if v.Votes, err = f.portal.VotesOf(r.Context(), r.Actor, id); err != nil {
		return ui.Page{}, v, err
	}
	return deskFrame(r, v.PageOverview), v, nil
}

// deskFrame is the frame of a page about a page.
func deskFrame(r *web.Request, page portal.PageOverview, more ...ui.Link) ui.Page {
	p := r.Page(page.Title())
	p.Breadcrumbs = []ui.Link{{Label: r.L.T("portal.pages.title"), Href: pathPages + "?kind=" + string(page.Kind)}}
	here := ui.Link{Label: page.Title()}
	if len(more) > 0 {
		here.Href = pathPages + "/" + page.ID
	}
	p.Breadcrumbs = append(append(p.Breadcrumbs, here), more...)
	return p
}

func (f face) showPage(w http.ResponseWriter, r *web.Request) error {
	p, v, err := f.onePage(r)
	if err != nil {
		return err
	}
	return r.Show(w, p, onePagePage(p, v))
}

func (f face) changePage(w http.ResponseWriter, r *web.Request) error {
	form, err := r.Form()
	if err != nil {
		return err
	}
	p, v, err := f.onePage(r)
	if err != nil {
		return err
	}
	err = f.portal.ChangePage(r.Context(), r.Actor, portal.PageChange{ID: v.ID, Version: numberOf(form.Get("version")),
		Position: numberOf(form.Get("position")), Legal: form.Get("legal") != "", Archived: form.Get("archived") != ""})
	if err != nil {
		return r.Reject(w, err, p, func(p ui.Page) templ.Component { return onePagePage(p, v) })
	}
	return r.Redirect(w, pathPages+"/"+v.ID, "portal.pages.done.saved")
}

// tasksView is what is to be done in a language.
type tasksView struct {
	Tabs []ui.NavItem
	List []portal.PageTask
	Lang i18n.Lang
	Mine bool
}

func (f face) showPageTasks(w http.ResponseWriter, r *web.Request) error {
	q := r.URL.Query()
	v := tasksView{Tabs: pageTabs(r), Lang: i18n.Lang(q.Get("in")), Mine: q.Get("mine") != ""}
	if !v.Lang.Known() {
		v.Lang = r.L.Lang()
	}
	var err error
	if v.List, err = f.portal.Tasks(r.Context(), r.Actor, portal.TaskQuery{Lang: v.Lang, Mine: v.Mine}); err != nil {
		return err
	}
	p := r.Page(r.L.T("portal.pages.tasks"))
	return r.Show(w, p, pageTasksPage(p, v))
}

// languageOptions are the public languages by their own names.
func languageOptions() (out []ui.Option) {
	for _, l := range i18n.Public {
		out = append(out, ui.Option{Value: string(l), Label: l.Autonym(), Lang: string(l)})
	}
	return out
}

// standFlags say how a page stands in a language.
func standFlags(l *i18n.Localizer, s portal.PageLang) []ui.Flag {
	tone := map[portal.Translation]ui.Tone{portal.TranslationSource: ui.Good, portal.TranslationCurrent: ui.Good,
		portal.TranslationOutdated: ui.Warn, portal.TranslationMissing: ui.Bad, portal.TranslationDraft: ui.Info}
	out := []ui.Flag{{Text: l.T("portal.pages.status." + string(s.Status)), Tone: tone[s.Status]}}
	if s.Open != "" {
		out = append(out, ui.Flag{Text: l.T("portal.pages.state." + string(s.Open)), Tone: ui.Info})
	}
	if !s.Scheduled.IsZero() {
		out = append(out, ui.Flag{Text: l.T("portal.pages.scheduled", "time", s.Scheduled), Tone: ui.Info})
	}
	if s.Unread {
		out = append(out, ui.Flag{Text: l.T("portal.pages.unread"), Tone: ui.Warn})
	}
	return out
}

// ticked is the value of a check box with the one answer "yes".
func ticked(yes bool) []string {
	if yes {
		return []string{"yes"}
	}
	return nil
}
