package staff

import (
	"context"
	"runtime"
	"time"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/audit"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/crypt"
	"passerelle/internal/platform/db"
)

// Permissions of this module.
var (
	PermAccounts = access.Declare("staff.accounts") // see and change accounts and roles
	PermTokens   = access.Declare("staff.tokens")   // make tokens for one's own account
	PermAuditLog = access.Declare("staff.audit")    // read the audit log
)

// Deps is what the service works with.
type Deps struct {
	DB    *db.DB
	Vault *crypt.Vault
	Audit *audit.Log
	Clock clock.Clock
	Roles []access.Role // all roles that can be granted

	SessionIdle time.Duration // a session without activity ends; 0: 30 minutes
	SessionLife time.Duration // a session ends in any case; 0: 12 hours
	Hashing     Hashing       // cost of password hashes; zero: DefaultHashing

	// Invited is told of each account that is invited, or invited again, with the
	// code that opens it, in the transaction of the invitation; nil where nobody
	// writes letters.
	Invited func(ctx context.Context, tx *db.Tx, account, code string) error

	// PasswordOnly lets an account without a second factor log in with its
	// password alone. The demonstration sets it, since its accounts are printed
	// for everybody to read; nothing else may.
	PasswordOnly bool
}

// Service carries out the use cases of accounts.
type Service struct {
	Deps
	roles   map[string]access.Role
	hashing chan struct{} // bounds concurrent password hashes: each takes memory
	dummy   string        // hash that unknown logins are checked against

}

// New returns the service.
func New(d Deps) *Service {
	if d.SessionIdle == 0 {
		d.SessionIdle = 30 * time.Minute
	}
	if d.SessionLife == 0 {
		d.SessionLife = 12 * time.Hour
	}
	if d.Hashing == (Hashing{}) {
		d.Hashing = DefaultHashing
	}
	s := &Service{Deps: d, roles: map[string]access.Role{}, hashing: make(chan struct{}, runtime.GOMAXPROCS(0))}
	for _, r := range d.Roles {
		s.roles[r.Code] = r
	}
	s.dummy = s.Hashing.hash("no account has this password")
	return s
}
