package portalweb

import (
	"net/http"
	"strings"
	"time"

	"github.com/a-h/templ"

	"passerelle/internal/platform/i18n"
	"passerelle/internal/platform/ui"
	"passerelle/internal/platform/web"
)

// sections are the doors of the public side, in the order of the navigation. A
// door stands under /{lang}/ and its slug; its words are portal.nav.{slug} and
// portal.about.{slug}.
var sections = []string{
	"tonight",
	"faq",
	"guide",
	"centres",
	"contact",
	"return",
	"projects",
}

// page is a public page under /{lang} and pattern.
func (f face) page(pattern string, handle web.Handler) web.Route {
	return web.Route{Method: http.MethodGet, Pattern: "/{lang}" + pattern, Door: web.Public, NoTwin: "a page to read", Handle: handle}
}

// kept is a page that is the same to anybody until something is published.
func (f face) kept(pattern string, handle web.Handler) web.Route {
	r := f.page(pattern, handle)
	r.Keep = keepFor
	return r
}

// keepFor bounds how long a page may lag behind what another process published,
// and behind the day.
const keepFor = 20 * time.Second

// frame is the frame of a public page: its title, and what search engines and
// shared links say of it.
func (f face) frame(r *web.Request, title, about string) ui.Page {
	lang := string(r.L.Lang())
	p := r.Page(title)
	p.User, p.Nav, p.Languages, p.SessionSeconds, p.Theme = nil, nil, nil, 0, "" // the same to anybody
	rest := strings.TrimPrefix(r.URL.Path, "/"+lang)
	p.Public = &ui.Public{Home: "/" + lang + "/", About: about, Canonical: r.Absolute(r.URL.Path)}
	for _, l := range f.site.Public {
		p.Public.Languages = append(p.Public.Languages, ui.Alternate{
			Lang: l, Name: l.Autonym(), Href: "/" + string(l) + rest, Absolute: r.Absolute("/" + string(l) + rest), Current: l == r.L.Lang(),
		})
	}
	for _, s := range sections {
		href := "/" + lang + "/" + s
		p.Public.Nav = append(p.Public.Nav, ui.NavItem{Label: r.L.T("portal.nav." + s), Href: href, Current: r.URL.Path == href || strings.HasPrefix(r.URL.Path, href+"/")})
	}
	return p
}

// show answers with a public page.
func (f face) show(w http.ResponseWriter, r *web.Request, p ui.Page, body templ.Component) error {
	n, urgent, err := f.portal.CurrentNotice(r.Context())
	if err != nil {
		return err
	}
	if urgent {
		p.Public.Urgent, p.Public.UrgentLang = n.For(r.L.Lang())
	}
	return r.Show(w, p, body)
}

// chooseLanguage is the first page: every language by its own name. It is
// written in the one that the browser asks for.
func (f face) chooseLanguage(w http.ResponseWriter, r *web.Request) error {
	r.L = f.site.Catalogue.For(i18n.Match(r.Header.Get("Accept-Language"), f.site.Public))
	p := r.Page(r.L.T("portal.title"))
	p.User, p.Nav, p.Languages, p.SessionSeconds = nil, nil, nil, 0
	p.Public = &ui.Public{Home: "/", About: r.L.T("portal.about")}
	for _, l := range f.site.Public {
		p.Public.Languages = append(p.Public.Languages, ui.Alternate{Lang: l, Name: l.Autonym(), Href: "/" + string(l) + "/", Absolute: r.Absolute("/" + string(l) + "/")})
	}
	return f.show(w, r, p, languagesPage(p))
}

func (f face) showHome(w http.ResponseWriter, r *web.Request) error {
	p := f.frame(r, r.L.T("portal.title"), r.L.T("portal.about"))
	return f.show(w, r, p, homePage(p))
}
