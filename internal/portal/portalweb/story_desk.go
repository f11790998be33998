package portalweb

import (
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/a-h/templ"

	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/fault"
	"passerelle/internal/platform/i18n"
	"passerelle/internal/platform/ui"
	"passerelle/internal/platform/web"
	"passerelle/internal/portal"
)

const pathStories = "/app/stories"

func storyPath(id string) string { return pathStories + "/" + id }

// mountStoryDesk adds the desk at which stories are written.
func (f face) mountStoryDesk(site *web.Site) {
	const get, post, one = http.MethodGet, http.MethodPost, pathStories + "/{id}"
	site.Handle(
		web.Route{Method: get, Pattern: pathStories, Permission: portal.PermStories, Handle: f.showStoryDesk},
		web.Route{Method: get, Pattern: pathStories + "/new", Permission: portal.PermStories, Handle: f.showNewStory},
		web.Route{Method: post, Pattern: pathStories + "/new", Permission: portal.PermStories, Handle: f.addStory, Twin: "addStory"},
		web.Route{Method: get, Pattern: one, Permission: portal.PermStories, Handle: f.showDeskStory},
		web.Route{Method: get, Pattern: one + "/edit", Permission: portal.PermStories, Handle: f.showEditStory},
		web.Route{Method: post, Pattern: one + "/edit", Permission: portal.PermStories, Handle: f.changeStory, Twin: "changeStory"},
		web.Route{Method: get, Pattern: one + "/consent", Permission: portal.PermStoryConsent, Handle: f.showStoryConsent},
		web.Route{Method: post, Pattern: one + "/consent", Permission: portal.PermStoryConsent, Handle: f.recordStoryConsent, Twin: "recordStoryConsent"},
		web.Route{Method: get, Pattern: one + "/withdraw", Permission: portal.PermStoryConsent, Handle: f.showWithdrawStory},
		web.Route{Method: post, Pattern: one + "/withdraw", Permission: portal.PermStoryConsent, Handle: f.withdrawStory, Twin: "withdrawStory"},
		web.Route{Method: post, Pattern: one + "/publish", Permission: portal.PermStoryPublish, Handle: f.publishStory, Twin: "publishStory"},
		web.Route{Method: post, Pattern: one + "/hide", Permission: portal.PermStoryPublish, Handle: f.hideStory, Twin: "hideStory"},
	)
	f.mountStoryAPI(site)
}

// deskStoriesView is a part of the desk's list.
type deskStoriesView struct {
	List   []portal.Story
	Status portal.StoryStatus
	After  string
	Next   string
}

func (v deskStoriesView) pages() ui.Pages {
	self := pathStories + "?status=" + url.QueryEscape(string(v.Status))
	var out ui.Pages
	if v.Next != "" {
		out.Next = self + "&after=" + url.QueryEscape(v.Next)
	}
	if v.After != "" {
		out.Previous = self // the beginning: the list is short
	}
	return out
}

func (f face) showStoryDesk(w http.ResponseWriter, r *web.Request) error {
	q := r.URL.Query()
	v := deskStoriesView{Status: portal.StoryStatus(q.Get("status")), After: q.Get("after")}
	var err error
	v.List, v.Next, err = f.portal.Stories(r.Context(), r.Actor, portal.StoryQuery{Status: v.Status, After: v.After})
	if err != nil {
		return err
	}
	p := r.Page(r.L.T("portal.story.desk"))
	return r.Show(w, p, deskStoriesPage(p, v))
}

// storySheet is the form of a story as it was typed.
type storySheet struct {
	url.Values
	Story portal.Story // what is stored; empty for a new one
	Towns []portal.Town
}

// action is where the form is sent.
func (s storySheet) action() string {
	if s.Story.ID == "" {
		return pathStories + "/new"
	}
	return storyPath(s.Story.ID) + "/edit"
}

// townOptions are the towns found, and first the one that is stored.
func (s storySheet) townOptions(l *i18n.Localizer) (out []ui.Option) {
	if s.Story.Town != "" {
		out = append(out, ui.Option{Value: "", Label: l.T("portal.story.town_keep", "town", s.Story.Town)})
	}
	for _, t := range s.Towns {
		out = append(out, ui.Option{Value: t.Key, Label: t.Name + ", " + l.Country(t.Country) + " · " + l.Number(t.At.FromLuxembourg()) + " km"})
	}
	return out
}

func (f face) storyForm(r *web.Request, s storySheet) (ui.Page, storySheet) {
	title := r.L.T("portal.story.new")
	if s.Story.ID != "" {
		title = r.L.T("portal.story.edit")
	}
	if town, ok := portal.TownByKey(s.Get("town")); ok {
		s.Towns = []portal.Town{town}
	}
	if q := s.Get("town_q"); q != "" {
		s.Towns = portal.FindTowns(q)
	}
	p := r.Page(title)
	p.Breadcrumbs = []ui.Link{{Label: r.L.T("portal.story.desk"), Href: pathStories}, {Label: title}}
	return p, s
}

func (f face) showNewStory(w http.ResponseWriter, r *web.Request) error {
	p, s := f.storyForm(r, storySheet{Values: url.Values{"source": {string(r.L.Lang())}}})
	return r.Show(w, p, storyFormPage(p, s))
}

// readStory reads the form; searching is true where a town is looked for yet.
func readStory(v url.Values) (in portal.StoryInput, searching bool, err error) {
	in = portal.StoryInput{Pseudonym: v.Get("pseudonym"), TownKey: v.Get("town"), Source: i18n.Lang(v.Get("source")), Texts: map[i18n.Lang]string{}}
	for _, lang := range i18n.Public {
		in.Texts[lang] = v.Get("text_" + string(lang))
	}
	if v.Get("version") != "" {
		in.Version, err = storyVersion(v)
	}
	return in, v.Get("do") == "search", err
}

func storyVersion(v url.Values) (int, error) {
	n, err := strconv.Atoi(v.Get("version"))
	if err != nil {
		return 0, fault.Conflicts("portal.story.error.changed")
	}
	return n, nil
}

func (f face) addStory(w http.ResponseWriter, r *web.Request) error {
	return f.keepStory(w, r, portal.Story{})
}

func (f face) changeStory(w http.ResponseWriter, r *web.Request) error {
	s, err := f.portal.Story(r.Context(), r.Actor, r.PathValue("id"))
	if err != nil {
		return err
	}
	return f.keepStory(w, r, s)
}

// keepStory saves the form of a new or stored story, or shows it again with the
// towns that were looked for.
func (f face) keepStory(w http.ResponseWriter, r *web.Request, stored portal.Story) error {
	form, err := r.Form()
	if err != nil {
		return err
	}
	in, searching, err := readStory(form)
	p, s := f.storyForm(r, storySheet{Values: form, Story: stored})
	if searching {
		return r.Show(w, p, storyFormPage(p, s))
	}
	var saved portal.Story
	if err == nil {
		in.ID = stored.ID
		saved, err = f.portal.SaveStory(r.Context(), r.Actor, in)
	}
	if err != nil {
		return r.Reject(w, err, p, func(p ui.Page) templ.Component { return storyFormPage(p, s) })
	}
	return r.Redirect(w, storyPath(saved.ID), "portal.story.done.saved")
}

func (f face) showEditStory(w http.ResponseWriter, r *web.Request) error {
	st, err := f.portal.Story(r.Context(), r.Actor, r.PathValue("id"))
	if err != nil {
		return err
	}
	fields := url.Values{"pseudonym": {st.Pseudonym}, "source": {string(st.Source)}, "version": {strconv.Itoa(st.Version)}}
	for lang, text := range st.Texts {
		fields.Set("text_"+string(lang), text)
	}
	p, s := f.storyForm(r, storySheet{Values: fields, Story: st})
	return r.Show(w, p, storyFormPage(p, s))
}

// deskStory is a story as the desk sees it, and the frame of its page.
func (f face) deskStory(r *web.Request) (ui.Page, portal.Story, error) {
	st, err := f.portal.Story(r.Context(), r.Actor, r.PathValue("id"))
	name := st.Pseudonym
	if name == "" {
		name = r.L.T("portal.story.unnamed")
	}
	p := r.Page(name)
	p.Breadcrumbs = []ui.Link{{Label: r.L.T("portal.story.desk"), Href: pathStories}, {Label: name}}
	return p, st, err
}

// deskStoryView is a story and what the actor may do with it.
type deskStoryView struct {
	portal.Story
	MayConsent, MayPublish bool
}

func (f face) showDeskStory(w http.ResponseWriter, r *web.Request) error {
	p, st, err := f.deskStory(r)
	if err != nil {
		return err
	}
	return r.Show(w, p, deskStoryPage(p, deskStoryViewOf(r, st)))
}

func deskStoryViewOf(r *web.Request, st portal.Story) deskStoryView {
	return deskStoryView{st, r.Actor.May(portal.PermStoryConsent), r.Actor.May(portal.PermStoryPublish)}
}

func (f face) showStoryConsent(w http.ResponseWriter, r *web.Request) error {
	p, st, err := f.deskStory(r)
	if err != nil {
		return err
	}
	today := clock.Today(f.site.Clock)
	fields := url.Values{"on_day": {strconv.Itoa(today.Day)}, "on_month": {strconv.Itoa(int(today.Month))}, "on_year": {strconv.Itoa(today.Year)}}
	return r.Show(w, p, storyConsentPage(p, storySheet{Values: fields, Story: st}))
}

func (f face) recordStoryConsent(w http.ResponseWriter, r *web.Request) error {
	form, err := r.Form()
	if err != nil {
		return err
	}
	p, st, err := f.deskStory(r)
	if err != nil {
		return err
	}
	in := portal.ConsentInput{StoryID: st.ID, GivenBy: portal.ConsentBy(form.Get("given_by")), Lang: i18n.Code(form.Get("lang")),
		Interpreter: form.Get("interpreter") == "1", On: storyDay(ui.ReadDate(form.Get, "on"))}
	if in.Version, err = storyVersion(form); err == nil {
		_, err = f.portal.RecordStoryConsent(r.Context(), r.Actor, in)
	}
	if err != nil {
		return r.Reject(w, err, p, func(p ui.Page) templ.Component { return storyConsentPage(p, storySheet{Values: form, Story: st}) })
	}
	return r.Redirect(w, storyPath(st.ID), "portal.story.done.consent")
}

// storyDay reads a date; what is none is the zero date, which the service refuses.
func storyDay(v ui.DateValue) clock.Date {
	d, errDay := strconv.Atoi(v.Day)
	m, errMonth := strconv.Atoi(v.Month)
	y, errYear := strconv.Atoi(v.Year)
	if errDay != nil || errMonth != nil || errYear != nil {
		return clock.Date{}
	}
	return clock.Date{Year: y, Month: time.Month(m), Day: d}
}

func (f face) showWithdrawStory(w http.ResponseWriter, r *web.Request) error {
	p, st, err := f.deskStory(r)
	if err != nil {
		return err
	}
	return r.Show(w, p, withdrawStoryPage(p, st))
}

// storyAct carries out one step of a story and answers.
func (f face) storyAct(w http.ResponseWriter, r *web.Request, act func(id string, version int) (portal.Story, error), done string) error {
	form, err := r.Form()
	if err != nil {
		return err
	}
	version, err := storyVersion(form)
	if err == nil {
		_, err = act(r.PathValue("id"), version)
	}
	if err != nil {
		p, st, readErr := f.deskStory(r)
		if readErr != nil {
			return readErr
		}
		return r.Reject(w, err, p, func(p ui.Page) templ.Component { return deskStoryPage(p, deskStoryViewOf(r, st)) })
	}
	return r.Redirect(w, storyPath(r.PathValue("id")), done)
}

func (f face) withdrawStory(w http.ResponseWriter, r *web.Request) error {
	return f.storyAct(w, r, func(id string, version int) (portal.Story, error) {
		return f.portal.WithdrawStory(r.Context(), r.Actor, id, version)
	}, "portal.story.done.withdrawn")
}

func (f face) publishStory(w http.ResponseWriter, r *web.Request) error {
	return f.storyAct(w, r, func(id string, version int) (portal.Story, error) {
		return f.portal.PublishStory(r.Context(), r.Actor, id, version)
	}, "portal.story.done.published")
}

func (f face) hideStory(w http.ResponseWriter, r *web.Request) error {
	return f.storyAct(w, r, func(id string, version int) (portal.Story, error) {
		return f.portal.HideStory(r.Context(), r.Actor, id, version)
	}, "portal.story.done.hidden")
}
