package people

import (
	"sync"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/audit"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/crypt"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/files"
)

// Deps is what the service stands on. All but Files are needed.
type Deps struct {
	DB    *db.DB
	Vault *crypt.Vault
	Audit *audit.Log
	Clock clock.Clock
	Files files.Store // photos; nil: none are kept
}

// Service holds the use cases of people. It is safe for concurrent use.
type Service struct {
	db    *db.DB
	vault *crypt.Vault
	audit *audit.Log
	clock clock.Clock
	files *files.Sealed // nil without a store

	holders []Holder // the modules that keep things about persons

	references stock
	index      index
	indexing   sync.Mutex // held from reading a person until the index has them
	follow     sync.Once
	imports    imports
}

// New returns the service. Its searches by name find nobody before LoadIndex.
func New(d Deps) *Service {
	s := &Service{db: d.DB, vault: d.Vault, audit: d.Audit, clock: d.Clock}
	s.index.init()
	if d.Files != nil {
		s.files = files.NewSealed(d.Files, files.MaxPhotoBytes)
	}
	return s
}

// PermImport allows to import persons from a file.
var PermImport = access.Declare("people.import")

// TopicPerson names a person in the change feed whenever their file changes.
const TopicPerson = "people.person"

// today is the civil date in Luxembourg.
func (s *Service) today() clock.Date { return clock.Today(s.clock) }

func (s *Service) now() clock.Instant { return clock.Now(s.clock) }

// object is what the access rule looks at.
func object(org, centre string, restricted bool) access.Object {
	o := access.Object{Org: org, Centre: centre}
	if restricted {
		o.Compartment = access.Protection
	}
	return o
}

// columns says where a person's row p keeps what the access rule looks at.
var columns = access.Columns{
	Org: "p.org_id", Centre: "p.centre_id",
	Compartment: "CASE WHEN p.restricted THEN 'protection' ELSE '' END",
}
