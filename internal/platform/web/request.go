package web

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
	"passerelle/internal/platform/i18n"
	"passerelle/internal/platform/ui"

	"github.com/a-h/templ"
)

// Request is an HTTP request with its identity and language.
type Request struct {
	*http.Request
	Actor   access.Actor // who may do nothing, until the session is full
	Session *Session     // nil where nobody is logged in
	L       *i18n.Localizer
	site    *Site
	maxBody int64
}

// Cookie names. With HTTPS the session's name binds it to this host and path.
const (
	sessionCookie       = "passerelle_session"
	secureSessionCookie = "__Host-passerelle_session"
	langCookie          = "passerelle_lang"
	themeCookie         = "passerelle_theme"
	flashCookie         = "passerelle_flash"
	deviceCookie        = "passerelle_device"
)

// request finds who is there. Where that fails, the request it returns is
// nobody's: good for an error page.
func (s *Site) request(raw *http.Request) (*Request, error) {
	r := s.anonymous(raw)
	c, err := raw.Cookie(s.sessionCookieName())
	if err != nil || len(c.Value) > maxCookie {
		return r, nil
	}
	sess, err := s.Auth.Session(raw.Context(), c.Value)
	if fault.Is(err, fault.Forbidden, "") {
		return r, nil
	}
	if err != nil {
		return r, err
	}
	r.Session = &sess
	if sess.Full {
		r.Actor = sess.Actor
	}
	r.L = s.Catalogue.For(s.language(r))
	return r, nil
}

// maxCookie is the length of a session value that is worth looking up.
const maxCookie = 200

func (s *Site) anonymous(raw *http.Request) *Request {
	r := &Request{Request: raw, site: s, maxBody: defaultMaxBody}
	r.L = s.Catalogue.For(s.language(r))
	return r
}

func (s *Site) sessionCookieName() string {
	if s.HTTPS {
		return secureSessionCookie
	}
	return sessionCookie
}

func (s *Site) language(r *Request) i18n.Lang {
	if public := r.PathValue("lang"); public != "" { // the address names it
		return i18n.Lang(public)
	}
	if r.Session != nil && r.Session.Lang != "" {
		return r.Session.Lang
	}
	if c, err := r.Cookie(langCookie); err == nil {
		for _, l := range s.Languages {
			if string(l) == c.Value {
				return l
			}
		}
	}
	return i18n.Match(r.Header.Get("Accept-Language"), s.Languages)
}

// SetSession gives the browser a session cookie; an empty value takes it away.
func (r *Request) SetSession(w http.ResponseWriter, value string) {
	c := &http.Cookie{Name: r.site.sessionCookieName(), Value: value, Path: "/", HttpOnly: true, Secure: r.site.HTTPS, SameSite: http.SameSiteLaxMode}
	if value == "" {
		c.MaxAge = -1
		w.Header().Set("Clear-Site-Data", `"cache", "storage"`)
	}
	http.SetCookie(w, c)
}

// SessionValue returns the session cookie of the browser, empty where it has none.
func (r *Request) SessionValue() string {
	c, err := r.Cookie(r.site.sessionCookieName())
	if err != nil {
		return ""
	}
	return c.Value
}

// SetDevice marks the browser as one where somebody logged in before.
func (r *Request) SetDevice(w http.ResponseWriter, mark string) {
	http.SetCookie(w, &http.Cookie{Name: deviceCookie, Value: mark, Path: "/", HttpOnly: true, Secure: r.site.HTTPS, SameSite: http.SameSiteStrictMode, MaxAge: 180 * 86400})
}

// Device returns the mark of SetDevice, empty where the browser has none.
func (r *Request) Device() string {
	c, err := r.Cookie(deviceCookie)
	if err != nil || len(c.Value) > maxCookie {
		return ""
	}
	return c.Value
}

// SetPreference remembers language or theme in the browser, for pages before log-in.
func (r *Request) SetPreference(w http.ResponseWriter, name, value string) {
	cookie := map[string]string{"lang": langCookie, "theme": themeCookie}[name]
	http.SetCookie(w, &http.Cookie{Name: cookie, Value: value, Path: "/", HttpOnly: true, Secure: r.site.HTTPS, SameSite: http.SameSiteLaxMode, MaxAge: 365 * 86400})
}

// ID returns the path value name, which must have the shape of an id.
func (r *Request) ID(name string) (string, error) {
	id := r.PathValue(name)
	if !db.ValidID(id) {
		return "", fault.Missing()
	}
	return id, nil
}

// Form reads the posted fields. A body over the route's limit is answered 413.
// Files stay in memory: what people upload here must not lie about in a
// temporary folder.
func (r *Request) Form() (url.Values, error) {
	var err error
	if strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/form-data") {
		err = r.ParseMultipartForm(r.maxBody)
	} else {
		err = r.ParseForm()
	}
	var tooBig *http.MaxBytesError
	if errors.As(err, &tooBig) {
		return nil, err
	}
	unreadable := err != nil
	for name, values := range r.PostForm {
		unreadable = unreadable || !isText(name) || slices.ContainsFunc(values, func(v string) bool { return !isText(v) })
	}
	if unreadable {
		return nil, fault.InvalidField("", "web.error.form_unreadable")
	}
	return r.PostForm, nil
}

// Absolute returns the address of a path of this site, to be sent to somebody.
func (r *Request) Absolute(path string) string {
	if r.site.PublicURL != "" {
		return r.site.PublicURL + path
	}
	scheme := "http://"
	if r.site.HTTPS {
		scheme = "https://"
	}
	return scheme + r.Host + path
}

// Page returns the frame of a page with the given title.
func (r *Request) Page(title string) ui.Page {
	p := ui.Page{L: r.L, Title: title, Path: r.here(), Demo: r.site.Demo}
	for _, l := range r.site.Languages {
		p.Languages = append(p.Languages, ui.LanguageChoice{Code: string(l), Name: l.Autonym(), Current: l == r.L.Lang()})
	}
	if c, err := r.Cookie(themeCookie); err == nil && (c.Value == "light" || c.Value == "dark") {
		p.Theme = c.Value
	}
	if r.Session != nil && r.Session.Full {
		p.User = &ui.User{Name: r.Actor.Name}
		if r.Session.RoleLabel != "" {
			p.User.Role = r.L.T(r.Session.RoleLabel)
		}
		p.Theme = r.Session.Theme
		p.NoShortcuts = !r.Session.Shortcuts
		p.SessionSeconds = int(r.Session.Left.Seconds())
		if r.site.Nav != nil {
			p.Nav = r.site.Nav(r)
		}
	}
	return p
}

// Show renders a page with status 200.
func (r *Request) Show(w http.ResponseWriter, p ui.Page, body templ.Component) error {
	return r.ShowStatus(w, http.StatusOK, p, body)
}

// ShowStatus renders a page with the given status. The message left by the last
// redirect is shown once.
func (r *Request) ShowStatus(w http.ResponseWriter, status int, p ui.Page, body templ.Component) error {
	if p.Flash == nil {
		p.Flash = r.takeFlash(w)
	}
	frame := ui.Layout(p)
	switch {
	case p.Public != nil:
		frame = ui.PublicLayout(p)
	case p.User == nil:
		frame = ui.PlainLayout(p)
	}
	return r.render(w, status, templ.WithChildren(r.Context(), body), frame)
}

// Fragment renders a part of a page, for scripts.
func (r *Request) Fragment(w http.ResponseWriter, c templ.Component) error {
	return r.render(w, http.StatusOK, r.Context(), c)
}

// Reject shows a form again with what is wrong in it: 422 for invalid input, 409
// for a conflict. Any other fault is returned for the site to answer.
func (r *Request) Reject(w http.ResponseWriter, err error, p ui.Page, body func(ui.Page) templ.Component) error {
	status := http.StatusUnprocessableEntity
	switch fault.KindOf(err) {
	case fault.Conflict:
		status = http.StatusConflict
	case fault.Invalid:
	default:
		return err
	}
	p.Errors = r.FieldErrors(err)
	return r.ShowStatus(w, status, p, body(p))
}

// FieldErrors translates faults for the error summary and the fields.
func (r *Request) FieldErrors(err error) []ui.FieldError {
	var out []ui.FieldError
	for _, f := range fault.Of(err) {
		out = append(out, ui.FieldError{Field: f.Field, Text: r.L.T(f.Key, f.Args...)})
	}
	return out
}

// Redirect leads the browser to a page of this site after something was done.
// flash is the catalogue key of the message to show there, empty for none.
func (r *Request) Redirect(w http.ResponseWriter, to, flash string) error {
	if flash != "" {
		http.SetCookie(w, &http.Cookie{Name: flashCookie, Value: flash, Path: "/", HttpOnly: true, Secure: r.site.HTTPS, SameSite: http.SameSiteLaxMode, MaxAge: 60})
	}
	if fromScript(r.Request) {
		w.Header().Set("HX-Redirect", to)
		w.WriteHeader(http.StatusNoContent)
		return nil
	}
	http.Redirect(w, r.Request, to, http.StatusSeeOther)
	return nil
}

func (r *Request) takeFlash(w http.ResponseWriter) *ui.Message {
	c, err := r.Cookie(flashCookie)
	if err != nil || !r.L.Knows(c.Value) {
		return nil
	}
	http.SetCookie(w, &http.Cookie{Name: flashCookie, Path: "/", MaxAge: -1, HttpOnly: true, Secure: r.site.HTTPS, SameSite: http.SameSiteLaxMode})
	return flashMessage(r.L.T(c.Value))
}

// SafeReturn returns to, well escaped, where it is a path of this site, otherwise or.
func SafeReturn(to, or string) string {
	u, err := url.Parse(to)
	if err != nil || len(to) > 2000 || u.IsAbs() || u.Host != "" || u.Opaque != "" ||
		!strings.HasPrefix(to, "/") || strings.HasPrefix(to, "//") || strings.Contains(u.Path, "//") || strings.ContainsAny(u.Path, "\\\r\n\t") {
		return or
	}
	return u.String()
}
