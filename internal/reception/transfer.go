package reception

import (
	"context"
	"fmt"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/audit"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/crypt"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
)

// Permissions of the two ends of a transfer.
var (
	// PermTransfer lets an actor propose that a household of a centre goes to another, and withdraw it.
	PermTransfer = access.Declare("reception.transfer")
	// PermTransferDecide lets an actor accept or refuse who is proposed to a centre, and receive them.
	PermTransferDecide = access.Declare("reception.transfer.decide")
)

// TransferStatus says how far a transfer is.
type TransferStatus string

// Statuses of a transfer.
const (
	TransferProposed  TransferStatus = "proposed"
	TransferAccepted  TransferStatus = "accepted" // beds at the destination are reserved
	TransferRefused   TransferStatus = "refused"
	TransferWithdrawn TransferStatus = "withdrawn"
	TransferDone      TransferStatus = "done"
)

// TransferStatuses lists all statuses of a transfer.
var TransferStatuses = []TransferStatus{TransferProposed, TransferAccepted, TransferRefused, TransferWithdrawn, TransferDone}

// TransferReason says why a household is to live elsewhere.
type TransferReason string

// TransferReasons lists the reasons for a transfer.
var TransferReasons = []TransferReason{
	"next_phase", "needs", "medical", "school", "family_unity", "work", "safety", "conflict", "centre_closes", "request", "capacity", "other",
}

// RefusalReason says why a centre does not take a household.
type RefusalReason string

// RefusalReasons lists the reasons for a refusal.
var RefusalReasons = []RefusalReason{
	"full", "unsuitable_rooms", "needs_not_met", "conflict", "safety", "works", "file_incomplete", "other",
}

// Transfer is that a household goes, or is to go, from one centre to another.
type Transfer struct {
	ID             string
	HouseholdID    string
	StayID         string // at the origin
	FromCentreID   string
	FromCentreName string
	ToCentreID     string
	ToCentreName   string
	FromOrgID      string
	ToOrgID        string
	On             clock.Date
	Status         TransferStatus
	Reason         TransferReason
	Refusal        RefusalReason
	Bus            string // vehicle, as the two centres call it
	Seats          int
	NewStayID      string // at the destination, once accepted
	ProposedAt     clock.Instant
	DecidedAt      clock.Instant
	Version        int
}

func (t Transfer) origin() access.Object {
	return access.Object{Org: t.FromOrgID, Centre: t.FromCentreID}
}
func (t Transfer) destination() access.Object {
	return access.Object{Org: t.ToOrgID, Centre: t.ToCentreID}
}

// maxNote is the longest note, in characters.
const maxNote = 2000

func notePlace(id string) crypt.Place {
	return crypt.Place{Table: "reception_transfer", Row: id, Column: "note_sealed"}
}

// transferAs returns the transfer if the actor may do perm at the end of it that at names.
func (s *Service) transferAs(ctx context.Context, q db.Querier, by access.Actor, id string, perm access.Permission) (Transfer, error) {
	t, err := transferOf(ctx, q, id)
	if err != nil {
		return t, err
	}
	end, other := t.origin(), t.destination()
	if perm == PermTransferDecide {
		end, other = other, end
	}
	switch {
	case by.MayOn(perm, end):
		return t, nil
	case by.MayOn(PermTransfer, t.origin()), by.MayOn(PermTransferDecide, t.destination()), by.MayOn(perm, other):
		return t, fault.Denied()
	}
	return t, fault.Missing()
}

func (s *Service) recordTransfer(ctx context.Context, tx *db.Tx, by access.Actor, action string, t Transfer) error {
	return s.audit.Record(ctx, tx, by, audit.Entry{Action: action, ObjectType: "transfer", ObjectID: t.ID, Detail: map[string]any{
		"household": t.HouseholdID, "stay": t.StayID, "new_stay": t.NewStayID, "from": t.FromCentreID, "to": t.ToCentreID,
		"on": t.On.String(), "reason": t.Reason, "refusal": t.Refusal}})
}

// must answers a conflict unless the transfer has one of the statuses.
func (t Transfer) must(statuses ...TransferStatus) error {
	if !known(t.Status, statuses) {
		return fault.Conflicts("reception.error.transfer_status", "status", string(t.Status))
	}
	return nil
}

// TransferNote opens the note that the origin wrote for the destination.
// Whoever may decide, or proposed, may read it.
func (s *Service) TransferNote(ctx context.Context, by access.Actor, transferID string) (string, error) {
	t, err := transferOf(ctx, s.db, transferID)
	if err != nil {
		return "", err
	}
	if !by.MayOn(PermTransfer, t.origin()) && !by.MayOn(PermTransferDecide, t.destination()) {
		return "", fault.Missing()
	}
	sealed, err := transferNote(ctx, s.db, t.ID)
	if err != nil || len(sealed) == 0 {
		return "", err
	}
	if err := s.audit.Read(ctx, by, audit.Entry{Action: "reception.transfer_note.read", ObjectType: "transfer", ObjectID: t.ID,
		Detail: map[string]any{"household": t.HouseholdID}}); err != nil {
		return "", err
	}
	note, err := s.vault.Open(ctx, notePlace(t.ID), sealed)
	if err != nil {
		return "", fmt.Errorf("transfer note: %w", err)
	}
	return string(note), nil
}
