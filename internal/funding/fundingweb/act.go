package fundingweb

import (
	"context"
	"net/http"

	"github.com/a-h/templ"

	"passerelle/internal/funding"
	"passerelle/internal/platform/access"
	"passerelle/internal/platform/ui"
	"passerelle/internal/platform/web"
)

// act is what is done to an operation after a question.
type act struct {
	name       string // end of the address, and of the keys of its words
	permission access.Permission
	twin       string
	done       string // key of what is said afterwards
	danger     bool
	fits       func(funding.Status) bool
	run        func(ctx context.Context, by access.Actor, id string, version int) error
}

func (f face) acts() []act {
	public := func(s funding.Status) bool { return s == funding.StatusPublished }
	hidden := func(s funding.Status) bool { return s != funding.StatusPublished }
	return []act{
		{"publish", funding.PermPublish, "publishOperation", "funding.done.published", false, hidden, func(ctx context.Context, by access.Actor, id string, version int) error {
			_, err := f.funding.Publish(ctx, by, id, version)
			return err
		}},
		{"withdraw", funding.PermPublish, "withdrawOperation", "funding.done.withdrawn", false, public, func(ctx context.Context, by access.Actor, id string, version int) error {
			_, err := f.funding.Withdraw(ctx, by, id, version)
			return err
		}},
		{"remove", funding.PermEdit, "removeOperation", "funding.done.removed", true, hidden, f.funding.RemoveOperation},
	}
}

func actFrame(r *web.Request, a act, o funding.Operation) ui.Page {
	return frame(r, r.L.T("funding.act."+a.name), ui.Link{Label: operationName(r.L, o), Href: operationPath(o.ID)})
}

// ask asks before an act.
func (f face) ask(a act) web.Handler {
	return func(w http.ResponseWriter, r *web.Request) error {
		o, err := f.funding.Operation(r.Context(), r.Actor, r.PathValue("id"))
		if err != nil {
			return err
		}
		p := actFrame(r, a, o)
		return r.Show(w, p, actPage(p, a, o))
	}
}

// carryOut does what ask has asked.
func (f face) carryOut(a act) web.Handler {
	return func(w http.ResponseWriter, r *web.Request) error {
		fields, err := r.Form()
		if err != nil {
			return err
		}
		o, err := f.funding.Operation(r.Context(), r.Actor, r.PathValue("id"))
		if err != nil {
			return err
		}
		in := reader{Values: fields}
		if err := a.run(r.Context(), r.Actor, o.ID, in.number("version")); err != nil {
			p := actFrame(r, a, o)
			return r.Reject(w, err, p, func(p ui.Page) templ.Component { return actPage(p, a, o) })
		}
		if a.name == "remove" {
			return r.Redirect(w, pathFunding, a.done)
		}
		return r.Redirect(w, operationPath(o.ID), a.done)
	}
}
