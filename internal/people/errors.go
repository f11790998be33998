package people

// Catalogue keys of the faults that a form or its values may have. Those of a
// birth date are errorPrefix and the code of a ParseError.
const (
	errorPrefix = "people.error."

	errRequired          = errorPrefix + "required"
	errNameRequired      = errorPrefix + "name_required"      // no name, and not said to be unknown
	errTooLong           = errorPrefix + "too_long"           // max: characters
	errText              = errorPrefix + "unreadable_text"    // control characters, broken encoding
	errCode              = errorPrefix + "unknown_code"       // not in the list
	errCountry           = errorPrefix + "country"            // no country
	errTwice             = errorPrefix + "twice"              // the same value a second time
	errTooMany           = errorPrefix + "too_many"           // max
	errDateFuture        = errorPrefix + "date_future"        // after today
	errDateRange         = errorPrefix + "date_range"         // so early or late that it is a slip
	errDateBeforeBirth   = errorPrefix + "date_before_birth"  //
	errDateOrder         = errorPrefix + "date_order"         // ends before it begins
	errPhone             = errorPrefix + "phone"              // no telephone number
	errEmail             = errorPrefix + "email"              // no e-mail address
	errDocumentNumber    = errorPrefix + "document_number"    // other than letters and digits
	errNobody            = errorPrefix + "nobody"             // a household without persons
	errHead              = errorPrefix + "head"               // no such member
	errHeadSecond        = errorPrefix + "head_second"        // a second principal applicant
	errHeadRelationship  = errorPrefix + "head_relationship"  // the head is the principal applicant
	errUnaccompaniedAge  = errorPrefix + "unaccompanied_age"  // an adult is no unaccompanied minor
	errRepresentativeAge = errorPrefix + "representative_age" // of an adult, or by a minor
	errRepresentativeWho = errorPrefix + "representative_who" // nobody, oneself, or two at once
	errSameHousehold     = errorPrefix + "same_household"     // joining itself
	errNotMember         = errorPrefix + "not_member"         // of this household
	errAllMembers        = errorPrefix + "all_members"        // a split that leaves nobody
	errChanged           = errorPrefix + "changed"            // fields: codes of what changed meanwhile
	errPhotos            = errorPrefix + "photos_off"         // no file store
	errPhotoConsent      = errorPrefix + "photo_consent"      // no consent to keep one
	errLinkSelf          = errorPrefix + "link_self"          // a record with itself
	errLinkDecided       = errorPrefix + "link_decided"       // the pair was judged already
	errClosed            = errorPrefix + "household_closed"   // its members joined another
	errHeadErasure       = errorPrefix + "head_erasure"       // the head of others: choose another head first
	errNeedOpen          = errorPrefix + "need_open"          // the need is on record already
	errCursor            = errorPrefix + "cursor"             // not a page of this list
)
