package receptionweb

import (
	"net/http"

	"passerelle/internal/platform/fault"
	"passerelle/internal/platform/i18n"
	"passerelle/internal/platform/ui"
	"passerelle/internal/platform/web"
	"passerelle/internal/reception"
)

func (f face) mountRooms(site *web.Site) {
	rooms := pathCentres + "/{id}/rooms"
	one := rooms + "/{room}"
	buildings, floors := pathCentres+"/{id}/buildings", pathCentres+"/{id}/floors"
	site.Handle(
		web.Route{Method: get, Pattern: rooms, Permission: reception.PermCentres, Handle: f.showRooms},
		web.Route{Method: get, Pattern: rooms + "/new", Permission: reception.PermRooms, Handle: f.showNewRooms},
		web.Route{Method: post, Pattern: rooms + "/new", Permission: reception.PermRooms, Handle: f.addRooms, Twin: "addRooms"},
		web.Route{Method: get, Pattern: one, Permission: reception.PermCentres, Handle: f.showRoom},
		web.Route{Method: get, Pattern: one + "/edit", Permission: reception.PermRooms, Handle: f.showEditRoom},
		web.Route{Method: post, Pattern: one + "/edit", Permission: reception.PermRooms, Handle: f.changeRoom, Twin: "changeRoom"},
		web.Route{Method: get, Pattern: one + "/close", Permission: reception.PermRooms, Handle: f.askCloseRoom},
		web.Route{Method: post, Pattern: one + "/close", Permission: reception.PermRooms, Handle: f.closeRoom, Twin: "closeRoom"},
		web.Route{Method: get, Pattern: one + "/beds/{bed}/close", Permission: reception.PermRooms, Handle: f.askCloseBed},
		web.Route{Method: post, Pattern: one + "/beds/{bed}/close", Permission: reception.PermRooms, Handle: f.closeBed, Twin: "closeBed"},
		web.Route{Method: get, Pattern: buildings + "/new", Permission: reception.PermRooms, Handle: f.showNewBuilding},
		web.Route{Method: post, Pattern: buildings + "/new", Permission: reception.PermRooms, Handle: f.saveBuilding, Twin: "addBuilding"},
		web.Route{Method: get, Pattern: buildings + "/{building}", Permission: reception.PermRooms, Handle: f.showBuilding},
		web.Route{Method: post, Pattern: buildings + "/{building}", Permission: reception.PermRooms, Handle: f.saveBuilding, Twin: "changeBuilding"},
		web.Route{Method: get, Pattern: floors + "/new", Permission: reception.PermRooms, Handle: f.showNewFloor},
		web.Route{Method: post, Pattern: floors + "/new", Permission: reception.PermRooms, Handle: f.saveFloor, Twin: "addFloor"},
		web.Route{Method: get, Pattern: floors + "/{floor}", Permission: reception.PermRooms, Handle: f.showFloor},
		web.Route{Method: post, Pattern: floors + "/{floor}", Permission: reception.PermRooms, Handle: f.saveFloor, Twin: "changeFloor"},
	)
	f.mountRoomsAPI(site)
}

// mountRoomsAPI adds the operations about buildings, floors, rooms and beds.
// They are read with their centre.
func (f face) mountRoomsAPI(site *web.Site) {
	op := func(id, method, path, summary string) web.Operation {
		o := web.Operation{ID: id, Method: method, Path: path, Summary: summary, Tag: "Rooms", Permission: reception.PermRooms}
		if method == post && len(path) > 6 && path[len(path)-6:] == "/close" {
			o.Status = http.StatusNoContent
		}
		return o
	}
	web.Op(site, op("addBuilding", post, "/centres/{id}/buildings", "Add a building to a centre"), f.apiAddBuilding)
	web.Op(site, op("changeBuilding", put, "/centres/{id}/buildings/{building}", "Change a building"), f.apiChangeBuilding)
	web.Op(site, op("addFloor", post, "/centres/{id}/floors", "Add a floor to a building"), f.apiAddFloor)
	web.Op(site, op("changeFloor", put, "/centres/{id}/floors/{floor}", "Change a floor"), f.apiChangeFloor)
	web.Op(site, op("addRooms", post, "/centres/{id}/rooms", "Add a run of like rooms to a floor, all or none"), f.apiAddRooms)
	web.Op(site, op("changeRoom", put, "/centres/{id}/rooms/{room}", "Change a room and its beds, or open a closed one again"), f.apiChangeRoom)
	web.Op(site, op("closeRoom", post, "/rooms/{id}/close", "Close a room that nobody holds"), f.apiCloseRoom)
	web.Op(site, op("closeBed", post, "/beds/{id}/close", "Close a bed that nobody holds"), f.apiCloseBed)
}

// roomsView is what a centre consists of.
type roomsView struct {
	centreHead
	Buildings []reception.BuildingTree
}

// caption names a floor, with its building where there are several.
func (v roomsView) caption(l *i18n.Localizer, b reception.BuildingTree, f reception.FloorTree) string {
	name := floorName(l, f.Level, f.Name)
	if len(v.Buildings) > 1 {
		name = joined(b.Name, name)
	}
	return name + " – " + l.T("reception.floor.count", "count", openRooms(f))
}

func (f face) showRooms(w http.ResponseWriter, r *web.Request) error {
	tree, err := f.centreFor(r, reception.PermCentres)
	if err != nil {
		return err
	}
	p, head := centreFrame(r, tree.Centre, tabRooms)
	return r.Show(w, p, roomsPage(p, roomsView{head, tree.Buildings}))
}

// roomPlace is a room and where it is.
type roomPlace struct {
	reception.Room
	Floor    reception.FloorTree
	Building reception.Building
}

// findRoom returns the room of the address, which must be one of the centre's.
func findRoom(tree reception.CentreTree, id string) (roomPlace, error) {
	for _, b := range tree.Buildings {
		for _, f := range b.Floors {
			for _, r := range f.Rooms {
				if r.ID == id {
					return roomPlace{r, f, b.Building}, nil
				}
			}
		}
	}
	return roomPlace{}, fault.Missing()
}

// roomView is the page of a room.
type roomView struct {
	centreHead
	roomPlace
	Neighbours []reception.Room
}

func (f face) showRoom(w http.ResponseWriter, r *web.Request) error {
	tree, err := f.centreFor(r, reception.PermCentres)
	if err != nil {
		return err
	}
	room, err := findRoom(tree, r.PathValue("room"))
	if err != nil {
		return err
	}
	p, head := roomFrame(r, tree.Centre, room.Room)
	v := roomView{centreHead: head, roomPlace: room}
	for _, id := range room.Room.Neighbours {
		if n, err := findRoom(tree, id); err == nil {
			v.Neighbours = append(v.Neighbours, n.Room)
		}
	}
	return r.Show(w, p, roomPage(p, v))
}

// roomFrame begins a page about one room.
func roomFrame(r *web.Request, c reception.Centre, room reception.Room, below ...ui.Link) (ui.Page, centreHead) {
	crumbs := append([]ui.Link{{Label: roomTitle(r, room), Href: roomPath(c.ID, room.ID)}}, below...)
	return centreFrame(r, c, tabRooms, crumbs...)
}

func roomTitle(r *web.Request, room reception.Room) string {
	return r.L.T("reception.room.title", "number", room.Number)
}
