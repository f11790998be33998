package reception

import (
	"context"
	"slices"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
)

// TopicStay names a stay in the change feed whenever its holds change.
const TopicStay = "reception.stay"

// maxBackdate is how many days after the fact an arrival, move or departure
// may still be entered.
const maxBackdate = 30

// Stay is the time of one household in one centre.
type Stay struct {
	ID            string
	HouseholdID   string
	CentreID      string
	Phase         Phase
	PhaseSince    clock.Date // since when the household has been in this phase, over several stays
	From          clock.Date
	Until         clock.Date // the day of leaving, whose night is free again; zero: open
	Status        StayStatus
	DepartureKind DepartureKind // once ended
	CancelReason  CancelReason  // once cancelled
	PreviousID    string        // the stay that a transfer continues
	EndedAt       clock.Instant
	Version       int

	planned clock.Date // Until before a departure or a transfer moved it
}

// Hold is one bed, or one cot place of a room, held for one person.
type Hold struct {
	ID          string
	BedID       string // empty: a cot place
	RoomID      string
	CentreID    string
	StayID      string
	HouseholdID string
	PersonID    string
	From        clock.Date
	Until       clock.Date // first night that is free again; zero: open
	Status      HoldStatus
	Reason      string // code of the departure or cancellation that ended it

	endedAt clock.Instant
}

// Assignment gives one person a bed, or a cot place of a room.
type Assignment struct {
	PersonID string
	BedID    string // empty: a cot place of RoomID
	RoomID   string // may stay empty beside a bed
}

// LeaveOutReason says why a member of the household gets no bed now.
type LeaveOutReason string

// Reasons for leaving a member out.
const (
	OutArrivesLater LeaveOutReason = "arrives_later"
	OutHospital     LeaveOutReason = "hospital"
	OutDetention    LeaveOutReason = "detention"
	OutElsewhere    LeaveOutReason = "lives_elsewhere"
	OutSeparated    LeaveOutReason = "separated" // for protection or by their own wish
)

// LeaveOutReasons lists all reasons for leaving a member out.
var LeaveOutReasons = []LeaveOutReason{OutArrivesLater, OutHospital, OutDetention, OutElsewhere, OutSeparated}

// LeaveOut names a member who gets no bed now.
type LeaveOut struct {
	PersonID string
	Reason   LeaveOutReason
}

// CancelReason says why a reservation was given back.
type CancelReason string

// Reasons for cancelling a reservation.
const (
	CancelByHousehold   CancelReason = "household"      // they do not want or need it
	CancelOtherPlace    CancelReason = "other_place"    // a better place was found
	CancelCentre        CancelReason = "centre"         // the centre cannot take them
	CancelAuthority     CancelReason = "authority"      // decided by the authority
	CancelMistake       CancelReason = "mistake"        // entered by mistake
	CancelTransferEnded CancelReason = "transfer_ended" // the transfer was withdrawn or refused
)

// CancelReasons lists the reasons that a desk may choose from; an ended
// transfer cancels by itself.
var CancelReasons = []CancelReason{CancelByHousehold, CancelOtherPlace, CancelCentre, CancelAuthority, CancelMistake}

// pastDay checks the day of something that has happened: today, or up to
// maxBackdate days ago.
func (s *Service) pastDay(field string, day clock.Date) error {
	today := s.today()
	switch {
	case !day.Valid():
		return fault.InvalidField(field, "reception.error.date_missing")
	case day.After(today):
		return fault.InvalidField(field, "reception.error.date_future")
	case day.Before(today.AddDays(-maxBackdate)):
		return fault.InvalidField(field, "reception.error.date_too_old", "days", maxBackdate)
	}
	return nil
}

// period checks that until, where there is one, comes after from.
func period(from, until clock.Date) error {
	if !until.IsZero() && (!until.Valid() || !until.After(from)) {
		return fault.InvalidField("until", "reception.error.until_before_from")
	}
	return nil
}

// comingDay checks the day from which something is reserved.
func (s *Service) comingDay(field string, day clock.Date) error {
	today := s.today()
	switch {
	case !day.Valid():
		return fault.InvalidField(field, "reception.error.date_missing")
	case day.Before(today):
		return fault.InvalidField(field, "reception.error.date_past")
	case day.After(today.AddDays(maxAhead)):
		return fault.InvalidField(field, "reception.error.date_too_far")
	}
	return nil
}

// overdue reports whether a household has stayed past its day of leaving.
func overdue(stay Stay, today clock.Date) bool {
	return stay.Status == StayPresent && !stay.Until.IsZero() && !stay.Until.After(today)
}

// stayFor returns the stay if the actor may do perm in its centre.
func (s *Service) stayFor(ctx context.Context, q db.Querier, by access.Actor, perm access.Permission, id string) (Stay, error) {
	stay, err := stayOf(ctx, q, id)
	if err != nil {
		return Stay{}, err
	}
	_, err = s.centreFor(ctx, q, by, perm, stay.CentreID)
	return stay, err
}

// pick returns those holds that are of the status and, where persons are
// named, theirs; persons without such a hold are refused.
func pick(holds []Hold, status HoldStatus, persons []string) ([]Hold, error) {
	var out []Hold
	for _, h := range holds {
		if h.Status == status && (len(persons) == 0 || slices.Contains(persons, h.PersonID)) {
			out = append(out, h)
		}
	}
	for _, id := range persons {
		if !slices.ContainsFunc(out, func(h Hold) bool { return h.PersonID == id }) {
			return nil, fault.InvalidField("persons", "reception.error.person_not_here")
		}
	}
	if len(out) == 0 {
		return nil, fault.Conflicts("reception.error.nobody_to_place")
	}
	return out, nil
}

// rest returns the holds that are not among some.
func rest(holds, some []Hold) []Hold {
	return slices.DeleteFunc(slices.Clone(holds), func(h Hold) bool {
		return slices.ContainsFunc(some, func(o Hold) bool { return o.ID == h.ID })
	})
}

func ofStatus(holds []Hold, status HoldStatus) []Hold {
	return slices.DeleteFunc(slices.Clone(holds), func(h Hold) bool { return h.Status != status })
}

func personsOf(holds []Hold) []string {
	ids := make([]string, len(holds))
	for i, h := range holds {
		ids[i] = h.PersonID
	}
	return ids
}
