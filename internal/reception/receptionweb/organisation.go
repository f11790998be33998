package receptionweb

import (
	"context"
	"net/http"
	"net/url"
	"strconv"

	"github.com/a-h/templ"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/fault"
	"passerelle/internal/platform/ui"
	"passerelle/internal/platform/web"
	"passerelle/internal/reception"
)

func (f face) mountOrganisations(site *web.Site) {
	const tag = "Organisations"
	site.Handle(
		web.Route{Method: get, Pattern: pathOrganisations, Permission: reception.PermCentres, Handle: f.showOrganisations},
		web.Route{Method: get, Pattern: pathOrganisations + "/new", Permission: reception.PermSaveOrganisation, Handle: f.showNewOrganisation},
		web.Route{Method: post, Pattern: pathOrganisations + "/new", Permission: reception.PermSaveOrganisation, Handle: f.addOrganisation, Twin: "addOrganisation"},
		web.Route{Method: get, Pattern: pathOrganisations + "/{id}", Permission: reception.PermSaveOrganisation, Handle: f.showOrganisation},
		web.Route{Method: post, Pattern: pathOrganisations + "/{id}", Permission: reception.PermSaveOrganisation, Handle: f.changeOrganisation, Twin: "changeOrganisation"},
	)
	web.Op(site, web.Operation{ID: "listOrganisations", Method: get, Path: "/organisations", Tag: tag,
		Summary: "Organisations that run centres, by name", Permission: reception.PermCentres}, f.apiOrganisations)
	web.Op(site, web.Operation{ID: "addOrganisation", Method: post, Path: "/organisations", Tag: tag,
		Summary: "Add an organisation", Permission: reception.PermSaveOrganisation}, f.apiAddOrganisation)
	web.Op(site, web.Operation{ID: "changeOrganisation", Method: put, Path: "/organisations/{id}", Tag: tag,
		Summary: "Change an organisation", Permission: reception.PermSaveOrganisation}, f.apiChangeOrganisation)
}

func organisationFields(o reception.Organisation) url.Values {
	return url.Values{"name": {o.Name}, "kind": {string(o.Kind)}, "phone": {o.Phone}, "version": {strconv.Itoa(o.Version)}}
}

var organisationLabels = []ui.HiddenField{{Name: "name", Value: "reception.organisation.name"},
	{Name: "kind", Value: "reception.organisation.kind"}, {Name: "phone", Value: "reception.organisation.phone"}}

func readOrganisation(v url.Values) (reception.Organisation, error) {
	in := reader{Values: v}
	o := reception.Organisation{Name: v.Get("name"), Kind: reception.OrgKind(v.Get("kind")), Phone: v.Get("phone"), Version: in.number("version")}
	return o, in.faults.Err()
}

func (f face) showOrganisations(w http.ResponseWriter, r *web.Request) error {
	list, err := f.reception.Organisations(r.Context(), r.Actor)
	if err != nil {
		return err
	}
	p := listPage(r, r.L.T("reception.organisations.title"), ui.Link{Label: r.L.T("reception.centres.title"), Href: pathCentres})
	v := organisationsView{List: list, MayAdd: r.Actor.MayOn(reception.PermSaveOrganisation, access.Object{}), by: r.Actor}
	return r.Show(w, p, organisationsPage(p, v))
}

type organisationsView struct {
	List   []reception.Organisation
	MayAdd bool
	by     access.Actor
}

func (v organisationsView) mayChange(o reception.Organisation) bool {
	return v.by.MayOn(reception.PermSaveOrganisation, access.Object{Org: o.ID})
}

func organisationFrame(r *web.Request, title string) ui.Page {
	return listPage(r, title, ui.Link{Label: r.L.T("reception.centres.title"), Href: pathCentres},
		ui.Link{Label: r.L.T("reception.organisations.title"), Href: pathOrganisations})
}

func (f face) showNewOrganisation(w http.ResponseWriter, r *web.Request) error {
	s, err := restore(r, "reception.organisation.new", url.Values{"kind": {string(reception.OrgOther)}})
	if err != nil {
		return err
	}
	p := organisationFrame(r, r.L.T("reception.organisation.new"))
	return r.Show(w, p, organisationPage(p, s))
}

func (f face) addOrganisation(w http.ResponseWriter, r *web.Request) error {
	form, err := r.Form()
	if err != nil {
		return err
	}
	s := sheet{Values: form, Key: "reception.organisation.new"}
	o, err := readOrganisation(form)
	if err == nil {
		_, err = f.reception.SaveOrganisation(r.Context(), r.Actor, o)
	}
	if err != nil {
		p := organisationFrame(r, r.L.T("reception.organisation.new"))
		return r.Reject(w, err, p, func(p ui.Page) templ.Component { return organisationPage(p, s) })
	}
	r.ClearDraft(s.Key)
	return r.Redirect(w, pathOrganisations, "reception.done.organisation_added")
}

// organisation finds an organisation that the actor may change.
func (f face) organisation(ctx context.Context, by access.Actor, id string) (reception.Organisation, error) {
	list, err := f.reception.Organisations(ctx, by)
	if err != nil {
		return reception.Organisation{}, err
	}
	for _, o := range list {
		if o.ID == id && by.MayOn(reception.PermSaveOrganisation, access.Object{Org: id}) {
			return o, nil
		}
	}
	return reception.Organisation{}, fault.Missing()
}

func (f face) showOrganisation(w http.ResponseWriter, r *web.Request) error {
	o, err := f.organisation(r.Context(), r.Actor, r.PathValue("id"))
	if err != nil {
		return err
	}
	s, err := restore(r, "reception.organisation."+o.ID, organisationFields(o))
	if err != nil {
		return err
	}
	p := organisationFrame(r, o.Name)
	return r.Show(w, p, organisationPage(p, s))
}

func (f face) changeOrganisation(w http.ResponseWriter, r *web.Request) error {
	form, err := r.Form()
	if err != nil {
		return err
	}
	stored, err := f.organisation(r.Context(), r.Actor, r.PathValue("id"))
	if err != nil {
		return err
	}
	s := sheet{Values: form, Key: "reception.organisation." + stored.ID}
	o, err := readOrganisation(form)
	if err == nil {
		o.ID = stored.ID
		_, err = f.reception.SaveOrganisation(r.Context(), r.Actor, o)
	}
	if err != nil {
		if changedMeanwhile(err) {
			s.renew(r.L, organisationFields(stored), organisationLabels)
		}
		p := organisationFrame(r, stored.Name)
		return r.Reject(w, err, p, func(p ui.Page) templ.Component { return organisationPage(p, s) })
	}
	r.ClearDraft(s.Key)
	return r.Redirect(w, pathOrganisations, "reception.done.saved")
}

// changedMeanwhile reports whether somebody else has saved since a form was filled.
func changedMeanwhile(err error) bool {
	return fault.Is(err, fault.Conflict, "reception.error.changed_meanwhile")
}
