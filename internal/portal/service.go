package portal

import (
	"context"

	"passerelle/internal/funding"
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

	Funding *funding.Service // the register of projects, of which portal shows what is published
	Files   files.Store      // of what is sent with messages; nil: nothing can be
}

// Service holds the use cases of the public side. It is safe for concurrent use.
type Service struct {
	Deps
	visits visits

	// EnquiryConfirmed and EnquiryAnswered enqueue the letters to a sender who
	// gave an address, in the transaction that gives rise to them; nil where
	// no mail leaves.
	EnquiryConfirmed func(ctx context.Context, tx *db.Tx, enquiryID string) error
	EnquiryAnswered  func(ctx context.Context, tx *db.Tx, entryID string) error

	// Colleagues are the accounts that sit at a desk; Names are the display
	// names of accounts. The program joins both from the module that knows.
	Colleagues func(ctx context.Context, p access.Permission, c access.Compartment) ([]Colleague, error)
	Names      func(ctx context.Context, ids []string) (map[string]string, error)

	attachments *files.Sealed // nil without a store
}

// Colleague is an account that may be given a message.
type Colleague struct{ ID, Name string }

// New returns the service.
func New(d Deps) *Service {
	s := &Service{Deps: d}
	if d.Files != nil {
		s.attachments = files.NewSealed(d.Files, MaxAttachmentBytes)
	}
	return s
}
