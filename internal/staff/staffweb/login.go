package staffweb

import (
	"net/http"
	"net/url"
	"slices"

	"passerelle/internal/platform/fault"
	"passerelle/internal/platform/i18n"
	"passerelle/internal/platform/ui"
	"passerelle/internal/platform/web"
	"passerelle/internal/staff"

	"github.com/a-h/templ"
)

const (
	pathCode       = "/login/code"
	pathEnrol      = "/login/second-factor"
	pathInvitation = "/invitation/"
)

func (f face) mountLogin(site *web.Site) {
	const browsers = "proves who sits at a browser"
	site.Handle(
		web.Route{Method: get, Pattern: ui.PathLogin, Door: web.Public, Handle: f.showLogin},
		web.Route{Method: post, Pattern: ui.PathLogin, Door: web.Public, Handle: f.login, NoTwin: browsers},
		web.Route{Method: get, Pattern: pathCode, Door: web.HalfWay, Handle: f.showCode},
		web.Route{Method: post, Pattern: pathCode, Door: web.HalfWay, Handle: f.confirmCode, NoTwin: browsers},
		web.Route{Method: get, Pattern: pathEnrol, Door: web.HalfWay, Handle: f.showEnrol},
		web.Route{Method: post, Pattern: pathEnrol, Door: web.HalfWay, Handle: f.confirmEnrol, NoTwin: browsers},
		web.Route{Method: get, Pattern: pathInvitation + "{code}", Door: web.Public, Handle: f.showInvitation},
		web.Route{Method: post, Pattern: pathInvitation + "{code}", Door: web.Public, Handle: f.acceptInvitation, NoTwin: browsers},
		web.Route{Method: post, Pattern: ui.PathLogout, Door: web.HalfWay, Handle: f.logout, NoTwin: browsers},
		web.Route{Method: post, Pattern: ui.PathPreferences, Door: web.Public, Handle: f.preferences, NoTwin: "belongs to pages"},
	)
}

func (f face) showLogin(w http.ResponseWriter, r *web.Request) error {
	next := web.SafeReturn(r.URL.Query().Get("next"), "")
	if r.Session != nil && r.Session.Full {
		return r.Redirect(w, web.SafeReturn(next, ui.PathHome), "")
	}
	p := r.Page(r.L.T("staff.login.title"))
	return r.Show(w, p, loginPage(p, "", next))
}

func (f face) login(w http.ResponseWriter, r *web.Request) error {
	form, err := r.Form()
	if err != nil {
		return err
	}
	login, next := form.Get("login"), web.SafeReturn(form.Get("next"), "")
	p := r.Page(r.L.T("staff.login.title"))
	body := func(p ui.Page) templ.Component { return loginPage(p, login, next) }
	if !r.AllowLogin() {
		return r.Reject(w, fault.InvalidField("login", "staff.error.wait"), p, body)
	}
	in, err := f.staff.LogIn(r.Context(), login, form.Get("password"), browser(r))
	if err != nil {
		return r.Reject(w, err, p, body)
	}
	letIn(w, r, in)
	if in.Full {
		return r.Redirect(w, web.SafeReturn(next, ui.PathHome), "")
	}
	return r.Redirect(w, withNext(pathCode, next), "")
}

func browser(r *web.Request) staff.Browser {
	return staff.Browser{Agent: r.UserAgent(), Device: r.Device()}
}

func letIn(w http.ResponseWriter, r *web.Request, in staff.Admission) {
	r.SetSession(w, in.Session)
	if in.Device != "" {
		r.SetDevice(w, in.Device)
	}
}

// withNext keeps the page that log-in was asked for.
func withNext(path, next string) string {
	if next == "" {
		return path
	}
	return path + "?next=" + url.QueryEscape(next)
}

func (f face) showCode(w http.ResponseWriter, r *web.Request) error {
	next := web.SafeReturn(r.URL.Query().Get("next"), "")
	if r.Session.Full {
		return r.Redirect(w, web.SafeReturn(next, ui.PathHome), "")
	}
	if _, err := f.staff.Enrol(r.Context(), r.SessionValue()); err == nil {
		return r.Redirect(w, withNext(pathEnrol, next), "")
	} else if !fault.Is(err, fault.Conflict, "") {
		return err
	}
	p := r.Page(r.L.T("staff.code.title"))
	return r.Show(w, p, codePage(p, next))
}

func (f face) confirmCode(w http.ResponseWriter, r *web.Request) error {
	form, err := r.Form()
	if err != nil {
		return err
	}
	next := web.SafeReturn(form.Get("next"), "")
	in, err := f.staff.ConfirmCode(r.Context(), r.SessionValue(), form.Get("code"), browser(r))
	if err != nil {
		p := r.Page(r.L.T("staff.code.title"))
		return r.Reject(w, err, p, func(p ui.Page) templ.Component { return codePage(p, next) })
	}
	letIn(w, r, in)
	return r.Redirect(w, web.SafeReturn(next, ui.PathHome), "")
}

func (f face) showEnrol(w http.ResponseWriter, r *web.Request) error {
	e, err := f.staff.Enrol(r.Context(), r.SessionValue())
	if err != nil {
		return err
	}
	p := r.Page(r.L.T("staff.enrol.title"))
	return r.Show(w, p, enrolPage(p, e, web.SafeReturn(r.URL.Query().Get("next"), "")))
}

func (f face) confirmEnrol(w http.ResponseWriter, r *web.Request) error {
	form, err := r.Form()
	if err != nil {
		return err
	}
	next := web.SafeReturn(form.Get("next"), "")
	in, recovery, err := f.staff.ConfirmEnrolment(r.Context(), r.SessionValue(), form.Get("code"), browser(r))
	if err != nil {
		e, enrolErr := f.staff.Enrol(r.Context(), r.SessionValue())
		if enrolErr != nil {
			return enrolErr
		}
		p := r.Page(r.L.T("staff.enrol.title"))
		return r.Reject(w, err, p, func(p ui.Page) templ.Component { return enrolPage(p, e, next) })
	}
	letIn(w, r, in)
	p := r.Page(r.L.T("staff.recovery.title"))
	return r.Show(w, p, recoveryPage(p, recovery, web.SafeReturn(next, ui.PathHome)))
}

func (f face) showInvitation(w http.ResponseWriter, r *web.Request) error {
	a, err := f.staff.OpenInvitation(r.Context(), r.PathValue("code"))
	if err != nil {
		return err
	}
	p := r.Page(r.L.T("staff.invitation.title"))
	return r.Show(w, p, invitationPage(p, a))
}

func (f face) acceptInvitation(w http.ResponseWriter, r *web.Request) error {
	form, err := r.Form()
	if err != nil {
		return err
	}
	code := r.PathValue("code")
	a, err := f.staff.OpenInvitation(r.Context(), code)
	if err != nil {
		return err
	}
	session, err := f.accept(r, code, form)
	if err != nil {
		p := r.Page(r.L.T("staff.invitation.title"))
		return r.Reject(w, err, p, func(p ui.Page) templ.Component { return invitationPage(p, a) })
	}
	r.SetSession(w, session)
	return r.Redirect(w, pathEnrol, "")
}

func (f face) accept(r *web.Request, code string, form url.Values) (string, error) {
	if form.Get("password") != form.Get("password_again") {
		return "", fault.InvalidField("password_again", "staff.error.password_differs")
	}
	return f.staff.AcceptInvitation(r.Context(), code, form.Get("password"), browser(r))
}

func (f face) logout(w http.ResponseWriter, r *web.Request) error {
	if err := f.staff.LogOut(r.Context(), r.SessionValue()); err != nil {
		return err
	}
	r.SetSession(w, "")
	return r.Redirect(w, ui.PathLogin, "staff.logged_out")
}

// preferences keeps language and look: in the account, or before log-in in the browser.
func (f face) preferences(w http.ResponseWriter, r *web.Request) error {
	form, err := r.Form()
	if err != nil {
		return err
	}
	back := web.SafeReturn(form.Get("back"), ui.PathHome)
	lang, theme := form.Get("lang"), form.Get("theme")
	if lang != "" && !slices.Contains(i18n.Staff, i18n.Lang(lang)) {
		return fault.InvalidField("lang", "staff.error.lang")
	}
	if r.Session == nil || !r.Session.Full {
		if lang != "" {
			r.SetPreference(w, "lang", lang)
		}
		if theme != "" {
			r.SetPreference(w, "theme", theme)
		}
		return r.Redirect(w, back, "")
	}
	p := staff.Preferences{Lang: string(r.Session.Lang), Theme: r.Session.Theme, Shortcuts: r.Session.Shortcuts}
	if lang != "" {
		p.Lang = lang
	}
	switch theme {
	case "":
	case "auto":
		p.Theme = ""
	default:
		p.Theme = theme
	}
	if s := form.Get("shortcuts"); s != "" {
		p.Shortcuts = s == "on"
	}
	if err := f.staff.SetPreferences(r.Context(), r.Actor, p); err != nil {
		return err
	}
	return r.Redirect(w, back, "")
}
