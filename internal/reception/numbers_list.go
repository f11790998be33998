package reception

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/audit"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/fault"
)

// NumberKind names a number whose beds or persons can be listed.
type NumberKind string

// The numbers behind which there is a list.
const (
	NumberGross    NumberKind = "gross"
	NumberOut      NumberKind = "out"
	NumberBlocked  NumberKind = "blocked"
	NumberReserved NumberKind = "reserved"
	NumberOccupied NumberKind = "occupied"
	NumberFree     NumberKind = "free"
	NumberPersons  NumberKind = "persons" // present, those in cots included
	NumberStayOn   NumberKind = "stay_on" // beneficiaries of international protection among them
)

// NumberKinds lists all numbers behind which there is a list.
var NumberKinds = []NumberKind{NumberGross, NumberOut, NumberBlocked, NumberReserved, NumberOccupied, NumberFree, NumberPersons, NumberStayOn}

// NumberQuery asks for the beds or persons behind a number.
type NumberQuery struct {
	Kind     NumberKind
	CentreID string // empty: all open centres in scope
	Day      clock.Date
	After    string // cursor of the page before
	Limit    int    // at most 200; 0: 50
}

// NumberRow is a bed, or a person where a number counts persons.
type NumberRow struct {
	CentreID, CentreName string
	RoomID, Room         string
	BedID, Bed           string // empty: a cot place
	State                BedState
	Reason               OutageReason // of an outage
	From, Until          clock.Date   // of the hold or outage
	Occupant             *Occupant    // nil where nobody holds the bed
}

// NumberList lists the beds or persons behind a number, by centre, room and
// bed, and the cursor of the next page, empty on the last. Who holds a bed is
// told as far as the actor may know; that it was told is recorded.
func (s *Service) NumberList(ctx context.Context, by access.Actor, in NumberQuery) ([]NumberRow, string, error) {
	centres, err := s.centresFor(ctx, by, PermNumbers, in.CentreID)
	if err != nil {
		return nil, "", err
	}
	if !known(in.Kind, NumberKinds) {
		return nil, "", fault.InvalidField("kind", "reception.error.unknown_code")
	}
	if err := s.countable(in.Day); err != nil {
		return nil, "", err
	}
	after, err := parseCursor(in.After, len(listKey{}))
	if err != nil {
		return nil, "", err
	}
	limit := pageSize(in.Limit)
	var rows []listRow
	for _, c := range centres {
		if after != nil && cmp.Or(strings.Compare(sortKey(c.Name), after[0]), strings.Compare(c.ID, after[1])) < 0 {
			continue
		}
		if rows, err = s.numberRows(ctx, rows, c, in, after); err != nil {
			return nil, "", err
		}
		if len(rows) > limit {
			break
		}
	}
	next := ""
	if len(rows) > limit {
		rows = rows[:limit]
		next = cursor(rows[limit-1].key[:]...)
	}
	out, err := s.showRows(ctx, by, rows)
	if err != nil {
		return nil, "", err
	}
	return out, next, s.recordList(ctx, by, in, out)
}

// listKey orders the rows of a list: centre, its id, floor and room, room id,
// bed, hold or bed id.
type listKey [6]string

type listRow struct {
	key  listKey
	row  NumberRow
	hold *censusHold
}

// numberRows appends the rows of one centre that come after a key.
func (s *Service) numberRows(ctx context.Context, rows []listRow, c Centre, in NumberQuery, after []string) ([]listRow, error) {
	n, err := s.countOf(ctx, c, in.Day)
	if err != nil || n.listed(in.Kind) == 0 {
		return rows, err
	}
	taken, err := s.takeCensus(ctx, s.db, c, in.Day, in.Day)
	if err != nil {
		return nil, err
	}
	own := taken.list(in.Kind, in.Day)
	slices.SortFunc(own, func(a, b listRow) int { return slices.Compare(a.key[:], b.key[:]) })
	for _, r := range own {
		if after == nil || slices.Compare(r.key[:], after) > 0 {
			rows = append(rows, r)
		}
	}
	return rows, nil
}

// listed is how many rows a list of the kind has.
func (n count) listed(kind NumberKind) int {
	return map[NumberKind]int{NumberGross: n.Gross, NumberOut: n.Out, NumberBlocked: n.Blocked, NumberReserved: n.Reserved,
		NumberOccupied: n.Occupied, NumberFree: n.Numbers.Free, NumberPersons: n.persons, NumberStayOn: n.stayOn}[kind]
}

func (c *census) list(kind NumberKind, day clock.Date) (rows []listRow) {
	add := func(r *censusRoom, bed int, state BedState, h *censusHold) {
		row := NumberRow{CentreID: c.centre.ID, CentreName: c.centre.Name, RoomID: r.ID, Room: r.Number, State: state}
		key := listKey{sortKey(c.centre.Name), c.centre.ID, sortKey(r.Number), r.ID}
		if bed != noBed {
			row.BedID, row.Bed = r.Beds[bed].ID, r.Beds[bed].Label
			key[4], key[5] = sortKey(row.Bed), row.BedID
		}
		if h != nil {
			row.From, row.Until = h.From, h.Until
			if h.person() {
				key[5] = h.ID
			} else {
				row.Reason = OutageReason(h.Reason)
			}
		}
		rows = append(rows, listRow{key, row, h})
	}
	if kind == NumberPersons || kind == NumberStayOn {
		c.persons(day, func(r *censusRoom, h *censusHold) {
			if kind == NumberPersons || h.staysOn() {
				add(r, h.bed, BedOccupied, h)
			}
		})
		return rows
	}
	for i := range c.rooms {
		r := &c.rooms[i]
		states, ruling := r.states(day, c)
		for bed, state := range states {
			if state == "" || kind != NumberGross && string(state) != string(kind) {
				continue
			}
			var h *censusHold
			if ruling[bed] >= 0 {
				h = &r.holds[ruling[bed]]
			}
			add(r, bed, state, h)
		}
	}
	return rows
}

func (s *Service) showRows(ctx context.Context, by access.Actor, rows []listRow) ([]NumberRow, error) {
	var holds []*censusHold
	for _, r := range rows {
		if r.hold != nil && r.hold.person() {
			holds = append(holds, r.hold)
		}
	}
	show, err := s.occupantsFor(ctx, by, holds)
	if err != nil {
		return nil, err
	}
	out := make([]NumberRow, len(rows))
	for i, r := range rows {
		out[i] = r.row
		if r.hold != nil && r.hold.person() {
			out[i].Occupant = show(r.hold)
		}
	}
	return out, nil
}

// recordList records that persons were shown by name.
func (s *Service) recordList(ctx context.Context, by access.Actor, in NumberQuery, rows []NumberRow) error {
	shown := 0
	for _, r := range rows {
		if r.Occupant != nil && r.Occupant.PersonID != "" {
			shown++
		}
	}
	if shown == 0 {
		return nil
	}
	return s.audit.Read(ctx, by, audit.Entry{Action: "reception.numbers.read", ObjectType: "centre", ObjectID: in.CentreID,
		Detail: map[string]any{"kind": in.Kind, "day": in.Day.String(), "persons": shown}})
}
