package people

import "passerelle/internal/platform/access"

var (
	PermDocument = access.Declare("people.document")
	PermConsent  = access.Declare("people.consent")
	PermPhoto    = access.Declare("people.photo")
	PermIdentify = access.Declare("people.identify")
)
