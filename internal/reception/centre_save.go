package reception

import (
	"context"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/audit"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
)

// PermSaveCentre lets an actor add centres to an organisation and change them.
var PermSaveCentre = access.Declare("reception.save_centre")

// Luxembourg with a margin, in ten-thousandths of a degree.
const (
	southE4, northE4 = 49_4000, 50_2000
	westE4, eastE4   = 5_7000, 6_5500
)

// SaveCentre adds a centre (empty ID) or changes one, if Version is the one it
// has now. A closed centre is opened again by saving another status, with the
// rooms and beds that were closed with it; closing is CloseCentre's. A centre
// where places are held does not go back to planned. Emergency and Synthetic
// are kept as they were first stored.
func (s *Service) SaveCentre(ctx context.Context, by access.Actor, in Centre) (Centre, error) {
	if in.ID == "" {
		if err := allow(by, PermSaveCentre, access.Object{Org: in.OrgID}); err != nil {
			return Centre{}, err
		}
	}
	err := wellFormedCentre(&in)
	var out Centre
	writeErr := s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		old := Centre{Status: in.Status}
		if in.ID != "" {
			var err error
			if old, err = s.centreFor(ctx, tx, by, PermSaveCentre, in.ID); err != nil {
				return err
			}
		}
		if err != nil {
			return err // of the form, after it is clear that the actor may know
		}
		if old.OrgID != in.OrgID {
			if err := s.mayGiveTo(ctx, tx, by, in.OrgID); err != nil {
				return err
			}
		}
		var err error
		if out, err = s.storeCentre(ctx, tx, in, old); err != nil {
			return err
		}
		tx.Changed(TopicCentre, out.ID)
		return s.audit.Record(ctx, tx, by, audit.Entry{Action: "reception.save_centre", ObjectType: "centre", ObjectID: out.ID,
			Detail: map[string]any{"new": in.ID == "", "status": out.Status, "from_status": old.Status}})
	})
	return out, writeErr
}

// mayGiveTo refuses an organisation that does not exist or to which the actor may add no centre.
func (s *Service) mayGiveTo(ctx context.Context, q db.Querier, by access.Actor, orgID string) error {
	there, err := organisationExists(ctx, q, orgID)
	if err != nil {
		return err
	}
	if !there || !by.MayOn(PermSaveCentre, access.Object{Org: orgID}) {
		return fault.InvalidField("org_id", "reception.error.organisation_unknown")
	}
	return nil
}

func (s *Service) storeCentre(ctx context.Context, tx *db.Tx, in, old Centre) (Centre, error) {
	now := clock.Now(s.clock)
	if in.ID == "" {
		in.ID, in.Version = db.NewID(), 1
		return in, insertCentre(ctx, tx, in, now)
	}
	in.Emergency, in.Synthetic = old.Emergency, old.Synthetic
	if in.Status == CentrePlanned && old.Status == CentreOpen {
		if err := refuseIfHeld(ctx, tx, "h.centre_id", in.ID, s.today()); err != nil {
			return Centre{}, err
		}
	}
	if old.Status == CentreClosed && in.Status != CentreClosed {
		if err := reopenWith(ctx, tx, in.ID); err != nil {
			return Centre{}, err
		}
	}
	if in.Status == CentreClosed && old.Status != CentreClosed {
		return Centre{}, fault.InvalidField("status", "reception.error.close_apart")
	}
	if err := updateCentre(ctx, tx, in); err != nil {
		return Centre{}, err
	}
	in.Version++
	return in, nil
}

func wellFormedCentre(in *Centre) error {
	var l fault.List
	if !db.ValidID(in.OrgID) {
		l.Add("org_id", "reception.error.organisation_unknown")
	}
	lineNeeded(&l, "name", &in.Name, maxName)
	code(&l, "type", in.Type, CentreTypes)
	code(&l, "phase", in.Phase, Phases)
	code(&l, "catering", in.Catering, Caterings)
	code(&l, "status", in.Status, CentreStatuses)
	if in.ID == "" && in.Status == CentreClosed {
		l.Add("status", "reception.error.close_apart")
	}
	line(&l, "address", &in.Address, maxAddress)
	line(&l, "commune", &in.Commune, maxName)
	phone(&l, "phone", &in.Phone)
	paragraphs(&l, "rules", &in.Rules, maxRules)
	if p := in.Position; p != nil && (p.LatE4 < southE4 || p.LatE4 > northE4 || p.LonE4 < westE4 || p.LonE4 > eastE4) {
		l.Add("position", "reception.error.position")
	}
	return l.Err()
}
