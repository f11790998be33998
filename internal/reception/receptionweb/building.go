package receptionweb

import (
	"net/http"
	"net/url"
	"strconv"

	"github.com/a-h/templ"

	"passerelle/internal/platform/fault"
	"passerelle/internal/platform/ui"
	"passerelle/internal/platform/web"
	"passerelle/internal/reception"
)

// buildingForm is the form of a building or of a floor.
type buildingForm struct {
	sheet
	centreHead
	Title     string
	Buildings []ui.Option // of a floor
	Back      string
}

// building finds the building that the address names; none is a new one.
func findBuilding(r *web.Request, tree reception.CentreTree) (reception.Building, error) {
	id := r.PathValue("building")
	if id == "" {
		return reception.Building{CentreID: tree.Centre.ID}, nil
	}
	for _, b := range tree.Buildings {
		if b.ID == id {
			return b.Building, nil
		}
	}
	return reception.Building{}, fault.Missing()
}

func (f face) buildingForm(r *web.Request, tree reception.CentreTree, b reception.Building, s sheet) (ui.Page, buildingForm) {
	title := r.L.T("reception.building.new")
	if b.ID != "" {
		title = r.L.T("reception.building.edit")
	}
	p, head := centreFrame(r, tree.Centre, tabRooms, ui.Link{Label: title})
	return p, buildingForm{sheet: s, centreHead: head, Title: title, Back: centrePart(tree.Centre.ID, tabRooms)}
}

func (f face) showNewBuilding(w http.ResponseWriter, r *web.Request) error {
	return f.showBuilding(w, r)
}

func (f face) showBuilding(w http.ResponseWriter, r *web.Request) error {
	tree, err := f.centreFor(r, reception.PermRooms)
	if err != nil {
		return err
	}
	b, err := findBuilding(r, tree)
	if err != nil {
		return err
	}
	fields := url.Values{"name": {b.Name}}
	if b.Lift {
		fields.Set("lift", "yes")
	}
	p, v := f.buildingForm(r, tree, b, sheet{Values: fields})
	return r.Show(w, p, buildingPage(p, v))
}

// saveBuilding adds or changes a building; a new one leads on to its first floor.
func (f face) saveBuilding(w http.ResponseWriter, r *web.Request) error {
	form, err := r.Form()
	if err != nil {
		return err
	}
	tree, err := f.centreFor(r, reception.PermRooms)
	if err != nil {
		return err
	}
	b, err := findBuilding(r, tree)
	if err != nil {
		return err
	}
	added := b.ID == ""
	b.Name, b.Lift = form.Get("name"), form.Get("lift") != ""
	saved, err := f.reception.SaveBuilding(r.Context(), r.Actor, b)
	if err != nil {
		p, v := f.buildingForm(r, tree, b, sheet{Values: form})
		return r.Reject(w, err, p, func(p ui.Page) templ.Component { return buildingPage(p, v) })
	}
	if added {
		return r.Redirect(w, withQuery(centrePart(tree.Centre.ID, "floors/new"), "building", saved.ID), "reception.done.building_added")
	}
	return r.Redirect(w, centrePart(tree.Centre.ID, tabRooms), "reception.done.saved")
}

// findFloor finds the floor that the address names; none is a new one.
func findFloor(r *web.Request, tree reception.CentreTree) (reception.Floor, error) {
	id := r.PathValue("floor")
	if id == "" {
		return reception.Floor{CentreID: tree.Centre.ID}, nil
	}
	for _, b := range tree.Buildings {
		for _, f := range b.Floors {
			if f.ID == id {
				return f.Floor, nil
			}
		}
	}
	return reception.Floor{}, fault.Missing()
}

func (f face) floorForm(r *web.Request, tree reception.CentreTree, fl reception.Floor, s sheet) (ui.Page, buildingForm) {
	title := r.L.T("reception.floor.new")
	if fl.ID != "" {
		title = r.L.T("reception.floor.edit")
	}
	p, head := centreFrame(r, tree.Centre, tabRooms, ui.Link{Label: title})
	v := buildingForm{sheet: s, centreHead: head, Title: title, Back: centrePart(tree.Centre.ID, tabRooms)}
	for _, b := range tree.Buildings {
		if fl.ID == "" || b.ID == fl.BuildingID { // a floor stays in its building
			v.Buildings = append(v.Buildings, ui.Option{Value: b.ID, Label: b.Name})
		}
	}
	return p, v
}

func (f face) showNewFloor(w http.ResponseWriter, r *web.Request) error { return f.showFloor(w, r) }

func (f face) showFloor(w http.ResponseWriter, r *web.Request) error {
	tree, err := f.centreFor(r, reception.PermRooms)
	if err != nil {
		return err
	}
	if len(tree.Buildings) == 0 {
		return r.Redirect(w, centrePart(tree.Centre.ID, "buildings/new"), "")
	}
	fl, err := findFloor(r, tree)
	if err != nil {
		return err
	}
	fields := url.Values{"building_id": {fl.BuildingID}, "level": {strconv.Itoa(fl.Level)}, "name": {fl.Name}}
	if fl.ID == "" {
		fields.Set("building_id", r.URL.Query().Get("building"))
		fields.Set("level", strconv.Itoa(nextLevel(tree, fields.Get("building_id"))))
	}
	p, v := f.floorForm(r, tree, fl, sheet{Values: fields})
	return r.Show(w, p, floorPage(p, v))
}

// nextLevel is the level above the highest of a building.
func nextLevel(tree reception.CentreTree, buildingID string) int {
	for _, b := range tree.Buildings {
		if n := len(b.Floors); b.ID == buildingID && n > 0 {
			return b.Floors[n-1].Level + 1
		}
	}
	return 0
}

// saveFloor adds or changes a floor; a new one leads on to its rooms.
func (f face) saveFloor(w http.ResponseWriter, r *web.Request) error {
	form, err := r.Form()
	if err != nil {
		return err
	}
	tree, err := f.centreFor(r, reception.PermRooms)
	if err != nil {
		return err
	}
	fl, err := findFloor(r, tree)
	if err != nil {
		return err
	}
	added := fl.ID == ""
	if added {
		fl.BuildingID = form.Get("building_id")
	}
	in := reader{Values: form}
	fl.Level, fl.Name = in.number("level"), form.Get("name")
	saved := fl
	if err = in.faults.Err(); err == nil {
		saved, err = f.reception.SaveFloor(r.Context(), r.Actor, fl)
	}
	if added && fault.Is(err, fault.NotFound, "") {
		err = fault.InvalidField("building_id", "reception.error.building_unknown")
	}
	if err != nil {
		p, v := f.floorForm(r, tree, fl, sheet{Values: form})
		return r.Reject(w, err, p, func(p ui.Page) templ.Component { return floorPage(p, v) })
	}
	if added {
		return r.Redirect(w, withQuery(centrePart(tree.Centre.ID, "rooms/new"), "floor", saved.ID), "reception.done.floor_added")
	}
	return r.Redirect(w, centrePart(tree.Centre.ID, tabRooms), "reception.done.saved")
}
