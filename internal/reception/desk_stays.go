package reception

import (
	"context"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/audit"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/fault"
)

// DeskPart names a list of the desk's day.
type DeskPart string

// The lists of the desk's day.
const (
	DeskArrivals DeskPart = "arrivals"
	DeskDue      DeskPart = "due"
	DeskOverdue  DeskPart = "overdue"
)

// DeskParts lists all lists of the desk's day.
var DeskParts = []DeskPart{DeskArrivals, DeskDue, DeskOverdue}

// DeskStays is a page of one list of the desk's day, of a centre or of all in
// scope, and the cursor of the next page, empty on the last. What is told is as
// on the desk itself, and is recorded.
func (s *Service) DeskStays(ctx context.Context, by access.Actor, part DeskPart, in ListIn) ([]DeskStay, string, error) {
	where, err := s.reach(ctx, by, PermDesk, in.CentreID)
	if err != nil {
		return nil, "", err
	}
	if !known(part, DeskParts) {
		return nil, "", fault.Missing()
	}
	today := s.today()
	stays, next, err := s.deskPage(ctx, where, part, today, in)
	if err != nil {
		return nil, "", err
	}
	return stays, next, s.recordDeskRead(ctx, by, in.CentreID, today, stays)
}

// deskPage reads a page of one list and names the heads whom the actor may see.
func (s *Service) deskPage(ctx context.Context, where reach, part DeskPart, today clock.Date, in ListIn) ([]DeskStay, string, error) {
	after, err := parseCursor(in.After, 2)
	if err != nil {
		return nil, "", err
	}
	limit := pageSize(in.Limit)
	rows, err := deskStays(ctx, s.db, where, part, today, deskPlace{after, limit + 1})
	if err != nil {
		return nil, "", err
	}
	next := ""
	if len(rows) > limit {
		rows = rows[:limit]
		next = cursor(part.day(rows[limit-1].DeskStay).String(), rows[limit-1].StayID)
	}
	var heads []string
	for _, r := range rows {
		if where.by.MayOn(permPeopleList, r.owner) {
			heads = append(heads, r.headID)
		}
	}
	names, err := s.people.DisplayNamesFor(ctx, s.db, where.by, heads)
	out := make([]DeskStay, len(rows))
	for i, r := range rows {
		if where.by.MayOn(permPeopleList, r.owner) {
			r.Head = names[r.headID]
		} else {
			r.HouseholdID, r.StayID, r.Reference = "", "", ""
		}
		out[i] = r.DeskStay
	}
	return out, next, err
}

// recordDeskRead records that households were told; nothing where none was.
func (s *Service) recordDeskRead(ctx context.Context, by access.Actor, centreID string, day clock.Date, told []DeskStay) error {
	shown := 0
	for _, stay := range told {
		if stay.StayID != "" {
			shown++
		}
	}
	if shown == 0 {
		return nil
	}
	return s.audit.Read(ctx, by, audit.Entry{Action: "reception.desk.read", ObjectType: "centre", ObjectID: centreID,
		Detail: map[string]any{"day": day.String(), "households": shown}})
}
