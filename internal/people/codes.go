package people

import "slices"

// Sex is a stored code.
type Sex string

// The sexes that a file may say.
const (
	SexFemale  Sex = "f"
	SexMale    Sex = "m"
	SexOther   Sex = "x" // as ICAO Doc 9303 writes "unspecified" and some documents say
	SexUnknown Sex = "u"
)

// Sexes lists the sexes in the order in which a form offers them.
var Sexes = []Sex{SexFemale, SexMale, SexOther, SexUnknown}

// Relationship is what somebody is to the head of the household. It is a code
// of UNHCR's proGres list as carried by the resettlement referral form (the
// lists of UKHomeOffice/unhcr-erff-validation-tool).
type Relationship string

// RelationshipHead is the head of the household, UNHCR's "principal applicant".
const RelationshipHead Relationship = "PA"

// RelationshipUnknown says that nobody knows yet.
const RelationshipUnknown Relationship = "U"

// Relationships lists the codes, the head first: spouses and partners, children,
// parents, siblings, wider family, in-laws, no blood relationship, unknown. A
// final F or M is the member's sex.
var Relationships = []Relationship{
	RelationshipHead,
	"HUS", "WIF", "CLH", "CLW", "PTM", "PTF", "EXM", "EXF",
	"SON", "DAU", "SCM", "SCF", "FCM", "FCF",
	"PRM", "PRF", "SPM", "SPF", "FPM", "FPF", "FP",
	"SBM", "SBF", "HAB", "HAS", "SPB", "SPS",
	"GPM", "GPF", "GCM", "GCF", "UNC", "ANT", "NEP", "NCE", "COM", "COF",
	"PLM", "PLF", "CLM", "CLF", "BIL", "SIL", "ILM", "ILF",
	"ORM", "ORF", "NRM", "NRF", "UKM", "UKF", "HR1", "HR2", RelationshipUnknown,
}

// StatusCode is a legal status of a person in Luxembourg.
type StatusCode string

// The legal statuses: law of 18 December 2015 on international and temporary
// protection, law of 29 August 2008 on free movement and immigration,
// Regulation (EU) 2024/1351.
const (
	StatusApplicant          StatusCode = "DPI"                 // applicant for international protection
	StatusRefugee            StatusCode = "BPI_REF"             // refugee status
	StatusSubsidiary         StatusCode = "BPI_SUB"             // subsidiary protection
	StatusTemporaryApplicant StatusCode = "DPT"                 // applicant for temporary protection
	StatusTemporary          StatusCode = "BPT"                 // temporary protection
	StatusTransferDecided    StatusCode = "DUBLIN"              // transfer to the responsible Member State decided
	StatusRejectedAppealable StatusCode = "REJECTED_APPEALABLE" // rejected, appeal open
	StatusRejected           StatusCode = "REJECTED_FINAL"      // rejected for good (débouté)
	StatusWithdrawn          StatusCode = "WITHDRAWN"           // application withdrawn, also implicitly
	StatusReturnDecision     StatusCode = "RETURN_DECISION"     // return decision
	StatusRemovalDeferred    StatusCode = "SURSIS_ELOIGNEMENT"  // sursis à l'éloignement
	StatusRemovalPostponed   StatusCode = "REPORT_ELOIGNEMENT"  // report de l'éloignement
	StatusTolerated          StatusCode = "TOLERANCE"           // tolérance
	StatusIrregular          StatusCode = "IRREGULAR"           // without a right of residence
	StatusResettled          StatusCode = "RESETTLED"           // resettled with a status
	StatusRegularised        StatusCode = "REGULARISED"         // residence permit on other grounds
)

// Statuses lists the legal statuses in the order of a procedure.
var Statuses = []StatusCode{
	StatusApplicant, StatusTemporaryApplicant, StatusRefugee, StatusSubsidiary, StatusTemporary, StatusResettled,
	StatusTransferDecided, StatusRejectedAppealable, StatusRejected, StatusWithdrawn, StatusReturnDecision,
	StatusRemovalDeferred, StatusRemovalPostponed, StatusTolerated, StatusIrregular, StatusRegularised,
}

// Granted reports whether the status gives a right to stay that ends the right
// to a place in reception: who has it and is still housed waits for housing.
func (s StatusCode) Granted() bool {
	return slices.Contains([]StatusCode{StatusRefugee, StatusSubsidiary, StatusTemporary, StatusResettled, StatusRegularised}, s)
}

// NeedCode is a need that bears on housing (special reception needs, Directive
// (EU) 2024/1346, Articles 24 and 25). The code says what the place must offer,
// not why.
type NeedCode string

// The needs.
const (
	NeedStepFree     NeedCode = "step_free"
	NeedGroundFloor  NeedCode = "ground_floor"
	NeedNearHospital NeedCode = "near_hospital"
	NeedNearSchool   NeedCode = "near_school"
	NeedWomenOnly    NeedCode = "women_only"
	NeedCot          NeedCode = "cot"
	NeedOwnBathroom  NeedCode = "own_bathroom"
	NeedQuiet        NeedCode = "quiet"
	NeedIsolation    NeedCode = "isolation"
)

// Needs lists the needs in the order in which a form offers them.
var Needs = []NeedCode{
	NeedStepFree, NeedGroundFloor, NeedNearHospital, NeedNearSchool, NeedWomenOnly,
	NeedCot, NeedOwnBathroom, NeedQuiet, NeedIsolation,
}

// LanguageLevel is how well somebody speaks a language.
type LanguageLevel string

// Levels lists the levels: mother tongue, the six of the Common European
// Framework of Reference, and unknown.
var Levels = []LanguageLevel{"native", "C2", "C1", "B2", "B1", "A2", "A1", "unknown"}

// DocumentType is a kind of identity document.
type DocumentType string

// DocumentTypes lists the kinds. A travel document is one of the 1951 and 1954
// Conventions or for beneficiaries of subsidiary protection; an applicant card
// is the attestation of Directive (EU) 2024/1346 and the Luxembourg "papier rose".
var DocumentTypes = []DocumentType{
	"passport", "identity_card", "travel_document", "laissez_passer", "residence_permit", "applicant_card",
	"birth_certificate", "marriage_certificate", "family_book", "military_card", "driving_licence", "other",
}

// ContactKind is a way to reach somebody.
type ContactKind string

// The kinds of contact.
const (
	ContactPhone   ContactKind = "phone"
	ContactEmail   ContactKind = "email"
	ContactAddress ContactKind = "address"
	ContactOther   ContactKind = "other" // a messenger, a social worker, a relative
)

// ContactKinds lists the kinds of contact.
var ContactKinds = []ContactKind{ContactPhone, ContactEmail, ContactAddress, ContactOther}

// ConsentPurpose is what information was given about, or consent for.
type ConsentPurpose string

// The purposes.
const (
	InformedReception  ConsentPurpose = "info_reception"   // rights and duties in reception: Directive (EU) 2024/1346, Art. 5
	InformedData       ConsentPurpose = "info_data"        // data protection: GDPR, Art. 13
	InformedHouseRules ConsentPurpose = "info_house_rules" // rules of the house
	ConsentPhoto       ConsentPurpose = "photo"            // keep a photo: GDPR, Art. 6(1)(a)
	ConsentMessages    ConsentPurpose = "messages"         // be sent messages on the telephone
	ConsentPartners    ConsentPurpose = "share_partners"   // tell other services what they need to help
	ConsentFamilyLinks ConsentPurpose = "family_links"     // be looked for and compared by the family-links service
	ConsentReturn      ConsentPurpose = "return_visible"   // let centre staff know of return counselling
)

// Informations lists the purposes that inform; the others ask for consent.
var Informations = []ConsentPurpose{InformedReception, InformedData, InformedHouseRules}

// Consents lists the purposes that consent is asked for.
var Consents = []ConsentPurpose{ConsentPhoto, ConsentMessages, ConsentPartners, ConsentFamilyLinks, ConsentReturn}

// RepresentativeKind is in which quality somebody answers for a minor.
type RepresentativeKind string

// The kinds of representative.
const (
	RepresentativeParent      RepresentativeKind = "parent"
	RepresentativeRelative    RepresentativeKind = "relative"             // adult who has taken charge, without a court's decision
	RepresentativeGuardian    RepresentativeKind = "guardian"             // tuteur, for daily life, appointed by the juge aux affaires familiales
	RepresentativeAdHoc       RepresentativeKind = "ad_hoc_administrator" // administrateur ad hoc, for the procedure
	RepresentativeProvisional RepresentativeKind = "provisional"          // until one is appointed: Directive (EU) 2024/1346, Art. 27(1)(a)
)

// RepresentativeKinds lists the kinds of representative.
var RepresentativeKinds = []RepresentativeKind{
	RepresentativeParent, RepresentativeRelative, RepresentativeGuardian, RepresentativeAdHoc, RepresentativeProvisional,
}
