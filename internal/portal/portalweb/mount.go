package portalweb

import (
	"net/http"

	"passerelle/internal/platform/web"
	"passerelle/internal/portal"
)

// face holds what the handlers work with.
type face struct {
	site   *web.Site
	portal *portal.Service
}

// Mount adds the public pages and the desks behind them to the site.
func Mount(site *web.Site, s *portal.Service) {
	f := face{site: site, portal: s}
	site.Handle(
		web.Route{Method: http.MethodGet, Pattern: "/{$}", Door: web.Public, NoTwin: "the choice of a language", Handle: f.chooseLanguage},
		f.kept("/{$}", f.showHome),
	)
	f.mountNotices()
	f.mountVisits()
	f.mountOffline()
	f.mountPosters()
	f.mountCentres()
	f.mountProjects()
	s.OnPublished(site.Forget)
	site.Seen = s.Visited
	f.mountPages(site)
	f.mountReturn(site)
	f.mountEnquiries(site)
}
