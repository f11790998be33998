package portal

import (
	"crypto/rand"
	"encoding/hex"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"passerelle/internal/platform/clock"
)

// ServiceKind says what a service of the directory is for.
type ServiceKind string

// The kinds, in the order in which a list shows them.
const (
	KindEmergency      ServiceKind = "emergency"
	KindFirstReception ServiceKind = "first_reception"
	KindCoordination   ServiceKind = "coordination"
	KindCentre         ServiceKind = "centre"
	KindMinors         ServiceKind = "minors"
	KindAuthority      ServiceKind = "authority"
	KindReturn         ServiceKind = "return"
)

// ServiceKinds lists all kinds.
var ServiceKinds = []ServiceKind{KindEmergency, KindFirstReception, KindCoordination, KindCentre, KindMinors, KindAuthority, KindReturn}

// ServiceStatus says whether a service is there, in the words of Open Referral.
type ServiceStatus string

// The statuses of HSDS. What is defunct is in no list.
const (
	ServiceActive   ServiceStatus = "active"
	ServiceInactive ServiceStatus = "inactive"
	ServiceDefunct  ServiceStatus = "defunct"
	ServiceClosed   ServiceStatus = "temporarily closed"
)

// ServiceStatuses lists all statuses.
var ServiceStatuses = []ServiceStatus{ServiceActive, ServiceInactive, ServiceClosed, ServiceDefunct}

// Accessibility is what makes a place usable for everybody.
type Accessibility string

// AccessibilityCodes are what a place may offer. None named means: not known.
var AccessibilityCodes = []Accessibility{"step_free", "lift", "toilet", "parking", "hearing_loop"}

// PhoneKind is what answers at a number.
type PhoneKind string

// The kinds of a number.
const (
	PhoneVoice PhoneKind = "voice"
	PhoneFax   PhoneKind = "fax"
)

// TextField is a text of a service or location that is written once in each language.
type TextField string

// The texts. All but TextTransport and TextAccess belong to a service.
const (
	TextDescription    TextField = "description"
	TextEligibility    TextField = "eligibility"
	TextDocuments      TextField = "documents" // one to bring on each line
	TextFees           TextField = "fees"
	TextInterpretation TextField = "interpretation"
	TextApply          TextField = "apply"
	TextWait           TextField = "wait"
	TextTransport      TextField = "transport"
	TextAccess         TextField = "access"
)

// ServiceTexts and LocationTexts list the texts of each.
var (
	ServiceTexts  = []TextField{TextDescription, TextEligibility, TextDocuments, TextFees, TextInterpretation, TextApply, TextWait}
	LocationTexts = []TextField{TextTransport, TextAccess}
)

// Texts are texts by field and language.
type Texts map[TextField]map[string]string

func (t Texts) put(field TextField, lang, body string) {
	if t[field] == nil {
		t[field] = map[string]string{}
	}
	t[field][lang] = body
}

// DirectoryOrg is who runs services of the directory.
type DirectoryOrg struct {
	ID, Name, AlternateName, Website, Email string
	ModifiedAt                              clock.Instant
}

// DirectoryLocation is a place. Where its address is not public, what the
// public reads of it holds no more than ID and Name.
type DirectoryLocation struct {
	ID, OrgID, Name string
	AddressPublic   bool
	Street          string
	PostalCode      string
	Locality        string
	Commune         string
	Country         string // ISO 3166-1 alpha-3
	Latitude        float64
	Longitude       float64
	HasPoint        bool
	OnMap           bool
	Accessibility   []Accessibility
	Texts           Texts
	ModifiedAt      clock.Instant
	Version         int
}

// DirectoryPhone is a number, exactly as its owner publishes it.
type DirectoryPhone struct {
	ID, Number string
	Kind       PhoneKind
	Languages  []string
	Note       string
}

// OpenHours are hours of one day of every week.
type OpenHours struct {
	ID            string
	Weekday       int // 1: Monday, 7: Sunday
	Opens, Closes string
}

// OpenException is a run of days with other hours than the week's, or none.
type OpenException struct {
	ID            string
	From, Until   clock.Date // first and last day
	Opens, Closes string     // empty: closed
	Reason        string
	ModifiedAt    clock.Instant
}

// Closed reports whether the days are closed altogether.
func (e OpenException) Closed() bool { return e.Opens == "" }

// DirectoryService is a service of the directory with all that is known of it.
type DirectoryService struct {
	ID         string
	AtID       string // of the service at its location
	Org        DirectoryOrg
	Location   *DirectoryLocation // nil: it has no place of its own
	Name       string
	Kind       ServiceKind
	Status     ServiceStatus
	Languages  []string
	Email      string
	Website    string
	Source     string // where what is said here was published
	Texts      Texts
	Phones     []DirectoryPhone
	Hours      []OpenHours
	Exceptions []OpenException // from today on
	ModifiedAt clock.Instant
	Version    int
}

// ValidUUID reports whether s has the shape of an id of the directory.
func ValidUUID(s string) bool {
	if len(s) != 36 {
		return false
	}
	for i, c := range s {
		dash := i == 8 || i == 13 || i == 18 || i == 23
		if dash != (c == '-') || !dash && !strings.ContainsRune("0123456789abcdef", c) {
			return false
		}
	}
	return true
}

// newUUID returns a random UUID (RFC 9562, version 4).
func newUUID() string {
	var b [16]byte
	rand.Read(b[:]) // never fails
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	h := hex.EncodeToString(b[:])
	return strings.Join([]string{h[:8], h[8:12], h[12:16], h[16:20], h[20:]}, "-")
}

// folded makes text comparable for a search: lower case, without marks.
func folded(parts ...string) string {
	text := strings.ToLower(strings.Join(parts, " "))
	text = strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, norm.NFKD.String(text))
	return strings.Join(strings.Fields(text), " ")
}
