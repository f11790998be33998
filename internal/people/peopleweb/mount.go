package peopleweb

import (
	"context"
	"embed"
	"io/fs"
	"net/http"

	"github.com/a-h/templ"

	"passerelle/internal/people"
	"passerelle/internal/platform/access"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/ui"
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
	people     *people.Service
	households Households
	places     Places
	finders    []Finder
	db         db.Querier // for package people to read from
	clock      clock.Clock
}

// Households divides and joins households with all that they have elsewhere:
// package reception does it with their beds, in the same transaction.
type Households interface {
	SplitHousehold(ctx context.Context, by access.Actor, in people.SplitInput) (people.Registered, error)
	JoinHouseholds(ctx context.Context, by access.Actor, in people.JoinInput) error
}

func (f face) today() clock.Date { return clock.Today(f.clock) }

const (
	get  = http.MethodGet
	post = http.MethodPost
	put  = http.MethodPut
)

// Mount adds the pages and operations of this face to the site.
func Mount(site *web.Site, s *people.Service, h Households, places Places, finders ...Finder) {
	f := face{people: s, households: h, places: places, finders: finders, db: site.DB, clock: site.Clock}
	f.mountPersonAPI(site)
	f.mountEntriesAPI(site)
	f.mountHouseholdAPI(site)
	f.mountRegister(site)
	f.mountLists(site)
	f.mountFile(site)
	f.mountEntries(site)
	f.mountHouseholds(site)
	f.mountImport(site)
	f.mountDuplicates(site)
}

func (f face) mountRegister(site *web.Site) {
	site.Handle(
		web.Route{Method: get, Pattern: pathNew, Permission: people.PermRegister, Handle: f.showRegister},
		web.Route{Method: post, Pattern: pathNew, Permission: people.PermRegister, Handle: f.register, Twin: "registerHousehold"},
		web.Route{Method: post, Pattern: pathLive, Permission: people.PermIdentify, Handle: f.live, Twin: "similarPersons"},
		web.Route{Method: get, Pattern: pathHouseholds + "/{id}/add", Permission: people.PermRegister, Handle: f.showAddMember},
		web.Route{Method: post, Pattern: pathHouseholds + "/{id}/add", Permission: people.PermRegister, Handle: f.addMember, Twin: "addMember"},
	)
}

func (f face) mountLists(site *web.Site) {
	site.Handle(
		web.Route{Method: get, Pattern: pathPeople, Permission: people.PermList, Handle: f.showList},
		web.Route{Method: get, Pattern: ui.PathSearch, Door: web.LoggedIn, Handle: f.showSearch},
		web.Route{Method: post, Pattern: ui.PathSearch, Door: web.LoggedIn, Handle: f.search, Twin: "searchPersons"},
		web.Route{Method: post, Pattern: ui.PathSuggest, Door: web.LoggedIn, Handle: f.suggest, Twin: "searchPersons"},
	)
}

func (f face) mountFile(site *web.Site) {
	page := func(part string, perm access.Permission, h web.Handler) web.Route {
		return web.Route{Method: get, Pattern: pathPeople + "/{id}" + part, Permission: perm, Handle: h}
	}
	act := func(part string, perm access.Permission, twin string, h web.Handler) web.Route {
		return web.Route{Method: post, Pattern: pathPeople + "/{id}/" + part, Permission: perm, Handle: h, Twin: twin}
	}
	photo := act("photo", people.PermPhoto, "setPhoto", f.setPhoto)
	photo.MaxBody = maxPhotoForm
	site.Handle(
		page("", people.PermRead, f.showPerson),
		page("/print", people.PermRead, f.printPerson),
		page("/edit", people.PermEdit, f.showEdit), act("edit", people.PermEdit, "editPerson", f.edit),
		page("/languages", people.PermEdit, f.showLanguages), act("languages", people.PermEdit, "setLanguages", f.setLanguages),
		page("/restriction", people.PermRestricted, f.showRestriction), act("restriction", people.PermRestricted, "setRestricted", f.restrict),
		page("/photo", people.PermPhoto, f.showPhoto), photo,
		page("/picture", people.PermPhoto, f.showPicture), act("photo/remove", people.PermPhoto, "removePhoto", f.removePhoto),
		page("/"+partHistory, people.PermHistory, f.showHistory),
		page("/"+partReaders, people.PermHistory, f.showReaders),
		page("/"+partLinks, people.PermIdentify, f.showLinks),
		page("/compare/{other}", people.PermIdentify, f.showCompare), act("compare/{other}", people.PermLink, "linkPersons", f.decide),
	)
}

func (f face) mountEntries(site *web.Site) {
	for _, part := range []string{partPapers, partStatus} {
		site.Handle(web.Route{Method: get, Pattern: pathPeople + "/{id}/" + part, Permission: people.PermRead, Handle: f.showPart(part)})
	}
	site.Handle(web.Route{Method: get, Pattern: pathPeople + "/{id}/" + partConsents, Permission: people.PermConsent, Handle: f.showPart(partConsents)})
	for _, l := range entryLists {
		site.Handle(web.Route{Method: post, Pattern: pathPeople + "/{id}/" + l.list, Permission: l.perm, Handle: f.addEntry(l), Twin: l.twin})
	}
	for _, a := range entryActs {
		pattern := pathPeople + "/{id}/" + a.list + "/{entry}/" + a.verb
		site.Handle(
			web.Route{Method: get, Pattern: pattern, Permission: a.perm, Handle: f.showEntryAct(a)},
			web.Route{Method: post, Pattern: pattern, Permission: a.perm, Handle: f.doEntryAct(a), Twin: a.twin},
		)
	}
}

func (f face) mountHouseholds(site *web.Site) {
	site.Handle(web.Route{Method: get, Pattern: pathHouseholds + "/{id}", Permission: people.PermRead, Handle: f.showHousehold})
	form := func(part, twin string, page func(householdView) templ.Component, do web.Handler) {
		pattern := pathHouseholds + "/{id}/" + part
		site.Handle(
			web.Route{Method: get, Pattern: pattern, Permission: people.PermHousehold, Handle: f.showHouseholdForm(page)},
			web.Route{Method: post, Pattern: pattern, Permission: people.PermHousehold, Handle: do, Twin: twin},
		)
	}
	form("head", "setHead", headPage, f.setHead)
	form("split", "splitHousehold", splitPage, f.split)
	form("join", "joinHouseholds", joinPage, f.join)
}
