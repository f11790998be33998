package reception

import "slices"

// OrgKind says what an organisation is in the reception network.
type OrgKind string

// Kinds of organisation.
const (
	OrgOperator OrgKind = "operator" // runs centres on the State's mandate, as the Red Cross does
	OrgState    OrgKind = "state"    // the State itself: Office national de l'accueil
	OrgOther    OrgKind = "other"    // another provider: commune, association, hotel
)

// CentreType is the kind of structure.
type CentreType string

// Types of centre.
const (
	TypeFirstReception CentreType = "first_reception"      // centre de primo-accueil (CPA)
	TypeTemporary      CentreType = "temporary"            // structure d'hébergement temporaire for applicants
	TypeProtection     CentreType = "temporary_protection" // for beneficiaries of temporary protection
	TypeMinors         CentreType = "minors"               // for unaccompanied minors
	TypeEmergency      CentreType = "emergency"            // opened in a hurry: hall, barracks
	TypeReturnHouse    CentreType = "return_house"         // maison retour
	TypeScreening      CentreType = "screening"
	TypeHotel          CentreType = "hotel"
	TypeModular        CentreType = "modular" // containers, prefabricated houses
	TypeTent           CentreType = "tent"
)

// CentreTypes lists all types of centre.
var CentreTypes = []CentreType{TypeFirstReception, TypeTemporary, TypeProtection, TypeMinors, TypeEmergency,
	TypeReturnHouse, TypeScreening, TypeHotel, TypeModular, TypeTent}

// Phase is the phase of reception that a centre serves.
type Phase string

// Phases of reception, in the order in which a household passes them.
const (
	PhaseFirst         Phase = "first"         // first reception (CPA)
	PhaseSecond        Phase = "second"        // second-phase reception centre
	PhaseAccommodation Phase = "accommodation" // accommodation structure
	PhaseNone          Phase = "none"          // outside the phases
)

// Phases lists all phases in order.
var Phases = []Phase{PhaseFirst, PhaseSecond, PhaseAccommodation, PhaseNone}

// Catering says how the residents of a centre eat.
type Catering string

// Kinds of catering.
const (
	CateringFullBoard  Catering = "full_board"
	CateringDelivered  Catering = "delivered"
	CateringGroceryVan Catering = "grocery_van" // épicerie sur roues
	CateringSelfCook   Catering = "self_cook"
)

// Caterings lists all kinds of catering.
var Caterings = []Catering{CateringFullBoard, CateringDelivered, CateringGroceryVan, CateringSelfCook}

// CentreStatus says whether a centre takes people.
type CentreStatus string

// Statuses of a centre.
const (
	CentrePlanned CentreStatus = "planned"
	CentreOpen    CentreStatus = "open"
	CentreClosed  CentreStatus = "closed"
)

// CentreStatuses lists all statuses of a centre.
var CentreStatuses = []CentreStatus{CentrePlanned, CentreOpen, CentreClosed}

// SexRule says who may sleep in a room.
type SexRule string

// Sex rules of a room.
const (
	SexRuleNone   SexRule = ""
	SexRuleWomen  SexRule = "women"
	SexRuleMen    SexRule = "men"
	SexRuleFamily SexRule = "family"
)

// SexRules lists all sex rules.
var SexRules = []SexRule{SexRuleNone, SexRuleWomen, SexRuleMen, SexRuleFamily}

// HoldStatus is the status of one bed held for one person, or of an outage.
type HoldStatus string

// Statuses of a hold. Reserved, occupied, ended and out keep the bed from
// others for their nights; cancelled and no-show ones do not.
const (
	HoldReserved  HoldStatus = "reserved"
	HoldOccupied  HoldStatus = "occupied"
	HoldEnded     HoldStatus = "ended"
	HoldCancelled HoldStatus = "cancelled"
	HoldNoShow    HoldStatus = "no_show"
	HoldOut       HoldStatus = "out" // an outage
)

// StayStatus is the status of a household's stay in a centre.
type StayStatus string

// Statuses of a stay.
const (
	StayReserved  StayStatus = "reserved"
	StayPresent   StayStatus = "present"
	StayEnded     StayStatus = "ended"
	StayCancelled StayStatus = "cancelled"
	StayNoShow    StayStatus = "no_show"
)

// DepartureKind says where a household went when its stay ended.
type DepartureKind string

// Kinds of departure. Transfer is the only one that stays inside the network.
const (
	DepartureTransfer        DepartureKind = "transfer" // to another centre
	DepartureOwnHousing      DepartureKind = "own_housing"
	DepartureLISKO           DepartureKind = "lisko" // housing found with LISKO or a social office
	DepartureOtherProvider   DepartureKind = "other_provider"
	DepartureFamily          DepartureKind = "family" // with relatives or friends
	DepartureVoluntaryReturn DepartureKind = "voluntary_return"
	DepartureMemberState     DepartureKind = "member_state" // transfer to the Member State responsible
	DepartureRemoval         DepartureKind = "removal"
	DepartureDisappeared     DepartureKind = "disappeared"
	DepartureExcluded        DepartureKind = "excluded" // withdrawn by decision of the authority
	DepartureHospital        DepartureKind = "hospital" // for good
	DepartureDetention       DepartureKind = "detention"
	DepartureDeceased        DepartureKind = "deceased"
	DepartureOther           DepartureKind = "other"
)

// DepartureKinds lists the kinds of departure that a desk may choose from;
// transfer is set by a transfer alone.
var DepartureKinds = []DepartureKind{DepartureOwnHousing, DepartureLISKO, DepartureOtherProvider, DepartureFamily,
	DepartureVoluntaryReturn, DepartureMemberState, DepartureRemoval, DepartureDisappeared, DepartureExcluded,
	DepartureHospital, DepartureDetention, DepartureDeceased, DepartureOther}

// OutageReason says why a bed is out of service.
type OutageReason string

// Reasons for an outage.
const (
	OutageRepair       OutageReason = "repair"
	OutageWorks        OutageReason = "works"
	OutageCleaning     OutageReason = "cleaning"
	OutageDisinfection OutageReason = "disinfection"
	OutagePests        OutageReason = "pests"
	OutageDamage       OutageReason = "damage" // water, fire
	OutageQuarantine   OutageReason = "quarantine"
	OutageStaffing     OutageReason = "staffing"
	OutageOther        OutageReason = "other"
)

// OutageReasons lists all reasons for an outage.
var OutageReasons = []OutageReason{OutageRepair, OutageWorks, OutageCleaning, OutageDisinfection, OutagePests,
	OutageDamage, OutageQuarantine, OutageStaffing, OutageOther}

// ConflictLevel says how far apart two households are kept.
type ConflictLevel string

// Levels of conflict between households.
const (
	ConflictRoom   ConflictLevel = "room"   // not in one room
	ConflictCentre ConflictLevel = "centre" // not in one centre
)

// known reports whether code is one of all.
func known[T ~string](code T, all []T) bool { return slices.Contains(all, code) }
