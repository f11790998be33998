package portalweb

import (
	"net/http"
	"net/url"

	"passerelle/internal/platform/i18n"
	"passerelle/internal/platform/ui"
	"passerelle/internal/platform/web"
	"passerelle/internal/portal"
)

// storiesView is a part of the published stories.
type storiesView struct {
	returnText
	List []portal.Story
	Next string
}

func (f face) showStories(w http.ResponseWriter, r *web.Request) error {
	list, next, err := f.portal.PublishedStories(r.Context(), portal.StoryQuery{After: r.URL.Query().Get("after")})
	if err != nil {
		return err
	}
	v := storiesView{returnText: f.tell(r, r.L.T("portal.story.title"), r.L.T("portal.story.lead"), "portal.story.lead"), List: list}
	v.within(ui.Link{Label: v.p.Title})
	if next != "" {
		v.Next = string(v.href(storyPattern)) + "?after=" + url.QueryEscape(next)
	}
	return f.show(w, r, v.p, storiesPage(v))
}

// named is what a story is called.
func (t returnText) named(s portal.Story) string {
	if s.Pseudonym == "" {
		return t.B.T("portal.story.unnamed")
	}
	return s.Pseudonym
}

// storyView is one published story.
type storyView struct {
	returnText
	portal.Story
	Body string
	Lang i18n.Lang // of the body
}

func (f face) showStory(w http.ResponseWriter, r *web.Request) error {
	s, err := f.portal.PublishedStory(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	v := storyView{returnText: f.tell(r, r.L.T("portal.story.title"), r.L.T("portal.story.lead"), "portal.story.lead"), Story: s}
	v.p.Title = v.named(s)
	v.Body, v.Lang = s.Text(r.L.Lang())
	v.within(ui.Link{Label: v.B.T("portal.story.title"), Href: string(v.href(storyPattern))}, ui.Link{Label: v.p.Title})
	return f.show(w, r, v.p, storyPage(v))
}
