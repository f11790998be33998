package funding

import (
	"context"
	"slices"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/audit"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
)

// SaveOperation adds an operation as a draft (empty ID) or changes one, if
// Version is the one it has now; one that is published stays so. It returns the
// operation as stored.
func (s *Service) SaveOperation(ctx context.Context, by access.Actor, in Operation) (Operation, error) {
	if !by.May(PermEdit) {
		return Operation{}, fault.Denied()
	}
	if in.ID != "" && !db.ValidID(in.ID) {
		return Operation{}, fault.Missing()
	}
	if err := in.clean(); err != nil {
		return Operation{}, err
	}
	var out Operation
	err := s.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		out, err = s.saveOperation(ctx, tx, in)
		if err != nil {
			return err
		}
		return s.Audit.Record(ctx, tx, by, audit.Entry{Action: "funding.save_operation", ObjectType: "funding_operation", ObjectID: out.ID,
			Detail: map[string]any{"new": in.ID == "", "call": out.Call.ID, "status": out.Status}})
	})
	return out, err
}

// saveOperation writes what clean has accepted.
func (s *Service) saveOperation(ctx context.Context, tx *db.Tx, in Operation) (out Operation, err error) {
	out = in
	out.UpdatedAt = clock.Now(s.Clock)
	if out.Call, err = callOf(ctx, tx, in.Call.ID); err != nil {
		if fault.Is(err, fault.NotFound, "") {
			err = fault.InvalidField("call_id", "funding.error.unknown_code")
		}
		return out, err
	}
	if in.ID == "" {
		out.ID, out.Status, out.Version, out.PublishedAt = db.NewID(), StatusDraft, 1, clock.Instant{}
		if out.Position, err = nextPosition(ctx, tx, out.Call.ID); err != nil {
			return out, err
		}
		return out, s.insertOperation(ctx, tx, out)
	}
	before, err := s.operationOf(ctx, tx, in.ID, false)
	if err != nil {
		return out, err
	}
	if before.Version != in.Version {
		return out, changedMeanwhile()
	}
	out.Status, out.PublishedAt, out.Position, out.Version = before.Status, before.PublishedAt, before.Position, in.Version+1
	if before.Call.ID != out.Call.ID {
		if out.Position, err = nextPosition(ctx, tx, out.Call.ID); err != nil {
			return out, err
		}
	}
	return out, s.updateOperation(ctx, tx, out)
}

// clean trims the operation and reports all that is wrong with its form.
func (o *Operation) clean() error {
	var l fault.List
	if !db.ValidID(o.Call.ID) {
		l.Add("call_id", "funding.error.required")
	}
	o.Title.clean(&l, "title", bounds{longest: maxTitle, needed: true})
	o.Leader.clean(&l, "leader", bounds{longest: maxTitle})
	cleanDay(&l, "from", o.From, true)
	cleanDay(&l, "until", o.Until, true)
	cleanOrder(&l, "until", o.From, o.Until)
	o.Audience.clean(&l, "audience", bounds{longest: maxParagraph, needed: true, paragraphs: true})
	for _, a := range o.Audiences {
		if !slices.Contains(Audiences, a) {
			l.Add("audiences", "funding.error.unknown_code")
			break
		}
	}
	o.Audiences = slices.DeleteFunc(slices.Clone(Audiences), func(a Audience) bool { return !slices.Contains(o.Audiences, a) })
	o.Objective.clean(&l, "objective", bounds{longest: maxParagraph, needed: true, paragraphs: true})
	cleanLine(&l, "contact_name", &o.Contact.Name, bounds{longest: maxName})
	cleanEmail(&l, "contact_email", &o.Contact.Email)
	cleanLink(&l, "link", &o.Link)
	return l.Err()
}
