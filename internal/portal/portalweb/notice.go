package portalweb

import (
	"context"
	"net/http"
	"net/url"
	"strconv"

	"github.com/a-h/templ"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/i18n"
	"passerelle/internal/platform/ui"
	"passerelle/internal/platform/web"
	"passerelle/internal/portal"
)

const pathNotice = "/app/public/notice"

func (f face) mountNotices() {
	const tag = "Public pages"
	f.site.Handle(
		web.Route{Method: http.MethodGet, Pattern: pathNotice, Permission: portal.PermNotice, Handle: f.showNotices},
		web.Route{Method: http.MethodPost, Pattern: pathNotice, Permission: portal.PermNotice, Handle: f.publishNotice, Twin: "publishNotice"},
		web.Route{Method: http.MethodPost, Pattern: pathNotice + "/{id}/end", Permission: portal.PermNotice, Handle: f.endNotice, Twin: "endNotice"},
	)
	web.Op(f.site, web.Operation{ID: "listNotices", Method: http.MethodGet, Path: "/notices", Tag: tag,
		Summary: "Urgent notices on public pages, the newest first", Permission: portal.PermNotice}, f.apiNotices)
	web.Op(f.site, web.Operation{ID: "publishNotice", Method: http.MethodPost, Path: "/notices", Tag: tag,
		Summary: "Put an urgent notice on every public page", Permission: portal.PermNotice}, f.apiPublishNotice)
	web.Op(f.site, web.Operation{ID: "endNotice", Method: http.MethodPost, Path: "/notices/{id}/end", Tag: tag, Status: http.StatusNoContent,
		Summary: "Take a notice off before its time", Permission: portal.PermNotice}, f.apiEndNotice)
}

// noticeView is the desk of notices.
type noticeView struct {
	Fields url.Values // as typed
	List   []portal.Notice
	now    clock.Instant
}

// hourChoices are how long a notice may stand, in hours.
var hourChoices = []int{4, 12, 24, 72, 168, 336}

func (f face) noticeView(r *web.Request, fields url.Values) (v noticeView, err error) {
	v = noticeView{Fields: fields, now: clock.Now(f.site.Clock)}
	v.List, err = f.portal.Notices(r.Context(), r.Actor)
	return v, err
}

func (f face) showNotices(w http.ResponseWriter, r *web.Request) error {
	v, err := f.noticeView(r, url.Values{"hours": {"24"}})
	if err != nil {
		return err
	}
	p := r.Page(r.L.T("portal.desk.notice.title"))
	return r.Show(w, p, noticePage(p, v))
}

func (f face) publishNotice(w http.ResponseWriter, r *web.Request) error {
	fields, err := r.Form()
	if err != nil {
		return err
	}
	hours, _ := strconv.Atoi(fields.Get("hours"))
	in := portal.NoticeInput{Texts: map[i18n.Lang]string{}, Hours: hours}
	for _, lang := range i18n.Public {
		if text := fields.Get("text." + string(lang)); text != "" {
			in.Texts[lang] = text
		}
	}
	if _, err = f.portal.PublishNotice(r.Context(), r.Actor, in); err == nil {
		return r.Redirect(w, pathNotice, "portal.desk.notice.published")
	}
	v, viewErr := f.noticeView(r, fields)
	if viewErr != nil {
		return viewErr
	}
	return r.Reject(w, err, r.Page(r.L.T("portal.desk.notice.title")), func(p ui.Page) templ.Component { return noticePage(p, v) })
}

func (f face) endNotice(w http.ResponseWriter, r *web.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	if err := f.portal.EndNotice(r.Context(), r.Actor, id); err != nil {
		return err
	}
	return r.Redirect(w, pathNotice, "portal.desk.notice.ended")
}

type noticeBody struct {
	ID     string            `json:"id"`
	Texts  map[string]string `json:"texts" doc:"By language"`
	Begins clock.Instant     `json:"begins_at"`
	Until  clock.Instant     `json:"until"`
	Ended  *clock.Instant    `json:"ended_at,omitempty" doc:"Before its time"`
}

func bodyOfNotice(n portal.Notice) noticeBody {
	b := noticeBody{ID: n.ID, Texts: map[string]string{}, Begins: n.BeginsAt, Until: n.UntilAt}
	for lang, text := range n.Texts {
		b.Texts[string(lang)] = text
	}
	if !n.EndedAt.IsZero() {
		b.Ended = &n.EndedAt
	}
	return b
}

type noticesOut struct {
	Body struct {
		Notices []noticeBody `json:"notices"`
	}
}

func (f face) apiNotices(ctx context.Context, by access.Actor, _ *struct{}) (*noticesOut, error) {
	list, err := f.portal.Notices(ctx, by)
	if err != nil {
		return nil, err
	}
	out := &noticesOut{}
	out.Body.Notices = []noticeBody{}
	for _, n := range list {
		out.Body.Notices = append(out.Body.Notices, bodyOfNotice(n))
	}
	return out, nil
}

type noticeIn struct {
	Body struct {
		Texts map[string]string `json:"texts" doc:"By language; en, fr, de and lb are needed"`
		Hours int               `json:"hours" doc:"How long it stands"`
	}
}

type noticeOut struct{ Body noticeBody }

func (f face) apiPublishNotice(ctx context.Context, by access.Actor, in *noticeIn) (*noticeOut, error) {
	input := portal.NoticeInput{Texts: map[i18n.Lang]string{}, Hours: in.Body.Hours}
	for lang, text := range in.Body.Texts {
		input.Texts[i18n.Lang(lang)] = text
	}
	n, err := f.portal.PublishNotice(ctx, by, input)
	if err != nil {
		return nil, err
	}
	return &noticeOut{bodyOfNotice(n)}, nil
}

func (f face) apiEndNotice(ctx context.Context, by access.Actor, in *struct {
	ID string `path:"id"`
}) (*struct{}, error) {
	return nil, f.portal.EndNotice(ctx, by, in.ID)
}
