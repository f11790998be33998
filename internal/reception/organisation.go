package reception

import (
	"context"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/audit"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
)

// PermSaveOrganisation lets an actor add and change organisations: a new one
// needs it everywhere, a change in the organisation.
var PermSaveOrganisation = access.Declare("reception.save_organisation")

// OrgKinds lists all kinds of organisation.
var OrgKinds = []OrgKind{OrgOperator, OrgState, OrgOther}

// SaveOrganisation adds an organisation (empty ID) or changes one, if Version
// is the one it has now. It returns the organisation as stored.
func (s *Service) SaveOrganisation(ctx context.Context, by access.Actor, in Organisation) (Organisation, error) {
	if in.ID != "" && !db.ValidID(in.ID) {
		return Organisation{}, fault.Missing()
	}
	if in.ID == "" && !by.MayOn(PermSaveOrganisation, access.Object{}) {
		return Organisation{}, fault.Denied()
	}
	if err := allow(by, PermSaveOrganisation, access.Object{Org: in.ID}); err != nil {
		return Organisation{}, err
	}
	var l fault.List
	lineNeeded(&l, "name", &in.Name, maxName)
	code(&l, "kind", in.Kind, OrgKinds)
	phone(&l, "phone", &in.Phone)
	if err := l.Err(); err != nil {
		return Organisation{}, err
	}
	added := in.ID == ""
	if added {
		in.ID = db.NewID()
	}
	err := s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		if added {
			in.Version = 1
			err = insertOrganisation(ctx, tx, in, clock.Now(s.clock))
		} else {
			err = updateOrganisation(ctx, tx, in)
		}
		if err != nil {
			return err
		}
		return s.audit.Record(ctx, tx, by, audit.Entry{Action: "reception.save_organisation", ObjectType: "organisation",
			ObjectID: in.ID, Detail: map[string]any{"new": added, "kind": in.Kind}})
	})
	if err != nil {
		return Organisation{}, err
	}
	if !added {
		in.Version++
	}
	return in, nil
}

// Organisations lists, by name, all organisations that run a centre the actor
// may see or that the actor may change.
func (s *Service) Organisations(ctx context.Context, by access.Actor) ([]Organisation, error) {
	if !by.May(PermCentres) {
		return nil, fault.Denied()
	}
	return organisations(ctx, s.db, by)
}
