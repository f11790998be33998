package receptionweb

import (
	"net/http"

	"github.com/a-h/templ"

	"passerelle/internal/platform/ui"
	"passerelle/internal/platform/web"
	"passerelle/internal/reception"
)

// closePage asks before a centre is closed.
func closePage(r *web.Request, tree reception.CentreTree) (ui.Page, func(ui.Page) templ.Component) {
	p, head := centreFrame(r, tree.Centre, tabEdit, ui.Link{Label: r.L.T("reception.centre.close")})
	return p, func(p ui.Page) templ.Component { return closeCentrePage(p, head, tree.Gross) }
}

func (f face) askCloseCentre(w http.ResponseWriter, r *web.Request) error {
	tree, err := f.centreFor(r, reception.PermCloseCentre)
	if err != nil {
		return err
	}
	p, body := closePage(r, tree)
	return r.Show(w, p, body(p))
}

func (f face) closeCentre(w http.ResponseWriter, r *web.Request) error {
	tree, err := f.centreFor(r, reception.PermCloseCentre)
	if err != nil {
		return err
	}
	if err := f.reception.CloseCentre(r.Context(), r.Actor, tree.Centre.ID); err != nil {
		p, body := closePage(r, tree)
		return r.Reject(w, err, p, body)
	}
	return r.Redirect(w, centrePath(tree.Centre.ID), "reception.done.centre_closed")
}
