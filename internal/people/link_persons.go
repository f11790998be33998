package people

import (
	"context"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/db"
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
