package people_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"strconv"
	"testing"

	"passerelle/internal/people"
	"passerelle/internal/platform/access"
	"passerelle/internal/platform/audit"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/crypt"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
	"passerelle/internal/platform/files"
	"passerelle/internal/testkit"
)

// house is a service on a database of its own.
type house struct {
	*people.Service
	db    *db.DB
	vault *crypt.Vault
	audit *audit.Log
	clock *clock.Manual
	files files.Store
}

// open starts the service on d, with an index that follows.
func open(tb testing.TB, d *db.DB) *house {
	tb.Helper()
	ctx := context.Background()
	h := &house{db: d, clock: testkit.Clock(tb)}
	master, err := crypt.ParseMasterKey(base64.StdEncoding.EncodeToString(bytes.Repeat([]byte{7}, 32)))
	check(tb, err)
	h.vault, err = crypt.OpenVault(ctx, d, h.clock, master)
	check(tb, err)
	h.audit, err = audit.New(d, h.clock, h.vault.SigningKey(), "")
	check(tb, err)
	run, cancel := context.WithCancel(ctx)
	wait := h.audit.Start(run)
	tb.Cleanup(func() { cancel(); wait() })
	h.files, err = files.NewLocal(tb.TempDir())
	check(tb, err)
	h.Service = people.New(people.Deps{DB: d, Vault: h.vault, Audit: h.audit, Clock: h.clock, Files: h.files})
	check(tb, h.LoadIndex(ctx))
	return h
}

func check(tb testing.TB, err error) {
	tb.Helper()
	if err != nil {
		tb.Fatal(err)
	}
}

// faulty fails unless err is a fault of that kind and key.
func faulty(tb testing.TB, err error, kind fault.Kind, key string) {
	tb.Helper()
	if !fault.Is(err, kind, key) {
		tb.Errorf("got error %v, want %v %s", err, kind, key)
	}
}

// Organisations and centres of the tests.
const (
	crl, ona   = "org-crl", "org-ona"
	eich, lily = "centre-eich", "centre-lily"
)

// actor is somebody with roles.
type actor = access.Actor

var allPermissions = []access.Permission{
	people.PermRead, people.PermList, people.PermSearch, people.PermIdentify, people.PermRegister, people.PermEdit,
	people.PermHousehold, people.PermLink, people.PermStatus, people.PermNeed, people.PermDocument, people.PermPhoto,
	people.PermConsent, people.PermRestricted, people.PermHistory,
}

// at returns an actor who may do everything in a scope.
func at(scope access.Scope, open ...access.Compartment) access.Actor {
	return access.Actor{ID: "account-" + string(scope.Kind) + scope.ID, Grants: []access.Grant{{
		Role: access.Role{Code: "all", Permissions: allPermissions, Compartments: open}, Scope: scope,
	}}}
}

var (
	everywhere = at(access.Everywhere, access.Compartments...)
	ordinary   = at(access.Everywhere)
	inCRL      = at(access.Scope{Kind: access.ScopeOrganisation, ID: crl})
	inEich     = at(access.Scope{Kind: access.ScopeCentre, ID: eich})
	nobody     = access.Actor{ID: "account-nobody"}
)

// only returns an actor who holds just these permissions, everywhere.
func only(perms ...access.Permission) access.Actor {
	return access.Actor{ID: "account-only", Grants: []access.Grant{{Role: access.Role{Code: "only", Permissions: perms}, Scope: access.Everywhere}}}
}

func date(s string) clock.Date {
	d, err := clock.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

// person returns a form with the least that is usually known.
func person(given, family string, sex people.Sex, birth string) people.PersonInput {
	b, err := people.ParseBirthDate(birth)
	if err != nil {
		panic(err)
	}
	return people.PersonInput{Identity: people.Identity{
		Names: people.Names{Given: given, Family: family}, Sex: sex, Birth: b, Nationalities: []string{"ERI"},
	}, Relationship: people.RelationshipUnknown}
}

// household returns a form of persons, the first the head.
func household(org, centre string, persons ...people.PersonInput) people.HouseholdInput {
	persons[0].Relationship = ""
	return people.HouseholdInput{OrgID: org, CentreID: centre, Persons: persons}
}

// register puts a household on record.
func (h *house) register(tb testing.TB, in people.HouseholdInput) people.Registered {
	tb.Helper()
	out, err := h.RegisterHousehold(context.Background(), everywhere, in)
	check(tb, err)
	return out
}

// family returns a form with everything filled in.
func family() people.HouseholdInput {
	head := person("Selam", "Tekle", people.SexFemale, "1991-03-14")
	head.Original, head.OnDocument, head.Father, head.Mother = "ሰላም ተክለ", "TEKLE SELAM", "Tekle", "Hiwet Berhe"
	head.Aliases = []string{"Selamawit Tekle"}
	head.PlaceOfBirth, head.CountryOfBirth, head.Note = "Keren", "ERI", "scar on the left hand"
	head.Languages = []people.Language{{Code: "ti", Level: "native", Interpreter: true}, {Code: "ar", Level: "B1"}}
	head.Contacts = []people.ContactInput{
		{Kind: people.ContactPhone, Value: "+352 621 123 456", Safe: true, Note: "after 18:00"},
		{Kind: people.ContactAddress, Value: "c/o Social Office\nEich"},
	}
	head.Documents = []people.DocumentInput{{Type: "passport", Number: "K 012-3456", Issuer: "ERI", IssuedOn: date("2019-05-01"), ValidUntil: date("2024-05-01"), Copy: true}}
	head.Statuses = []people.StatusInput{{Code: people.StatusApplicant, From: date("2026-11-20")}}
	head.Needs = []people.NeedInput{{Code: people.NeedStepFree, Note: "walks on crutches"}}
	head.Consents = []people.ConsentInput{
		{Purpose: people.InformedReception, Given: true, Language: "ti", Interpreter: true, Notice: "2026-06"},
		{Purpose: people.ConsentPhoto, Given: true, Language: "ti", Interpreter: true},
	}
	son := person("Yonas", "Tekle", people.SexMale, "2015-07")
	son.Relationship = "SON"
	zero := 0
	son.Representatives = []people.RepresentativeInput{{Kind: people.RepresentativeParent, Member: &zero}}
	baby := person("", "", people.SexFemale, "2026-10-02")
	baby.NameUnknown, baby.Relationship = true, "DAU"
	baby.Needs = []people.NeedInput{{Code: people.NeedCot}}
	return household(crl, eich, head, son, baby)
}

// numbered returns a household of n persons whose names tell it apart.
func numbered(k, n int) people.HouseholdInput {
	persons := make([]people.PersonInput, n)
	for i := range persons {
		persons[i] = person("Given"+strconv.Itoa(k), "Family"+strconv.Itoa(i), people.SexMale, "1990-01-01")
		persons[i].Languages = []people.Language{{Code: "ti", Level: "native"}}
		persons[i].Statuses = []people.StatusInput{{Code: people.StatusApplicant, From: date("2026-11-01")}}
	}
	return household(crl, eich, persons...)
}
