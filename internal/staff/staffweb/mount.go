package staffweb

import (
	"context"
	"embed"
	"io/fs"
	"net/http"

	"passerelle/internal/platform/access"
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

// Place is an organisation or a centre at which a role may be held.
type Place struct {
	Kind access.ScopeKind // ScopeOrganisation or ScopeCentre
	ID   string
	Name string
}

// Places lists what by may see of organisations and centres, each kind by name.
// Package staff knows none: the program joins it from the module that does.
type Places interface {
	Options(ctx context.Context, by access.Actor) ([]Place, error)
}

// face holds what the handlers work with.
type face struct {
	staff  *staff.Service
	places Places
}

const (
	get  = http.MethodGet
	post = http.MethodPost
)

// Mount adds the pages and operations of this face to the site.
func Mount(site *web.Site, s *staff.Service, places Places) {
	f := face{s, places}
	f.mountLogin(site)
	f.mountOwn(site)
	f.mountAccounts(site)
	f.mountAudit(site)
	f.mountAPI(site)
}
