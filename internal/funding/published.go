package funding

import (
	"context"

	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
)

// Published lists the operations that everybody may see, in the order of
// Operations. It needs no actor.
func (s *Service) Published(ctx context.Context, in OperationQuery) (OperationPage, error) {
	in.Status = StatusPublished
	return s.list(ctx, in)
}

// PublishedOperation returns one operation that everybody may see. One that is
// not published is not there.
func (s *Service) PublishedOperation(ctx context.Context, id string) (Operation, error) {
	if !db.ValidID(id) {
		return Operation{}, fault.Missing()
	}
	return s.operationOf(ctx, s.DB, id, true)
}

// Choices are the values by which the public register can be filtered: only
// those that find something.
type Choices struct {
	Objectives []Objective
	Audiences  []Audience
	Years      []int // ascending
	Updated    clock.Instant
}

// maxYears bounds the list of years to choose from.
const maxYears = 40

// PublishedChoices returns the filters of the public register and when it last
// changed.
func (s *Service) PublishedChoices(ctx context.Context) (Choices, error) {
	var c Choices
	err := s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		if c.Objectives, err = objectives(ctx, tx, true); err != nil {
			return err
		}
		found, err := publishedAudiences(ctx, tx)
		if err != nil {
			return err
		}
		for _, a := range Audiences {
			if found[a] {
				c.Audiences = append(c.Audiences, a)
			}
		}
		span, err := publishedSpan(ctx, tx)
		if err != nil {
			return err
		}
		c.Updated = span.updated
		for y := span.from.Year; y > 0 && y <= span.until.Year && len(c.Years) < maxYears; y++ {
			c.Years = append(c.Years, y)
		}
		return nil
	})
	return c, err
}
