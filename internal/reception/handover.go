package reception

import (
	"context"
	"slices"

	"passerelle/internal/people"
	"passerelle/internal/platform/access"
	"passerelle/internal/platform/audit"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/fault"
)

// Handover is what of a household's file may go with it to the centre that
// receives it, and nothing else: who they are, their languages, what their
// housing must offer, their legal status and dates. Notes, contacts, documents,
// compartments, departures of others and why they leave their place stay
// behind. Until the destination has accepted, names and birth dates stay behind too.
type Handover struct {
	TransferID string           `json:"transfer"`
	Household  string           `json:"household"` // reference
	From       string           `json:"from"`      // centre
	To         string           `json:"to"`        // centre
	On         clock.Date       `json:"on"`
	Here       clock.Date       `json:"here_since"` // at the origin
	Phase      Phase            `json:"phase"`
	PhaseSince clock.Date       `json:"phase_since"`
	Complete   bool             `json:"complete"` // false: before acceptance, without who they are
	Members    []HandoverMember `json:"members"`
}

// HandoverMember is one person of a Handover.
type HandoverMember struct {
	Reference     string              `json:"reference"`
	Relationship  people.Relationship `json:"relationship"`
	Sex           people.Sex          `json:"sex"`
	Age           int                 `json:"age"` // completed years, -1 for unknown
	Unaccompanied bool                `json:"unaccompanied,omitempty"`
	Represented   bool                `json:"represented,omitempty"` // somebody is appointed to answer for the minor
	Nationalities []string            `json:"nationalities"`
	Languages     []string            `json:"languages"` // the one to speak first
	Interpreter   bool                `json:"interpreter"`
	Needs         []people.NeedCode   `json:"needs"`
	Status        people.StatusCode   `json:"status"`
	ArrivedOn     clock.Date          `json:"arrived_on"` // in Luxembourg

	Names      *people.Names `json:"names,omitempty"` // nil: not to be told, or not yet
	Birth      string        `json:"birth,omitempty"` // as far as it is known
	Restricted bool          `json:"restricted,omitempty"`
}

// Handover writes what crosses to the destination of a transfer. Both ends may
// read it while the transfer is open or done; each reading is on record with
// the file of each person. The names of a restricted person go only to a
// reader to whom the protection compartment is open.
func (s *Service) Handover(ctx context.Context, by access.Actor, transferID string) (Handover, error) {
	t, err := transferOf(ctx, s.db, transferID)
	if err != nil {
		return Handover{}, err
	}
	perm := PermTransfer
	switch {
	case by.MayOn(PermTransferDecide, t.destination()):
		perm = PermTransferDecide
	case !by.MayOn(PermTransfer, t.origin()):
		return Handover{}, fault.Missing()
	}
	if err := t.must(TransferProposed, TransferAccepted, TransferDone); err != nil {
		return Handover{}, err
	}
	stay, err := stayOf(ctx, s.db, t.StayID)
	if err != nil {
		return Handover{}, err
	}
	home, err := s.people.Party(ctx, s.db, t.HouseholdID)
	if err != nil {
		return Handover{}, err
	}
	h := Handover{TransferID: t.ID, Household: home.Reference, From: t.FromCentreName, To: t.ToCentreName, On: t.On, Here: stay.From,
		Phase: stay.Phase, PhaseSince: stay.PhaseSince, Complete: t.Status != TransferProposed}
	reader := s.handoverReader(by, perm)
	reads := make([]audit.Entry, 0, len(home.Members))
	for _, m := range home.Members {
		out := s.handOver(m)
		if h.Complete {
			if err := s.identify(ctx, reader, m, &out); err != nil {
				return Handover{}, err
			}
		}
		h.Members = append(h.Members, out)
		reads = append(reads, audit.Entry{Action: "reception.handover.read", ObjectType: "transfer", ObjectID: t.ID, PersonID: m.ID,
			Detail: map[string]any{"complete": h.Complete}})
	}
	return h, s.audit.Read(ctx, by, reads...)
}

func (s *Service) handOver(m people.Member) HandoverMember {
	return HandoverMember{Reference: m.Reference, Relationship: m.Relationship, Sex: m.Sex, Age: m.AgeOn(s.today()),
		Unaccompanied: m.Unaccompanied, Represented: m.Representative, Nationalities: m.Nationalities, Languages: m.Languages,
		Interpreter: m.Interpreter, Needs: m.Needs, Status: m.Status, ArrivedOn: m.ArrivedOn, Restricted: m.Restricted}
}

// handoverReader is the actor as a reader of the files that cross: the transfer
// itself is the ground, wherever the household is registered.
func (s *Service) handoverReader(by access.Actor, perm access.Permission) access.Actor {
	role := access.Role{Code: "handover", Permissions: []access.Permission{people.PermRead}}
	if by.Opens(perm, access.Protection) {
		role.Compartments = []access.Compartment{access.Protection}
	}
	return access.Actor{ID: by.ID, Name: by.Name, Grants: []access.Grant{{Role: role, Scope: access.Everywhere}}}
}

// identify adds who somebody is.
func (s *Service) identify(ctx context.Context, reader access.Actor, m people.Member, out *HandoverMember) error {
	if m.Restricted && !reader.Opens(people.PermRead, access.Protection) {
		return nil
	}
	file, err := s.people.Person(ctx, reader, m.ID)
	if err != nil {
		return err
	}
	names := file.Names
	names.Aliases = slices.Clone(names.Aliases)
	out.Names, out.Birth = &names, file.Birth.String()
	return nil
}
