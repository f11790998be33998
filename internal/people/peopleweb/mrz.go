package peopleweb

import (
	"errors"
	"strings"

	"passerelle/internal/people"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/i18n"
)

// reading is what came of reading a document into a form.
type reading struct {
	unreadable string   // code of why nothing could be read
	failures   []string // fields of the document whose check digits or form do not hold
	truncated  bool     // the names fill their line
	differs    []string // fields of the form that say something else than the document
}

// readDocument fills the form of a person from the machine readable zone that
// was pasted into it. What was typed stays; where the document says otherwise,
// the reading tells.
func readDocument(r *row, today clock.Date) *reading {
	zone, err := people.ParseMRZ(r.get("mrz"), today.Time(clock.Luxembourg))
	if err != nil {
		return &reading{unreadable: parseCode(err)}
	}
	out := &reading{failures: zone.Failures, truncated: zone.Truncated}
	fill := func(field, value string) {
		switch typed := r.get(field); {
		case value == "":
		case typed == "":
			r.set(field, value)
		case !strings.EqualFold(typed, value):
			out.differs = append(out.differs, field)
		}
	}
	fill("family", titleCase(zone.FamilyName))
	fill("given", titleCase(zone.GivenNames))
	fill("on_document", strings.TrimSpace(zone.GivenNames+" "+zone.FamilyName))
	fill("sex", zone.Sex)
	if !out.failed("nationality") {
		fillFirst(r, "nationalities", registerCode(zone.Nationality), out)
	}
	if !out.failed("birth") {
		fillBirthDate(r, zone.Birth, today, out)
	}
	addDocument(r, zone, out)
	r.set("mrz")
	return out
}

func (d *reading) failed(field string) bool {
	for _, f := range d.failures {
		if f == field {
			return true
		}
	}
	return false
}

// fillFirst puts a code first in a list of codes, unless another is there.
func fillFirst(r *row, list, code string, out *reading) {
	if !knownCountry(code) {
		return
	}
	for _, entry := range r.lists[list] {
		if entry.get("code") == code {
			return
		}
	}
	r.drop(list, "code")
	if len(r.lists[list]) > 0 {
		out.differs = append(out.differs, list)
	}
	r.add(list, "code", code)
}

func fillBirthDate(r *row, b people.BirthDate, today clock.Date, out *reading) {
	switch typed := typedBirth(r, today); {
	case b.IsZero():
	case r.date("birth").Empty():
		fillBirth(r, &people.Identity{Birth: b})
	case typed != b:
		out.differs = append(out.differs, "birth")
	}
}

// addDocument lists the document that was read, once.
func addDocument(r *row, zone people.MRZ, out *reading) {
	if zone.Number == "" {
		return
	}
	var document *row
	for _, d := range r.lists["documents"] {
		if strings.EqualFold(d.get("number"), zone.Number) {
			document = d
		}
	}
	if document == nil {
		r.drop("documents", personLists["documents"]...)
		document = r.add("documents", "number", zone.Number)
	}
	document.set("type", string(documentType(zone.DocumentType)))
	if issuer := registerCode(zone.Issuer); issuer != "" {
		document.set("issuer", issuer)
	}
	if e := zone.Expiry; e.Year != 0 && !out.failed("expiry") {
		document.setDate("valid_until", civilDate(e))
	}
}

// documentType guesses the kind of document from the letters of its zone.
func documentType(letters string) people.DocumentType {
	switch {
	case letters == "PL": // laissez-passer
		return "laissez_passer"
	case letters == "PT" || letters == "PR": // refugees' and stateless persons' travel documents
		return "travel_document"
	case strings.HasPrefix(letters, "P"):
		return "passport"
	case letters == "AR" || letters == "IR" || letters == "CR":
		return "residence_permit"
	case strings.HasPrefix(letters, "V"):
		return "other"
	}
	return "identity_card"
}

// parseCode is which rule a date, a document or a reference broke.
func parseCode(err error) string {
	var parse *people.ParseError
	if errors.As(err, &parse) {
		return parse.Code
	}
	return "unknown_code" // no parser of package people returns another error
}

// registerCode writes an ICAO code as the register does.
func registerCode(icao string) string {
	iso, kind := people.LookupICAO(icao)
	switch {
	case iso == "XKX":
		return i18n.Kosovo
	case kind == people.ICAOState:
		return iso
	case kind == people.ICAOUnknown:
		return ""
	}
	return icao
}
