package staffweb

import (
	"context"
	"net/http"
	"net/url"
	"time"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/web"
	"passerelle/internal/staff"
)

// AccountIn names an account.
type AccountIn struct {
	ID string `path:"id" doc:"Id of an account; \"me\" is the token's own"`
}

func (in AccountIn) account(by access.Actor) string {
	if in.ID == "me" {
		return by.ID
	}
	return in.ID
}

// RoleFields are a role and where it holds.
type RoleFields struct {
	Role    string `json:"role" doc:"Code of the role, such as reception_desk"`
	Scope   string `json:"scope" enum:"all,organisation,centre,team"`
	ScopeID string `json:"scope_id,omitempty" doc:"Id of the organisation, centre or team"`
}

func assignments(fields []RoleFields) []staff.Assignment {
	out := make([]staff.Assignment, len(fields))
	for i, f := range fields {
		out[i] = staff.Assignment{Role: f.Role, Scope: access.Scope{Kind: access.ScopeKind(f.Scope), ID: f.ScopeID}}
	}
	return out
}

func (f face) mountAPI(site *web.Site) {
	op := func(id, method, path, summary string, perm access.Permission) web.Operation {
		o := web.Operation{ID: id, Method: method, Path: path, Summary: summary, Tag: "Staff", Permission: perm}
		if perm == "" {
			o.Door = web.LoggedIn
		}
		return o
	}
	quiet := func(o web.Operation) web.Operation {
		o.Status = http.StatusNoContent
		return o
	}
	const put, del, one = http.MethodPut, http.MethodDelete, "/accounts/{id}"
	web.Op(site, op("listAccounts", get, "/accounts", "Accounts by login", staff.PermAccounts), f.apiAccounts)
	web.Op(site, op("inviteAccount", post, "/accounts", "Make an account and the code its owner opens it with", staff.PermAccounts), f.apiInvite)
	web.Op(site, op("getAccount", get, one, "An account: one's own, or any", ""), f.apiAccount)
	web.Op(site, op("setAccountRoles", put, one+"/roles", "Replace the roles of another's account", staff.PermAccounts), f.apiSetRoles)
	web.Op(site, quiet(op("disableAccount", post, one+"/disable", "End an account at once", staff.PermAccounts)), f.apiDisable)
	web.Op(site, quiet(op("enableAccount", post, one+"/enable", "Open a disabled account again", staff.PermAccounts)), f.apiEnable)
	web.Op(site, op("resetAccount", post, one+"/reset", "New invitation for who lost password or phone", staff.PermAccounts), f.apiReset)
	web.Op(site, op("listSessions", get, one+"/sessions", "Where an account is logged in", ""), f.apiSessions)
	web.Op(site, quiet(op("revokeSessions", del, one+"/sessions", "End all sessions of an account", "")), f.apiRevokeSessions)
	web.Op(site, quiet(op("revokeSession", del, one+"/sessions/{session}", "End one session", "")), f.apiRevokeSession)
	web.Op(site, op("listTokens", get, one+"/tokens", "Tokens of an account, newest first", ""), f.apiTokens)
	web.Op(site, op("createToken", post, one+"/tokens", "Make a token for one's own account", staff.PermTokens), f.apiCreateToken)
	web.Op(site, quiet(op("revokeToken", del, one+"/tokens/{token}", "End a token", "")), f.apiRevokeToken)
	web.Op(site, quiet(op("changePassword", post, "/accounts/me/password", "Replace one's own password; all sessions and tokens end", "")), f.apiChangePassword)
	web.Op(site, op("newRecoveryCodes", post, "/accounts/me/recovery-codes", "Replace one's own recovery codes", ""), f.apiNewRecovery)
	web.Op(site, op("listAuditEntries", get, "/audit", "The audit log, newest first; reading it is written down", staff.PermAuditLog), f.apiAudit)
}

func (f face) apiAccounts(ctx context.Context, by access.Actor, in *struct {
	Status string `query:"status" enum:"invited,active,disabled"`
	Role   string `query:"role"`
	After  string `query:"after" doc:"Cursor that the part before ended with"`
	Limit  int    `query:"limit" minimum:"0" maximum:"199" doc:"0: 50"`
}) (*listOut[accountBody], error) {
	if in.Limit == 0 {
		in.Limit = 50
	}
	list, err := f.staff.Accounts(ctx, by, staff.AccountFilter{Status: in.Status, Role: in.Role, After: in.After, Limit: in.Limit + 1})
	if err != nil {
		return nil, err
	}
	next := ""
	if len(list) > in.Limit {
		list = list[:in.Limit]
		next = list[in.Limit-1].ID
	}
	return listed(list, accountBodyOf, next), nil
}

func (f face) apiInvite(ctx context.Context, by access.Actor, in *struct {
	Body struct {
		Login string       `json:"login"`
		Name  string       `json:"name"`
		Email string       `json:"email,omitempty"`
		Lang  string       `json:"lang,omitempty" doc:"en, fr, de or lb"`
		Roles []RoleFields `json:"roles"`
	}
}) (*invitationOut, error) {
	a, code, err := f.staff.Invite(ctx, by, staff.Invitation{
		Login: in.Body.Login, Name: in.Body.Name, Email: in.Body.Email, Lang: in.Body.Lang, Assignments: assignments(in.Body.Roles),
	})
	if err != nil {
		return nil, err
	}
	return invitationAnswer(a, code), nil
}

func (f face) apiAccount(ctx context.Context, by access.Actor, in *AccountIn) (*accountOut, error) {
	a, err := f.staff.Account(ctx, by, in.account(by))
	if err != nil {
		return nil, err
	}
	return &accountOut{web.ETag(a.Version), accountBodyOf(a)}, nil
}

func (f face) apiSetRoles(ctx context.Context, by access.Actor, in *struct {
	AccountIn
	IfMatch string `header:"If-Match" required:"true" doc:"ETag of the account as it was read"`
	Body    struct {
		Roles []RoleFields `json:"roles"`
	}
}) (*accountOut, error) {
	version, err := web.IfMatch(in.IfMatch)
	if err != nil {
		return nil, err
	}
	if err := f.staff.SetRoles(ctx, by, in.account(by), version, assignments(in.Body.Roles)); err != nil {
		return nil, err
	}
	return f.apiAccount(ctx, by, &in.AccountIn)
}

// done answers what has nothing to tell.
func done(err error) (*struct{}, error) {
	if err != nil {
		return nil, err
	}
	return &struct{}{}, nil
}

func (f face) apiDisable(ctx context.Context, by access.Actor, in *AccountIn) (*struct{}, error) {
	return done(f.staff.Disable(ctx, by, in.account(by)))
}

func (f face) apiEnable(ctx context.Context, by access.Actor, in *AccountIn) (*struct{}, error) {
	return done(f.staff.Enable(ctx, by, in.account(by)))
}

func (f face) apiReset(ctx context.Context, by access.Actor, in *AccountIn) (*invitationOut, error) {
	code, err := f.staff.Reset(ctx, by, in.account(by))
	if err != nil {
		return nil, err
	}
	a, err := f.staff.Account(ctx, by, in.account(by))
	if err != nil {
		return nil, err
	}
	return invitationAnswer(a, code), nil
}

func (f face) apiSessions(ctx context.Context, by access.Actor, in *AccountIn) (*listOut[sessionBody], error) {
	list, err := f.staff.Sessions(ctx, by, in.account(by))
	if err != nil {
		return nil, err
	}
	return listed(list, sessionBodyOf, ""), nil
}

func (f face) apiRevokeSessions(ctx context.Context, by access.Actor, in *AccountIn) (*struct{}, error) {
	return done(f.staff.RevokeSession(ctx, by, in.account(by), ""))
}

func (f face) apiRevokeSession(ctx context.Context, by access.Actor, in *struct {
	AccountIn
	Session string `path:"session"`
}) (*struct{}, error) {
	return done(f.staff.RevokeSession(ctx, by, in.account(by), in.Session))
}

func (f face) apiTokens(ctx context.Context, by access.Actor, in *AccountIn) (*listOut[tokenBody], error) {
	list, err := f.staff.Tokens(ctx, by, in.account(by))
	if err != nil {
		return nil, err
	}
	return listed(list, tokenBodyOf, ""), nil
}

func (f face) apiCreateToken(ctx context.Context, by access.Actor, in *struct {
	AccountIn
	Body struct {
		Label string `json:"label" doc:"What it is for, at most 100 characters"`
		Days  int    `json:"days" minimum:"1" maximum:"366"`
	}
}) (*newTokenOut, error) {
	t, secret, err := f.staff.CreateToken(ctx, by, in.account(by), in.Body.Label, time.Duration(in.Body.Days)*24*time.Hour)
	if err != nil {
		return nil, err
	}
	return &newTokenOut{newTokenBody{tokenBodyOf(t), secret}}, nil
}

func (f face) apiRevokeToken(ctx context.Context, by access.Actor, in *struct {
	AccountIn
	Token string `path:"token"`
}) (*struct{}, error) {
	return done(f.staff.RevokeToken(ctx, by, in.account(by), in.Token))
}

func (f face) apiChangePassword(ctx context.Context, by access.Actor, in *struct {
	Body struct {
		Old string `json:"old_password"`
		New string `json:"password"`
	}
}) (*struct{}, error) {
	_, err := f.staff.ChangePassword(ctx, by, staff.PasswordChange{Old: in.Body.Old, New: in.Body.New})
	return done(err)
}

func (f face) apiNewRecovery(ctx context.Context, by access.Actor, in *struct {
	Body struct {
		Password string `json:"password"`
	}
}) (*recoveryOut, error) {
	codes, err := f.staff.NewRecoveryCodes(ctx, by, in.Body.Password, staff.Browser{})
	if err != nil {
		return nil, err
	}
	out := &recoveryOut{}
	out.Body.Codes = codes
	return out, nil
}

func (f face) apiAudit(ctx context.Context, by access.Actor, in *struct {
	Actor  string `query:"actor" doc:"Login of who acted, or system:…"`
	Action string `query:"action"`
	Object string `query:"object" doc:"Id of what it was done to"`
	Person string `query:"person" doc:"Id of the person whose file it is"`
	From   string `query:"from" doc:"Day in Luxembourg, such as 2026-11-23"`
	To     string `query:"to" doc:"Last day, included"`
	After  string `query:"after" doc:"Cursor that the part before ended with"`
	Limit  int    `query:"limit" minimum:"0" maximum:"100" doc:"0: 50"`
}) (*listOut[entryBody], error) {
	q, err := auditQuery(url.Values{
		"actor": {in.Actor}, "action": {in.Action}, "object": {in.Object}, "person": {in.Person}, "from": {in.From}, "to": {in.To}, "before": {in.After},
	})
	if err != nil {
		return nil, err
	}
	q.Limit = in.Limit
	page, err := f.staff.AuditLog(ctx, by, q)
	if err != nil {
		return nil, err
	}
	next := ""
	if page.More {
		next = cursor(page.Entries[len(page.Entries)-1].Position)
	}
	return listed(page.Entries, entryBodyOf, next), nil
}

// instant is nil where there is none, so that JSON leaves it out.
func instant(t clock.Instant) *clock.Instant {
	if t.IsZero() {
		return nil
	}
	return &t
}
