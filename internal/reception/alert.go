package reception

import "passerelle/internal/platform/clock"

// alerts tells of rooms in which more people are than places, and of minors alone.
func (c *census) alerts(day clock.Date) (out []Alert) {
	adults := map[string]bool{} // households with an adult, or somebody of unknown age, in the centre
	for i := range c.rooms {
		for j := range c.rooms[i].holds {
			if h := &c.rooms[i].holds[j]; h.person() && h.covers(day, c.today) && !h.minor(day, true) {
				adults[h.HouseholdID] = true
			}
		}
	}
	for i := range c.rooms {
		r := &c.rooms[i]
		add := func(kind AlertKind, n int) {
			if n > 0 {
				out = append(out, Alert{Kind: kind, CentreID: c.centre.ID, CentreName: c.centre.Name, RoomID: r.ID, Room: r.Number, Count: n, Day: day})
			}
		}
		add(AlertOverCapacity, r.excess(day, c))
		alone := 0
		for j := range r.holds {
			h := &r.holds[j]
			if h.person() && h.rank() == 3 && h.covers(day, c.today) && h.minor(day, true) && !adults[h.HouseholdID] && !c.centre.ForMinors {
				alone++
			}
		}
		add(AlertMinorAlone, alone)
	}
	return out
}

// excess counts those who have no place of their own in the night: more than
// one to a bed, or more in cots than there are. Who is to leave today is not counted.
func (r *censusRoom) excess(day clock.Date, c *census) int {
	beds, cots, over := make([]int, len(r.Beds)), 0, 0
	for i := range r.holds {
		h := &r.holds[i]
		if !h.person() || !h.covers(day, c.today) || h.Status == HoldOccupied && h.Until == day {
			continue
		}
		if h.bed == noBed {
			cots++
			continue
		}
		if beds[h.bed]++; beds[h.bed] > 1 {
			over++
		}
	}
	return over + max(cots-r.Cots, 0)
}
