package receptionweb

import (
	"net/http"

	"github.com/a-h/templ"

	"passerelle/internal/platform/fault"
	"passerelle/internal/platform/ui"
	"passerelle/internal/platform/web"
	"passerelle/internal/reception"
)

// closing asks before a room, or one bed of it, is taken away for good.
type closing struct {
	centreHead
	roomPlace
	Bed reception.Bed // empty: the whole room
}

// findClosing returns what the address names.
func (f face) findClosing(r *web.Request) (ui.Page, closing, error) {
	tree, err := f.centreFor(r, reception.PermRooms)
	if err != nil {
		return ui.Page{}, closing{}, err
	}
	room, err := findRoom(tree, r.PathValue("room"))
	if err != nil {
		return ui.Page{}, closing{}, err
	}
	label := r.L.T("reception.room.close")
	c := closing{roomPlace: room}
	if id := r.PathValue("bed"); id != "" {
		label = r.L.T("reception.bed.close")
		err = fault.Missing()
		for _, b := range room.Beds {
			if b.ID == id {
				c.Bed, err = b, nil
			}
		}
	}
	p, head := roomFrame(r, tree.Centre, room.Room, ui.Link{Label: label})
	c.centreHead = head
	return p, c, err
}

func (f face) askCloseRoom(w http.ResponseWriter, r *web.Request) error {
	p, c, err := f.findClosing(r)
	if err != nil {
		return err
	}
	return r.Show(w, p, closingPage(p, c))
}

func (f face) closeRoom(w http.ResponseWriter, r *web.Request) error {
	p, c, err := f.findClosing(r)
	if err != nil {
		return err
	}
	if err := f.reception.CloseRoom(r.Context(), r.Actor, c.Room.ID); err != nil {
		return r.Reject(w, err, p, func(p ui.Page) templ.Component { return closingPage(p, c) })
	}
	return r.Redirect(w, centrePart(c.Centre.ID, tabRooms), "reception.done.room_closed")
}

func (f face) askCloseBed(w http.ResponseWriter, r *web.Request) error { return f.askCloseRoom(w, r) }

func (f face) closeBed(w http.ResponseWriter, r *web.Request) error {
	p, c, err := f.findClosing(r)
	if err != nil {
		return err
	}
	if err := f.reception.CloseBed(r.Context(), r.Actor, c.Bed.ID); err != nil {
		return r.Reject(w, err, p, func(p ui.Page) templ.Component { return closingPage(p, c) })
	}
	return r.Redirect(w, roomPath(c.Centre.ID, c.Room.ID), "reception.done.bed_closed")
}
