package funding

import (
	"context"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/audit"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
)

// SaveCall adds a call (empty ID) or changes one, if Version is the one it has
// now. It returns the call as stored.
func (s *Service) SaveCall(ctx context.Context, by access.Actor, in Call) (Call, error) {
	if !by.May(PermEdit) {
		return Call{}, fault.Denied()
	}
	if in.ID != "" && !db.ValidID(in.ID) {
		return Call{}, fault.Missing()
	}
	if err := in.clean(); err != nil {
		return Call{}, err
	}
	added := in.ID == ""
	if added {
		in.ID = db.NewID()
	}
	err := s.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		if in.Objective, err = objectiveOf(ctx, tx, in.Objective.ID); err != nil {
			return err
		}
		if in.Objective.Fund != in.Fund {
			return fault.InvalidField("objective_id", "funding.error.other_fund")
		}
		in.UpdatedAt = clock.Now(s.Clock)
		if added {
			err = insertCall(ctx, tx, in)
		} else {
			err = updateCall(ctx, tx, in)
		}
		if err != nil {
			return err
		}
		return s.Audit.Record(ctx, tx, by, audit.Entry{Action: "funding.save_call", ObjectType: "funding_call", ObjectID: in.ID,
			Detail: map[string]any{"new": added, "fund": in.Fund, "year": in.Year}})
	})
	if err != nil {
		return Call{}, err
	}
	in.Version++ // from 0 to 1 where it is new
	return in, nil
}

// clean trims the call and reports all that is wrong with its form.
func (c *Call) clean() error {
	if c.ID == "" {
		c.Version = 0
	}
	var l fault.List
	cleanLine(&l, "fund", &c.Fund, bounds{longest: maxFund, needed: true})
	c.Name.clean(&l, "name", bounds{longest: maxTitle, needed: true})
	cleanYear(&l, "period_from", c.PeriodFrom)
	cleanYear(&l, "period_until", c.PeriodUntil)
	if c.PeriodUntil < c.PeriodFrom {
		l.Add("period_until", "funding.error.until_before_from")
	}
	cleanYear(&l, "year", c.Year)
	c.ManagingAuthority.clean(&l, "managing_authority", bounds{longest: maxTitle, needed: true})
	c.IntermediaryBody.clean(&l, "intermediary_body", bounds{longest: maxTitle})
	c.Introduction.clean(&l, "introduction", bounds{longest: maxIntro, paragraphs: true})
	cleanDay(&l, "opens_on", c.OpensOn, false)
	cleanDay(&l, "closes_on", c.ClosesOn, false)
	cleanOrder(&l, "closes_on", c.OpensOn, c.ClosesOn)
	cleanLink(&l, "source_link", &c.SourceLink)
	return l.Err()
}
