package staffweb

import (
	"embed"
	"io/fs"
	"net/http"

	"passerelle/internal/platform/ui"
	"passerelle/internal/platform/web"
	"passerelle/internal/staff"
)

//go:embed i18n/*.json
var catalogueFiles embed.FS

// Catalogue holds the texts of this face.
var Catalogue = mustSub(catalogueFiles, "i18n")

func mustSub(f fs.FS, dir string) fs.FS {
	sub, err := fs.Sub(f, dir)
	if err != nil {
		panic(err) // the folder is compiled in
	}
	return sub
}

// face holds what the handlers work with.
type face struct{ staff *staff.Service }

// Mount adds the pages and operations of this face to the site.
func Mount(site *web.Site, s *staff.Service) {
	f := face{s}
	const browsers = "proves who sits at a browser"
	get, post := http.MethodGet, http.MethodPost
	site.Handle(
		web.Route{Method: get, Pattern: ui.PathLogin, Door: web.Public, Handle: f.showLogin},
		web.Route{Method: post, Pattern: ui.PathLogin, Door: web.Public, Handle: f.login, NoTwin: browsers},
		web.Route{Method: get, Pattern: pathCode, Door: web.HalfWay, Handle: f.showCode},
		web.Route{Method: post, Pattern: pathCode, Door: web.HalfWay, Handle: f.confirmCode, NoTwin: browsers},
		web.Route{Method: get, Pattern: pathEnrol, Door: web.HalfWay, Handle: f.showEnrol},
		web.Route{Method: post, Pattern: pathEnrol, Door: web.HalfWay, Handle: f.confirmEnrol, NoTwin: browsers},
		web.Route{Method: get, Pattern: "/invitation/{code}", Door: web.Public, Handle: f.showInvitation},
		web.Route{Method: post, Pattern: "/invitation/{code}", Door: web.Public, Handle: f.acceptInvitation, NoTwin: browsers},
		web.Route{Method: post, Pattern: ui.PathLogout, Door: web.HalfWay, Handle: f.logout, NoTwin: browsers},
		web.Route{Method: post, Pattern: ui.PathPreferences, Door: web.Public, Handle: f.preferences, NoTwin: "belongs to pages"},
	)
}

const (
	pathCode  = "/login/code"
	pathEnrol = "/login/second-factor"
)
