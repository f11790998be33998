package reception

import (
	"context"
	"sync"

	"passerelle/internal/people"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/db"
)

// count is what is known of one centre in one night.
type count struct {
	Numbers
	FreeBeds
	persons int // present, cots included
	stayOn  int // of these, beneficiaries of international protection
	alerts  []Alert
}

// add returns the sum of both, without alerts.
func (n count) add(m count) count {
	return count{n.Numbers.Add(m.Numbers), n.FreeBeds.add(m.FreeBeds), n.persons + m.persons, n.stayOn + m.stayOn, nil}
}

// counts keeps each centre's counts until one of its stays, persons, rooms or
// outages changes, or the day does.
type counts struct {
	mu      sync.Mutex
	today   clock.Date // on which they were counted
	kept    map[string]map[clock.Date]count
	changes map[string]uint64 // by centre: a count that began before a change is not kept
	epoch   uint64            // changes of unknown centres
}

// keptDays bounds for how many days each centre's counts are kept.
const keptDays = 16

// follow forgets a centre's count when the change feed names it.
func (c *counts) follow(d *db.DB) {
	d.OnChange(TopicCentre, func(_ context.Context, ids []string) { c.forget(ids) })
	found := func(column string) func(context.Context, []string) {
		return func(ctx context.Context, ids []string) {
			if c.empty() {
				return
			}
			centres, err := centresHeld(ctx, d, column, ids)
			if err != nil {
				c.forgetAll()
				return
			}
			c.forget(centres)
		}
	}
	d.OnChange(TopicStay, found("h.stay_id"))
	d.OnChange(people.TopicPerson, found("h.person_id"))
}

func (c *counts) forget(centres []string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.changes == nil {
		c.changes = map[string]uint64{}
	}
	for _, id := range centres {
		c.changes[id]++
		delete(c.kept, id)
	}
}

// empty reports whether nothing is kept, and drops the counts that are under
// way: it is not worth a query to find out which centres they are of.
func (c *counts) empty() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.kept) == 0 {
		c.epoch++
		return true
	}
	return false
}

func (c *counts) forgetAll() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.epoch++
	clear(c.kept)
}

// get returns a kept count, and the version to hand to put where there is none.
func (c *counts) get(centreID string, day, today clock.Date) (n count, version uint64, there bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.today == today {
		n, there = c.kept[centreID][day]
	}
	return n, c.epoch + c.changes[centreID], there
}

func (c *counts) put(centreID string, n count, day, today clock.Date, version uint64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if version != c.epoch+c.changes[centreID] {
		return
	}
	if c.today != today {
		c.today, c.kept = today, map[string]map[clock.Date]count{}
	}
	if days := c.kept[centreID]; days == nil || len(days) >= keptDays {
		c.kept[centreID] = map[clock.Date]count{}
	}
	c.kept[centreID][day] = n
}

// countOf counts a centre in one night; the count may be a kept one.
func (s *Service) countOf(ctx context.Context, c Centre, day clock.Date) (count, error) {
	today := s.today()
	n, version, there := s.counts.get(c.ID, day, today)
	if there {
		return n, nil
	}
	taken, err := s.takeCensus(ctx, s.db, c, day, day)
	if err != nil {
		return count{}, err
	}
	n = taken.summary(day)
	s.counts.put(c.ID, n, day, today, version)
	return n, nil
}

func (c *census) summary(day clock.Date) count {
	n := count{Numbers: c.count(day), FreeBeds: c.free(day), alerts: c.alerts(day)}
	c.persons(day, func(_ *censusRoom, h *censusHold) {
		n.persons++
		if h.staysOn() {
			n.stayOn++
		}
	})
	return n
}
