package funding

import (
	"passerelle/internal/platform/clock"
)

// Call is a call for proposals of a fund.
type Call struct {
	ID                string
	Fund              string // such as AMIF
	PeriodFrom        int    // years of the programming period
	PeriodUntil       int
	Year              int // of the call
	Name              Text
	Objective         Objective // only its ID counts where a call is saved
	ManagingAuthority Text
	IntermediaryBody  Text // may be empty
	Introduction      Text // paragraphs above its projects; may be empty
	OpensOn           clock.Date
	ClosesOn          clock.Date
	SourceLink        string
	Version           int
	UpdatedAt         clock.Instant

	Operations int // how many it has, in all states; set by the desk's queries
}
