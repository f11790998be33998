package peopleweb

import (
	"embed"
	"io/fs"
	"net/http"

	"passerelle/internal/people"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/web"
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
type face struct {
	people  *people.Service
	places  Places
	finders []Finder
	clock   clock.Clock
}

func (f face) today() clock.Date { return clock.Today(f.clock) }

const (
	get  = http.MethodGet
	post = http.MethodPost
	put  = http.MethodPut
)

// Mount adds the pages and operations of this face to the site.
func Mount(site *web.Site, s *people.Service, places Places, finders ...Finder) {
	f := face{people: s, places: places, finders: finders, clock: site.Clock}
	f.mountPersonAPI(site)
	f.mountEntriesAPI(site)
	f.mountHouseholdAPI(site)
	f.mountRegister(site)
}

func (f face) mountRegister(site *web.Site) {
	site.Handle(
		web.Route{Method: get, Pattern: pathNew, Permission: people.PermRegister, Handle: f.showRegister},
		web.Route{Method: post, Pattern: pathNew, Permission: people.PermRegister, Handle: f.register, Twin: "registerHousehold"},
		web.Route{Method: post, Pattern: pathLive, Permission: people.PermIdentify, Handle: f.live, Twin: "similarPersons"},
	)
}
