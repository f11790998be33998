package ui

// BedState is the state of a bed now.
type BedState string

// States of a bed. Colour, letter and word of each belong to this package.
const (
	BedFree         BedState = "free"
	BedHeld         BedState = "held"
	BedOccupied     BedState = "occupied"
	BedLeaving      BedState = "leaving"
	BedCleaning     BedState = "cleaning"
	BedOutOfService BedState = "out_of_service"
	BedBlocked      BedState = "blocked" // empty, but the family in the room leaves no place for others
)

// BedStates lists the states in the order of the legend.
var BedStates = []BedState{BedFree, BedHeld, BedOccupied, BedLeaving, BedCleaning, BedOutOfService, BedBlocked}

var bedKeys = map[BedState]struct{ word, letter string }{
	BedFree:         {"ui.bed.free", "ui.bed.free.letter"},
	BedHeld:         {"ui.bed.held", "ui.bed.held.letter"},
	BedOccupied:     {"ui.bed.occupied", "ui.bed.occupied.letter"},
	BedLeaving:      {"ui.bed.leaving", "ui.bed.leaving.letter"},
	BedCleaning:     {"ui.bed.cleaning", "ui.bed.cleaning.letter"},
	BedOutOfService: {"ui.bed.out_of_service", "ui.bed.out_of_service.letter"},
	BedBlocked:      {"ui.bed.blocked", "ui.bed.blocked.letter"},
}

// word and letter return catalogue keys.
func (s BedState) word() string   { return bedKeys[s].word }
func (s BedState) letter() string { return bedKeys[s].letter }

// Bed is a bed of a Room on the bed board.
type Bed struct {
	Label    string // of the bed within its room
	State    BedState
	Occupant string // as the viewer may see it
	Note     string // until when, reason
	Href     string
	Flags    []Flag
}

// Room is a card of the bed board.
type Room struct {
	Label string
	Note  string // floor, area
	Href  string
	Flags []Flag // step-free, women, family unit …
	Beds  []Bed
}

// Tape is the plan of rooms over days.
type Tape struct {
	ID       string // unique on the page
	Caption  string
	RowLabel string // heading of the first column
	Days     []TapeDay
	Rows     []TapeRow
}

// TapeDay is a column of the plan.
type TapeDay struct {
	ISO     string // 2006-01-02
	Weekday string // short
	Day     string // short: 24, or 1 Dec
	Label   string // in full, for screen readers
	Weekend bool
	Today   bool
	Free    string // free beds that day; "" leaves the line out when all are empty
}

// TapeRow is a room or a bed. Bars of one row may overlap: each then gets a line.
type TapeRow struct {
	ID    string // sent as room= when a bar is dropped here
	Group string // heading above the first of neighbouring rows that share it
	Label string
	Note  string
	Href  string
	Bars  []TapeBar
}

// TapeBar is a stay. Start and Days count columns; what lies outside the plan is cut.
type TapeBar struct {
	Start int // column of the first night; may be negative
	Days  int // nights
	Label string
	Note  string // in words: from when to when, state
	Href  string
	Move  string // URL of the move form, to which a drop adds room= and day=; "" cannot be moved
	From  string // first night, 2006-01-02: what a drop counts from
	State BedState
}

type tapeCell struct {
	span             int
	bar              *TapeBar
	before, after    bool // goes on outside the plan
	weekend, isToday bool // of an empty cell
}

// lanes lays the bars of a row into as few lines as they need, cut to the days shown.
func (t Tape) lanes(row TapeRow) [][]tapeCell {
	var lanes [][]*TapeBar
	var ends []int
next:
	for i := range row.Bars {
		b := &row.Bars[i]
		if b.Days <= 0 || b.Start >= len(t.Days) || b.Start+b.Days <= 0 {
			continue
		}
		for lane, end := range ends {
			if b.Start >= end {
				lanes[lane] = append(lanes[lane], b)
				ends[lane] = b.Start + b.Days
				continue next
			}
		}
		lanes = append(lanes, []*TapeBar{b})
		ends = append(ends, b.Start+b.Days)
	}
	if len(lanes) == 0 {
		lanes = [][]*TapeBar{nil}
	}
	out := make([][]tapeCell, len(lanes))
	for i, bars := range lanes {
		out[i] = t.cells(bars)
	}
	return out
}

// cells fills one line: bars, and an empty cell for every day between them.
func (t Tape) cells(bars []*TapeBar) []tapeCell {
	var out []tapeCell
	day := 0
	gap := func(until int) {
		for ; day < until; day++ {
			out = append(out, tapeCell{span: 1, weekend: t.Days[day].Weekend, isToday: t.Days[day].Today})
		}
	}
	for _, b := range bars {
		start, end := max(b.Start, 0), min(b.Start+b.Days, len(t.Days))
		gap(start)
		out = append(out, tapeCell{span: end - start, bar: b, before: b.Start < 0, after: b.Start+b.Days > len(t.Days)})
		day = end
	}
	gap(len(t.Days))
	return out
}

// hasFree reports whether any day says how many beds are free.
func (t Tape) hasFree() bool {
	for _, d := range t.Days {
		if d.Free != "" {
			return true
		}
	}
	return false
}
