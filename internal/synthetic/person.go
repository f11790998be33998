package synthetic

import "time"

// Name is one part of a person's name: as written in Latin letters on documents
// and at desks, and as written in the person's own script. Where the language is
// written in Latin letters, Native has its diacritics. Both are empty when the
// part is not known.
type Name struct{ Latin, Native string }

// The sexes that are generated.
const (
	Female = "f"
	Male   = "m"
)

// How much of a birth date is known. Month and year are written as their first
// day, as most registers do; an estimated date as 1 January.
const (
	PrecisionDay       = "day"
	PrecisionMonth     = "month"
	PrecisionYear      = "year"
	PrecisionEstimated = "estimated"
)

// BirthDate is a civil date (midnight UTC) and what is known of it.
type BirthDate struct {
	Date      time.Time
	Precision string
}

// Language is a language a person speaks.
type Language struct {
	Code        string // BCP 47: ti, prs, ckb, …
	Level       string // "native", or CEFR A1 to C2
	Interpreter bool   // the person needs an interpreter of this language
}

// Kinds of document.
const (
	Passport       = "passport"
	IdentityCard   = "identity_card"
	TravelDocument = "travel_document" // of a beneficiary of international protection
	BirthRecord    = "birth_certificate"
)

// Document is an identity document. Dates are civil dates, midnight UTC.
type Document struct {
	Type      string
	Number    string    // a counter with a letter: no real document
	Issuer    string    // ISO 3166-1 alpha-3, or XKX
	IssuedOn  time.Time // zero when not known
	ExpiresOn time.Time // zero when it does not expire
	// MRZ is the machine-readable zone (ICAO 9303, TD3 or TD1), lines separated by
	// \n, or empty.
	MRZ string
}

// Legal statuses that are generated, the field's codes.
const (
	StatusApplicant          = "DPI"     // applicant for international protection
	StatusRefugee            = "BPI_REF" // refugee status
	StatusSubsidiary         = "BPI_SUB" // subsidiary protection
	StatusTemporaryApplicant = "DPT"     // applicant for temporary protection
	StatusTemporary          = "BPT"     // temporary protection
	StatusDublin             = "DUBLIN"  // transfer to another Member State decided
	StatusRejectedAppealable = "REJECTED_APPEALABLE"
	StatusRejectedFinal      = "REJECTED_FINAL"
	StatusWithdrawn          = "WITHDRAWN"
	StatusReturnDecision     = "RETURN_DECISION"
	StatusDeferral           = "SURSIS_ELOIGNEMENT"
	StatusPostponed          = "REPORT_ELOIGNEMENT"
	StatusTolerance          = "TOLERANCE"
)

// Status is a legal status from a day on, until the next one.
type Status struct {
	Code string
	From time.Time
}

// Needs that bear on housing.
const (
	NeedStepFree     = "step_free"
	NeedGroundFloor  = "ground_floor"
	NeedNearHospital = "near_hospital"
	NeedWomenOnly    = "women_only"
	NeedCot          = "cot"
	NeedOwnBathroom  = "own_bathroom"
	NeedQuiet        = "quiet"
	NeedIsolation    = "isolation"
	NeedNearSchool   = "near_school"
)

// Relationships to the head of the household (UNHCR codes).
const (
	RelHead           = "PA" // principal applicant
	RelHusband        = "HUS"
	RelWife           = "WIF"
	RelSon            = "SON"
	RelDaughter       = "DAU"
	RelFather         = "PRM" // parent, male
	RelMother         = "PRF"
	RelBrother        = "SBM" // sibling, male
	RelSister         = "SBF"
	RelGrandson       = "GCM" // grandchild, male
	RelGranddaughter  = "GCF"
	RelUnrelatedMan   = "NRM" // no blood relationship
	RelUnrelatedWoman = "NRF"
)

// Person is a resident who does not exist.
type Person struct {
	Given, Family       Name   // Family: as in the surname field; the father's or grandfather's name where there is none
	Father, Grandfather Name   // their given names; empty when not recorded
	Script              string // ISO 15924 of the Native spellings: Arab, Ethi, Cyrl or Latn
	Language            string // of the Native spellings, BCP 47
	Aliases             []string

	Sex            string
	Birth          BirthDate
	PlaceOfBirth   string
	CountryOfBirth string // ISO 3166-1 alpha-3, or XKX
	Nationality    string // the same, or XXA for stateless

	Relationship string // to the head of the household
	Languages    []Language
	Phone        string // country code 999, which is not assigned; empty for none
	Documents    []Document
	Statuses     []Status // oldest first, never empty
	Needs        []string
	ArrivedOn    time.Time // in Luxembourg; a child born here: the day of birth
}

// Age returns completed years on the civil date of at.
func (p *Person) Age(at time.Time) int {
	y, m, d := at.Date()
	by, bm, bd := p.Birth.Date.Date()
	if m < bm || m == bm && d < bd {
		y--
	}
	return y - by
}

// Guardian answers for an unaccompanied minor.
type Guardian struct {
	Name        string
	Role        string // "ad_hoc_administrator" (a lawyer, for the procedure)
	AppointedOn time.Time
}

// Kinds of departure.
const (
	DepartureOwnHousing      = "own_housing"
	DepartureLISKO           = "lisko"
	DepartureOtherProvider   = "other_provider"
	DepartureVoluntaryReturn = "voluntary_return"
	DepartureMemberState     = "member_state" // transfer to the Member State responsible
	DepartureRemoval         = "removal"
	DepartureDisappeared     = "disappeared"
	DepartureDeceased        = "deceased"
)

// Departure is how and when a household left.
type Departure struct {
	Kind string
	On   time.Time
}

// Kind is the shape of a household.
type Kind string

// The kinds, in the order of kindWeights.
const (
	KindSingleMan   Kind = "single_man" // or two men who belong together
	KindSingleWoman Kind = "single_woman"
	KindCouple      Kind = "couple"
	KindFamily      Kind = "family" // both parents, 3 to 8 persons
	KindMother      Kind = "mother" // alone with children
	KindFather      Kind = "father"
	KindMinor       Kind = "unaccompanied_minor"
	KindElderly     Kind = "elderly"
	KindExtended    Kind = "extended" // with grandparents
)

var kinds = []Kind{KindSingleMan, KindSingleWoman, KindCouple, KindFamily, KindMother, KindFather, KindMinor, KindElderly, KindExtended}

// Household is persons who came together and are housed together.
type Household struct {
	Serial    uint64 // unique for a seed, over Household and Former
	Kind      Kind
	Members   []Person  // the head first
	Guardian  *Guardian // of unaccompanied minors, otherwise nil
	ArrivedOn time.Time
	Departure *Departure // nil: still here
	Phase     Phase      // where the household stands, or stood last
	Waiting   bool       // no bed yet: on the waiting list
}
