package app

import (
	"strings"
	"time"

	"passerelle/internal/people"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/i18n"
	"passerelle/internal/synthetic"
)

// demoNotice is the version of the information sheet that the demonstration
// says it gave.
const demoNotice = "2026-06"

// householdOf turns a synthetic household into what a desk would type today: a
// minor of the past who is of age by now needs nobody any more.
func householdOf(h synthetic.Household, org, centre string, today time.Time) people.HouseholdInput {
	in := people.HouseholdInput{OrgID: org, CentreID: centre}
	for i := range h.Members {
		p := personOf(&h.Members[i])
		of18 := h.Members[i].Age(today) >= 18
		if h.Guardian != nil && !of18 {
			p.Representatives = []people.RepresentativeInput{{
				Kind: people.RepresentativeKind(h.Guardian.Role), Name: h.Guardian.Name, From: civil(h.Guardian.AppointedOn),
			}}
		}
		p.Unaccompanied = h.Kind == synthetic.KindMinor && !of18
		in.Persons = append(in.Persons, p)
	}
	return in
}

func personOf(p *synthetic.Person) people.PersonInput {
	out := people.PersonInput{
		Identity: people.Identity{
			Names: people.Names{
				Given: p.Given.Latin, Family: p.Family.Latin, Father: p.Father.Latin, Grandfather: p.Grandfather.Latin,
				Original: originalName(p), Aliases: p.Aliases,
			},
			Sex: people.Sex(p.Sex), Birth: birthOf(p.Birth), PlaceOfBirth: p.PlaceOfBirth,
			CountryOfBirth: countryOf(p.CountryOfBirth), Nationalities: []string{countryOf(p.Nationality)}, ArrivedOn: civil(p.ArrivedOn),
		},
		Relationship: people.Relationship(p.Relationship),
	}
	for _, l := range p.Languages {
		out.Languages = append(out.Languages, people.Language{Code: l.Code, Level: people.LanguageLevel(l.Level), Interpreter: l.Interpreter})
	}
	if p.Phone != "" {
		out.Contacts = []people.ContactInput{{Kind: people.ContactPhone, Value: p.Phone, Safe: true}}
	}
	for _, d := range p.Documents {
		out.Documents = append(out.Documents, people.DocumentInput{
			Type: people.DocumentType(d.Type), Number: d.Number, Issuer: countryOf(d.Issuer),
			IssuedOn: civil(d.IssuedOn), ValidUntil: civil(d.ExpiresOn),
		})
	}
	for i, s := range p.Statuses {
		in := people.StatusInput{Code: people.StatusCode(s.Code), From: civil(s.From)}
		if i+1 < len(p.Statuses) {
			in.Until = civil(p.Statuses[i+1].From)
		}
		out.Statuses = append(out.Statuses, in)
	}
	for _, n := range p.Needs {
		out.Needs = append(out.Needs, people.NeedInput{Code: people.NeedCode(n), From: civil(p.ArrivedOn)})
	}
	lang := ""
	interpreter := false
	if len(p.Languages) > 0 {
		lang, interpreter = p.Languages[0].Code, p.Languages[0].Interpreter
	}
	for _, purpose := range []people.ConsentPurpose{people.InformedReception, people.InformedData} {
		out.Consents = append(out.Consents, people.ConsentInput{Purpose: purpose, Given: true, Language: lang, Interpreter: interpreter, Notice: demoNotice})
	}
	return out
}

// originalName is the full name in its own script; in Latin letters it would say nothing new.
func originalName(p *synthetic.Person) string {
	if p.Script == "Latn" {
		return ""
	}
	return strings.TrimSpace(p.Given.Native + " " + p.Family.Native)
}

func birthOf(b synthetic.BirthDate) people.BirthDate {
	y, m, d := b.Date.Date()
	out := people.BirthDate{Year: y}
	switch b.Precision {
	case synthetic.PrecisionDay:
		out.Month, out.Day = int(m), d
	case synthetic.PrecisionMonth:
		out.Month = int(m)
	case synthetic.PrecisionEstimated:
		out.Estimated = true
	}
	return out
}

// countryOf maps the one code that the generator writes otherwise.
func countryOf(code string) string {
	if code == "XKX" {
		return i18n.Kosovo
	}
	return code
}

// civil reads the civil date of midnight UTC; the zero time is no date.
func civil(t time.Time) clock.Date {
	if t.IsZero() {
		return clock.Date{}
	}
	y, m, d := t.Date()
	return clock.Date{Year: y, Month: m, Day: d}
}
