package reception

import (
	"context"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/db"
)

// Housing is where a household lives, is expected and has lived, as far as the
// actor may know.
type Housing struct {
	HouseholdID string
	Reference   string
	Stays       []StayView // the latest first, at most maxStays
	Waiting     *Waiting   // on the waiting list; nil: it is not, or the actor does not keep it
}

// maxStays is how many stays of one household are shown.
const maxStays = 100

// Present returns the stay in which the household is now, nil for none.
func (h Housing) Present() *StayView {
	for i, v := range h.Stays {
		if v.Status == StayPresent {
			return &h.Stays[i]
		}
	}
	return nil
}

// Reserved returns the stays that the household is expected for.
func (h Housing) Reserved() []StayView {
	var out []StayView
	for _, v := range h.Stays {
		if v.Status == StayReserved {
			out = append(out, v)
		}
	}
	return out
}

// Housing shows the stays of a household in the centres whose stays the actor
// may see: what was elsewhere stays there.
func (s *Service) Housing(ctx context.Context, by access.Actor, householdID string) (Housing, error) {
	home, err := s.partyFor(ctx, s.db, by, PermStays, householdID)
	if err != nil {
		return Housing{}, err
	}
	h := Housing{HouseholdID: home.id, Reference: home.reference}
	var stays []Stay
	err = s.db.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		if stays, err = staysOfHousehold(ctx, tx, by, home.id, maxStays); err != nil {
			return err
		}
		if by.MayOn(PermWaiting, home.object()) {
			h.Waiting, err = openWaitingOf(ctx, tx, home.id)
		}
		return err
	})
	if err != nil {
		return Housing{}, err
	}
	if h.Waiting != nil {
		row := WaitingRow{Waiting: *h.Waiting, Days: s.today().Sub(h.Waiting.Since)}
		row.hide(by)
		h.Waiting = &row.Waiting
	}
	h.Stays, err = s.viewStays(ctx, by, stays)
	return h, err
}
