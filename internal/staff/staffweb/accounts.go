package staffweb

import (
	"net/http"
	"net/url"
	"slices"

	"github.com/a-h/templ"

	"passerelle/internal/platform/ui"
	"passerelle/internal/platform/web"
	"passerelle/internal/staff"
)

const (
	pathAccounts  = "/app/admin/accounts"
	pathInvite    = pathAccounts + "/new"
	accountsShown = 50
)

func (f face) mountAccounts(site *web.Site) {
	one := pathAccounts + "/{id}"
	perm := staff.PermAccounts
	site.Handle(
		web.Route{Method: get, Pattern: pathAccounts, Permission: perm, Handle: f.showAccounts},
		web.Route{Method: get, Pattern: pathInvite, Permission: perm, Handle: f.showInvite},
		web.Route{Method: post, Pattern: pathInvite, Permission: perm, Handle: f.invite, Twin: "inviteAccount"},
		web.Route{Method: get, Pattern: one, Permission: perm, Handle: f.showAccount},
		web.Route{Method: post, Pattern: one + "/roles", Permission: perm, Handle: f.setRoles, Twin: "setAccountRoles"},
		web.Route{Method: post, Pattern: one + "/sessions/end", Permission: perm, Handle: f.endSessions, Twin: "revokeSessions"},
		web.Route{Method: post, Pattern: one + "/sessions/{session}/end", Permission: perm, Handle: f.endSession, Twin: "revokeSession"},
		web.Route{Method: post, Pattern: one + "/tokens/{token}/revoke", Permission: perm, Handle: f.revokeToken, Twin: "revokeToken"},
	)
	for _, d := range f.deeds() {
		site.Handle(
			web.Route{Method: get, Pattern: one + "/" + d.path, Permission: perm, Handle: f.confirmDeed(d)},
			web.Route{Method: post, Pattern: one + "/" + d.path, Permission: perm, Handle: f.doDeed(d), Twin: d.twin},
		)
	}
}

// accountsView is the list of accounts.
type accountsView struct {
	Filter staff.AccountFilter
	Roles  []string
	List   []staff.Account
	Places placeNames
	First  bool   // no rows before these
	Next   string // link
}

func (v accountsView) filtered() bool { return v.Filter.Status != "" || v.Filter.Role != "" }

// link is the list with other filters.
func (v accountsView) link(status, role, after string) string {
	q := url.Values{}
	for name, value := range map[string]string{"status": status, "role": role, "after": after} {
		if value != "" {
			q.Set(name, value)
		}
	}
	if len(q) == 0 {
		return pathAccounts
	}
	return pathAccounts + "?" + q.Encode()
}

func (v accountsView) chips(p ui.Page) (out []ui.Chip) {
	if v.Filter.Status != "" {
		out = append(out, ui.Chip{Label: p.L.T(wordsStatus[v.Filter.Status]), RemoveHref: v.link("", v.Filter.Role, "")})
	}
	if v.Filter.Role != "" {
		out = append(out, ui.Chip{Label: roleWord(p.L, v.Filter.Role), RemoveHref: v.link(v.Filter.Status, "", "")})
	}
	return out
}

func (f face) showAccounts(w http.ResponseWriter, r *web.Request) error {
	q := r.URL.Query()
	v := accountsView{Roles: f.staff.RoleCodes(), First: q.Get("after") == ""}
	v.Filter = staff.AccountFilter{After: q.Get("after"), Limit: accountsShown + 1}
	if s := q.Get("status"); slices.Contains(statuses, s) {
		v.Filter.Status = s
	}
	if role := q.Get("role"); slices.Contains(v.Roles, role) {
		v.Filter.Role = role
	}
	var err error
	if v.List, err = f.staff.Accounts(r.Context(), r.Actor, v.Filter); err != nil {
		return err
	}
	if len(v.List) > accountsShown {
		v.List = v.List[:accountsShown]
		v.Next = v.link(v.Filter.Status, v.Filter.Role, v.List[accountsShown-1].ID)
	}
	if v.Places, err = f.placeNames(r); err != nil {
		return err
	}
	p := r.Page(r.L.T("staff.accounts.title"))
	return r.Show(w, p, accountsPage(p, v))
}

func accountsCrumbed(r *web.Request, title string) ui.Page {
	return crumbed(r, title, ui.Link{Label: r.L.T("staff.accounts.title"), Href: pathAccounts})
}

// inviteDraft is the key of an unfinished invitation.
const inviteDraft = "staff.invite"

// inviteView is the form of an invitation as it was typed.
type inviteView struct {
	Form  url.Values
	Roles roleEditor
	Draft *ui.Draft // unfinished input that was put back
}

func (f face) inviteView(r *web.Request, form url.Values) (inviteView, error) {
	e, err := f.roleEditor(r, rolesIn(form))
	return inviteView{Form: form, Roles: e}, err
}

func (f face) showInvite(w http.ResponseWriter, r *web.Request) error {
	form, at, err := r.Draft(inviteDraft)
	if err != nil {
		return err
	}
	left := form != nil
	if !left {
		form = url.Values{"lang": {string(r.L.Lang())}}
	}
	v, err := f.inviteView(r, form)
	if err != nil {
		return err
	}
	if left {
		v.Draft = &ui.Draft{SavedAt: r.L.DateTime(at.Time()), Discard: ui.PathDrafts + inviteDraft}
	}
	p := accountsCrumbed(r, r.L.T("staff.invite.title"))
	return r.Show(w, p, invitePage(p, v))
}

func (f face) invite(w http.ResponseWriter, r *web.Request) error {
	form, err := r.Form()
	if err != nil {
		return err
	}
	in := staff.Invitation{
		Login: form.Get("login"), Name: form.Get("name"), Email: form.Get("email"), Lang: form.Get("lang"),
		Assignments: assignmentsOf(rolesIn(form)),
	}
	a, code, err := f.staff.Invite(r.Context(), r.Actor, in)
	if err != nil {
		v, viewErr := f.inviteView(r, form)
		if viewErr != nil {
			return viewErr
		}
		p := accountsCrumbed(r, r.L.T("staff.invite.title"))
		return r.Reject(w, err, p, func(p ui.Page) templ.Component { return invitePage(p, v) })
	}
	r.ClearDraft(inviteDraft)
	return f.showLink(w, r, a, code)
}

// showLink shows an invitation link, once.
func (f face) showLink(w http.ResponseWriter, r *web.Request, a staff.Account, code string) error {
	p := accountsCrumbed(r, r.L.T("staff.link.title"))
	return r.Show(w, p, linkPage(p, a, r.Absolute(pathInvitation+code)))
}

// accountView is the page of one account.
type accountView struct {
	Account staff.Account
	Own     bool
	Places  placeNames
	Roles   roleEditor
	Devices devices
}

func accountPath(id string) string { return pathAccounts + "/" + id }

// accountView reads the account; rows are the roles as they were typed, nil for
// those it has.
func (f face) accountView(r *web.Request, rows []roleRow) (accountView, error) {
	id, err := r.ID("id")
	if err != nil {
		return accountView{}, err
	}
	a, err := f.staff.Account(r.Context(), r.Actor, id)
	if err != nil {
		return accountView{}, err
	}
	v := accountView{Account: a, Own: id == r.Actor.ID}
	if rows == nil {
		rows = rowsOf(a.Assignments)
	}
	if v.Roles, err = f.roleEditor(r, rows); err != nil {
		return accountView{}, err
	}
	v.Places = v.Roles.names
	v.Devices, err = f.devices(r, id, accountPath(id))
	return v, err
}

func (f face) showAccount(w http.ResponseWriter, r *web.Request) error {
	v, err := f.accountView(r, nil)
	if err != nil {
		return err
	}
	p := accountsCrumbed(r, v.Account.Name)
	return r.Show(w, p, accountPage(p, v))
}

func (f face) endSession(w http.ResponseWriter, r *web.Request) error {
	return f.revokeSession(w, r, r.PathValue("session"))
}

func (f face) endSessions(w http.ResponseWriter, r *web.Request) error {
	return f.revokeSession(w, r, "")
}

func (f face) revokeSession(w http.ResponseWriter, r *web.Request, session string) error {
	id, err := r.ID("id")
	if err == nil {
		err = f.staff.RevokeSession(r.Context(), r.Actor, id, session)
	}
	if err != nil {
		return err
	}
	return r.Redirect(w, accountPath(id), "staff.session.ended")
}

func (f face) revokeToken(w http.ResponseWriter, r *web.Request) error {
	id, err := r.ID("id")
	if err == nil {
		err = f.staff.RevokeToken(r.Context(), r.Actor, id, r.PathValue("token"))
	}
	if err != nil {
		return err
	}
	return r.Redirect(w, accountPath(id), "staff.token.revoked")
}
