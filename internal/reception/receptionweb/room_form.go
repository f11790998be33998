package receptionweb

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"passerelle/internal/platform/ui"
	"passerelle/internal/platform/web"
	"passerelle/internal/reception"
)

// roomForm is the form of one room or of a run of like ones.
type roomForm struct {
	sheet
	centreHead
	Floors     []ui.Option
	Neighbours []ui.Option // of one room
	Back       string
}

// floorOptions are the floors of a centre, by building.
func floorOptions(r *web.Request, tree reception.CentreTree) []ui.Option {
	var out []ui.Option
	for _, b := range tree.Buildings {
		for _, f := range b.Floors {
			o := ui.Option{Value: f.ID, Label: floorName(r.L, f.Level, f.Name)}
			if len(tree.Buildings) > 1 {
				o.Group = b.Name
			}
			out = append(out, o)
		}
	}
	return out
}

var roomLabels = []ui.HiddenField{
	{Name: "number", Value: "reception.room.number"}, {Name: "beds", Value: "reception.room.beds"},
	{Name: "cots", Value: "reception.room.cots"}, {Name: "area", Value: "reception.room.area"},
}

func roomFields(room reception.Room) url.Values {
	labels := make([]string, len(room.Beds))
	for i, b := range room.Beds {
		labels[i] = b.Label
	}
	v := url.Values{
		"floor_id": {room.FloorID}, "number": {room.Number}, "beds": {strings.Join(labels, ", ")}, "cots": {strconv.Itoa(room.Cots)},
		"area": {room.Area.String()}, "sex_rule": {string(room.SexRule)}, "version": {strconv.Itoa(room.Version)}, "neighbours": room.Neighbours,
	}
	for trait, on := range map[string]bool{"step_free": room.StepFree, "own_bathroom": room.OwnBathroom, "lockable": room.Lockable,
		"family_unit": room.FamilyUnit, "isolation": room.Isolation} {
		if on {
			v.Add("traits", trait)
		}
	}
	return v
}

// room reads what rooms of the form have in common.
func (r *reader) room() reception.Room {
	room := reception.Room{
		FloorID: r.Get("floor_id"), Number: r.Get("number"), Cots: r.number("cots"), SexRule: reception.SexRule(r.Get("sex_rule")),
		StepFree: r.ticked("traits", "step_free"), OwnBathroom: r.ticked("traits", "own_bathroom"), Lockable: r.ticked("traits", "lockable"),
		FamilyUnit: r.ticked("traits", "family_unit"), Isolation: r.ticked("traits", "isolation"),
		Neighbours: r.Values["neighbours"], Version: r.number("version"),
	}
	var err error
	room.Area, err = reception.ParseArea(r.Get("area"))
	r.faults.AddErr(err)
	return room
}

// bedNames reads labels of beds that commas, semicolons or lines divide.
func bedNames(text string) []string {
	parts := strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(",;\n", r) })
	out := make([]string, 0, len(parts))
	for _, part := range parts {
		if part = strings.TrimSpace(part); part != "" {
			out = append(out, part)
		}
	}
	return out
}

func (f face) roomsForm(r *web.Request, tree reception.CentreTree, s sheet) (ui.Page, roomForm) {
	p, head := centreFrame(r, tree.Centre, tabRooms, ui.Link{Label: r.L.T("reception.rooms.add")})
	return p, roomForm{sheet: s, centreHead: head, Floors: floorOptions(r, tree), Back: centrePart(tree.Centre.ID, tabRooms)}
}

func (f face) showNewRooms(w http.ResponseWriter, r *web.Request) error {
	tree, err := f.centreFor(r, reception.PermRooms)
	if err != nil {
		return err
	}
	switch {
	case len(tree.Buildings) == 0:
		return r.Redirect(w, centrePart(tree.Centre.ID, "buildings/new"), "")
	case len(floorOptions(r, tree)) == 0:
		return r.Redirect(w, withQuery(centrePart(tree.Centre.ID, "floors/new"), "building", tree.Buildings[0].ID), "")
	}
	s, err := restore(r, "reception.rooms."+tree.Centre.ID, url.Values{"floor_id": {r.URL.Query().Get("floor")}, "beds": {"4"}, "cots": {"0"}, "traits": {"lockable"}, "in_a_row": {"yes"}})
	if err != nil {
		return err
	}
	p, v := f.roomsForm(r, tree, s)
	return r.Show(w, p, roomsFormPage(p, v))
}

func (f face) addRooms(w http.ResponseWriter, r *web.Request) error {
	form, err := r.Form()
	if err != nil {
		return err
	}
	tree, err := f.centreFor(r, reception.PermRooms)
	if err != nil {
		return err
	}
	in := reader{Values: form}
	series := reception.RoomSeries{Like: in.room(), First: form.Get("first"), Last: form.Get("last"), Beds: in.number("beds"), InARow: in.ticked("in_a_row", "yes")}
	series.Like.CentreID = tree.Centre.ID
	if strings.TrimSpace(series.Last) == "" {
		series.Last = series.First
	}
	if err = in.faults.Err(); err == nil {
		_, err = f.reception.AddRooms(r.Context(), r.Actor, series)
	}
	key := "reception.rooms." + tree.Centre.ID
	if err != nil {
		p, v := f.roomsForm(r, tree, sheet{Values: form, Key: key})
		return r.Reject(w, err, p, func(p ui.Page) templ.Component { return roomsFormPage(p, v) })
	}
	r.ClearDraft(key)
	return r.Redirect(w, centrePart(tree.Centre.ID, tabRooms), "reception.done.rooms_added")
}

func (f face) roomForm(r *web.Request, tree reception.CentreTree, room roomPlace, s sheet) (ui.Page, roomForm) {
	p, head := roomFrame(r, tree.Centre, room.Room, ui.Link{Label: r.L.T("reception.room.edit")})
	v := roomForm{sheet: s, centreHead: head, Floors: floorOptions(r, tree), Back: roomPath(tree.Centre.ID, room.Room.ID)}
	for _, b := range tree.Buildings {
		for _, fl := range b.Floors {
			for _, n := range fl.Rooms {
				near := fl.ID == room.FloorID && n.ClosedAt.IsZero()
				if n.ID != room.Room.ID && (near || slices.Contains(room.Room.Neighbours, n.ID)) {
					v.Neighbours = append(v.Neighbours, ui.Option{Value: n.ID, Label: n.Number})
				}
			}
		}
	}
	return p, v
}

func (f face) showEditRoom(w http.ResponseWriter, r *web.Request) error {
	tree, err := f.centreFor(r, reception.PermRooms)
	if err != nil {
		return err
	}
	room, err := findRoom(tree, r.PathValue("room"))
	if err != nil {
		return err
	}
	s, err := restore(r, "reception.room."+room.Room.ID, roomFields(room.Room))
	if err != nil {
		return err
	}
	p, v := f.roomForm(r, tree, room, s)
	return r.Show(w, p, roomFormPage(p, v))
}

func (f face) changeRoom(w http.ResponseWriter, r *web.Request) error {
	form, err := r.Form()
	if err != nil {
		return err
	}
	tree, err := f.centreFor(r, reception.PermRooms)
	if err != nil {
		return err
	}
	stored, err := findRoom(tree, r.PathValue("room"))
	if err != nil {
		return err
	}
	in := reader{Values: form}
	edit := reception.RoomEdit{Room: in.room(), Labels: bedNames(form.Get("beds"))}
	edit.ID, edit.CentreID = stored.Room.ID, tree.Centre.ID
	if err = in.faults.Err(); err == nil {
		_, err = f.reception.SaveRoom(r.Context(), r.Actor, edit)
	}
	s := sheet{Values: form, Key: "reception.room." + stored.Room.ID}
	if err != nil {
		if changedMeanwhile(err) {
			s.renew(r.L, roomFields(stored.Room), roomLabels)
		}
		p, v := f.roomForm(r, tree, stored, s)
		return r.Reject(w, err, p, func(p ui.Page) templ.Component { return roomFormPage(p, v) })
	}
	r.ClearDraft(s.Key)
	return r.Redirect(w, roomPath(tree.Centre.ID, stored.Room.ID), "reception.done.saved")
}
