package portal

import (
	"slices"

	"passerelle/internal/platform/access"
)

// Desk is where messages of a purpose arrive.
type Desk string

// The desks.
const (
	DeskReception   Desk = "reception"
	DeskAwareness   Desk = "awareness"
	DeskVolunteers  Desk = "volunteers"
	DeskDonations   Desk = "donations"
	DeskStaffing    Desk = "human_resources"
	DeskReturns     Desk = "returns"
	DeskFamilyLinks Desk = "family_links"
	DeskComplaints  Desk = "complaints"
)

// Permissions for the messages of one desk each.
var (
	permReception   = access.Declare("portal.desk.reception")
	permAwareness   = access.Declare("portal.desk.awareness")
	permVolunteers  = access.Declare("portal.desk.volunteers")
	permDonations   = access.Declare("portal.desk.donations")
	permStaffing    = access.Declare("portal.desk.human_resources")
	permReturns     = access.Declare("portal.desk.returns")
	permFamilyLinks = access.Declare("portal.desk.family_links")
	permComplaints  = access.Declare("portal.desk.complaints")
)

// deskRule says who may know what arrives at a desk.
type deskRule struct {
	desk        Desk
	permission  access.Permission
	compartment access.Compartment
}

var deskRules = []deskRule{
	{DeskReception, permReception, access.Ordinary},
	{DeskAwareness, permAwareness, access.Ordinary},
	{DeskVolunteers, permVolunteers, access.Ordinary},
	{DeskDonations, permDonations, access.Ordinary},
	{DeskStaffing, permStaffing, access.Ordinary},
	{DeskReturns, permReturns, access.Returns},
	{DeskFamilyLinks, permFamilyLinks, access.FamilyLinks},
	{DeskComplaints, permComplaints, access.Ordinary},
}

// desksOf returns the desks whose messages by may know of.
func desksOf(by access.Actor) (out []Desk) {
	for _, r := range deskRules {
		if by.Opens(r.permission, r.compartment) {
			out = append(out, r.desk)
		}
	}
	return out
}

// FieldKind says how a question of a form is asked and answered.
type FieldKind string

// The kinds.
const (
	FieldText   FieldKind = "text"
	FieldLong   FieldKind = "long"
	FieldEmail  FieldKind = "email"
	FieldPhone  FieldKind = "tel"
	FieldNumber FieldKind = "number"
	FieldDate   FieldKind = "date" // in three parts: _day, _month, _year
	FieldOne    FieldKind = "one"  // of Options
	FieldMany   FieldKind = "many" // of Options
	FieldAgree  FieldKind = "agree"
	FieldGoods  FieldKind = "goods" // what the desk takes now
	FieldSlot   FieldKind = "slot"
)

// EnquiryField is one question of a form.
type EnquiryField struct {
	Name     string
	Kind     FieldKind
	Required bool
	Options  []string
}

// Purpose is why somebody writes: it decides on the form and the desk.
type Purpose struct {
	Code         string
	Desk         Desk
	Fields       []EnquiryField
	Contact      bool // an e-mail address or a telephone number is needed
	Files        bool // may carry attachments
	FileRequired bool
}

// Confidential reports whether nobody outside a compartment learns of a message.
func (p Purpose) Confidential() bool {
	return p.Desk == DeskReturns || p.Desk == DeskFamilyLinks
}

// Purposes are the purposes in the order in which they are offered.
var Purposes = []Purpose{
	{Code: "arriving", Desk: DeskReception, Contact: true, Fields: form(
		need("place", FieldText), may("persons", FieldNumber), may("urgent", FieldMany, "sleep", "medical", "baby", "danger", "alone"),
		may("speaks", FieldText), may("message", FieldLong), may("name", FieldText))},
	{Code: "question", Desk: DeskReception, Contact: true, Files: true, Fields: form(need("message", FieldLong), need("name", FieldText))},
	{Code: "return", Desk: DeskReturns, Contact: true, Fields: form(
		need("country", FieldText), may("persons", FieldNumber), may("message", FieldLong), may("safe_contact", FieldText), may("name", FieldText))},
	{Code: "family", Desk: DeskFamilyLinks, Contact: true, Fields: form(
		need("sought", FieldText), may("country", FieldText), may("last_contact", FieldText), need("message", FieldLong), may("safe_contact", FieldText), need("name", FieldText))},
	{Code: "volunteer", Desk: DeskVolunteers, Contact: true, Fields: form(
		need("skills", FieldMany, "teaching", "interpreting", "homework", "children", "sport", "arts", "driving", "other"), need("speaks", FieldText),
		need("availability", FieldMany, "morning", "afternoon", "evening", "weekend"), may("message", FieldLong), need("name", FieldText),
		need("safeguarding", FieldAgree))},
	{Code: "donation", Desk: DeskDonations, Contact: true, Fields: form(
		need("goods", FieldGoods), need("quantity", FieldLong), may("slot", FieldSlot), need("name", FieldText))},
	{Code: "awareness", Desk: DeskAwareness, Contact: true, Fields: form(
		need("school", FieldText), need("level", FieldOne, "fundamental", "secondary", "higher", "other"), need("pupils", FieldNumber),
		need("dates", FieldText), need("session_language", FieldOne, "lb", "fr", "de", "en"), may("message", FieldLong), need("name", FieldText))},
	{Code: "internship", Desk: DeskStaffing, Contact: true, Files: true, Fields: form(
		need("school", FieldText), need("subject", FieldText), need("from", FieldDate), need("until", FieldDate), may("message", FieldLong), need("name", FieldText))},
	{Code: "job", Desk: DeskStaffing, Contact: true, Files: true, FileRequired: true, Fields: form(
		need("position", FieldText), may("message", FieldLong), need("name", FieldText))},
	{Code: "complaint", Desk: DeskComplaints, Files: true, Fields: form(
		need("topic", FieldOne, "centre", "staff", "discrimination", "information", "other"), may("place", FieldText), need("message", FieldLong), may("name", FieldText))},
}

// form adds what every form asks for.
func form(fields ...EnquiryField) []EnquiryField {
	return append(fields, may("email", FieldEmail), may("phone", FieldPhone))
}

func need(name string, kind FieldKind, options ...string) EnquiryField {
	return EnquiryField{name, kind, true, options}
}

func may(name string, kind FieldKind, options ...string) EnquiryField {
	return EnquiryField{name, kind, false, options}
}

// PurposeOf returns the purpose with a code.
func PurposeOf(code string) (Purpose, bool) {
	i := slices.IndexFunc(Purposes, func(p Purpose) bool { return p.Code == code })
	if i < 0 {
		return Purpose{}, false
	}
	return Purposes[i], true
}
