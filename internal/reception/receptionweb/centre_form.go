package receptionweb

import (
	"math"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/fault"
	"passerelle/internal/platform/ui"
	"passerelle/internal/platform/web"
	"passerelle/internal/reception"
)

// centreForm is the form of a centre, new or not.
type centreForm struct {
	sheet
	Head *centreHead // nil: a new one
	Orgs []ui.Option
	Back string
}

// statuses are those that the form may set; closing has its own page.
func (f centreForm) statuses() []reception.CentreStatus {
	if f.Head != nil && f.Head.Centre.Status == reception.CentreClosed {
		return reception.CentreStatuses
	}
	return []reception.CentreStatus{reception.CentrePlanned, reception.CentreOpen}
}

var centreLabels = []ui.HiddenField{
	{Name: "name", Value: "reception.centre.name"}, {Name: "type", Value: "reception.centre.type"}, {Name: "phase", Value: "reception.centre.phase"},
	{Name: "catering", Value: "reception.centre.catering"}, {Name: "status", Value: "reception.centre.status"},
	{Name: "phone", Value: "reception.centre.phone"}, {Name: "address", Value: "reception.centre.address"},
	{Name: "commune", Value: "reception.centre.commune"}, {Name: "rules", Value: "reception.centre.rules"},
}

func centreFields(c reception.Centre) url.Values {
	v := url.Values{
		"org_id": {c.OrgID}, "name": {c.Name}, "type": {string(c.Type)}, "phase": {string(c.Phase)}, "catering": {string(c.Catering)},
		"status": {string(c.Status)}, "address": {c.Address}, "commune": {c.Commune}, "phone": {c.Phone}, "rules": {c.Rules},
		"version": {strconv.Itoa(c.Version)},
	}
	for trait, on := range map[string]bool{"for_minors": c.ForMinors, "women_only": c.WomenOnly, "near_hospital": c.NearHospital, "near_school": c.NearSchool} {
		if on {
			v.Add("traits", trait)
		}
	}
	if c.AddressPublic {
		v.Set("address_public", "yes")
	}
	if p := c.Position; p != nil {
		v.Set("lat", degrees(p.LatE4))
		v.Set("lon", degrees(p.LonE4))
	}
	return v
}

func degrees(e4 int) string { return strconv.FormatFloat(float64(e4)/1e4, 'f', 4, 64) }

func readCentre(v url.Values) (reception.Centre, error) {
	in := reader{Values: v}
	c := reception.Centre{
		OrgID: v.Get("org_id"), Name: v.Get("name"), Type: reception.CentreType(v.Get("type")), Phase: reception.Phase(v.Get("phase")),
		Catering: reception.Catering(v.Get("catering")), Status: reception.CentreStatus(v.Get("status")),
		Address: v.Get("address"), AddressPublic: v.Get("address_public") != "", Commune: v.Get("commune"), Phone: v.Get("phone"), Rules: v.Get("rules"),
		ForMinors: in.ticked("traits", "for_minors"), WomenOnly: in.ticked("traits", "women_only"),
		NearHospital: in.ticked("traits", "near_hospital"), NearSchool: in.ticked("traits", "near_school"),
		Version: in.number("version"), Position: in.position(),
	}
	return c, in.faults.Err()
}

// position reads degrees north and east; both empty is no position.
func (r *reader) position() *reception.Position {
	north, okNorth := readDegrees(r.Get("lat"))
	east, okEast := readDegrees(r.Get("lon"))
	if strings.TrimSpace(r.Get("lat")) == "" && strings.TrimSpace(r.Get("lon")) == "" {
		return nil
	}
	if !okNorth || !okEast {
		r.faults.Add("position", "reception.error.position")
	}
	return &reception.Position{LatE4: north, LonE4: east}
}

func readDegrees(text string) (int, bool) {
	x, err := strconv.ParseFloat(strings.Replace(strings.TrimSpace(text), ",", ".", 1), 64)
	if err != nil || math.Abs(x) > 180 { // which NaN is not above, but no number either
		return 0, false
	}
	return int(math.Round(x * 1e4)), !math.IsNaN(x)
}

// orgOptions are the organisations in which the actor may do p.
func (f face) orgOptions(r *web.Request, p access.Permission) ([]ui.Option, error) {
	list, err := f.reception.Organisations(r.Context(), r.Actor)
	if err != nil {
		return nil, err
	}
	var out []ui.Option
	for _, o := range list {
		if r.Actor.MayOn(p, access.Object{Org: o.ID}) {
			out = append(out, ui.Option{Value: o.ID, Label: o.Name})
		}
	}
	return out, nil
}

// newCentre is the form of a new centre.
func (f face) newCentre(r *web.Request, s sheet) (ui.Page, centreForm, error) {
	orgs, err := f.orgOptions(r, reception.PermSaveCentre)
	if len(orgs) == 1 && s.Get("org_id") == "" {
		s.Set("org_id", orgs[0].Value)
	}
	p := listPage(r, r.L.T("reception.centre.new"), ui.Link{Label: r.L.T("reception.centres.title"), Href: pathCentres})
	return p, centreForm{sheet: s, Orgs: orgs, Back: pathCentres}, err
}

const draftNewCentre = "reception.centre.new"

func (f face) showNewCentre(w http.ResponseWriter, r *web.Request) error {
	s, err := restore(r, draftNewCentre, url.Values{"status": {string(reception.CentreOpen)}, "phase": {string(reception.PhaseAccommodation)}})
	if err != nil {
		return err
	}
	p, v, err := f.newCentre(r, s)
	if err != nil {
		return err
	}
	return r.Show(w, p, centreFormPage(p, v))
}

func (f face) addCentre(w http.ResponseWriter, r *web.Request) error {
	form, err := r.Form()
	if err != nil {
		return err
	}
	c, err := readCentre(form)
	if err == nil {
		c, err = f.reception.SaveCentre(r.Context(), r.Actor, c)
	}
	if err != nil {
		p, v, formErr := f.newCentre(r, sheet{Values: form, Key: draftNewCentre})
		if formErr != nil {
			return formErr
		}
		if fault.KindOf(err) == fault.NotFound { // an organisation the actor may not know of
			err = fault.InvalidField("org_id", "reception.error.organisation_unknown")
		}
		return r.Reject(w, err, p, func(p ui.Page) templ.Component { return centreFormPage(p, v) })
	}
	r.ClearDraft(draftNewCentre)
	return r.Redirect(w, centrePath(c.ID), "reception.done.centre_added")
}

// editCentre is the form of a centre that is there.
func (f face) editCentre(r *web.Request, c reception.Centre, s sheet) (ui.Page, centreForm, error) {
	orgs, err := f.orgOptions(r, reception.PermSaveCentre)
	p, head := centreFrame(r, c, tabEdit)
	return p, centreForm{sheet: s, Head: &head, Orgs: orgs, Back: centrePath(c.ID)}, err
}

// centreFor returns the centre of the address, if the actor may do perm there.
func (f face) centreFor(r *web.Request, perm access.Permission) (reception.CentreTree, error) {
	id, err := r.ID("id")
	if err != nil {
		return reception.CentreTree{}, err
	}
	tree, err := f.reception.Centre(r.Context(), r.Actor, id)
	if err == nil && !r.Actor.MayOn(perm, tree.Centre.Object()) {
		err = fault.Denied()
	}
	return tree, err
}

func (f face) showEditCentre(w http.ResponseWriter, r *web.Request) error {
	tree, err := f.centreFor(r, reception.PermSaveCentre)
	if err != nil {
		return err
	}
	s, err := restore(r, "reception.centre."+tree.Centre.ID, centreFields(tree.Centre))
	if err != nil {
		return err
	}
	p, v, err := f.editCentre(r, tree.Centre, s)
	if err != nil {
		return err
	}
	return r.Show(w, p, centreFormPage(p, v))
}

func (f face) changeCentre(w http.ResponseWriter, r *web.Request) error {
	form, err := r.Form()
	if err != nil {
		return err
	}
	tree, err := f.centreFor(r, reception.PermSaveCentre)
	if err != nil {
		return err
	}
	stored := tree.Centre
	s := sheet{Values: form, Key: "reception.centre." + stored.ID}
	c, err := readCentre(form)
	if err == nil {
		c.ID = stored.ID
		_, err = f.reception.SaveCentre(r.Context(), r.Actor, c)
	}
	if err != nil {
		if changedMeanwhile(err) {
			s.renew(r.L, centreFields(stored), centreLabels)
		}
		p, v, formErr := f.editCentre(r, stored, s)
		if formErr != nil {
			return formErr
		}
		return r.Reject(w, err, p, func(p ui.Page) templ.Component { return centreFormPage(p, v) })
	}
	r.ClearDraft(s.Key)
	return r.Redirect(w, centrePath(stored.ID), "reception.done.saved")
}
