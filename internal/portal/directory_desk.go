package portal

import (
	"context"
	"strings"
	"unicode/utf8"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/fault"
)

// DeskServices lists services for those who look after the directory: with what
// is withheld from the public, and those that are defunct.
func (s *Service) DeskServices(ctx context.Context, by access.Actor, q ServiceQuery) (ServicePage, error) {
	if err := allowDirectory(by); err != nil {
		return ServicePage{}, err
	}
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
	return s.services(ctx, q, desk)
}

// DeskService returns one service for those who look after the directory.
func (s *Service) DeskService(ctx context.Context, by access.Actor, id string) (DirectoryService, error) {
	if err := allowDirectory(by); err != nil {
		return DirectoryService{}, err
	}
	v, err := s.oneService(ctx, id, desk)
	if err != nil || v.Location == nil {
		return v, err
	}
	v.Location.Texts = Texts{}
	return v, readTexts(ctx, s.DB, map[string][]*Texts{v.Location.ID: {&v.Location.Texts}}, []string{v.Location.ID})
}
