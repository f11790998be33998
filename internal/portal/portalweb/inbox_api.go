package portalweb

import (
	"context"
	"net/http"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/web"
	"passerelle/internal/portal"
)

// EnquiryIn names a message, or a thing that a desk keeps.
type EnquiryIn struct {
	ID string `path:"id" doc:"26 letters and digits"`
}

type enquiryOut[T any] struct{ Body T }

// enquiryBody is a message in a list.
type enquiryBody struct {
	ID         string        `json:"id"`
	Reference  string        `json:"reference"`
	Purpose    string        `json:"purpose"`
	Desk       string        `json:"desk"`
	Lang       string        `json:"lang"`
	Status     string        `json:"status"`
	Received   clock.Instant `json:"received_at"`
	Due        clock.Date    `json:"due_on"`
	AssignedTo string        `json:"assigned_to,omitempty"`
}

// messageBody is a message with what the sender wrote.
type messageBody struct {
	enquiryBody
	Version   int                 `json:"version"`
	Notice    string              `json:"notice" doc:"Version of the notice that the sender was shown"`
	Answers   map[string][]string `json:"answers"`
	Files     []fileBody          `json:"files"`
	Entries   []entryBody         `json:"entries"`
	Converted string              `json:"converted_to,omitempty"`
	Merged    string              `json:"merged_into,omitempty" doc:"Id of the message that this is a duplicate of"`
}

type fileBody struct {
	ID    string `json:"id"`
	Name  string `json:"name"`
	Media string `json:"media"`
	Size  int    `json:"size"`
}

type entryBody struct {
	Kind string        `json:"kind"`
	At   clock.Instant `json:"at"`
	By   string        `json:"by"`
	Text string        `json:"text"`
	Mail bool          `json:"mail"`
}

type inboxBody struct {
	Items []enquiryBody `json:"items"`
	Total int           `json:"total"`
	Next  string        `json:"next,omitempty"`
}

func (f face) mountInboxAPI(site *web.Site) {
	op := func(id, method, path, summary string) web.Operation {
		o := web.Operation{ID: id, Method: method, Path: path, Summary: summary, Tag: "Enquiries", Permission: portal.PermEnquiries}
		if method != http.MethodGet {
			o.Status = http.StatusNoContent
		}
		return o
	}
	const get, post, put, del, one = http.MethodGet, http.MethodPost, http.MethodPut, http.MethodDelete, "/enquiries/{id}"
	web.Op(site, op("listEnquiries", get, "/enquiries", "Messages at one's desks, those due first"), f.apiInbox)
	web.Op(site, op("getEnquiry", get, one, "A message; reading it is written down"), f.apiMessage)
	web.Op(site, op("changeEnquiry", put, one, "Set status, due date and who sees to a message"), f.apiChange)
	web.Op(site, op("noteEnquiry", post, one+"/notes", "Add a note that only the desk reads"), f.apiNote)
	web.Op(site, op("answerEnquiry", post, one+"/answers", "Answer, by mail where the sender gave an address"), f.apiAnswer)
	web.Op(site, op("mergeEnquiry", post, one+"/merge", "Link a duplicate to another message"), f.apiMerge)
	web.Op(site, op("convertEnquiry", post, one+"/convert", "Mark what became of a message"), f.apiConvert)
	web.Op(site, op("setGood", put, "/donations/goods/{code}", "Set whether a kind of thing is needed"), f.apiGood)
	web.Op(site, op("addSlot", post, "/donations/slots", "Open a time at which donations are taken"), f.apiSlot)
	web.Op(site, op("removeSlot", del, "/donations/slots/{id}", "Close a time that nobody has chosen"), f.apiRemoveSlot)
	web.Op(site, op("addCannedAnswer", post, "/canned-answers", "Keep a text for answers"), f.apiCanned)
	web.Op(site, op("removeCannedAnswer", del, "/canned-answers/{id}", "Forget a text for answers"), f.apiRemoveCanned)
	web.Op(site, op("setPurpose", put, "/enquiry-purposes/{code}", "Set how soon a purpose is due and how long its messages are kept"), f.apiPurpose)
}

func quietly(err error) (*struct{}, error) {
	if err != nil {
		return nil, err
	}
	return &struct{}{}, nil
}

func enquiryBodyOf(e portal.EnquirySummary) enquiryBody {
	return enquiryBody{e.ID, e.Reference, e.Purpose, string(e.Desk), e.Lang, string(e.Status), e.Received, e.Due, e.AssignedTo}
}

func (f face) apiInbox(ctx context.Context, by access.Actor, in *struct {
	Desk      string `query:"desk"`
	Status    string `query:"status" doc:"A status, open (the default) or all"`
	Purpose   string `query:"purpose"`
	Lang      string `query:"lang"`
	Mine      bool   `query:"mine"`
	Overdue   bool   `query:"overdue"`
	Reference string `query:"reference"`
	After     string `query:"after" doc:"Cursor that the part before ended with"`
	Limit     int    `query:"limit" minimum:"0" maximum:"200" doc:"0: 50"`
}) (*enquiryOut[inboxBody], error) {
	page, err := f.portal.Inbox(ctx, by, portal.InboxQuery{
		Desk: portal.Desk(in.Desk), Status: in.Status, Purpose: in.Purpose, Lang: in.Lang, Mine: in.Mine, Overdue: in.Overdue,
		Reference: in.Reference, After: in.After, Limit: in.Limit,
	})
	if err != nil {
		return nil, err
	}
	out := &enquiryOut[inboxBody]{inboxBody{Items: []enquiryBody{}, Total: page.Total, Next: page.Next}}
	for _, e := range page.List {
		out.Body.Items = append(out.Body.Items, enquiryBodyOf(e))
	}
	return out, nil
}

func (f face) apiMessage(ctx context.Context, by access.Actor, in *EnquiryIn) (*enquiryOut[messageBody], error) {
	e, err := f.portal.OpenEnquiry(ctx, by, in.ID)
	if err != nil {
		return nil, err
	}
	out := messageBody{
		enquiryBody: enquiryBodyOf(e.EnquirySummary), Version: e.Version, Notice: e.Notice, Answers: e.Form,
		Files: []fileBody{}, Entries: []entryBody{}, Converted: e.ConvertedTo, Merged: e.MergedInto.ID,
	}
	for _, a := range e.Files {
		out.Files = append(out.Files, fileBody(a))
	}
	for _, n := range e.Entries {
		out.Entries = append(out.Entries, entryBody(n))
	}
	return &enquiryOut[messageBody]{out}, nil
}

func (f face) apiChange(ctx context.Context, by access.Actor, in *struct {
	EnquiryIn
	Body struct {
		Version  int    `json:"version" doc:"Of the message as it was read"`
		Status   string `json:"status"`
		Due      string `json:"due_on"`
		Assignee string `json:"assigned_to,omitempty" doc:"Id of an account; none: nobody"`
	}
}) (*struct{}, error) {
	due, _ := clock.ParseDate(in.Body.Due) // no date is refused with the rest
	return quietly(f.portal.ChangeEnquiry(ctx, by, portal.EnquiryChange{
		ID: in.ID, Version: in.Body.Version, Status: portal.EnquiryStatus(in.Body.Status), Due: due, Assignee: in.Body.Assignee,
	}))
}

// TextBody is a text to write on a message.
type TextBody struct {
	EnquiryIn
	Body struct {
		Text string `json:"text"`
	}
}

func (f face) apiNote(ctx context.Context, by access.Actor, in *TextBody) (*struct{}, error) {
	return quietly(f.portal.NoteEnquiry(ctx, by, in.ID, in.Body.Text))
}

func (f face) apiAnswer(ctx context.Context, by access.Actor, in *TextBody) (*struct{}, error) {
	_, err := f.portal.AnswerEnquiry(ctx, by, in.ID, in.Body.Text)
	return quietly(err)
}

func (f face) apiMerge(ctx context.Context, by access.Actor, in *struct {
	EnquiryIn
	Body struct {
		Reference string `json:"reference" doc:"Of the message that this is a duplicate of"`
	}
}) (*struct{}, error) {
	return quietly(f.portal.MergeEnquiry(ctx, by, in.ID, in.Body.Reference))
}

func (f face) apiConvert(ctx context.Context, by access.Actor, in *struct {
	EnquiryIn
	Body struct {
		To   string `json:"to" doc:"volunteer, donor, case or tracing"`
		Note string `json:"note"`
	}
}) (*struct{}, error) {
	return quietly(f.portal.ConvertEnquiry(ctx, by, in.ID, in.Body.To, in.Body.Note))
}

func (f face) apiGood(ctx context.Context, by access.Actor, in *struct {
	Code string `path:"code"`
	Body struct {
		State string `json:"state" doc:"needed, welcome or not_needed"`
	}
}) (*struct{}, error) {
	return quietly(f.portal.SaveGood(ctx, by, portal.Good{Code: in.Code, State: in.Body.State}))
}

func (f face) apiSlot(ctx context.Context, by access.Actor, in *struct {
	Body struct {
		On       string `json:"on"`
		From     string `json:"from" doc:"14:00"`
		Until    string `json:"until"`
		Place    string `json:"place"`
		Capacity int    `json:"capacity"`
	}
}) (*struct{}, error) {
	on, _ := clock.ParseDate(in.Body.On) // no date is refused with the rest
	_, err := f.portal.AddSlot(ctx, by, portal.Slot{On: on, From: in.Body.From, Until: in.Body.Until, Place: in.Body.Place, Capacity: in.Body.Capacity})
	return quietly(err)
}

func (f face) apiRemoveSlot(ctx context.Context, by access.Actor, in *EnquiryIn) (*struct{}, error) {
	return quietly(f.portal.RemoveSlot(ctx, by, in.ID))
}

func (f face) apiCanned(ctx context.Context, by access.Actor, in *struct {
	Body struct {
		Purpose string `json:"purpose"`
		Lang    string `json:"lang"`
		Title   string `json:"title"`
		Text    string `json:"text"`
	}
}) (*struct{}, error) {
	_, err := f.portal.AddCanned(ctx, by, portal.CannedAnswer{Purpose: in.Body.Purpose, Lang: in.Body.Lang, Title: in.Body.Title, Body: in.Body.Text})
	return quietly(err)
}

func (f face) apiRemoveCanned(ctx context.Context, by access.Actor, in *EnquiryIn) (*struct{}, error) {
	return quietly(f.portal.RemoveCanned(ctx, by, in.ID))
}

func (f face) apiPurpose(ctx context.Context, by access.Actor, in *struct {
	Code string `path:"code"`
	Body struct {
		DueDays       int    `json:"due_days"`
		RetentionDays int    `json:"retention_days"`
		Source        string `json:"source,omitempty" doc:"Of the period; none: to be confirmed"`
	}
}) (*struct{}, error) {
	return quietly(f.portal.SavePurpose(ctx, by, portal.PurposeSettings{
		Purpose: in.Code, DueDays: in.Body.DueDays, RetentionDays: in.Body.RetentionDays, Source: in.Body.Source,
	}))
}
