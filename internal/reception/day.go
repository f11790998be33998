package reception

import (
	"context"
	"slices"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/audit"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
)

// DayCount is what is written down of a day, of one centre or of several together.
type DayCount struct {
	Day clock.Date
	Numbers
	Persons int // present in the night that followed, those in cots included
	Flow
}

// Flow counts persons who came and went.
type Flow struct {
	Arrivals   int // into the network
	Departures int // out of it
	MovedIn    int // from another centre
	MovedOut   int // to another centre
}

// Add returns the sum of both.
func (f Flow) Add(g Flow) Flow {
	return Flow{f.Arrivals + g.Arrivals, f.Departures + g.Departures, f.MovedIn + g.MovedIn, f.MovedOut + g.MovedOut}
}

// CloseDay writes down the numbers of a day, which is not to come, for every
// centre that has opened, and again those of the days before it for which
// changes may still be entered, as far back as any were written down. Doing it
// again replaces those that changed. It is a job's: no account may ask for it;
// and it leaves half of a processor to those who work meanwhile.
func (s *Service) CloseDay(ctx context.Context, day clock.Date) error {
	first, err := firstDay(ctx, s.db, day.AddDays(-maxBackdate), day)
	if err != nil {
		return err
	}
	return s.rebuildDays(ctx, first, day, true)
}

// Days that one RebuildDays may cover, and that it writes at once.
const (
	maxRebuild = 3660
	daysAtOnce = 62
)

// RebuildDays writes down the numbers of the days from first to last anew, from
// the stays as they are known now. Gross is counted from the beds there are
// now and those closed since: what was there before a bed was entered is not
// known. It is a job's, as CloseDay.
func (s *Service) RebuildDays(ctx context.Context, first, last clock.Date) error {
	return s.rebuildDays(ctx, first, last, false)
}

func (s *Service) rebuildDays(ctx context.Context, first, last clock.Date, gently bool) error {
	today := s.today()
	if !first.Valid() || !last.Valid() || last.Before(first) || last.After(today) || last.Sub(first) >= maxRebuild {
		return fault.InvalidField("day", "reception.error.date_range", "from", today.AddDays(-maxRebuild), "until", today)
	}
	centres, err := startedCentres(ctx, s.db)
	if err != nil {
		return err
	}
	for from := first; !from.After(last); from = from.AddDays(daysAtOnce) {
		until := from.AddDays(daysAtOnce - 1)
		if until.After(last) {
			until = last
		}
		if err := s.writeDays(ctx, centres, from, until, gently); err != nil {
			return err
		}
	}
	return nil
}

// writeDays counts the days of each centre and replaces those of the centres of
// which any has changed, so that most of the time nothing is written.
func (s *Service) writeDays(ctx context.Context, centres []Centre, first, last clock.Date, gently bool) error {
	written, err := writtenDays(ctx, s.db, first, last)
	if err != nil {
		return err
	}
	changed := map[string][]DayCount{}
	for _, c := range centres {
		begun := s.clock.Now()
		days, err := s.countDays(ctx, c, first, last)
		if err != nil {
			return err
		}
		if !slices.Equal(days, written[c.ID]) {
			changed[c.ID] = days
		}
		delete(written, c.ID)
		if gently {
			if err := clock.Rest(ctx, s.clock.Now().Sub(begun)); err != nil {
				return err
			}
		}
	}
	for id := range written { // of a centre that is planned again
		changed[id] = nil
	}
	if len(changed) == 0 {
		return nil
	}
	return s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := replaceDays(ctx, tx, first, last, changed); err != nil {
			return err
		}
		return s.audit.Record(ctx, tx, access.System("reception.days"), audit.Entry{Action: "reception.close_days", ObjectType: "day", ObjectID: first.String(),
			Detail: map[string]any{"until": last.String(), "centres": len(changed)}})
	})
}

// countDays counts the days of a centre, without those on which it had neither
// beds nor people who came or went.
func (s *Service) countDays(ctx context.Context, c Centre, first, last clock.Date) ([]DayCount, error) {
	// A day earlier, so that who left on the first day is among the holds.
	taken, err := s.takeCensus(ctx, s.db, c, first.AddDays(-1), last)
	if err != nil {
		return nil, err
	}
	var days []DayCount
	flows := taken.flows()
	for day := first; !day.After(last); day = day.AddDays(1) {
		n := DayCount{Day: day, Numbers: taken.count(day), Flow: flows[day]}
		taken.persons(day, func(*censusRoom, *censusHold) { n.Persons++ })
		if n.Gross > 0 || n.Flow != (Flow{}) {
			days = append(days, n)
		}
	}
	return days, nil
}

// flows tells for each day who came to the centre and who left it. Moving from
// bed to bed is neither.
func (c *census) flows() map[clock.Date]Flow {
	type visit struct{ stay, person string }
	type days struct {
		first, last clock.Date // last is zero while somebody is here
		hold        *censusHold
	}
	visits := map[visit]days{}
	for i := range c.rooms {
		for j := range c.rooms[i].holds {
			h := &c.rooms[i].holds[j]
			if !h.person() || h.rank() != 3 {
				continue
			}
			until := h.Until
			if h.Status == HoldOccupied {
				until = clock.Date{}
			}
			v, seen := visits[visit{h.StayID, h.PersonID}]
			if !seen {
				v = days{h.From, until, h}
			}
			if h.From.Before(v.first) {
				v.first = h.From
			}
			if until.IsZero() || !v.last.IsZero() && until.After(v.last) {
				v.last = until
			}
			visits[visit{h.StayID, h.PersonID}] = v
		}
	}
	flows := map[clock.Date]Flow{}
	for _, v := range visits {
		in, out := flows[v.first], Flow{}
		if v.hold.followsOn {
			in.MovedIn++
		} else {
			in.Arrivals++
		}
		flows[v.first] = in
		if v.last.IsZero() {
			continue
		}
		if out = flows[v.last]; v.hold.departure == DepartureTransfer {
			out.MovedOut++
		} else {
			out.Departures++
		}
		flows[v.last] = out
	}
	return flows
}
