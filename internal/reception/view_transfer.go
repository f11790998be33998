package reception

import (
	"context"
	"slices"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/audit"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
)

// TransferView is a transfer as one of its ends sees it.
type TransferView struct {
	Transfer
	Reference string // of the household
	Proposes  bool   // the actor acts for the origin
	Decides   bool   // the actor acts for the destination
}

// Transfer shows a transfer to whoever proposes at its origin or decides at its
// destination. It names nobody; see Handover.
func (s *Service) Transfer(ctx context.Context, by access.Actor, id string) (TransferView, error) {
	t, err := transferOf(ctx, s.db, id)
	if err != nil {
		return TransferView{}, err
	}
	v := TransferView{Transfer: t, Proposes: by.MayOn(PermTransfer, t.origin()), Decides: by.MayOn(PermTransferDecide, t.destination())}
	if !v.Proposes && !v.Decides {
		return TransferView{}, fault.Missing()
	}
	home, err := s.partyOf(ctx, s.db, t.HouseholdID)
	v.Reference = home.reference
	return v, err
}

// Destinations lists, by name, the open centres to which a household of a stay
// can be proposed: all of them, whoever runs them. What they have free is theirs to tell.
func (s *Service) Destinations(ctx context.Context, by access.Actor, stayID string) ([]Centre, error) {
	stay, err := s.stayFor(ctx, s.db, by, PermTransfer, stayID)
	if err != nil {
		return nil, err
	}
	all, err := allOpenCentres(ctx, s.db)
	return slices.DeleteFunc(all, func(c Centre) bool { return c.ID == stay.CentreID }), err
}

// SuggestTransfer returns the best places at the destination of a transfer that
// was proposed, for the whole household from the day of the journey on; only in
// the rooms given, where any are.
func (s *Service) SuggestTransfer(ctx context.Context, by access.Actor, transferID string, rooms ...string) (Suggestions, error) {
	home, ask, err := s.transferQuestion(ctx, by, transferID)
	if err != nil {
		return Suggestions{}, err
	}
	ask.Rooms = rooms
	return s.suggest(ctx, by, home, ask)
}

// transferQuestion asks for places for those who are to come.
func (s *Service) transferQuestion(ctx context.Context, by access.Actor, transferID string) (party, SuggestIn, error) {
	t, err := s.transferAs(ctx, s.db, by, transferID, PermTransferDecide)
	if err != nil {
		return party{}, SuggestIn{}, err
	}
	if err := t.must(TransferProposed); err != nil {
		return party{}, SuggestIn{}, err
	}
	var home party
	var holds []Hold
	err = s.db.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		if home, err = s.partyOf(ctx, tx, t.HouseholdID); err == nil {
			holds, err = activeHolds(ctx, tx, t.StayID)
		}
		return err
	})
	if err != nil {
		return party{}, SuggestIn{}, err
	}
	to, err := s.centreFor(ctx, s.db, by, PermTransferDecide, t.ToCentreID)
	home = home.only(personsOf(holds))
	home.centre = "" // where they live now is no reason to stay there
	return home, SuggestIn{HouseholdID: home.id, From: later(t.On, s.today()), Centres: []string{to.ID}, Phase: to.Phase}, err
}

// TransferReferences tells by which references the households of transfers are
// known, of those transfers at one of whose ends the actor is.
func (s *Service) TransferReferences(ctx context.Context, by access.Actor, list []Transfer) (map[string]string, error) {
	var ids []string
	for _, t := range list {
		if by.MayOn(PermTransfer, t.origin()) || by.MayOn(PermTransferDecide, t.destination()) {
			ids = append(ids, t.HouseholdID)
		}
	}
	if len(ids) == 0 {
		return map[string]string{}, nil
	}
	return s.people.HouseholdRefs(ctx, s.db, distinct(ids))
}

// TransferGuest is somebody whom a transfer is about, as the destination may
// know them before it has decided: without a name.
type TransferGuest struct {
	PersonID string
	HandoverMember
}

// TransferGuests tells the destination for whom it is to find beds; that it was
// told is on record with the file of each person.
func (s *Service) TransferGuests(ctx context.Context, by access.Actor, transferID string) ([]TransferGuest, error) {
	home, _, err := s.transferQuestion(ctx, by, transferID)
	if err != nil {
		return nil, err
	}
	all, err := s.people.Party(ctx, s.db, home.id)
	if err != nil {
		return nil, err
	}
	var out []TransferGuest
	var reads []audit.Entry
	for _, m := range all.Members {
		if home.has(m.ID) {
			out = append(out, TransferGuest{m.ID, s.handOver(m)})
			reads = append(reads, audit.Entry{Action: "reception.transfer.read", ObjectType: "transfer", ObjectID: transferID, PersonID: m.ID})
		}
	}
	return out, s.audit.Read(ctx, by, reads...)
}
