package reception

import (
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
}

// Service holds the use cases of reception. It is safe for concurrent use.
type Service struct {
	db    *db.DB
	vault *crypt.Vault
	audit *audit.Log
	clock clock.Clock
}

// New returns the service.
func New(d Deps) *Service {
	return &Service{db: d.DB, vault: d.Vault, audit: d.Audit, clock: d.Clock}
}

// TopicCentre names a centre in the change feed whenever its rooms, beds,
// outages or holds change.
const TopicCentre = "reception.centre"

// today is the civil date in Luxembourg.
func (s *Service) today() clock.Date { return clock.Today(s.clock) }
