package receptionweb

import (
	"net/http"

	"passerelle/internal/people"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/ui"
	"passerelle/internal/platform/web"
	"passerelle/internal/reception"
)

// face holds what the handlers work with.
type face struct {
	reception *reception.Service
	people    *people.Service
	clock     clock.Clock
}

// today is the civil date in Luxembourg, which most pages are about.
func (f face) today() clock.Date { return clock.Today(f.clock) }

const (
	get  = http.MethodGet
	post = http.MethodPost
	put  = http.MethodPut
)

// Mount adds the pages and operations of this face to the site.
func Mount(site *web.Site, s *reception.Service, p *people.Service) {
	f := face{reception: s, people: p, clock: site.Clock}
	f.mountPlaces(site)
	f.mountStays(site)
}

// mountPlaces adds what is about the stock of places and what is counted of it.
func (f face) mountPlaces(site *web.Site) {
	f.mountDesk(site)
	f.mountOrganisations(site)
	f.mountCentres(site)
	f.mountRooms(site)
	f.mountOutages(site)
	f.mountBoards(site)
	f.mountNumbers(site)
	f.mountOverview(site)
	f.mountConflicts(site)
}

// listPage is a page without a form that stands under one heading.
func listPage(r *web.Request, title string, crumbs ...ui.Link) ui.Page {
	p := r.Page(title)
	if len(crumbs) > 0 {
		p.Breadcrumbs = append(crumbs, ui.Link{Label: title})
	}
	return p
}
