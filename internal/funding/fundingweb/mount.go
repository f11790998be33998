package fundingweb

import (
	"net/http"
	"net/url"

	"passerelle/internal/funding"
	"passerelle/internal/platform/ui"
	"passerelle/internal/platform/web"
)

// face holds what the handlers work with.
type face struct {
	funding *funding.Service
}

const (
	get  = http.MethodGet
	post = http.MethodPost
)

// Where the pages are.
const (
	pathFunding    = "/app/funding"
	pathCalls      = "/app/funding/calls"
	pathOperations = "/app/funding/operations/"
)

func callPath(id string) string      { return pathCalls + "/" + id }
func operationPath(id string) string { return pathOperations + id }

// Mount adds the pages and operations of this face to the site.
func Mount(site *web.Site, s *funding.Service) {
	f := face{s}
	site.Handle(
		web.Route{Method: get, Pattern: pathFunding, Permission: funding.PermRead, Handle: f.showOperations},
		web.Route{Method: get, Pattern: pathCalls, Permission: funding.PermRead, Handle: f.showCalls},
		web.Route{Method: get, Pattern: pathCalls + "/new", Permission: funding.PermEdit, Handle: f.showNewCall},
		web.Route{Method: post, Pattern: pathCalls + "/new", Permission: funding.PermEdit, Handle: f.saveCall, Twin: "addCall"},
		web.Route{Method: get, Pattern: pathCalls + "/{id}", Permission: funding.PermRead, Handle: f.showCall},
		web.Route{Method: get, Pattern: pathCalls + "/{id}/edit", Permission: funding.PermEdit, Handle: f.showEditCall},
		web.Route{Method: post, Pattern: pathCalls + "/{id}/edit", Permission: funding.PermEdit, Handle: f.saveCall, Twin: "changeCall"},
		web.Route{Method: get, Pattern: pathCalls + "/{id}/remove", Permission: funding.PermEdit, Handle: f.askRemoveCall},
		web.Route{Method: post, Pattern: pathCalls + "/{id}/remove", Permission: funding.PermEdit, Handle: f.removeCall, Twin: "removeCall"},
		web.Route{Method: get, Pattern: pathOperations + "new", Permission: funding.PermEdit, Handle: f.showNewOperation},
		web.Route{Method: post, Pattern: pathOperations + "new", Permission: funding.PermEdit, Handle: f.saveOperation, Twin: "addOperation"},
		web.Route{Method: get, Pattern: pathOperations + "{id}", Permission: funding.PermRead, Handle: f.showOperation},
		web.Route{Method: get, Pattern: pathOperations + "{id}/edit", Permission: funding.PermEdit, Handle: f.showEditOperation},
		web.Route{Method: post, Pattern: pathOperations + "{id}/edit", Permission: funding.PermEdit, Handle: f.saveOperation, Twin: "changeOperation"},
	)
	for _, a := range f.acts() {
		site.Handle(
			web.Route{Method: get, Pattern: pathOperations + "{id}/" + a.name, Permission: a.permission, Handle: f.ask(a)},
			web.Route{Method: post, Pattern: pathOperations + "{id}/" + a.name, Permission: a.permission, Handle: f.carryOut(a), Twin: a.twin},
		)
	}
	f.mountAPI(site)
}

// frame is a page of the desk below its first page.
func frame(r *web.Request, title string, crumbs ...ui.Link) ui.Page {
	p := r.Page(title)
	p.Breadcrumbs = append(append([]ui.Link{{Label: r.L.T("funding.title"), Href: pathFunding}}, crumbs...), ui.Link{Label: title})
	return p
}

func callsCrumb(r *web.Request) ui.Link {
	return ui.Link{Label: r.L.T("funding.calls"), Href: pathCalls}
}

// withQuery adds name, value pairs to a path; pairs with an empty value are left out.
func withQuery(path string, pairs ...string) string {
	q := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			q.Set(pairs[i], pairs[i+1])
		}
	}
	if len(q) == 0 {
		return path
	}
	return path + "?" + q.Encode()
}
