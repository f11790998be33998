package people

import (
	"context"
	"errors"
	"time"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/audit"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
)

// Sweep is the search of the whole register for records that look alike: the one
// under way, or the last.
type Sweep struct {
	Run        int // 0 before the first
	Seen       int // persons looked at
	Total      int // persons to look at, when it began
	Found      int // pairs that wait for a decision, when it ended
	StartedAt  clock.Instant
	FinishedAt clock.Instant // empty while it is under way

	after, startedBy string
}

// Busy reports whether the sweep is under way.
func (s Sweep) Busy() bool { return s.Run > 0 && s.FinishedAt.IsZero() }

// Percent is how much of the register was looked at. Pages show it in place of
// the counts, which tell of persons whom not everybody may see.
func (s Sweep) Percent() int {
	switch {
	case s.Run == 0:
		return 0
	case !s.Busy():
		return 100
	}
	return min(s.Seen*100/max(s.Total, 1), 99)
}

// LastSweep says how far the sweep is, or when the last one was.
func (s *Service) LastSweep(ctx context.Context, by access.Actor) (Sweep, error) {
	if !by.May(PermLink) {
		return Sweep{}, fault.Denied()
	}
	return s.lastSweep(ctx, s.db)
}

func (s *Service) lastSweep(ctx context.Context, q db.Querier) (Sweep, error) {
	sweep, err := readSweep(ctx, q)
	if errors.Is(err, db.ErrNoRow) {
		err = nil
	}
	return sweep, err
}

// StartSweep begins a sweep of the register; SweepDuplicates carries it on. While
// one is under way it begins none and returns that one.
func (s *Service) StartSweep(ctx context.Context, by access.Actor) (Sweep, error) {
	if !by.May(PermLink) {
		return Sweep{}, fault.Denied()
	}
	var sweep Sweep
	err := s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		begun, err := beginSweep(ctx, tx, s.IndexSize(), s.write(by))
		if err != nil {
			return err
		}
		if sweep, err = s.lastSweep(ctx, tx); err != nil || !begun {
			return err
		}
		return s.audit.Record(ctx, tx, by, audit.Entry{Action: "people.sweep", ObjectType: "sweep", ObjectID: "register", Detail: map[string]any{"run": sweep.Run}})
	})
	return sweep, err
}

// The hours of the night in which a sweep begins by itself, and how old the last
// one may be before one begins by day: where the program is switched off at night.
const (
	nightFrom, nightUntil = 2, 6
	sweepOverdue          = 36 * time.Hour
)

// StartNightlySweep begins the sweep of the night, once a night. It returns the
// sweep that is to be carried on, or the last.
func (s *Service) StartNightlySweep(ctx context.Context, by access.Actor) (Sweep, error) {
	sweep, err := s.LastSweep(ctx, by)
	if err != nil || sweep.Busy() {
		return sweep, err
	}
	now := s.clock.Now().In(clock.Luxembourg)
	night := time.Date(now.Year(), now.Month(), now.Day(), nightFrom, 0, 0, 0, clock.Luxembourg)
	due := !now.Before(night) && now.Hour() < nightUntil && sweep.StartedAt.Time().Before(night)
	overdue := sweep.Run > 0 && now.Sub(sweep.StartedAt.Time()) > sweepOverdue
	if !due && !overdue {
		return sweep, nil
	}
	return s.StartSweep(ctx, by)
}
