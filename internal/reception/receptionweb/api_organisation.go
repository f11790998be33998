package receptionweb

import (
	"context"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/web"
	"passerelle/internal/reception"
)

// OrganisationFields are what a caller may set of an organisation.
type OrganisationFields struct {
	Name  string `json:"name" doc:"At most 120 characters"`
	Kind  string `json:"kind" enum:"operator,state,other"`
	Phone string `json:"phone,omitempty"`
}

type organisationBody struct {
	ID      string `json:"id"`
	Version int    `json:"version"`
	OrganisationFields
}

type organisationOut struct {
	ETag string `header:"ETag"`
	Body organisationBody
}

func organisationAnswer(o reception.Organisation) *organisationOut {
	return &organisationOut{web.ETag(o.Version), organisationBodyOf(o)}
}

func organisationBodyOf(o reception.Organisation) organisationBody {
	return organisationBody{o.ID, o.Version, OrganisationFields{o.Name, string(o.Kind), o.Phone}}
}

func (in OrganisationFields) organisation() reception.Organisation {
	return reception.Organisation{Name: in.Name, Kind: reception.OrgKind(in.Kind), Phone: in.Phone}
}

func (f face) apiOrganisations(ctx context.Context, by access.Actor, in *PageIn) (*listOut[organisationBody], error) {
	all, err := f.reception.Organisations(ctx, by)
	if err != nil {
		return nil, err
	}
	list, next, err := partOf(all, *in, func(o reception.Organisation) string { return o.ID })
	if err != nil {
		return nil, err
	}
	var items []organisationBody
	for _, o := range list {
		items = append(items, organisationBodyOf(o))
	}
	return listed(items, next), nil
}

func (f face) apiAddOrganisation(ctx context.Context, by access.Actor, in *struct{ Body OrganisationFields }) (*organisationOut, error) {
	o, err := f.reception.SaveOrganisation(ctx, by, in.Body.organisation())
	if err != nil {
		return nil, err
	}
	return organisationAnswer(o), nil
}

func (f face) apiChangeOrganisation(ctx context.Context, by access.Actor, in *struct {
	IDIn
	Matched
	Body OrganisationFields
}) (*organisationOut, error) {
	o := in.Body.organisation()
	o.ID = in.ID
	var err error
	if o.Version, err = in.version(); err != nil {
		return nil, err
	}
	if o, err = f.reception.SaveOrganisation(ctx, by, o); err != nil {
		return nil, err
	}
	return organisationAnswer(o), nil
}
