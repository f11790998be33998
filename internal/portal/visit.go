package portal

import (
	"context"
	"strings"
	"sync"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
	"passerelle/internal/platform/i18n"
)

// PermVisits allows to see how often public pages were opened.
var PermVisits = access.Declare("portal.visits")

// Visits is how often a page was opened, by people and by programs. Nothing is
// known of who: no address, no cookie, no order in which pages were read.
type Visits struct {
	Page   string // path behind the language; "/" is the first page
	Lang   i18n.Lang
	Visits int
}

// visits counts in memory until WriteVisits.
type visits struct {
	mu sync.Mutex
	n  map[[2]string]int // language and page
}

// mostVisits bounds how many pages are counted between two writes.
const mostVisits = 20_000

// Visited counts that a public page was opened; path begins with its language.
func (s *Service) Visited(path string) {
	lang, page, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	if !i18n.Lang(lang).Known() {
		return
	}
	s.visits.mu.Lock()
	defer s.visits.mu.Unlock()
	key := [2]string{lang, "/" + strings.TrimSuffix(page, "/")}
	if _, known := s.visits.n[key]; known || len(s.visits.n) < mostVisits {
		if s.visits.n == nil {
			s.visits.n = map[[2]string]int{}
		}
		s.visits.n[key]++
	}
}

// WriteVisits writes down what was counted since the last time. It is a job's;
// what a process that is killed has not written is lost.
func (s *Service) WriteVisits(ctx context.Context) error {
	s.visits.mu.Lock()
	counted := s.visits.n
	s.visits.n = nil
	s.visits.mu.Unlock()
	if len(counted) == 0 {
		return nil
	}
	day := clock.Today(s.Clock)
	return s.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		for key, n := range counted {
			if err := addVisits(ctx, tx, day, key, n); err != nil {
				return err
			}
		}
		return nil
	})
}

// VisitQuery asks for the visits of some days.
type VisitQuery struct {
	From, Until clock.Date // both included
	Lang        i18n.Lang  // empty: all
	After       string     // cursor
}

// VisitPage is one page of the list, the most visited first.
type VisitPage struct {
	List  []Visits
	Total int // visits of all pages of the list
	Next  string
}

// visitsShown is how many rows a page of the list has.
const visitsShown = 50

// maxVisitDays bounds a period.
const maxVisitDays = 3660

// ListVisits returns how often pages were opened in a period.
func (s *Service) ListVisits(ctx context.Context, by access.Actor, q VisitQuery) (VisitPage, error) {
	if !by.May(PermVisits) {
		return VisitPage{}, fault.Denied()
	}
	if !q.From.Valid() || !q.Until.Valid() || q.Until.Before(q.From) || q.Until.Sub(q.From) > maxVisitDays {
		return VisitPage{}, fault.InvalidField("from", "portal.desk.error.period")
	}
	if q.Lang != "" && !q.Lang.Known() {
		return VisitPage{}, fault.InvalidField("lang", "portal.desk.error.language")
	}
	return readVisits(ctx, s.DB, q)
}
