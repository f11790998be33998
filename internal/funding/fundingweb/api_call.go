package fundingweb

import (
	"context"

	"passerelle/internal/funding"
	"passerelle/internal/platform/access"
	"passerelle/internal/platform/fault"
	"passerelle/internal/platform/web"
)

// CallBody is what a caller may set of a call.
type CallBody struct {
	Fund              string    `json:"fund" doc:"Such as AMIF"`
	PeriodFrom        int       `json:"period_from" doc:"First year of the programming period"`
	PeriodUntil       int       `json:"period_until" doc:"Last year of the programming period"`
	Year              int       `json:"year" doc:"Of the call"`
	ObjectiveID       string    `json:"objective_id" doc:"Specific objective, such as amif-2021-so2"`
	Name              TextBody  `json:"name"`
	ManagingAuthority TextBody  `json:"managing_authority"`
	IntermediaryBody  *TextBody `json:"intermediary_body,omitempty"`
	Introduction      *TextBody `json:"introduction,omitempty"`
	OpensOn           string    `json:"opens_on,omitempty" doc:"2006-01-02"`
	ClosesOn          string    `json:"closes_on,omitempty" doc:"2006-01-02"`
	SourceLink        string    `json:"source_link,omitempty"`
}

type callStored struct {
	ID         string `json:"id"`
	Version    int    `json:"version"`
	UpdatedAt  string `json:"updated_at"`
	Operations int    `json:"operations"`
	CallBody
}

type callOut struct {
	ETag string `header:"ETag"`
	Body callStored
}

func callStoredOf(c funding.Call) callStored {
	return callStored{c.ID, c.Version, c.UpdatedAt.String(), c.Operations, CallBody{
		Fund: c.Fund, PeriodFrom: c.PeriodFrom, PeriodUntil: c.PeriodUntil, Year: c.Year, ObjectiveID: c.Objective.ID,
		Name: *textOut(c.Name), ManagingAuthority: *textOut(c.ManagingAuthority), IntermediaryBody: textOut(c.IntermediaryBody),
		Introduction: textOut(c.Introduction), OpensOn: c.OpensOn.String(), ClosesOn: c.ClosesOn.String(), SourceLink: c.SourceLink,
	}}
}

func (b CallBody) call() (funding.Call, error) {
	var l fault.List
	c := funding.Call{Fund: b.Fund, PeriodFrom: b.PeriodFrom, PeriodUntil: b.PeriodUntil, Year: b.Year, Objective: funding.Objective{ID: b.ObjectiveID},
		Name: textIn(&b.Name), ManagingAuthority: textIn(&b.ManagingAuthority), IntermediaryBody: textIn(b.IntermediaryBody),
		Introduction: textIn(b.Introduction), OpensOn: dayIn(&l, "opens_on", b.OpensOn), ClosesOn: dayIn(&l, "closes_on", b.ClosesOn), SourceLink: b.SourceLink}
	return c, l.Err()
}

// CallsIn asks for a part of the list of calls.
type CallsIn struct {
	Search string `query:"q" doc:"Words of the name"`
	After  string `query:"after" doc:"The cursor that the part before ended with; empty for the first"`
	Limit  int    `query:"limit" minimum:"0" maximum:"200" doc:"Rows of a part; 0: 50"`
}

type callsOut struct {
	Body struct {
		Items []callStored `json:"items"`
		Total int          `json:"total"`
		Next  string       `json:"next,omitempty" doc:"Cursor of the next part; absent on the last"`
	}
}

func (f face) apiCalls(ctx context.Context, by access.Actor, in *CallsIn) (*callsOut, error) {
	page, err := f.funding.Calls(ctx, by, funding.CallQuery{Search: in.Search, After: in.After, Limit: in.Limit})
	if err != nil {
		return nil, err
	}
	var out callsOut
	out.Body.Items, out.Body.Total, out.Body.Next = []callStored{}, page.Total, page.Next
	for _, c := range page.Calls {
		out.Body.Items = append(out.Body.Items, callStoredOf(c))
	}
	return &out, nil
}

func (f face) apiCall(ctx context.Context, by access.Actor, in *IDIn) (*callOut, error) {
	c, err := f.funding.Call(ctx, by, in.ID)
	if err != nil {
		return nil, err
	}
	return &callOut{web.ETag(c.Version), callStoredOf(c)}, nil
}

func (f face) apiAddCall(ctx context.Context, by access.Actor, in *struct{ Body CallBody }) (*callOut, error) {
	c, err := in.Body.call()
	if err == nil {
		c, err = f.funding.SaveCall(ctx, by, c)
	}
	if err != nil {
		return nil, err
	}
	return &callOut{web.ETag(c.Version), callStoredOf(c)}, nil
}

func (f face) apiChangeCall(ctx context.Context, by access.Actor, in *struct {
	IDIn
	Matched
	Body CallBody
}) (*callOut, error) {
	c, err := in.Body.call()
	if err != nil {
		return nil, err
	}
	c.ID = in.ID
	if c.Version, err = web.IfMatch(in.IfMatch); err != nil {
		return nil, err
	}
	if c, err = f.funding.SaveCall(ctx, by, c); err != nil {
		return nil, err
	}
	return &callOut{web.ETag(c.Version), callStoredOf(c)}, nil
}
