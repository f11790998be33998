package app

import (
	"slices"

	"passerelle/internal/platform/access"
)

// Permission sets that several roles share.
var (
	seePeople = []access.Permission{"people.read", "people.list", "people.search", "people.history"}
	seeBeds   = []access.Permission{"reception.centres", "reception.board", "reception.numbers", "reception.desk", "reception.stays"}
	keepFiles = []access.Permission{
		"people.edit", "people.household", "people.link", "people.status", "people.need",
		"people.document", "people.photo", "people.consent",
	}
	receive    = []access.Permission{"people.register", "people.identify", "reception.receive"}
	giveBeds   = []access.Permission{"reception.suggest", "reception.place", "reception.move", "reception.depart", "reception.waiting", "reception.transfer"}
	runCentre  = []access.Permission{"reception.rooms", "reception.outage", "reception.transfer.decide", "reception.conflict", "reception.overview", "people.import"}
	buildUp    = []access.Permission{"reception.save_centre", "reception.close_centre", "reception.save_organisation", "reception.open_emergency_site"}
	editPublic = []access.Permission{"portal.notice", "portal.visits", "portal.directory"}
	editPages  = []access.Permission{"portal.pages", "portal.pages.write", "portal.pages.publish"}
	stories    = []access.Permission{"portal.stories", "portal.story_consent", "portal.story_publish"}
	// The desks at which messages of the public arrive.
	frontDesk = []access.Permission{"portal.enquiries", "portal.desk.reception", "portal.desk.donations"}
	allDesks  = []access.Permission{
		"portal.enquiries", "portal.enquiries.settings", "portal.desk.reception", "portal.desk.donations", "portal.desk.awareness",
		"portal.desk.volunteers", "portal.desk.human_resources", "portal.desk.complaints",
	}
	ownAccess = []access.Permission{"staff.tokens"}
)

// Roles are the default roles of the house. None but the administrator manages
// accounts, and the administrator sees no case data. Who is restricted
// (compartment protection) is seen only by those named here.
func Roles() []access.Role {
	return []access.Role{
		role("administrator", nil, ownAccess, seeOnly("reception.centres"), buildUp, seeOnly("staff.accounts")),
		role("reception_desk", nil, ownAccess, frontDesk, seePeople, keepFiles, receive, seeBeds, giveBeds),
		role("centre_coordinator", []access.Compartment{access.Minors}, ownAccess, frontDesk, seeOnly("portal.desk.awareness", "portal.desk.volunteers", "portal.desk.complaints"), seePeople, keepFiles, receive, seeBeds, giveBeds, runCentre),
		role("social_worker", []access.Compartment{access.Minors, access.Protection, access.Legal}, ownAccess, seePeople, keepFiles, seeOnly("people.identify", "people.restricted"), seeBeds, seeOnly("reception.waiting")),
		role("psychologist", []access.Compartment{access.Psychological, access.Protection}, ownAccess, seePeople, seeOnly("people.restricted"), seeBeds),
		role("nurse", []access.Compartment{access.Medical}, ownAccess, seePeople, seeOnly("people.need"), seeBeds),
		role("educator", []access.Compartment{access.Minors}, ownAccess, seePeople, seeBeds),
		role("gate_guard", nil, seeOnly("reception.centres")),
		role("return_counsellor", []access.Compartment{access.Returns}, ownAccess, seePeople, stories, seeOnly("portal.enquiries", "portal.desk.returns"), seeOnly("portal.pages", "portal.pages.write")),
		role("family_links_officer", []access.Compartment{access.FamilyLinks}, ownAccess, seeOnly("portal.enquiries", "portal.desk.family_links"), seeOnly("people.read", "people.search", "portal.pages", "portal.pages.write")),
		role("fund_manager", []access.Compartment{access.Funding}, ownAccess, seeOnly("funding.read", "funding.edit", "funding.publish")),
		role("project_holder", []access.Compartment{access.Funding}, seeOnly("funding.read")),
		role("content_editor", nil, ownAccess, editPublic, editPages, stories),
		role("data_protection_officer", nil, ownAccess, seeOnly("staff.audit", "people.history", "portal.pages", "portal.pages.publish")),
		role("auditor", nil, ownAccess, seeOnly("staff.audit", "funding.read", "reception.centres", "reception.numbers", "reception.overview")),
		role("national_coordinator", []access.Compartment{access.Minors}, ownAccess, allDesks, seePeople, seeOnly("people.identify", "people.link"), seeBeds, giveBeds, runCentre, buildUp, editPublic, editPages),
	}
}

func seeOnly(list ...access.Permission) []access.Permission { return list }

func role(code string, opens []access.Compartment, sets ...[]access.Permission) access.Role {
	all := slices.Concat(sets...)
	slices.Sort(all)
	return access.Role{Code: code, Permissions: slices.Compact(all), Compartments: opens}
}
