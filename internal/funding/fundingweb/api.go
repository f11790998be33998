package fundingweb

import (
	"context"
	"net/http"

	"passerelle/internal/funding"
	"passerelle/internal/platform/access"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/fault"
	"passerelle/internal/platform/i18n"
	"passerelle/internal/platform/web"
)

// IDIn names one thing by its id.
type IDIn struct {
	ID string `path:"id" doc:"26 letters and digits"`
}

// Matched is the version that a change was made from.
type Matched struct {
	IfMatch string `header:"If-Match" required:"true" doc:"ETag of what is changed, as it was read"`
}

// TextBody is a text with its translations.
type TextBody struct {
	Lang         string            `json:"lang" doc:"Language of the original, ISO 639-1"`
	Text         string            `json:"text" doc:"As it was written"`
	Translations map[string]string `json:"translations,omitempty" doc:"By language"`
}

func textIn(b *TextBody) funding.Text {
	if b == nil {
		return funding.Text{}
	}
	t := funding.Text{Lang: i18n.Lang(b.Lang), Body: b.Text, Translations: map[i18n.Lang]string{}}
	for l, s := range b.Translations {
		t.Translations[i18n.Lang(l)] = s
	}
	return t
}

func textOut(t funding.Text) *TextBody {
	if t.Empty() {
		return nil
	}
	b := TextBody{Lang: string(t.Lang), Text: t.Body, Translations: map[string]string{}}
	for l, s := range t.Translations {
		b.Translations[string(l)] = s
	}
	return &b
}

func dayIn(l *fault.List, field, text string) clock.Date {
	if text == "" {
		return clock.Date{}
	}
	d, err := clock.ParseDate(text)
	if err != nil {
		l.Add(field, "funding.error.date")
	}
	return d
}

// done answers what has nothing to tell.
type done struct{}

func (f face) mountAPI(site *web.Site) {
	const tag = "Funding"
	op := func(id, method, path, summary string, p access.Permission) web.Operation {
		return web.Operation{ID: id, Method: method, Path: "/funding" + path, Summary: summary, Tag: tag, Permission: p}
	}
	gone := func(o web.Operation) web.Operation { o.Status = http.StatusNoContent; return o }
	same := func(o web.Operation) web.Operation { o.Status = http.StatusOK; return o }
	web.Op(site, op("listCalls", get, "/calls", "Calls for proposals, the latest first", funding.PermRead), f.apiCalls)
	web.Op(site, op("readCall", get, "/calls/{id}", "A call for proposals", funding.PermRead), f.apiCall)
	web.Op(site, op("addCall", post, "/calls", "Add a call", funding.PermEdit), f.apiAddCall)
	web.Op(site, op("changeCall", http.MethodPut, "/calls/{id}", "Change a call", funding.PermEdit), f.apiChangeCall)
	web.Op(site, gone(op("removeCall", http.MethodDelete, "/calls/{id}", "Remove a call without operations", funding.PermEdit)), f.apiRemoveCall)
	web.Op(site, op("listOperations", get, "/operations", "Operations in all states", funding.PermRead), f.apiOperations)
	web.Op(site, op("readOperation", get, "/operations/{id}", "An operation", funding.PermRead), f.apiOperation)
	web.Op(site, op("addOperation", post, "/operations", "Add an operation as a draft", funding.PermEdit), f.apiAddOperation)
	web.Op(site, op("changeOperation", http.MethodPut, "/operations/{id}", "Change an operation", funding.PermEdit), f.apiChangeOperation)
	web.Op(site, same(op("publishOperation", post, "/operations/{id}/publish", "Show an operation to the public", funding.PermPublish)), f.apiPublish)
	web.Op(site, same(op("withdrawOperation", post, "/operations/{id}/withdraw", "Hide an operation from the public again", funding.PermPublish)), f.apiWithdraw)
	web.Op(site, gone(op("removeOperation", http.MethodDelete, "/operations/{id}", "Remove an operation that is not published", funding.PermEdit)), f.apiRemoveOperation)
}

type versioned struct {
	IDIn
	Matched
}

func (f face) apiPublish(ctx context.Context, by access.Actor, in *versioned) (*operationOut, error) {
	return f.apiTurn(ctx, by, *in, f.funding.Publish)
}

func (f face) apiWithdraw(ctx context.Context, by access.Actor, in *versioned) (*operationOut, error) {
	return f.apiTurn(ctx, by, *in, f.funding.Withdraw)
}

func (f face) apiTurn(ctx context.Context, by access.Actor, in versioned, run func(context.Context, access.Actor, string, int) (funding.Operation, error)) (*operationOut, error) {
	version, err := web.IfMatch(in.IfMatch)
	if err != nil {
		return nil, err
	}
	o, err := run(ctx, by, in.ID, version)
	if err != nil {
		return nil, err
	}
	return operationAnswer(o), nil
}

func (f face) apiRemoveOperation(ctx context.Context, by access.Actor, in *versioned) (*done, error) {
	return f.apiRemove(ctx, by, *in, f.funding.RemoveOperation)
}

func (f face) apiRemoveCall(ctx context.Context, by access.Actor, in *versioned) (*done, error) {
	return f.apiRemove(ctx, by, *in, f.funding.RemoveCall)
}

func (f face) apiRemove(ctx context.Context, by access.Actor, in versioned, run func(context.Context, access.Actor, string, int) error) (*done, error) {
	version, err := web.IfMatch(in.IfMatch)
	if err == nil {
		err = run(ctx, by, in.ID, version)
	}
	if err != nil {
		return nil, err
	}
	return &done{}, nil
}
