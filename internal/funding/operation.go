package funding

import (
	"passerelle/internal/platform/clock"
)

// Status says whether the public sees an operation.
type Status string

// The statuses. A withdrawn operation was public once.
const (
	StatusDraft     Status = "draft"
	StatusPublished Status = "published"
	StatusWithdrawn Status = "withdrawn"
)

// Statuses lists all statuses.
var Statuses = []Status{StatusDraft, StatusPublished, StatusWithdrawn}

// Audience is a group that operations are for. The register is filtered by it;
// what the operation itself says of its audience stands beside it as text.
type Audience string

// The audiences.
const (
	AudiencePublic        Audience = "general_public"
	AudienceThirdCountry  Audience = "third_country_nationals"
	AudienceRefugees      Audience = "refugees"
	AudienceYouth         Audience = "youth"
	AudienceSocialWorkers Audience = "social_workers"
	AudienceHealth        Audience = "health_staff"
	AudienceEducators     Audience = "educators"
	AudienceStudents      Audience = "students"
	AudienceVolunteers    Audience = "volunteers_associations"
	AudienceMunicipal     Audience = "municipal_commissions"
	AudienceAuthorities   Audience = "authorities"
)

// Audiences lists all audiences in the order of a form.
var Audiences = []Audience{AudiencePublic, AudienceThirdCountry, AudienceRefugees, AudienceYouth, AudienceSocialWorkers, AudienceHealth,
	AudienceEducators, AudienceStudents, AudienceVolunteers, AudienceMunicipal, AudienceAuthorities}

// Operation is a project that was selected in a call.
type Operation struct {
	ID          string
	Call        Call // only its ID counts where an operation is saved
	Position    int  // within the call; the register gives it
	Title       Text
	Leader      Text // empty: not stated
	Audience    Text
	Audiences   []Audience
	Objective   Text
	From        clock.Date
	Until       clock.Date
	Contact     Contact
	Link        string
	Status      Status
	Version     int
	UpdatedAt   clock.Instant
	PublishedAt clock.Instant // zero: never
}

// Contact is whom the public may ask about an operation.
type Contact struct {
	Name  string `json:"name,omitempty"`
	Email string `json:"email,omitempty"`
}
