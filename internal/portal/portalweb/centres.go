package portalweb

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"passerelle/internal/platform/i18n"
	"passerelle/internal/platform/ui"
	"passerelle/internal/platform/web"
	"passerelle/internal/portal"
)

func (f face) mountCentres() {
	f.site.Handle(
		f.kept("/centres", f.showCentres),
		f.kept("/centres/{id}", f.showCentre),
		f.kept("/tonight", f.showTonight),
	)
}

// publishedCentres are the addresses of the services of the directory.
func publishedCentres(f face, ctx context.Context) ([]string, error) {
	page, err := f.portal.Services(ctx, portal.ServiceQuery{Size: 200})
	var out []string
	for _, s := range page.Services {
		out = append(out, "/centres/"+s.ID)
	}
	return out, err
}

// centresView is a page of the directory and the question it answers.
type centresView struct {
	Query url.Values
	Page  portal.ServicePage
	Near  *portal.Commune
	Lang  string
	Self  string
}

func (f face) showCentres(w http.ResponseWriter, r *web.Request) error {
	v := centresView{Query: r.URL.Query(), Lang: string(r.L.Lang()), Self: r.URL.Path}
	q := portal.ServiceQuery{Search: v.Query.Get("q"), Kind: portal.ServiceKind(v.Query.Get("kind")), Commune: v.Query.Get("commune"), Language: v.Query.Get("language")}
	q.Page, _ = strconv.Atoi(v.Query.Get("page"))
	if near, ok := portal.FindCommune(v.Query.Get("near")); ok {
		q.Near, v.Near = &near, &near
	}
	p := f.frame(r, r.L.T("portal.nav.centres"), r.L.T("portal.about.centres"))
	fallBack(r, &p, "portal.centres.search")
	var err error
	if v.Page, err = f.portal.Services(r.Context(), q); err != nil {
		return r.Reject(w, err, p, func(p ui.Page) templ.Component { return centresPage(p, v) })
	}
	return f.show(w, r, p, centresPage(p, v))
}

// fallBack says on a page that its words are shown in another language.
func fallBack(r *web.Request, p *ui.Page, key string) {
	if !r.L.Has(key) {
		p.Public.Notice = r.L.FallbackNotice()
	}
}

// page is the address of another page of the list.
func (v centresView) page(n int) string {
	q := url.Values{"page": {strconv.Itoa(n)}}
	for _, name := range []string{"q", "kind", "commune", "language", "near"} {
		if text := v.Query.Get(name); text != "" {
			q.Set(name, text)
		}
	}
	return v.Self + "?" + q.Encode()
}

func (v centresView) pages() (p ui.Pages) {
	if v.Page.Page > 1 {
		p.Previous = v.page(v.Page.Page - 1)
	}
	if v.Page.Page*v.Page.Size < v.Page.Total {
		p.Next = v.page(v.Page.Page + 1)
	}
	return p
}

// away is how far a service is from the place that was asked for, empty where
// either is not known.
func (v centresView) away(l *i18n.Localizer, s portal.DirectoryService) string {
	if v.Near == nil || s.Location == nil || !s.Location.HasPoint {
		return ""
	}
	km := portal.Distance(portal.Point{Lat: v.Near.Latitude, Lon: v.Near.Longitude}, portal.Point{Lat: s.Location.Latitude, Lon: s.Location.Longitude})
	return l.T("portal.centres.away", "km", l.Decimal(km, 0), "commune", v.Near.Name)
}

// telephone is a number as a link takes it: from abroad, where it says no country.
func telephone(number string) string {
	digits := strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, number)
	switch {
	case strings.HasPrefix(strings.TrimSpace(number), "+"):
		return "tel:+" + digits
	case len(digits) == 3: // 112, 113
		return "tel:" + digits
	}
	return "tel:+352" + digits
}

// textOf is a text of a service in the language of the page, or else in English
// or French; lang is the language it is in.
func textOf(l *i18n.Localizer, texts portal.Texts, field portal.TextField) (text, lang string) {
	for _, lang := range []string{string(l.Lang()), "en", "fr"} {
		if text := texts[field][lang]; text != "" {
			return text, lang
		}
	}
	return "", ""
}

func (f face) showCentre(w http.ResponseWriter, r *web.Request) error {
	s, err := f.portal.OpenService(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	about, _ := textOf(r.L, s.Texts, portal.TextDescription)
	p := f.frame(r, s.Name, about)
	fallBack(r, &p, "portal.centres.search")
	p.Breadcrumbs = []ui.Link{{Label: r.L.T("portal.nav.centres"), Href: "/" + string(r.L.Lang()) + "/centres"}, {Label: s.Name}}
	if p.Public.Ld, err = linkedData(s, p.Public.Canonical, about); err != nil {
		return err
	}
	return f.show(w, r, p, centrePage(p, s))
}

// linkedData describes a service for search engines, in the words of schema.org.
// It holds what the page holds, and no more.
func linkedData(s portal.DirectoryService, address, about string) (string, error) {
	thing := map[string]any{"@context": "https://schema.org", "@type": "Organization", "name": s.Name, "url": address}
	if about != "" {
		thing["description"] = about
	}
	var points []map[string]any
	for _, phone := range s.Phones {
		if phone.Kind == portal.PhoneVoice {
			points = append(points, map[string]any{"@type": "ContactPoint", "telephone": phone.Number})
		}
	}
	if points != nil {
		thing["contactPoint"] = points
	}
	if l := s.Location; l != nil && l.AddressPublic && (l.Street != "" || l.Locality != "" || l.Commune != "") {
		place := map[string]any{"@type": "PostalAddress", "addressCountry": l.Country}
		for name, text := range map[string]string{"streetAddress": l.Street, "postalCode": l.PostalCode, "addressLocality": l.Locality} {
			if text != "" {
				place[name] = text
			}
		}
		thing["address"] = place
	}
	b, err := json.Marshal(thing)
	return string(b), err
}

// tonightView is where somebody goes who has just arrived.
type tonightView struct {
	Emergency []portal.DirectoryService
	First     []portal.DirectoryService
	Minors    []portal.DirectoryService
}

func (f face) showTonight(w http.ResponseWriter, r *web.Request) error {
	var v tonightView
	for kind, list := range map[portal.ServiceKind]*[]portal.DirectoryService{
		portal.KindEmergency: &v.Emergency, portal.KindFirstReception: &v.First, portal.KindMinors: &v.Minors,
	} {
		page, err := f.portal.Services(r.Context(), portal.ServiceQuery{Kind: kind})
		if err != nil {
			return err
		}
		*list = page.Services
	}
	p := f.frame(r, r.L.T("portal.nav.tonight"), r.L.T("portal.about.tonight"))
	return f.show(w, r, p, tonightPage(p, v))
}
