package reception

import (
	"passerelle/internal/people"
	"passerelle/internal/platform/audit"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/crypt"
	"passerelle/internal/platform/db"
)

// Deps is what the service stands on. All fields are needed.
type Deps struct {
	DB     *db.DB
	Vault  *crypt.Vault
	Audit  *audit.Log
	Clock  clock.Clock
	People *people.Service
}

// Service holds the use cases of reception. It is safe for concurrent use.
type Service struct {
	db     *db.DB
	vault  *crypt.Vault
	audit  *audit.Log
	clock  clock.Clock
	people *people.Service

	beds   availability // the map of beds on which Suggest stands
	counts counts       // what is free and taken tonight, by centre
}

// New returns the service.
func New(d Deps) *Service {
	s := &Service{db: d.DB, vault: d.Vault, audit: d.Audit, clock: d.Clock, people: d.People}
	s.counts.follow(d.DB)
	return s
}

// TopicCentre names a centre in the change feed whenever its rooms, beds,
// outages or holds change.
const TopicCentre = "reception.centre"

// today is the civil date in Luxembourg.
func (s *Service) today() clock.Date { return clock.Today(s.clock) }
