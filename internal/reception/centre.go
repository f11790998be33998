package reception

import "passerelle/internal/platform/access"

// Organisation runs centres.
type Organisation struct {
	ID      string
	Name    string
	Kind    OrgKind
	Phone   string
	Version int // of the row, for a save that must not overwrite another's
}

// Position is a place on the map in ten-thousandths of a degree (WGS 84),
// about eleven metres.
type Position struct{ LatE4, LonE4 int }

// Centre is a house, or a site, where people are received.
type Centre struct {
	ID            string
	OrgID         string
	OrgName       string // read only
	Name          string
	Type          CentreType
	Phase         Phase
	Catering      Catering
	Address       string
	AddressPublic bool // the address may stand on public pages
	Commune       string
	Position      *Position // nil where unknown
	Phone         string
	Status        CentreStatus
	ForMinors     bool // a place for unaccompanied minors
	WomenOnly     bool
	NearHospital  bool
	NearSchool    bool
	Emergency     bool   // opened as an emergency site
	Synthetic     bool   // demonstration data: size and rooms are invented
	Rules         string // house rules, plain text
	Version       int
}

// Object is what access decides on.
func (c Centre) Object() access.Object { return access.Object{Org: c.OrgID, Centre: c.ID} }

// Building is a house of a centre.
type Building struct {
	ID, CentreID, Name string
	Lift               bool
}

// Floor is a storey of a building. Level 0 is the ground floor.
type Floor struct {
	ID, BuildingID, CentreID string
	Level                    int
	Name                     string // empty: the level says it
}
