package reception

import (
	"context"
	"slices"

	"passerelle/internal/people"
	"passerelle/internal/platform/access"
	"passerelle/internal/platform/clock"
)

// PermDesk lets an actor see the desk's day in a centre.
var PermDesk = access.Declare("reception.desk")

// Desk is what a reception desk has to do on a day.
type Desk struct {
	Day      clock.Date
	Now      CentreNumbers // of the centre, or of all in scope
	Arrivals DeskList      // reserved from today or before
	Due      DeskList      // to leave today
	Overdue  DeskList      // were to leave before today
	Waiting  WaitingCount
	Alerts   []Alert
}

// DeskList is the first stays of a list and how many there are.
type DeskList struct {
	Count int
	Stays []DeskStay // the longest due first
}

// WaitingCount counts who waits for a bed with the organisations of the centres.
type WaitingCount struct{ Households, Persons int }

// DeskStay is a household that is expected or due to leave.
type DeskStay struct {
	CentreID, CentreName string
	Persons              int
	From, Until          clock.Date
	HouseholdID          string      // empty: the actor may not know
	StayID               string      // likewise
	Reference            string      // of the household, likewise
	Head                 people.Name // likewise
}

// AlertKind says what wants attention.
type AlertKind string

// Kinds of alert.
const (
	AlertOverCapacity AlertKind = "over_capacity" // Count persons of a room have no place of their own tonight
	AlertMinorAlone   AlertKind = "minor_alone"   // Count minors without an adult of their household in the centre
	AlertOutageEnds   AlertKind = "outage_ends"   // Count beds come back into service on Day
	AlertTransfer     AlertKind = "transfer"      // Count transfers to the centre await a decision
	AlertWaiting      AlertKind = "waiting"       // Count households must confirm by Day that they still wait
)

// Alert is something that wants attention.
type Alert struct {
	Kind       AlertKind
	CentreID   string // empty: not of one centre
	CentreName string
	RoomID     string
	Room       string
	OutageID   string
	Count      int
	Day        clock.Date
}

// Desk tells the day of a centre, or of all open centres in scope (empty
// centreID). Who is expected or due is told as far as the actor may list
// people; that it was told is recorded.
func (s *Service) Desk(ctx context.Context, by access.Actor, centreID string) (Desk, error) {
	centres, err := s.centresFor(ctx, by, PermDesk, centreID)
	if err != nil {
		return Desk{}, err
	}
	today := s.today()
	d := Desk{Day: today}
	var total count
	for _, c := range centres {
		n, err := s.countOf(ctx, c, today)
		if err != nil {
			return Desk{}, err
		}
		total = total.add(n)
		d.Alerts = append(d.Alerts, n.alerts...)
	}
	d.Now = total.of(Centre{})
	if len(centres) == 1 {
		d.Now.Centre = centres[0]
	}
	where := reach{by: by, perm: PermDesk, centreID: centreID}
	for _, l := range []struct {
		list *DeskList
		part DeskPart
	}{{&d.Arrivals, DeskArrivals}, {&d.Due, DeskDue}, {&d.Overdue, DeskOverdue}} {
		if *l.list, err = s.deskList(ctx, where, l.part, today); err != nil {
			return Desk{}, err
		}
	}
	if d.Waiting, err = waitingIn(ctx, s.db, where); err != nil {
		return Desk{}, err
	}
	more, err := deskAlerts(ctx, s.db, where, today)
	if err != nil {
		return Desk{}, err
	}
	d.Alerts = append(d.Alerts, more...)
	return d, s.recordDesk(ctx, by, centreID, d)
}

// deskList counts one list and tells its first page.
func (s *Service) deskList(ctx context.Context, where reach, part DeskPart, today clock.Date) (DeskList, error) {
	n, err := countDeskStays(ctx, s.db, where, part, today)
	if err != nil || n == 0 {
		return DeskList{}, err
	}
	stays, _, err := s.deskPage(ctx, where, part, today, ListIn{})
	return DeskList{Count: n, Stays: stays}, err
}

func (s *Service) recordDesk(ctx context.Context, by access.Actor, centreID string, d Desk) error {
	return s.recordDeskRead(ctx, by, centreID, d.Day, slices.Concat(d.Arrivals.Stays, d.Due.Stays, d.Overdue.Stays))
}
