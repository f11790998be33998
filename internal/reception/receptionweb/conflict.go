package receptionweb

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"github.com/a-h/templ"

	"passerelle/internal/people"
	"passerelle/internal/platform/access"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
	"passerelle/internal/platform/i18n"
	"passerelle/internal/platform/ui"
	"passerelle/internal/platform/web"
	"passerelle/internal/reception"
)

func (f face) mountConflicts(site *web.Site) {
	const tag = "Conflicts"
	one := pathHouseholds + "{id}/conflicts"
	site.Handle(
		web.Route{Method: get, Pattern: one, Permission: reception.PermConflict, Handle: f.showConflicts},
		web.Route{Method: post, Pattern: one, Permission: reception.PermConflict, Handle: f.keepApart, Twin: "keepApart"},
		web.Route{Method: post, Pattern: one + "/end", Permission: reception.PermConflict, Handle: f.endKeepApart, Twin: "endKeepApart"},
	)
	op := func(id, method, path, summary string, status int) web.Operation {
		return web.Operation{ID: id, Method: method, Path: "/households/{id}/conflicts" + path, Tag: tag, Summary: summary, Permission: reception.PermConflict, Status: status}
	}
	web.Op(site, op("listConflicts", get, "", "Households from which one is kept apart", 0), f.apiConflicts)
	web.Op(site, op("keepApart", put, "/{other}", "Keep two households apart", http.StatusNoContent), f.apiKeepApart)
	web.Op(site, op("endKeepApart", http.MethodDelete, "/{other}", "Keep two households apart no longer", http.StatusNoContent), f.apiEndKeepApart)
}

var conflictLevels = []reception.ConflictLevel{reception.ConflictRoom, reception.ConflictCentre}

// conflictsView is a household and those it is kept apart from.
type conflictsView struct {
	sheet
	HouseholdID string
	Name        string
	List        []apart
}

// apart is a household from which another is kept apart. Its name is empty
// where the reader may not see it.
type apart struct {
	reception.Apart
	Name string
}

// householdName names a household as the reader may see it.
func (f face) householdName(ctx context.Context, by access.Actor, id string) (string, error) {
	h, err := f.people.Household(ctx, by, id)
	if err != nil {
		return "", err
	}
	for _, m := range h.Members {
		if m.ID == h.HeadID && m.Name.Full() != "" {
			return m.Name.Full() + " (" + h.Reference + ")", nil
		}
	}
	return h.Reference, nil
}

func (f face) conflicts(r *web.Request, s sheet) (ui.Page, conflictsView, error) {
	v := conflictsView{sheet: s}
	id, err := r.ID("id")
	if err != nil {
		return ui.Page{}, v, err
	}
	list, err := f.reception.KeptApart(r.Context(), r.Actor, id)
	if err != nil {
		return ui.Page{}, v, err
	}
	v.HouseholdID = id
	if v.Name, err = f.householdName(r.Context(), r.Actor, id); err != nil {
		return ui.Page{}, v, err
	}
	for _, a := range list {
		name, err := f.householdName(r.Context(), r.Actor, a.HouseholdID)
		if err != nil && fault.KindOf(err) != fault.NotFound {
			return ui.Page{}, v, err
		}
		v.List = append(v.List, apart{a, name})
	}
	p := listPage(r, r.L.T("reception.conflict.title"), ui.Link{Label: v.Name, Href: pathHouseholds + id})
	return p, v, nil
}

func (f face) showConflicts(w http.ResponseWriter, r *web.Request) error {
	p, v, err := f.conflicts(r, sheet{Values: url.Values{"level": {string(reception.ConflictRoom)}}})
	if err != nil {
		return err
	}
	return r.Show(w, p, conflictsPage(p, v))
}

func (f face) keepApart(w http.ResponseWriter, r *web.Request) error {
	form, err := r.Form()
	if err != nil {
		return err
	}
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	other, err := f.householdOf(r.Context(), r.Actor, form.Get("household"))
	if err == nil {
		err = f.reception.KeepApart(r.Context(), r.Actor, id, reception.Apart{HouseholdID: other, Level: reception.ConflictLevel(form.Get("level"))})
	}
	if err != nil {
		p, v, pageErr := f.conflicts(r, sheet{Values: form})
		if pageErr != nil {
			return pageErr
		}
		return r.Reject(w, err, p, func(p ui.Page) templ.Component { return conflictsPage(p, v) })
	}
	return r.Redirect(w, pathHouseholds+id+"/conflicts", "reception.done.kept_apart")
}

// householdOf finds a household by its reference or that of a member.
func (f face) householdOf(ctx context.Context, by access.Actor, reference string) (string, error) {
	found, err := f.people.FindPersons(ctx, by, strings.TrimSpace(reference), 20)
	if err != nil {
		return "", err
	}
	for _, p := range found {
		if p.By == people.FoundByReference && p.HouseholdID != "" {
			return p.HouseholdID, nil
		}
	}
	return "", fault.InvalidField("household", "reception.error.household_unknown")
}

func (f face) endKeepApart(w http.ResponseWriter, r *web.Request) error {
	form, err := r.Form()
	if err != nil {
		return err
	}
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	other := form.Get("other")
	if !db.ValidID(other) {
		return fault.Missing()
	}
	if err := f.reception.EndKeepApart(r.Context(), r.Actor, id, other); err != nil {
		return err
	}
	return r.Redirect(w, pathHouseholds+id+"/conflicts", "reception.done.apart_ended")
}

// name says who the other household is, as far as the reader may know.
func (a apart) name(l *i18n.Localizer) string {
	if a.Name == "" {
		return l.T("reception.conflict.unseen")
	}
	return a.Name
}
