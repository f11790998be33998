package staffweb

import (
	"passerelle/internal/platform/audit"
	"passerelle/internal/platform/clock"
	"passerelle/internal/staff"
)

// listOut is a part of a list.
type listOut[T any] struct{ Body listBody[T] }

type listBody[T any] struct {
	Items []T    `json:"items"`
	Next  string `json:"next,omitempty" doc:"Cursor of the next part; absent on the last"`
}

func listed[T, B any](items []T, body func(T) B, next string) *listOut[B] {
	out := &listOut[B]{listBody[B]{Items: make([]B, len(items)), Next: next}}
	for i, item := range items {
		out.Body.Items[i] = body(item)
	}
	return out
}

type accountBody struct {
	ID           string         `json:"id"`
	Version      int            `json:"version"`
	Login        string         `json:"login"`
	Name         string         `json:"name"`
	Email        string         `json:"email,omitempty"`
	Lang         string         `json:"lang"`
	Status       string         `json:"status" enum:"invited,active,disabled"`
	SecondFactor bool           `json:"second_factor"`
	Roles        []RoleFields   `json:"roles"`
	CreatedAt    clock.Instant  `json:"created_at"`
	InvitedUntil *clock.Instant `json:"invited_until,omitempty"`
}

type accountOut struct {
	ETag string `header:"ETag"`
	Body accountBody
}

func accountBodyOf(a staff.Account) accountBody {
	b := accountBody{
		ID: a.ID, Version: a.Version, Login: a.Login, Name: a.Name, Email: a.Email, Lang: a.Lang, Status: a.Status,
		SecondFactor: a.TOTP, Roles: []RoleFields{}, CreatedAt: a.CreatedAt, InvitedUntil: instant(a.InviteUntil),
	}
	for _, as := range a.Assignments {
		b.Roles = append(b.Roles, RoleFields{Role: as.Role, Scope: string(as.Scope.Kind), ScopeID: as.Scope.ID})
	}
	return b
}

type invitationOut struct{ Body invitationBody }

type invitationBody struct {
	Account accountBody `json:"account"`
	Code    string      `json:"code" doc:"Told once: the owner opens the account at /invitation/CODE"`
}

func invitationAnswer(a staff.Account, code string) *invitationOut {
	return &invitationOut{invitationBody{accountBodyOf(a), code}}
}

type sessionBody struct {
	ID        string        `json:"id"`
	Agent     string        `json:"agent"`
	CreatedAt clock.Instant `json:"created_at"`
	SeenAt    clock.Instant `json:"seen_at"`
	Full      bool          `json:"full" doc:"The second factor was given"`
}

func sessionBodyOf(s staff.Session) sessionBody {
	return sessionBody{s.ID, s.Agent, s.CreatedAt, s.SeenAt, s.Full}
}

type tokenBody struct {
	ID        string         `json:"id"`
	Label     string         `json:"label"`
	CreatedAt clock.Instant  `json:"created_at"`
	Until     clock.Instant  `json:"until"`
	UsedAt    *clock.Instant `json:"used_at,omitempty"`
	RevokedAt *clock.Instant `json:"revoked_at,omitempty"`
}

func tokenBodyOf(t staff.Token) tokenBody {
	return tokenBody{t.ID, t.Label, t.CreatedAt, t.Until, instant(t.UsedAt), instant(t.RevokedAt)}
}

type newTokenOut struct{ Body newTokenBody }

type newTokenBody struct {
	tokenBody
	Token string `json:"token" doc:"The bearer token, told once"`
}

type recoveryOut struct {
	Body struct {
		Codes []string `json:"codes" doc:"Told once"`
	}
}

type entryBody struct {
	ID         string         `json:"id"`
	At         clock.Instant  `json:"at"`
	Actor      string         `json:"actor" doc:"Id of an account, or system:…"`
	Action     string         `json:"action"`
	ObjectType string         `json:"object_type"`
	ObjectID   string         `json:"object_id"`
	PersonID   string         `json:"person_id,omitempty"`
	RequestID  string         `json:"request_id,omitempty"`
	Detail     map[string]any `json:"detail"`
}

func entryBodyOf(e audit.Recorded) entryBody {
	return entryBody{e.ID, e.At, e.Actor, e.Action, e.ObjectType, e.ObjectID, e.PersonID, e.RequestID, e.Detail}
}
