package funding

import (
	"passerelle/internal/platform/access"
	"passerelle/internal/platform/audit"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/crypt"
	"passerelle/internal/platform/db"
)

// Permissions of this module.
var (
	PermRead    = access.Declare("funding.read")    // see the register with what is not published
	PermEdit    = access.Declare("funding.edit")    // add, change and remove calls and operations
	PermPublish = access.Declare("funding.publish") // publish and withdraw operations
)

// Deps is what the service stands on. All fields are needed.
type Deps struct {
	DB    *db.DB
	Vault *crypt.Vault
	Audit *audit.Log
	Clock clock.Clock
}

// Service holds the use cases of the register. It is safe for concurrent use.
type Service struct {
	Deps
}

// New returns the service.
func New(d Deps) *Service { return &Service{Deps: d} }
