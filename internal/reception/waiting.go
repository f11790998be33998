package reception

import (
	"context"
	"errors"
	"slices"
	"strings"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/audit"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/crypt"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
)

// PermWaiting lets an actor keep the waiting list.
var PermWaiting = access.Declare("reception.waiting")

// WaitingStatus is how an entry of the waiting list stands.
type WaitingStatus string

// Statuses of an entry of the waiting list.
const (
	WaitingOpen    WaitingStatus = "waiting"
	WaitingPlaced  WaitingStatus = "placed"
	WaitingLeft    WaitingStatus = "left"    // does not need a bed any longer
	WaitingExpired WaitingStatus = "expired" // did not say again in time that it needs one
)

// Waiting is a household without a bed.
type Waiting struct {
	ID           string
	Reference    string // what the call list shows instead of a name
	HouseholdID  string
	OrgID        string
	CentreID     string // where the household asked, may be empty
	Persons      int
	Since        clock.Date
	ConfirmedOn  clock.Date
	ConfirmUntil clock.Date // the last day on which it counts as waiting without saying so again
	Status       WaitingStatus
	Grounds      []string // codes
	Version      int
}

func (w Waiting) object() access.Object { return access.Object{Org: w.OrgID, Centre: w.CentreID} }

func waitingNotePlace(id string) crypt.Place {
	return crypt.Place{Table: "reception_waiting", Row: id, Column: "note_sealed"}
}

// WaitingIn puts a household on the waiting list.
type WaitingIn struct {
	HouseholdID string
	CentreID    string     // where it asked; empty: at none
	Since       clock.Date // zero: today; earlier where it has waited before, at most a year
	Grounds     []string   // codes that the register does not show by itself, see Grounds
	Note        string     // sealed
}

// AddToWaiting puts a household without a bed on the waiting list. Grounds that
// the register shows (children, age, needs) are added by themselves.
func (s *Service) AddToWaiting(ctx context.Context, by access.Actor, in WaitingIn) (w Waiting, err error) {
	err = s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		home, err := s.partyFor(ctx, tx, by, PermWaiting, in.HouseholdID)
		if err != nil {
			return err
		}
		if in.CentreID != "" {
			if _, err := s.centreFor(ctx, tx, by, PermWaiting, in.CentreID); err != nil {
				return err
			}
		}
		if _, err := presentStay(ctx, tx, home.id); !errors.Is(err, db.ErrNoRow) {
			return orConflict(err, "reception.error.has_place")
		}
		w, err = s.enqueue(ctx, tx, by, home, in)
		return err
	})
	return w, err
}

// enqueue stores an entry for a household that has no bed.
func (s *Service) enqueue(ctx context.Context, tx *db.Tx, by access.Actor, home party, in WaitingIn) (Waiting, error) {
	today := s.today()
	if in.Since.IsZero() {
		in.Since = today
	}
	var l fault.List
	if !in.Since.Valid() || in.Since.After(today) || in.Since.Before(today.AddDays(-366)) {
		l.Add("since", "reception.error.date_range", "from", today.AddDays(-366), "until", today)
	}
	paragraphs(&l, "note", &in.Note, maxNote)
	for _, g := range in.Grounds {
		if _, ok := waitingTable.ground(g, today); !ok {
			l.Add("grounds", "reception.error.unknown_code")
		}
	}
	if err := l.Err(); err != nil {
		return Waiting{}, err
	}
	terms := waitingTable.terms(today)
	id := db.NewID()
	w := Waiting{ID: id, Reference: callReference(id), HouseholdID: home.id, OrgID: home.org, CentreID: in.CentreID, Persons: len(home.members),
		Since: in.Since, ConfirmedOn: today, ConfirmUntil: today.AddDays(terms.ConfirmDays), Status: WaitingOpen,
		Grounds: union(home.groundsOf(terms), in.Grounds)}
	slices.Sort(w.Grounds)
	var sealed []byte
	if in.Note != "" {
		var err error
		if sealed, err = s.vault.Seal(waitingNotePlace(w.ID), []byte(in.Note)); err != nil {
			return w, err
		}
	}
	if err := insertWaiting(ctx, tx, w, sealed, write{clock.Now(s.clock), by.ID}); err != nil {
		if db.Violation(err) == "reception_waiting_household_id" {
			return w, fault.Conflicts("reception.error.waiting_already")
		}
		return w, err
	}
	return w, s.recordWaiting(ctx, tx, by, "reception.wait", w)
}

// callReference is drawn from the entry's random id, so that it tells nothing
// of the household and is not the reference of its file.
func callReference(id string) string {
	id = strings.ToUpper(id)
	return "W-" + id[:4] + "-" + id[4:8]
}

func (s *Service) recordWaiting(ctx context.Context, tx *db.Tx, by access.Actor, action string, w Waiting) error {
	return s.audit.Record(ctx, tx, by, audit.Entry{Action: action, ObjectType: "waiting", ObjectID: w.ID, Detail: map[string]any{
		"household": w.HouseholdID, "persons": w.Persons, "status": w.Status, "confirm_until": w.ConfirmUntil.String()}})
}

// openWaiting returns an entry that is still waiting, if the actor keeps the list it is on.
func (s *Service) openWaiting(ctx context.Context, tx *db.Tx, by access.Actor, id string) (Waiting, error) {
	w, err := waitingOf(ctx, tx, id)
	if err == nil && !by.MayOn(PermWaiting, w.object()) {
		err = fault.Missing()
	}
	if err == nil && w.Status != WaitingOpen {
		err = fault.Conflicts("reception.error.waiting_over")
	}
	return w, err
}

// ConfirmAvailability notes that a household has said again that it needs a
// bed and can be reached. The entry then holds for as many days as the terms say.
func (s *Service) ConfirmAvailability(ctx context.Context, by access.Actor, waitingID string) (w Waiting, err error) {
	err = s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		if w, err = s.openWaiting(ctx, tx, by, waitingID); err != nil {
			return err
		}
		w.ConfirmedOn = s.today()
		w.ConfirmUntil = w.ConfirmedOn.AddDays(waitingTable.terms(w.ConfirmedOn).ConfirmDays)
		if err := saveWaiting(ctx, tx, w, clock.Instant{}); err != nil {
			return err
		}
		return s.recordWaiting(ctx, tx, by, "reception.confirm_waiting", w)
	})
	return w, err
}

// CloseWaiting takes off the list a household that does not need a bed any
// longer. One that gets a bed goes off by itself.
func (s *Service) CloseWaiting(ctx context.Context, by access.Actor, waitingID string) error {
	return s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		w, err := s.openWaiting(ctx, tx, by, waitingID)
		if err != nil {
			return err
		}
		w.Status = WaitingLeft
		if err := saveWaiting(ctx, tx, w, clock.Now(s.clock)); err != nil {
			return err
		}
		return s.recordWaiting(ctx, tx, by, "reception.close_waiting", w)
	})
}

// expireAtOnce bounds how many entries one transaction lets lapse.
const expireAtOnce = 100

// ExpireWaiting lets entries lapse that were not confirmed in time, and returns
// how many. A job runs it every night; only the system may.
func (s *Service) ExpireWaiting(ctx context.Context, by access.Actor) (int, error) {
	if !by.IsSystem() {
		return 0, fault.Denied()
	}
	for total := 0; ; {
		n := 0
		err := s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
			late, err := lapsedWaiting(ctx, tx, s.today(), expireAtOnce)
			if err != nil {
				return err
			}
			n = len(late)
			for _, w := range late {
				w.Status = WaitingExpired
				if err := saveWaiting(ctx, tx, w, clock.Now(s.clock)); err != nil {
					return err
				}
				if err := s.recordWaiting(ctx, tx, by, "reception.expire_waiting", w); err != nil {
					return err
				}
			}
			return nil
		})
		total += n
		if err != nil || n < expireAtOnce {
			return total, err
		}
	}
}
