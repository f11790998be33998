package portal

import (
	"context"
	"strings"
	"unicode/utf8"

	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/fault"
)

// ServiceQuery asks for services of the directory; what is empty does not narrow.
type ServiceQuery struct {
	Search        string
	Kind          ServiceKind
	Commune       string
	Language      string
	Accessibility Accessibility
	OrgID         string
	LocationID    string
	PostalCode    string
	ModifiedAfter clock.Instant
	Near          *Commune // the nearest first; else by kind
	WithinKM      float64  // of Near; 0: anywhere
	Page          int      // from 1
	Size          int      // at most 200; 0: 50
}

// ServicePage is a page of a list.
type ServicePage struct {
	Services []DirectoryService
	Total    int
	Page     int
	Size     int
}

// maxSearch bounds what is searched for.
const maxSearch = 100

// Services lists what the directory publishes. An address that must not be
// public is not in the answer, and no question finds a service by it.
func (s *Service) Services(ctx context.Context, q ServiceQuery) (ServicePage, error) {
	if q.Page < 1 {
		q.Page = 1
	}
	if q.Size < 1 || q.Size > 200 {
		q.Size = 50
	}
	q.Search = strings.TrimSpace(q.Search)
	if utf8.RuneCountInString(q.Search) > maxSearch || !utf8.ValidString(q.Search) || strings.ContainsRune(q.Search, 0) {
		return ServicePage{}, fault.InvalidField("q", "portal.centres.error.search")
	}
	return s.services(ctx, q, published)
}

// OpenService returns one service as the directory publishes it.
func (s *Service) OpenService(ctx context.Context, id string) (DirectoryService, error) {
	return s.oneService(ctx, id, published)
}

func (s *Service) services(ctx context.Context, q ServiceQuery, eyes reader) (ServicePage, error) {
	p := ServicePage{Page: q.Page, Size: q.Size}
	var err error
	if p.Total, err = countServices(ctx, s.DB, q, eyes); err != nil {
		return p, err
	}
	if p.Services, err = findServices(ctx, s.DB, q, eyes); err != nil {
		return p, err
	}
	return p, fillServices(ctx, s.DB, p.Services, clock.Today(s.Clock))
}

func (s *Service) oneService(ctx context.Context, id string, eyes reader) (DirectoryService, error) {
	if !ValidUUID(id) {
		return DirectoryService{}, fault.Missing()
	}
	list, err := serviceByID(ctx, s.DB, id, eyes)
	if err != nil {
		return DirectoryService{}, err
	}
	if len(list) == 0 {
		return DirectoryService{}, fault.Missing()
	}
	return list[0], fillServices(ctx, s.DB, list, clock.Today(s.Clock))
}

// DirectoryOrgs lists the organisations of the directory by name.
func (s *Service) DirectoryOrgs(ctx context.Context) ([]DirectoryOrg, error) {
	return directoryOrgs(ctx, s.DB)
}
