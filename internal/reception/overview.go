package reception

import (
	"context"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/fault"
)

// PermOverview lets an actor see how occupied centres are and were, without persons.
var PermOverview = access.Declare("reception.overview")

// maxOverview is the most days that an overview goes back: three years.
const maxOverview = 1100

// Overview is how full the centres are and how that came.
type Overview struct {
	Now         Count
	Days        []DayCount // as far as written down, oldest first; the last one is today's, with the numbers of now
	AverageStay AverageStay
}

// AverageStay is how long households stayed that left the network.
type AverageStay struct {
	Households int // that left in the days of the overview
	Nights     int // mean from the first arrival in any centre to the departure, rounded; 0 where none left
}

// Overview tells the numbers of one centre, or of all open ones in scope
// (empty centreID), now and over the last days (1 to 1100).
func (s *Service) Overview(ctx context.Context, by access.Actor, centreID string, days int) (Overview, error) {
	centres, err := s.centresFor(ctx, by, PermOverview, centreID)
	if err != nil {
		return Overview{}, err
	}
	if days < 1 || days > maxOverview {
		return Overview{}, fault.InvalidField("days", "reception.error.out_of_range", "min", 1, "max", maxOverview)
	}
	today := s.today()
	first := today.AddDays(1 - days)
	var o Overview
	if o.Now, err = s.countAll(ctx, centres, today); err != nil {
		return Overview{}, err
	}
	where := reach{by: by, perm: PermOverview, centreID: centreID}
	if o.Days, err = dayTotals(ctx, s.db, where, first, today); err != nil {
		return Overview{}, err
	}
	o.setToday(today)
	nights, err := nightsOfLeavers(ctx, s.db, where, first)
	o.AverageStay = averageStay(nights)
	return o, err
}

// setToday puts the numbers of now in the place of what was last written down today.
func (o *Overview) setToday(today clock.Date) {
	if n := len(o.Days); n == 0 || o.Days[n-1].Day != today {
		o.Days = append(o.Days, DayCount{Day: today})
	}
	last := &o.Days[len(o.Days)-1]
	last.Numbers, last.Persons = o.Now.Total.Numbers, o.Now.Total.Persons
}

func averageStay(nights []int) AverageStay {
	a, sum := AverageStay{Households: len(nights)}, 0
	for _, n := range nights {
		sum += n
	}
	if len(nights) > 0 {
		a.Nights = (sum + len(nights)/2) / len(nights)
	}
	return a
}

// Step is how days are joined for arrivals against departures.
type Step string

// Steps.
const (
	StepDay   Step = "day"
	StepWeek  Step = "week" // Monday to Sunday
	StepMonth Step = "month"
)

// StepFlow is who came and went in one step.
type StepFlow struct {
	From clock.Date // first day of the step, which may be before the first day counted
	Days int        // of the step that were counted
	Flow
}

// Flows joins the days of an overview into steps, oldest first.
func (o Overview) Flows(step Step) []StepFlow {
	var out []StepFlow
	for _, d := range o.Days {
		from := d.Day
		switch step {
		case StepWeek:
			from = from.AddDays(-(int(from.Weekday()) + 6) % 7)
		case StepMonth:
			from.Day = 1
		}
		if n := len(out); n == 0 || out[n-1].From != from {
			out = append(out, StepFlow{From: from})
		}
		last := &out[len(out)-1]
		last.Days++
		last.Flow = last.Flow.Add(d.Flow)
	}
	return out
}
