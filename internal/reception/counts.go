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

// counts keeps each centre's count of tonight until one of its stays, persons,
// rooms or outages changes, or the day does.
type counts struct {
	mu      sync.Mutex
	day     clock.Date
	kept    map[string]count
	changes map[string]uint64 // by centre: a count that began before a change is not kept
	epoch   uint64            // changes of unknown centres
}

// follow forgets a centre's count when the change feed names it.
func (c *counts) follow(d *db.DB) {
	d.OnChange(TopicCentre, func(_ context.Context, ids []string) { c.forget(ids) })
	found := func(column string) func(context.Context, []string) {
		return func(ctx context.Context, ids []string) {
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

func (c *counts) forgetAll() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.epoch++
	clear(c.kept)
}

// get returns a kept count, and the version to hand to put where there is none.
func (c *counts) get(centreID string, day clock.Date) (n count, version uint64, there bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	n, there = c.kept[centreID]
	return n, c.epoch + c.changes[centreID], there && c.day == day
}

func (c *counts) put(centreID string, day clock.Date, version uint64, n count) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if version != c.epoch+c.changes[centreID] || day.Before(c.day) {
		return
	}
	if c.day != day {
		c.day, c.kept = day, map[string]count{}
	}
	c.kept[centreID] = n
}

// countOf counts a centre in one night; tonight's count may be a kept one.
func (s *Service) countOf(ctx context.Context, q db.Querier, c Centre, day clock.Date) (count, error) {
	tonight := day == s.today()
	var version uint64
	if tonight {
		n, v, there := s.counts.get(c.ID, day)
		if there {
			return n, nil
		}
		version = v
	}
	taken, err := s.takeCensus(ctx, q, c, day, day)
	if err != nil {
		return count{}, err
	}
	n := taken.summary(day)
	if tonight {
		s.counts.put(c.ID, day, version, n)
	}
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
