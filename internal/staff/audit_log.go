package staff

import (
	"context"
	"errors"
	"regexp"
	"slices"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/audit"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
)

// AuditQuery narrows AuditLog.
type AuditQuery struct {
	Login        string // of who acted, or "system:…"
	audit.Filter        // its Actor is set from Login
}

// AuditPage is a part of the audit log, the newest entries first.
type AuditPage struct {
	Entries []audit.Recorded
	More    bool              // there are older ones
	Logins  map[string]string // of the accounts that the entries name, by id
	Actions []string          // that can be asked for
}

// AuditLog lists the audit log. That it was read, and what was asked for, is
// itself written down before anything is returned.
func (s *Service) AuditLog(ctx context.Context, by access.Actor, q AuditQuery) (AuditPage, error) {
	if !by.MayOn(PermAuditLog, access.Object{}) {
		return AuditPage{}, fault.Denied()
	}
	f, err := s.auditFilter(ctx, q)
	if err != nil {
		return AuditPage{}, err
	}
	if f.Limit <= 0 || f.Limit > 100 {
		f.Limit = 50
	}
	size := f.Limit
	f.Limit++
	var p AuditPage
	if p.Entries, err = s.Audit.Entries(ctx, f); err != nil {
		return AuditPage{}, err
	}
	if p.More = len(p.Entries) > size; p.More {
		p.Entries = p.Entries[:size]
	}
	if p.Logins, err = s.loginsIn(ctx, p.Entries); err != nil {
		return AuditPage{}, err
	}
	if p.Actions, err = s.Audit.Actions(ctx); err != nil {
		return AuditPage{}, err
	}
	if !slices.Contains(p.Actions, f.Action) {
		f.Action = "" // what is no action is not written down
	}
	err = s.Audit.Read(ctx, by, audit.Entry{Action: "staff.audit.read", ObjectType: "audit", ObjectID: f.ObjectID, PersonID: f.PersonID, Detail: asked(f)})
	if err != nil {
		return AuditPage{}, err
	}
	return p, nil
}

// auditFilter checks what was asked for. Only what has the shape of an id may
// be one, since the question is written down.
func (s *Service) auditFilter(ctx context.Context, q AuditQuery) (audit.Filter, error) {
	f := q.Filter
	var l fault.List
	var err error
	f.Actor, err = s.actorID(ctx, q.Login)
	l.AddErr(err)
	if f.ObjectID != "" && !db.ValidID(f.ObjectID) {
		l.Add("object", "staff.error.id")
	}
	if f.PersonID != "" && !db.ValidID(f.PersonID) {
		l.Add("person", "staff.error.id")
	}
	return f, l.Err()
}

var systemActor = regexp.MustCompile(`^system:[a-z-]{1,40}$`)

// actorID returns the id under which a login stands in the log.
func (s *Service) actorID(ctx context.Context, login string) (string, error) {
	login = normalLogin(login)
	if login == "" || systemActor.MatchString(login) {
		return login, nil
	}
	a, err := findAccount(ctx, s.DB, "login", login)
	if errors.Is(err, db.ErrNoRow) {
		return "", fault.InvalidField("actor", "staff.error.login_unknown")
	}
	return a.ID, err
}

func (s *Service) loginsIn(ctx context.Context, entries []audit.Recorded) (map[string]string, error) {
	var ids []string
	seen := map[string]bool{}
	add := func(id string) {
		if !seen[id] {
			seen[id] = true
			ids = append(ids, id)
		}
	}
	for _, e := range entries {
		add(e.Actor)
		if e.ObjectType == "account" {
			add(e.ObjectID)
		}
	}
	return loginsOf(ctx, s.DB, ids)
}

// asked is the question as codes, for the log.
func asked(f audit.Filter) map[string]any {
	d := map[string]any{}
	for name, v := range map[string]string{"actor": f.Actor, "action": f.Action, "from": f.From.String(), "until": f.Until.String()} {
		if v != "" {
			d[name] = v
		}
	}
	return d
}
