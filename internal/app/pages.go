package app

import (
	"embed"
	"io/fs"
	"net/http"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/ui"
	"passerelle/internal/platform/web"
)

//go:embed i18n/*.json
var catalogueFiles embed.FS

// catalogueFS holds the texts that belong to the program as a whole.
var catalogueFS = func() fs.FS {
	sub, err := fs.Sub(catalogueFiles, "i18n")
	if err != nil {
		panic(err) // the folder is compiled in
	}
	return sub
}()

// navItems are the doors of the main navigation, in their order.
var navItems = []struct {
	label, href string
	permission  access.Permission // empty: every account
}{
	{"app.nav.today", ui.PathHome, ""},
	{"app.nav.people", "/app/people", "people.list"},
	{"app.nav.beds", "/app/centres", "reception.centres"},
	{"app.nav.overview", "/app/overview", "reception.overview"},
	{"app.nav.transfers", "/app/transfers", "reception.transfer"},
	{"app.nav.waiting", "/app/waiting", "reception.waiting"},
	{"app.nav.notice", "/app/public/notice", "portal.notice"},
	{"app.nav.visits", "/app/public/visits", "portal.visits"},
	{"app.nav.funding", "/app/funding", "funding.read"},
	{"app.nav.pages", "/app/pages", "portal.pages"},
	{"app.nav.stories", "/app/stories", "portal.stories"},
	{"app.nav.enquiries", "/app/enquiries", "portal.enquiries"},
	{"app.nav.accounts", "/app/admin/accounts", "staff.accounts"},
	{"app.nav.audit", "/app/audit", "staff.audit"},
}

// mountPages adds what no module owns.
func (a *App) mountPages(site *web.Site) {
	site.Handle(
		web.Route{Method: http.MethodGet, Pattern: ui.PathHelp, Door: web.Public, Handle: showHelp},
	)
}

func showHelp(w http.ResponseWriter, r *web.Request) error {
	p := r.Page(r.L.T("app.help.title"))
	return r.Show(w, p, helpPage(p))
}
