package funding

import (
	"context"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/fault"
)

// Objective is a specific objective of a fund, as the law in force in a period
// names it.
type Objective struct {
	ID         string
	Fund       string
	Code       string
	Title      Text
	ValidFrom  clock.Date
	ValidUntil clock.Date // last day; zero: open
	Source     string
	Confirmed  bool // the wording was compared with what the authority publishes
}

// Objectives lists all specific objectives that calls may be about.
func (s *Service) Objectives(ctx context.Context, by access.Actor) ([]Objective, error) {
	if !by.May(PermRead) {
		return nil, fault.Denied()
	}
	return objectives(ctx, s.DB, false)
}
