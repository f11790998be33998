package app

import (
	"context"
	"io/fs"
	"strings"

	"passerelle/internal/funding/fundingweb"
	"passerelle/internal/people/peopleweb"
	"passerelle/internal/platform/fault"
	"passerelle/internal/platform/files"
	"passerelle/internal/platform/i18n"
	"passerelle/internal/platform/metrics"
	"passerelle/internal/platform/ui"
	"passerelle/internal/platform/web"
	"passerelle/internal/portal/portalweb"
	"passerelle/internal/reception/receptionweb"
	"passerelle/internal/staff"
	"passerelle/internal/staff/staffweb"
)

// Version is set by the build.
var Version = "development"

// Catalogue joins the texts of all packages that show something.
func Catalogue() (*i18n.Catalogue, error) {
	return i18n.Load(append([]fs.FS{web.Catalogue, ui.Catalogue, files.Catalogue(), staffweb.Catalogue, peopleweb.Catalogue, receptionweb.Catalogue, fundingweb.Catalogue, catalogueFS}, portalweb.Catalogues()...)...)
}

// Site mounts every page and every operation of the API.
func (a *App) Site(demo bool, m *metrics.Metrics) (*web.Site, error) {
	catalogue, err := Catalogue()
	if err != nil {
		return nil, err
	}
	o := a.siteOptions(catalogue, m)
	o.Auth, o.Nav, o.Demo = identities{a.Staff}, navigation, demo
	site := web.New(o)
	site.Mount("GET "+ui.AssetPrefix, ui.Handler())
	a.health(site)
	staffweb.Mount(site, a.Staff, places{a})
	peopleweb.Mount(site, a.People, a.Reception, places{a}, places{a})
	receptionweb.Mount(site, a.Reception, a.People)
	fundingweb.Mount(site, a.Funding)
	a.mountPublic(site)
	a.mountPages(site)
	if demo {
		site.Mount("GET "+ui.PathGallery, ui.GalleryHandler(catalogue))
	}
	return site, site.Check()
}

// siteOptions is what every site of this program has in common.
func (a *App) siteOptions(catalogue *i18n.Catalogue, m *metrics.Metrics) web.Options {
	return web.Options{
		DB: a.DB, Vault: a.Vault, Clock: a.Clock, Catalogue: catalogue, Languages: i18n.Staff, Public: a.Config.Languages,
		HTTPS:   a.Config.TLS() || strings.HasPrefix(a.Config.PublicURL, "https://"),
		Proxies: a.Config.TrustedProxies, PublicURL: a.Config.PublicURL, Version: Version, Observe: observeRequest(m),
		Limits: web.Limits{RequestsPerSecond: a.Config.RateLimits.RequestsPerSecond, LoginsPerMinute: a.Config.RateLimits.LoginsPerMinute},
	}
}

// publicSite mounts what is for anybody, and nothing else.
func (a *App) publicSite(demo bool, m *metrics.Metrics) (*web.Site, error) {
	catalogue, err := Catalogue()
	if err != nil {
		return nil, err
	}
	o := a.siteOptions(catalogue, m)
	o.Auth, o.PublicOnly, o.Demo = nobody{}, true, demo
	site := web.New(o)
	site.Mount("GET "+ui.AssetPrefix, ui.Handler())
	a.health(site)
	a.mountPublic(site)
	return site, site.Check()
}

// mountPublic mounts the faces of the public side.
func (a *App) mountPublic(site *web.Site) {
	portalweb.Mount(site, a.Portal)
}

// nobody is who every visitor of a public site is.
type nobody struct{}

// Session implements web.Authenticator.
func (nobody) Session(context.Context, string) (web.Session, error) {
	return web.Session{}, fault.Denied()
}

// Token implements web.Authenticator.
func (nobody) Token(context.Context, string) (web.Session, error) {
	return web.Session{}, fault.Denied()
}

// identities lets package web ask package staff who is there.
type identities struct{ staff *staff.Service }

// Session implements web.Authenticator.
func (i identities) Session(ctx context.Context, cookie string) (web.Session, error) {
	id, err := i.staff.Session(ctx, cookie)
	return session(id), err
}

// Token implements web.Authenticator.
func (i identities) Token(ctx context.Context, bearer string) (web.Session, error) {
	id, err := i.staff.Token(ctx, bearer)
	return session(id), err
}

func session(id staff.Identity) web.Session {
	s := web.Session{
		Actor: id.Actor, Lang: i18n.Lang(id.Account.Lang), Theme: id.Account.Theme,
		Shortcuts: id.Account.Shortcuts, Full: id.Full, Left: id.Left,
	}
	if roles := id.Actor.RoleCodes(); len(roles) > 0 {
		s.RoleLabel = "staff.role." + roles[0]
	}
	return s
}

// navigation shows the doors that the actor's permissions open.
func navigation(r *web.Request) []ui.NavItem {
	var items []ui.NavItem
	for _, n := range navItems {
		if n.permission != "" && !r.Actor.May(n.permission) {
			continue
		}
		items = append(items, ui.NavItem{
			Label: r.L.T(n.label), Href: n.href,
			Current: r.URL.Path == n.href || (n.href != ui.PathHome && strings.HasPrefix(r.URL.Path, n.href)),
		})
	}
	return items
}
