package staffweb

import (
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/a-h/templ"

	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/fault"
	"passerelle/internal/platform/ui"
	"passerelle/internal/platform/web"
	"passerelle/internal/staff"
)

const (
	pathOwn      = ui.PathAccount
	pathPassword = pathOwn + "/password"
	pathRecovery = pathOwn + "/recovery-codes"
)

func (f face) mountOwn(site *web.Site) {
	site.Handle(
		web.Route{Method: get, Pattern: pathOwn, Door: web.LoggedIn, Handle: f.showOwn},
		web.Route{Method: post, Pattern: pathOwn + "/sessions/{session}/end", Door: web.LoggedIn, Handle: f.endOwnSession, Twin: "revokeSession"},
		web.Route{Method: post, Pattern: pathOwn + "/tokens", Permission: staff.PermTokens, Handle: f.createToken, Twin: "createToken"},
		web.Route{Method: post, Pattern: pathOwn + "/tokens/{token}/revoke", Door: web.LoggedIn, Handle: f.revokeOwnToken, Twin: "revokeToken"},
		web.Route{Method: get, Pattern: pathPassword, Door: web.LoggedIn, Handle: showPassword},
		web.Route{Method: post, Pattern: pathPassword, Door: web.LoggedIn, Handle: f.changePassword, Twin: "changePassword"},
		web.Route{Method: get, Pattern: pathRecovery, Door: web.LoggedIn, Handle: showRecovery},
		web.Route{Method: post, Pattern: pathRecovery, Door: web.LoggedIn, Handle: f.newRecovery, Twin: "newRecoveryCodes"},
	)
}

// ownView is one's own account.
type ownView struct {
	Account   staff.Account
	Places    placeNames
	Devices   devices
	MayTokens bool
	Form      url.Values // of a new token, as it was typed
}

// devices are where an account is logged in and what acts for it.
type devices struct {
	Base     string // path of the account's page, under which both end
	Here     string // id of the reader's own session
	Sessions []staff.Session
	Tokens   []staff.Token
	Now      clock.Instant
}

func (f face) ownView(r *web.Request) (ownView, error) {
	a, err := f.staff.Account(r.Context(), r.Actor, r.Actor.ID)
	if err != nil {
		return ownView{}, err
	}
	v := ownView{Account: a, MayTokens: r.Actor.May(staff.PermTokens), Form: url.Values{"days": {"90"}}}
	if v.Places, err = f.placeNames(r); err != nil {
		return ownView{}, err
	}
	v.Devices, err = f.devices(r, a.ID, pathOwn)
	return v, err
}

// devices lists sessions and tokens of an account whose page is at base.
func (f face) devices(r *web.Request, account, base string) (d devices, err error) {
	d = devices{Base: base, Here: staff.SessionID(r.SessionValue()), Now: clock.Now(f.staff.Clock)}
	if d.Sessions, err = f.staff.Sessions(r.Context(), r.Actor, account); err != nil {
		return devices{}, err
	}
	d.Tokens, err = f.staff.Tokens(r.Context(), r.Actor, account)
	return d, err
}

// placeNames are empty for whom may see no places.
func (f face) placeNames(r *web.Request) (placeNames, error) {
	places, err := f.places.Options(r.Context(), r.Actor)
	if fault.Is(err, fault.Forbidden, "") {
		return nil, nil
	}
	return namesOf(places), err
}

func (f face) showOwn(w http.ResponseWriter, r *web.Request) error {
	v, err := f.ownView(r)
	if err != nil {
		return err
	}
	p := r.Page(r.L.T("staff.own.title"))
	return r.Show(w, p, ownPage(p, v))
}

func (f face) endOwnSession(w http.ResponseWriter, r *web.Request) error {
	if err := f.staff.RevokeSession(r.Context(), r.Actor, r.Actor.ID, r.PathValue("session")); err != nil {
		return err
	}
	return r.Redirect(w, pathOwn, "staff.session.ended")
}

func (f face) revokeOwnToken(w http.ResponseWriter, r *web.Request) error {
	if err := f.staff.RevokeToken(r.Context(), r.Actor, r.Actor.ID, r.PathValue("token")); err != nil {
		return err
	}
	return r.Redirect(w, pathOwn, "staff.token.revoked")
}

func (f face) createToken(w http.ResponseWriter, r *web.Request) error {
	form, err := r.Form()
	if err != nil {
		return err
	}
	days, _ := strconv.Atoi(form.Get("days")) // what is no number is no life either
	token, secret, err := f.staff.CreateToken(r.Context(), r.Actor, r.Actor.ID, form.Get("label"), time.Duration(days)*24*time.Hour)
	if err != nil {
		v, viewErr := f.ownView(r)
		if viewErr != nil {
			return viewErr
		}
		v.Form = form
		p := r.Page(r.L.T("staff.own.title"))
		return r.Reject(w, err, p, func(p ui.Page) templ.Component { return ownPage(p, v) })
	}
	p := crumbed(r, r.L.T("staff.token.made"), ui.Link{Label: r.L.T("staff.own.title"), Href: pathOwn})
	return r.Show(w, p, tokenPage(p, token, secret))
}

// crumbed is a page with the way back to where it belongs.
func crumbed(r *web.Request, title string, up ...ui.Link) ui.Page {
	p := r.Page(title)
	p.Breadcrumbs = append(up, ui.Link{Label: title})
	return p
}

func ownCrumbed(r *web.Request, title string) ui.Page {
	return crumbed(r, title, ui.Link{Label: r.L.T("staff.own.title"), Href: pathOwn})
}

func showPassword(w http.ResponseWriter, r *web.Request) error {
	p := ownCrumbed(r, r.L.T("staff.password.title"))
	return r.Show(w, p, passwordPage(p))
}

func (f face) changePassword(w http.ResponseWriter, r *web.Request) error {
	form, err := r.Form()
	if err != nil {
		return err
	}
	session, err := "", error(nil)
	if form.Get("password") != form.Get("password_again") {
		err = fault.InvalidField("password_again", "staff.error.password_differs")
	} else {
		session, err = f.staff.ChangePassword(r.Context(), r.Actor, staff.PasswordChange{Old: form.Get("old_password"), New: form.Get("password"), Stay: true, From: browser(r)})
	}
	if err != nil {
		p := ownCrumbed(r, r.L.T("staff.password.title"))
		return r.Reject(w, err, p, passwordPage)
	}
	r.SetSession(w, session)
	return r.Redirect(w, pathOwn, "staff.password.changed")
}

func showRecovery(w http.ResponseWriter, r *web.Request) error {
	p := ownCrumbed(r, r.L.T("staff.recovery.new"))
	return r.Show(w, p, newRecoveryPage(p))
}

func (f face) newRecovery(w http.ResponseWriter, r *web.Request) error {
	form, err := r.Form()
	if err != nil {
		return err
	}
	codes, err := f.staff.NewRecoveryCodes(r.Context(), r.Actor, form.Get("password"), browser(r))
	if err != nil {
		p := ownCrumbed(r, r.L.T("staff.recovery.new"))
		return r.Reject(w, err, p, newRecoveryPage)
	}
	p := ownCrumbed(r, r.L.T("staff.recovery.title"))
	return r.Show(w, p, recoveryPage(p, codes, pathOwn))
}
