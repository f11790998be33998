package people

// Catalogue keys of the faults that a form or its values may have. Those of a
// birth date are errorPrefix and the code of a ParseError.
const (
	errorPrefix = "people.error."

	errRequired          = "people.error.required"
	errNameRequired      = "people.error.name_required"   // no name, and not said to be unknown
	errTooLong           = "people.error.too_long"        // max: characters
	errText              = "people.error.unreadable_text" // control characters, broken encoding
	errCode              = "people.error.unknown_code"    // not in the list
	errCountry           = "people.error.country"         // no country
	errTwice             = "people.error.twice"           // the same value a second time
	errTooMany           = "people.error.too_many"        // max
	errDateFuture        = "people.error.date_future"     // after today
	errDateRange         = "people.error.date_range"      // so early or late that it is a slip
	errDateBeforeBirth   = "people.error.date_before_birth"
	errDateOrder         = "people.error.date_order"         // ends before it begins
	errPhone             = "people.error.phone"              // no telephone number
	errEmail             = "people.error.email"              // no e-mail address
	errDocumentNumber    = "people.error.document_number"    // other than letters and digits
	errNobody            = "people.error.nobody"             // a household without persons
	errHead              = "people.error.head"               // no such member
	errHeadSecond        = "people.error.head_second"        // a second principal applicant
	errHeadRelationship  = "people.error.head_relationship"  // the head is the principal applicant
	errUnaccompaniedAge  = "people.error.unaccompanied_age"  // an adult is no unaccompanied minor
	errRepresentativeAge = "people.error.representative_age" // of an adult, or by a minor
	errRepresentativeWho = "people.error.representative_who" // nobody, oneself, or two at once
	errSameHousehold     = "people.error.same_household"     // joining itself
	errNotMember         = "people.error.not_member"         // of this household
	errAllMembers        = "people.error.all_members"        // a split that leaves nobody
	errChanged           = "people.error.changed"            // fields: codes of what changed meanwhile
	errPhotos            = "people.error.photos_off"         // no file store
	errPhotoConsent      = "people.error.photo_consent"      // no consent to keep one
	errLinkSelf          = "people.error.link_self"          // a record with itself
	errLinkDecided       = "people.error.link_decided"       // the pair was judged already
	errClosed            = "people.error.household_closed"   // its members joined another
	errHeadErasure       = "people.error.head_erasure"       // the head of others: choose another head first
	errNeedOpen          = "people.error.need_open"          // the need is on record already
	errCandidateChanged  = "people.error.candidate_changed"  // somebody else decided on the pair
	errRemindOn          = "people.error.remind_on"          // not a day to come
	errCursor            = "people.error.cursor"             // not a page of this list
)
