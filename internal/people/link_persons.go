package people

import (
	"context"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/audit"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
)

// PermLink allows to say that two records are, or are not, of one person.
var PermLink = access.Declare("people.link")

// LinkVerdict is what was decided on a pair of records.
type LinkVerdict string

// The verdicts.
const (
	LinkSame      LinkVerdict = "same"
	LinkDifferent LinkVerdict = "different" // looked alike and are not: do not ask again
)

// Link is what was decided on a person's record and another.
type Link struct {
	ID        string
	PersonID  string // the other
	Reference string // of the other
	Verdict   LinkVerdict
	DecidedAt clock.Instant
	DecidedBy string // account
}

// LinkPersons says that two records are of one person. Both stay as they are.
func (s *Service) LinkPersons(ctx context.Context, by access.Actor, a, b string) error {
	return s.decide(ctx, by, LinkSame, a, b)
}

// MarkDifferent says that two records that look alike are of two persons.
func (s *Service) MarkDifferent(ctx context.Context, by access.Actor, a, b string) error {
	return s.decide(ctx, by, LinkDifferent, a, b)
}

// decide records a verdict; a standing one has to be undone before.
func (s *Service) decide(ctx context.Context, by access.Actor, verdict LinkVerdict, a, b string) error {
	if a == b {
		return fault.InvalidField("other", errLinkSelf)
	}
	return s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error { return s.decideTx(ctx, tx, by, verdict, a, b) })
}

func (s *Service) decideTx(ctx context.Context, tx *db.Tx, by access.Actor, verdict LinkVerdict, a, b string) error {
	action := map[LinkVerdict]string{LinkSame: "people.link", LinkDifferent: "people.link.different"}[verdict]
	return s.onPair(ctx, tx, by, pairAct{action, a, b}, func(a, b string) error {
		err := insertLink(ctx, tx, a, b, verdict, s.write(by))
		if db.Violation(err) == "people_link_a_id_b_id" {
			return fault.Conflicts(errLinkDecided)
		}
		if err == nil {
			err = settleCandidate(ctx, tx, a, b, verdict, s.write(by))
		}
		if err != nil || verdict != LinkSame {
			return err
		}
		for _, h := range s.holders {
			if err := h.Merge(ctx, tx, a, b); err != nil {
				return err
			}
		}
		return nil
	})
}

// UnlinkPersons undoes what was decided on two records, either way.
func (s *Service) UnlinkPersons(ctx context.Context, by access.Actor, a, b string) error {
	return s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error { return s.unlinkTx(ctx, tx, by, a, b) })
}

func (s *Service) unlinkTx(ctx context.Context, tx *db.Tx, by access.Actor, a, b string) error {
	return s.onPair(ctx, tx, by, pairAct{"people.unlink", a, b}, func(a, b string) error {
		if err := undoLink(ctx, tx, a, b, s.write(by)); err != nil {
			return err
		}
		return reopenCandidate(ctx, tx, a, b)
	})
}

// pairAct is what is done to two persons, as the audit log names it.
type pairAct struct{ action, a, b string }

// onPair runs f on two persons whom the actor may link, in the order of their
// ids, with an audit entry for each.
func (s *Service) onPair(ctx context.Context, tx *db.Tx, by access.Actor, act pairAct, f func(a, b string) error) error {
	a, b := min(act.a, act.b), max(act.a, act.b)
	for _, id := range []string{a, b} {
		if _, err := visible(ctx, tx, by, PermLink, id); err != nil {
			return err
		}
	}
	if err := f(a, b); err != nil {
		return err
	}
	for _, pair := range [][2]string{{a, b}, {b, a}} {
		err := s.audit.Record(ctx, tx, by, audit.Entry{
			Action: act.action, ObjectType: "person", ObjectID: pair[0], PersonID: pair[0], Detail: map[string]any{"other": pair[1]},
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// links returns the standing decisions on a person and others whom the actor may see.
func (s *Service) links(ctx context.Context, q db.Querier, by access.Actor, id string) ([]Link, error) {
	rows, err := readLinks(ctx, q, id)
	if err != nil {
		return nil, err
	}
	var out []Link
	for _, l := range rows {
		if by.MayOn(PermIdentify, l.object) {
			out = append(out, l.Link)
		}
	}
	return out, nil
}
