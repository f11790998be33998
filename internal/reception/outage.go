package reception

import (
	"context"
	"slices"
	"strings"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/audit"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
)

// PermOutage lets an actor take beds of a centre out of service and give them back.
var PermOutage = access.Declare("reception.outage")

// Outage is a period in which beds are out of service by one act.
type Outage struct {
	ID         string
	CentreID   string
	CentreName string
	Reason     OutageReason
	From       clock.Date
	Until      clock.Date // first night in service again, zero: open. Beds may come back earlier one by one
	Beds       []BedName
}

// BedName names a bed as people on the floor do.
type BedName struct{ BedID, RoomID, Room, Bed string }

// OutageInput takes one bed, one room or one floor out of service.
type OutageInput struct {
	BedID, RoomID, FloorID string // exactly one
	Reason                 OutageReason
	From                   clock.Date // first night out; at most maxBackdate days ago
	Until                  clock.Date // first night in service again; zero: open
}

// maxAhead is how many days ahead an outage may begin or end.
const maxAhead = 3650

// TakeOutOfService takes beds out of service. Where any of them is held in
// that period, by a person or another outage, none is: the conflict
// reception.error.beds_held names them.
func (s *Service) TakeOutOfService(ctx context.Context, by access.Actor, in OutageInput) (Outage, error) {
	if !in.onePlace() {
		return Outage{}, fault.InvalidField("place", "reception.error.one_place")
	}
	formErr := s.wellFormedOutage(in)
	var out Outage
	err := s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		beds, err := bedsIn(ctx, tx, in)
		if err != nil {
			return err
		}
		if _, err := s.centreFor(ctx, tx, by, PermOutage, beds.centreID); err != nil {
			return err
		}
		if formErr != nil {
			return formErr
		}
		if len(beds.names) == 0 {
			return fault.Conflicts("reception.error.no_beds")
		}
		held, err := heldBeds(ctx, tx, beds, in, s.today())
		if err != nil {
			return err
		}
		if len(held) > 0 {
			return fault.Conflicts("reception.error.beds_held", "count", len(held), "beds", namesOf(held))
		}
		out = Outage{ID: db.NewID(), CentreID: beds.centreID, Reason: in.Reason, From: in.From, Until: in.Until, Beds: beds.names}
		if err := insertOutage(ctx, tx, out, clock.Now(s.clock), by.ID); err != nil {
			return bedTwice(err)
		}
		tx.Changed(TopicCentre, out.CentreID)
		return s.audit.Record(ctx, tx, by, audit.Entry{Action: "reception.take_out_of_service", ObjectType: "outage", ObjectID: out.ID,
			Detail: map[string]any{"centre": out.CentreID, "beds": len(out.Beds), "reason": out.Reason}})
	})
	return out, err
}

// bedTwice maps the constraint that has the last word on a bed held twice.
func bedTwice(err error) error {
	if db.Violation(err) == "reception_hold_bed_twice" {
		return fault.Conflicts("reception.error.bed_taken")
	}
	return err
}

func (in OutageInput) onePlace() bool {
	named := 0
	for _, id := range []string{in.BedID, in.RoomID, in.FloorID} {
		if id != "" {
			named++
		}
	}
	return named == 1
}

func (s *Service) wellFormedOutage(in OutageInput) error {
	var l fault.List
	code(&l, "reason", in.Reason, OutageReasons)
	today := s.today()
	within := func(field string, d clock.Date) {
		if !d.Valid() || d.Before(today.AddDays(-maxBackdate)) || d.After(today.AddDays(maxAhead)) {
			l.Add(field, "reception.error.date_range", "from", today.AddDays(-maxBackdate), "until", today.AddDays(maxAhead))
		}
	}
	within("from", in.From)
	if !in.Until.IsZero() {
		within("until", in.Until)
		if !in.Until.After(in.From) {
			l.Add("until", "reception.error.until_before_from")
		}
	}
	return l.Err()
}

// maxNamed bounds how many beds an error names.
const maxNamed = 20

func namesOf(beds []BedName) string {
	names := make([]string, 0, maxNamed+1)
	for i, b := range beds {
		if i == maxNamed {
			names = append(names, "…")
			break
		}
		names = append(names, b.Room+" "+b.Bed)
	}
	return strings.Join(names, ", ")
}

// OutageEnd gives beds back.
type OutageEnd struct {
	OutageID string
	BedIDs   []string   // which of its beds; none: all
	On       clock.Date // first night in service again; zero: today
}

// EndOutage sets the day from which beds of an outage are in service again: in
// the past, today or later. Beds whose outage would begin on that day or later
// are given back as if never taken. A later end than before is refused where a
// bed is promised to somebody by then. It returns how many beds it changed.
func (s *Service) EndOutage(ctx context.Context, by access.Actor, in OutageEnd) (int, error) {
	today, n := s.today(), 0
	if in.On.IsZero() {
		in.On = today
	}
	if !db.ValidID(in.OutageID) || len(in.BedIDs) > maxSiteBeds || slices.ContainsFunc(in.BedIDs, func(id string) bool { return !db.ValidID(id) }) {
		return 0, fault.Missing()
	}
	err := s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		centreID, err := outageCentre(ctx, tx, in.OutageID)
		if err != nil {
			return err
		}
		if _, err := s.centreFor(ctx, tx, by, PermOutage, centreID); err != nil {
			return err
		}
		if !in.On.Valid() || in.On.Before(today.AddDays(-maxBackdate)) || in.On.After(today.AddDays(maxAhead)) {
			return fault.InvalidField("on", "reception.error.date_range",
				"from", today.AddDays(-maxBackdate), "until", today.AddDays(maxAhead))
		}
		if n, err = endOutage(ctx, tx, in); err != nil {
			return bedTwice(err)
		}
		if n == 0 {
			return fault.Conflicts("reception.error.outage_over")
		}
		tx.Changed(TopicCentre, centreID)
		return s.audit.Record(ctx, tx, by, audit.Entry{Action: "reception.end_outage", ObjectType: "outage", ObjectID: in.OutageID,
			Detail: map[string]any{"centre": centreID, "beds": n, "on": in.On.String()}})
	})
	return n, err
}

// OutageQuery asks for outages.
type OutageQuery struct {
	CentreID string // empty: all centres in scope
	Past     bool   // with those that are over
	After    string // cursor of the page before
	Limit    int    // at most 200; 0: 50
}

// Outages lists outages, the latest to begin first, and the cursor of the next
// page, empty on the last.
func (s *Service) Outages(ctx context.Context, by access.Actor, in OutageQuery) ([]Outage, string, error) {
	if in.CentreID != "" {
		if _, err := s.centreFor(ctx, s.db, by, PermCentres, in.CentreID); err != nil {
			return nil, "", err
		}
	} else if !by.May(PermCentres) {
		return nil, "", fault.Denied()
	}
	after, err := parseCursor(in.After, 2)
	if err != nil {
		return nil, "", err
	}
	limit := pageSize(in.Limit)
	list, err := outages(ctx, s.db, reach{by, PermCentres, in.CentreID}, outagePage{in.Past, s.today(), after, limit + 1})
	if err != nil || len(list) <= limit {
		return list, "", err
	}
	list = list[:limit]
	last := list[limit-1]
	return list, cursor(last.From.String(), last.ID), nil
}
