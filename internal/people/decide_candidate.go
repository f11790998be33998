package people

import (
	"context"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
)

// DecideInput is a decision on a pair that a sweep found.
type DecideInput struct {
	ID       string
	Version  int // of the pair as it was shown
	Decision CandidateDecision
	RemindOn clock.Date // of CandidateLater; empty: in a week
}

// laterDays is how many days a pair is set aside for where no day is named.
const laterDays = 7

// DecideCandidate links the two records, says that they are of two persons, or
// sets the pair aside. Where somebody else was faster, nothing is written.
func (s *Service) DecideCandidate(ctx context.Context, by access.Actor, in DecideInput) error {
	if !by.May(PermLink) {
		return fault.Denied()
	}
	f := newForm(s.today())
	oneOf(f, "decision", in.Decision, []CandidateDecision{CandidateSame, CandidateDifferent, CandidateLater})
	if in.RemindOn.IsZero() {
		in.RemindOn = s.today().AddDays(laterDays)
	} else if !in.RemindOn.Valid() || !in.RemindOn.After(s.today()) {
		f.add("remind_on", errRemindOn)
	}
	if err := f.err(); err != nil {
		return err
	}
	return s.onCandidate(ctx, by, in.ID, in.Version, func(ctx context.Context, tx *db.Tx, c candidateRow) error {
		switch {
		case c.Decision != CandidateOpen && c.Decision != CandidateLater:
			return fault.Conflicts(errCandidateChanged)
		case in.Decision != CandidateLater:
			err := s.decideTx(ctx, tx, by, LinkVerdict(in.Decision), c.aID, c.bID)
			if fault.Is(err, fault.Conflict, errLinkDecided) { // by somebody else, at the same moment
				return fault.Conflicts(errCandidateChanged)
			}
			return err
		}
		return s.onPair(ctx, tx, by, pairAct{"people.candidate.later", c.aID, c.bID}, func(_, _ string) error {
			return postponeCandidate(ctx, tx, c, in.RemindOn, s.write(by))
		})
	})
}

// UndoCandidate takes back what was decided on a pair: it waits again.
func (s *Service) UndoCandidate(ctx context.Context, by access.Actor, id string, version int) error {
	if !by.May(PermLink) {
		return fault.Denied()
	}
	return s.onCandidate(ctx, by, id, version, func(ctx context.Context, tx *db.Tx, c candidateRow) error {
		switch c.Decision {
		case CandidateOpen:
			return fault.Conflicts(errCandidateChanged)
		case CandidateLater:
			return s.onPair(ctx, tx, by, pairAct{"people.candidate.reopen", c.aID, c.bID}, func(a, b string) error {
				return reopenCandidate(ctx, tx, a, b)
			})
		}
		return s.unlinkTx(ctx, tx, by, c.aID, c.bID)
	})
}

// onCandidate runs f on a pair that the actor may decide on and that is as it was shown.
func (s *Service) onCandidate(ctx context.Context, by access.Actor, id string, version int, f func(context.Context, *db.Tx, candidateRow) error) error {
	return s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		c, err := visibleCandidate(ctx, tx, by, id)
		if err != nil {
			return err
		}
		if c.Version != version {
			return fault.Conflicts(errCandidateChanged)
		}
		return f(ctx, tx, c)
	})
}
