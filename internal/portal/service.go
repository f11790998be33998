package portal

import (
	"passerelle/internal/funding"
	"passerelle/internal/platform/audit"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/crypt"
	"passerelle/internal/platform/db"
)

// Deps is what the service stands on. All fields are needed.
type Deps struct {
	DB    *db.DB
	Vault *crypt.Vault
	Audit *audit.Log
	Clock clock.Clock

	Funding *funding.Service // the register of projects, of which portal shows what is published
}

// Service holds the use cases of the public side. It is safe for concurrent use.
type Service struct {
	Deps
	visits visits
}

// New returns the service.
func New(d Deps) *Service { return &Service{Deps: d} }
