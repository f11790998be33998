package reception

import (
	"passerelle/internal/platform/clock"
)

// Area is a floor area in square decimetres; 0 is unknown.
type Area int

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
	Beds                  []Bed
	Neighbours            []string // ids of rooms that a divided household may take with this one
	Version               int
}

// Bed is one bed.
type Bed struct {
	ID, RoomID, CentreID string
	Label                string // within the room
	ClosedAt             clock.Instant
}
