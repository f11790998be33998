package people

import (
	"context"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/audit"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
)

// HeadInput says who is the head of a household from now on.
type HeadInput struct {
	Household     HouseholdRef
	Head          string
	Relationships map[string]Relationship // of the others to the new head; unknown where nothing is said
}

// SetHead makes another member the head of a household.
func (s *Service) SetHead(ctx context.Context, by access.Actor, in HeadInput) error {
	return s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		c, err := s.openCrew(ctx, tx, by, PermHousehold, in.Household)
		if err != nil {
			return err
		}
		f := newForm(s.today())
		c.mayName(f, by, "head", in.Head)
		for id := range in.Relationships {
			c.mayName(f, by, "relationships."+id, id)
		}
		checkRelationships(f, in.Head, in.Relationships)
		if err := f.err(); err != nil {
			return err
		}
		said := relationshipsAfter(c.members, in.Head, in.Head == c.headID, in.Relationships)
		if err := s.settle(ctx, tx, c.id, in.Head, c.members, said); err != nil {
			return err
		}
		return s.record(ctx, tx, by, audit.Entry{Action: "people.household.head", ObjectID: c.id, Detail: map[string]any{"head": in.Head}}, c.members)
	})
}

// SetRelationship says what a member is to the head of their household.
func (s *Service) SetRelationship(ctx context.Context, by access.Actor, personID string, r Relationship) error {
	f := newForm(s.today())
	oneOf(f, "relationship", r, Relationships)
	if err := f.err(); err != nil {
		return err
	}
	return s.change(ctx, by, act{PermHousehold, "people.relationship"}, personID, func(ctx context.Context, tx *db.Tx, p *opened) (map[string]any, error) {
		lists := p.lists(ctx, tx)
		before := lists.relationship()
		switch {
		case lists.err != nil:
			return nil, lists.err
		case before == RelationshipHead && r != RelationshipHead:
			return nil, fault.InvalidField("relationship", errHeadRelationship)
		case before != RelationshipHead && r == RelationshipHead:
			return nil, fault.InvalidField("relationship", errHeadSecond)
		}
		return map[string]any{"before": before, "after": r}, setRelationship(ctx, tx, p.householdID, personID, r)
	})
}
