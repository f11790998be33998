package fundingweb

import (
	"context"

	"passerelle/internal/funding"
	"passerelle/internal/platform/access"
	"passerelle/internal/platform/fault"
	"passerelle/internal/platform/web"
)

// OperationBody is what a caller may set of an operation.
type OperationBody struct {
	CallID       string    `json:"call_id"`
	Title        TextBody  `json:"title"`
	Leader       *TextBody `json:"leader,omitempty" doc:"Absent: not stated"`
	Audience     TextBody  `json:"audience"`
	Audiences    []string  `json:"audiences,omitempty" doc:"Groups by which the register is filtered, as codes"`
	Objective    TextBody  `json:"objective"`
	From         string    `json:"from" doc:"2006-01-02"`
	Until        string    `json:"until" doc:"2006-01-02"`
	ContactName  string    `json:"contact_name,omitempty"`
	ContactEmail string    `json:"contact_email,omitempty"`
	Link         string    `json:"link,omitempty"`
}

type operationStored struct {
	ID        string `json:"id"`
	Version   int    `json:"version"`
	Status    string `json:"status" enum:"draft,published,withdrawn"`
	UpdatedAt string `json:"updated_at"`
	OperationBody
}

type operationOut struct {
	ETag string `header:"ETag"`
	Body operationStored
}

func operationAnswer(o funding.Operation) *operationOut {
	return &operationOut{web.ETag(o.Version), operationStoredOf(o)}
}

func operationStoredOf(o funding.Operation) operationStored {
	b := OperationBody{CallID: o.Call.ID, Title: *textOut(o.Title), Leader: textOut(o.Leader), Audience: *textOut(o.Audience), Objective: *textOut(o.Objective),
		From: o.From.String(), Until: o.Until.String(), ContactName: o.Contact.Name, ContactEmail: o.Contact.Email, Link: o.Link}
	for _, a := range o.Audiences {
		b.Audiences = append(b.Audiences, string(a))
	}
	return operationStored{o.ID, o.Version, string(o.Status), o.UpdatedAt.String(), b}
}

func (b OperationBody) operation() (funding.Operation, error) {
	var l fault.List
	o := funding.Operation{Call: funding.Call{ID: b.CallID}, Title: textIn(&b.Title), Leader: textIn(b.Leader), Audience: textIn(&b.Audience),
		Objective: textIn(&b.Objective), From: dayIn(&l, "from", b.From), Until: dayIn(&l, "until", b.Until),
		Contact: funding.Contact{Name: b.ContactName, Email: b.ContactEmail}, Link: b.Link}
	for _, a := range b.Audiences {
		o.Audiences = append(o.Audiences, funding.Audience(a))
	}
	return o, l.Err()
}

// OperationsIn asks for a part of the list of operations.
type OperationsIn struct {
	CallsIn
	CallID string `query:"call" doc:"Of one call"`
	Status string `query:"status" doc:"draft, published or withdrawn"`
}

type operationsOut struct {
	Body struct {
		Items []operationStored `json:"items"`
		Total int               `json:"total"`
		Next  string            `json:"next,omitempty" doc:"Cursor of the next part; absent on the last"`
	}
}

func (f face) apiOperations(ctx context.Context, by access.Actor, in *OperationsIn) (*operationsOut, error) {
	page, err := f.funding.Operations(ctx, by, funding.OperationQuery{Search: in.Search, CallID: in.CallID, Status: funding.Status(in.Status), After: in.After, Limit: in.Limit})
	if err != nil {
		return nil, err
	}
	var out operationsOut
	out.Body.Items, out.Body.Total, out.Body.Next = []operationStored{}, page.Total, page.Next
	for _, o := range page.Operations {
		out.Body.Items = append(out.Body.Items, operationStoredOf(o))
	}
	return &out, nil
}

func (f face) apiOperation(ctx context.Context, by access.Actor, in *IDIn) (*operationOut, error) {
	o, err := f.funding.Operation(ctx, by, in.ID)
	if err != nil {
		return nil, err
	}
	return operationAnswer(o), nil
}

func (f face) apiAddOperation(ctx context.Context, by access.Actor, in *struct{ Body OperationBody }) (*operationOut, error) {
	o, err := in.Body.operation()
	if err == nil {
		o, err = f.funding.SaveOperation(ctx, by, o)
	}
	if err != nil {
		return nil, err
	}
	return operationAnswer(o), nil
}

func (f face) apiChangeOperation(ctx context.Context, by access.Actor, in *struct {
	IDIn
	Matched
	Body OperationBody
}) (*operationOut, error) {
	o, err := in.Body.operation()
	if err != nil {
		return nil, err
	}
	o.ID = in.ID
	if o.Version, err = web.IfMatch(in.IfMatch); err != nil {
		return nil, err
	}
	if o, err = f.funding.SaveOperation(ctx, by, o); err != nil {
		return nil, err
	}
	return operationAnswer(o), nil
}
