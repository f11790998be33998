package portalweb

import (
	"encoding/xml"
	"fmt"
	"net/http"
	"slices"

	"passerelle/internal/platform/fault"
	"passerelle/internal/platform/web"
)

func (f face) mountPosters() {
	f.site.Handle(
		f.kept("/poster", f.showPoster),
		f.kept("/poster/{door}", f.showPoster),
		web.Route{Method: http.MethodGet, Pattern: "/sitemap.xml", Door: web.Public, Keep: keepFor, Handle: f.showSitemap},
		web.Route{Method: http.MethodGet, Pattern: "/robots.txt", Door: web.Public, Keep: keepFor, Handle: f.showRobots},
	)
}

// poster is a sheet with the address of a door, to be pinned on a wall.
type poster struct {
	Title, About string
	Address      string
}

func (f face) showPoster(w http.ResponseWriter, r *web.Request) error {
	door := r.PathValue("door")
	s := poster{Title: r.L.T("portal.title"), About: r.L.T("portal.about"), Address: r.Absolute("/" + string(r.L.Lang()) + "/" + door)}
	if door != "" {
		if !slices.Contains(sections, door) {
			return fault.Missing()
		}
		s.Title, s.About = r.L.T("portal.nav."+door), r.L.T("portal.about."+door)
	}
	p := f.frame(r, r.L.T("portal.poster.title"), "")
	p.Public.Canonical = "" // a sheet of paper, not a page to be found
	return f.show(w, r, p, posterPage(p, s))
}

// mapped is a page in a sitemap (sitemaps.org, with the languages as Google asks).
type mapped struct {
	Loc   string `xml:"loc"`
	Links []mappedLink
}

type mappedLink struct {
	XMLName struct{} `xml:"xhtml:link"`
	Rel     string   `xml:"rel,attr"`
	Lang    string   `xml:"hreflang,attr"`
	Href    string   `xml:"href,attr"`
}

func (f face) showSitemap(w http.ResponseWriter, r *web.Request) error {
	paths, err := f.published(r)
	if err != nil {
		return err
	}
	var pages []mapped
	for _, path := range paths {
		var links []mappedLink
		for _, l := range f.site.Public {
			links = append(links, mappedLink{Rel: "alternate", Lang: string(l), Href: r.Absolute("/" + string(l) + path)})
		}
		for _, l := range links {
			pages = append(pages, mapped{l.Href, links})
		}
	}
	w.Header().Set("Content-Type", "application/xml; charset=utf-8")
	out := struct {
		XMLName struct{} `xml:"urlset"`
		NS      string   `xml:"xmlns,attr"`
		XHTML   string   `xml:"xmlns:xhtml,attr"`
		URL     []mapped `xml:"url"`
	}{NS: "http://www.sitemaps.org/schemas/sitemap/0.9", XHTML: "http://www.w3.org/1999/xhtml", URL: pages}
	fmt.Fprint(w, xml.Header)
	return xml.NewEncoder(w).Encode(out)
}

func (f face) showRobots(w http.ResponseWriter, r *web.Request) error {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, err := fmt.Fprintf(w, "User-agent: *\nDisallow: /app\nDisallow: /login\nDisallow: /invitation\nSitemap: %s\n", r.Absolute("/sitemap.xml"))
	return err
}
