package reception

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
)

// Area is a floor area in square decimetres; 0 is unknown.
type Area int

// maxArea is a thousand square metres: a hall.
const maxArea Area = 100_000

// ParseArea reads square metres with at most two decimals, with a point or a
// comma; empty text is unknown. It fails on anything else, on 0 and above 1000 m².
func ParseArea(s string) (Area, error) {
	s = strings.TrimSpace(s)
	if s == "" {
		return 0, nil
	}
	whole, part, _ := strings.Cut(strings.Replace(s, ",", ".", 1), ".")
	digits := whole + (part + "00")[:2]
	n, err := strconv.ParseUint(digits, 10, 32)
	if err != nil || len(part) > 2 || whole == "" || n == 0 || n > uint64(maxArea) || strings.ContainsAny(s, "+_") {
		return 0, fault.InvalidField("area", "reception.error.area")
	}
	return Area(n), nil
}

// String returns square metres with as many decimals as it needs, "" for unknown.
func (a Area) String() string {
	if a == 0 {
		return ""
	}
	return strconv.FormatFloat(float64(a)/100, 'f', -1, 64)
}

// Room is a room with its beds.
type Room struct {
	ID, CentreID, FloorID string
	Number                string // as it stands on the door
	Cots                  int    // places for cots besides the beds
	Area                  Area
	StepFree              bool
	OwnBathroom           bool
	Lockable              bool
	FamilyUnit            bool // given to one household as a whole
	Isolation             bool // medical: for one household at a time
	SexRule               SexRule
	ClosedAt              clock.Instant // zero: in use
	Beds                  []Bed         // open ones
	Neighbours            []string      // ids of rooms that a divided household may take with this one
	Version               int
}

// Bed is one bed.
type Bed struct {
	ID, RoomID, CentreID string
	Label                string // within the room
	ClosedAt             clock.Instant
}

// The size of rooms.
const (
	maxBeds       = 200 // of a room: a hall
	maxCots       = 20
	maxNeighbours = 20
)

func wellFormedRoom(l *fault.List, r *Room) {
	lineNeeded(l, "number", &r.Number, maxNumber)
	between(l, "cots", r.Cots, 0, maxCots)
	if r.Area < 0 || r.Area > maxArea {
		l.Add("area", "reception.error.area")
	}
	code(l, "sex_rule", r.SexRule, SexRules)
	if len(r.Neighbours) > maxNeighbours {
		l.Add("neighbours", "reception.error.out_of_range", "min", 0, "max", maxNeighbours)
	}
	for _, id := range r.Neighbours {
		if !db.ValidID(id) || id == r.ID {
			l.Add("neighbours", "reception.error.neighbour")
			break
		}
	}
}

// wellFormedLabels trims the labels and refuses none, too many, empty ones and repeats.
func wellFormedLabels(l *fault.List, labels []string) []string {
	between(l, "beds", len(labels), 1, maxBeds)
	out := make([]string, len(labels))
	seen := map[string]bool{}
	for i, label := range labels {
		var own fault.List
		lineNeeded(&own, "beds", &label, maxLabel)
		if len(own) == 0 && seen[label] {
			own.Add("beds", "reception.error.label_twice")
		}
		if len(own) > 0 {
			*l = append(*l, own...)
			return nil
		}
		seen[label], out[i] = true, label
	}
	return out
}

// BedLabels names n beds: A, B, C … in a room, 1, 2, 3 … in a hall of more than 26.
func BedLabels(n int) []string {
	out := make([]string, max(n, 0))
	for i := range out {
		if n <= 26 {
			out[i] = string(rune('A' + i))
		} else {
			out[i] = strconv.Itoa(i + 1)
		}
	}
	return out
}

// roomNumbers lists the numbers from first to last, which differ in their last
// run of digits only: 2.01 to 2.20, or A7 to A12.
func roomNumbers(first, last string, most int) ([]string, error) {
	prefix, low, width, ok := splitNumber(first)
	prefix2, high, _, ok2 := splitNumber(last)
	if !ok || !ok2 || prefix != prefix2 || high < low {
		return nil, fault.InvalidField("last", "reception.error.number_range")
	}
	if high-low >= most {
		return nil, fault.InvalidField("last", "reception.error.too_many_rooms", "max", most)
	}
	var out []string
	for n := low; n <= high; n++ {
		out = append(out, fmt.Sprintf("%s%0*d", prefix, width, n))
	}
	return out, nil
}

// splitNumber divides a room number into what precedes its last run of digits,
// the value of these, and their count where they begin with 0.
func splitNumber(s string) (prefix string, n, width int, ok bool) {
	prefix = strings.TrimRight(s, "0123456789")
	digits := s[len(prefix):]
	n, err := strconv.Atoi(digits)
	if err != nil || n > math.MaxInt32 {
		return "", 0, 0, false
	}
	if digits[0] == '0' {
		width = len(digits)
	}
	return prefix, n, width, true
}
