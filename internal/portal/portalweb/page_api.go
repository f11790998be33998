package portalweb

import (
	"bytes"
	"context"
	"net/http"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/fault"
	"passerelle/internal/platform/i18n"
	"passerelle/internal/platform/web"
	"passerelle/internal/portal"
)

func (f face) mountPageAPI(site *web.Site) {
	get, post, put := http.MethodGet, http.MethodPost, http.MethodPut
	const tag, text = "Pages", "/pages/{id}/texts/{lang}"
	web.Op(site, web.Operation{ID: "listPages", Method: get, Path: "/pages", Tag: tag, Summary: "Pages of the guide or questions, and how they stand in every language", Permission: portal.PermPages}, f.apiPages)
	web.Op(site, web.Operation{ID: "createPage", Method: post, Path: "/pages", Tag: tag, Summary: "Add a page without text", Permission: portal.PermWritePage}, f.apiCreatePage)
	web.Op(site, web.Operation{ID: "changePage", Method: put, Path: "/pages/{id}", Tag: tag, Summary: "Move, mark as legal, archive or bring back a page", Permission: portal.PermPublishPage}, f.apiChangePage)
	web.Op(site, web.Operation{ID: "getPageText", Method: get, Path: text, Tag: tag, Summary: "The version under way, else what is published", Permission: portal.PermPages}, f.apiText)
	web.Op(site, web.Operation{ID: "savePageText", Method: put, Path: text, Tag: tag, Summary: "Write the version under way", Permission: portal.PermWritePage}, f.apiSaveText)
	web.Op(site, web.Operation{ID: "stepPageText", Method: post, Path: text + "/steps", Tag: tag, Status: http.StatusNoContent,
		Summary: "Submit, approve, return, withdraw, confirm, discard or restore a text", Permission: portal.PermPages}, f.apiStep)
	web.Op(site, web.Operation{ID: "savePageContact", Method: put, Path: "/page-contacts/{key}", Tag: tag, Status: http.StatusNoContent, Summary: "Add or change a contact that pages name", Permission: portal.PermPublishPage}, f.apiSaveContact)
	web.Op(site, web.Operation{ID: "addPagePicture", Method: post, Path: "/page-pictures", Tag: tag, Summary: "Add a picture for pages", Permission: portal.PermWritePage, MaxBody: 2 * maxUpload}, f.apiAddPicture)
}

type pageLangBody struct {
	Lang      string `json:"lang"`
	Status    string `json:"status" enum:"source,current,outdated,draft,missing"`
	Open      string `json:"open,omitempty" doc:"State of a version under way"`
	Unread    bool   `json:"unread,omitempty" doc:"To be read by a native speaker"`
	CheckedOn string `json:"checked_on,omitempty" format:"date"`
	Title     string `json:"title,omitempty"`
}

type pageBody struct {
	ID         string         `json:"id"`
	Kind       string         `json:"kind"`
	Path       string         `json:"path"`
	Position   int            `json:"position"`
	SourceLang string         `json:"source_lang"`
	Legal      bool           `json:"legal"`
	Archived   bool           `json:"archived"`
	Version    int            `json:"version"`
	Langs      []pageLangBody `json:"langs,omitempty"`
}

func pageBodyOf(p portal.Page, langs []portal.PageLang) pageBody {
	b := pageBody{p.ID, string(p.Kind), p.Path, p.Position, string(p.SourceLang), p.Legal, p.Archived, p.Version, nil}
	for _, l := range langs {
		b.Langs = append(b.Langs, pageLangBody{string(l.Lang), string(l.Status), string(l.Open), l.Unread, l.CheckedOn.String(), l.Title})
	}
	return b
}

type pagesOut struct {
	Body struct {
		Items []pageBody `json:"items"`
	}
}

func (f face) apiPages(ctx context.Context, by access.Actor, in *struct {
	Kind     string `query:"kind" enum:"guide,faq" default:"guide"`
	Archived bool   `query:"archived"`
}) (*pagesOut, error) {
	list, err := f.portal.Pages(ctx, by, portal.PageKind(in.Kind), in.Archived)
	out := &pagesOut{}
	out.Body.Items = []pageBody{}
	for _, p := range list {
		out.Body.Items = append(out.Body.Items, pageBodyOf(p.Page, p.Langs))
	}
	return out, err
}

type pageOut struct{ Body pageBody }

func (f face) apiCreatePage(ctx context.Context, by access.Actor, in *struct {
	Body struct {
		Kind       string `json:"kind" enum:"guide,faq"`
		Path       string `json:"path"`
		Position   int    `json:"position,omitempty"`
		SourceLang string `json:"source_lang"`
		Legal      bool   `json:"legal,omitempty"`
	}
}) (*pageOut, error) {
	b := in.Body
	p, err := f.portal.CreatePage(ctx, by, portal.PageInput{Kind: portal.PageKind(b.Kind), Path: b.Path, Position: b.Position, SourceLang: i18n.Lang(b.SourceLang), Legal: b.Legal})
	return &pageOut{pageBodyOf(p, nil)}, err
}

// PageIDIn names a page by its id.
type PageIDIn struct {
	ID string `path:"id" doc:"26 letters and digits"`
}

// PageMatch is the version that an update was made from.
type PageMatch struct {
	IfMatch string `header:"If-Match" required:"true" doc:"ETag of what is changed, as it was read"`
}

func (f face) apiChangePage(ctx context.Context, by access.Actor, in *struct {
	PageIDIn
	PageMatch
	Body struct {
		Position int  `json:"position"`
		Legal    bool `json:"legal"`
		Archived bool `json:"archived"`
	}
}) (*pageOut, error) {
	version, err := web.IfMatch(in.IfMatch)
	if err != nil {
		return nil, err
	}
	if err := f.portal.ChangePage(ctx, by, portal.PageChange{ID: in.ID, Version: version, Position: in.Body.Position, Legal: in.Body.Legal, Archived: in.Body.Archived}); err != nil {
		return nil, err
	}
	p, err := f.portal.PageByID(ctx, by, in.ID)
	return &pageOut{pageBodyOf(p.Page, p.Langs)}, err
}

// PageTextIn names a text by its page and language.
type PageTextIn struct {
	PageIDIn
	Lang string `path:"lang"`
}

type textBody struct {
	Number    int    `json:"number"`
	State     string `json:"state"`
	Title     string `json:"title"`
	Summary   string `json:"summary"`
	Body      string `json:"body" doc:"Markdown"`
	Hash      string `json:"hash"`
	MadeFrom  string `json:"made_from,omitempty" doc:"Hash of the source version that it was made from"`
	CheckedOn string `json:"checked_on,omitempty" format:"date"`
	Unread    bool   `json:"unread"`
	Remark    string `json:"remark,omitempty"`
	Version   int    `json:"version" doc:"Of the version under way; 0 where there is none"`
}

type textOut struct{ Body textBody }

func textBodyOf(t portal.PageText) textBody {
	b := textBody{t.Number, string(t.State), t.Title, t.Summary, t.Body, t.Hash, t.SourceHash, t.CheckedOn.String(), t.Unread, t.Remark, 0}
	if t.State == portal.TextDraft || t.State == portal.TextReview {
		b.Version = t.Version
	}
	return b
}

func (f face) apiText(ctx context.Context, by access.Actor, in *PageTextIn) (*textOut, error) {
	d, err := f.portal.OpenDesk(ctx, by, in.ID, i18n.Lang(in.Lang))
	if err == nil && d.Text.ID == "" {
		err = fault.Missing()
	}
	return &textOut{textBodyOf(d.Text)}, err
}

func (f face) apiSaveText(ctx context.Context, by access.Actor, in *struct {
	PageTextIn
	Body struct {
		Version   int    `json:"version" doc:"As it was read; 0: begin a version"`
		Title     string `json:"title"`
		Summary   string `json:"summary,omitempty"`
		Body      string `json:"body" doc:"Markdown"`
		CheckedOn string `json:"checked_on,omitempty" format:"date"`
		UpToDate  bool   `json:"up_to_date,omitempty" doc:"It says what the source says now"`
		Unread    bool   `json:"unread,omitempty"`
	}
}) (*textOut, error) {
	b := in.Body
	input := portal.TextInput{PageID: in.ID, Lang: i18n.Lang(in.Lang), Version: b.Version, Title: b.Title, Summary: b.Summary, Body: b.Body, UpToDate: b.UpToDate, Unread: b.Unread}
	if err := input.CheckedOn.UnmarshalText([]byte(b.CheckedOn)); err != nil {
		return nil, fault.InvalidField("checked_on", "portal.pages.error.checked_on")
	}
	t, err := f.portal.SaveText(ctx, by, input)
	return &textOut{textBodyOf(t)}, err
}

type stepped struct{}

func (f face) apiStep(ctx context.Context, by access.Actor, in *struct {
	PageTextIn
	Body struct {
		Step    string `json:"step" enum:"submit,approve,return,withdraw,confirm,discard,restore"`
		Version int    `json:"version,omitempty" doc:"Of the version under way"`
		Number  int    `json:"number,omitempty" doc:"Of an earlier version: withdraw, restore"`
		Remark  string `json:"remark,omitempty"`
		From    string `json:"from,omitempty" format:"date-time" doc:"When it is published; absent: now"`
	}
}) (*stepped, error) {
	b := in.Body
	var from clock.Instant
	if err := from.UnmarshalText([]byte(b.From)); err != nil {
		return nil, fault.InvalidField("from", "portal.pages.error.from")
	}
	at := portal.TextAt{PageID: in.ID, Lang: i18n.Lang(in.Lang), Version: b.Version, Number: b.Number}
	return nil, f.portal.StepText(ctx, by, portal.TextStep{Step: b.Step, At: at, Remark: b.Remark, From: from})
}

func (f face) apiSaveContact(ctx context.Context, by access.Actor, in *struct {
	Key  string `path:"key"`
	Body struct {
		Version  int    `json:"version" doc:"As it was read; 0: new"`
		Name     string `json:"name"`
		NameLang string `json:"name_lang"`
		Phone    string `json:"phone,omitempty"`
		Email    string `json:"email,omitempty"`
		Address  string `json:"address,omitempty"`
	}
}) (*stepped, error) {
	b := in.Body
	return nil, f.portal.SaveContact(ctx, by, portal.PageContact{Key: in.Key, Name: b.Name, NameLang: i18n.Lang(b.NameLang), Phone: b.Phone, Email: b.Email, Address: b.Address, Version: b.Version})
}

type pictureOut struct {
	Body struct {
		ID     string `json:"id"`
		Width  int    `json:"width"`
		Height int    `json:"height"`
	}
}

func (f face) apiAddPicture(ctx context.Context, by access.Actor, in *struct {
	Body struct {
		Picture []byte `json:"picture" doc:"JPEG or PNG, in base64"`
	}
}) (*pictureOut, error) {
	p, err := f.portal.AddPicture(ctx, by, bytes.NewReader(in.Body.Picture))
	out := &pictureOut{}
	out.Body.ID, out.Body.Width, out.Body.Height = p.ID, p.Width, p.Height
	return out, err
}
