package peopleweb_test

import (
	"context"
	"time"

	"passerelle/internal/people"
	"passerelle/internal/platform/clock"
	"passerelle/internal/synthetic"
	"passerelle/internal/testkit"
)

func civil(t time.Time) clock.Date {
	if t.IsZero() {
		return clock.Date{}
	}
	y, m, d := t.Date()
	return clock.Date{Year: y, Month: m, Day: d}
}

// household writes a synthetic household down as a desk does.
func household(h synthetic.Household, org, centre string) people.HouseholdInput {
	in := people.HouseholdInput{OrgID: org, CentreID: centre}
	for i := range h.Members {
		in.Persons = append(in.Persons, person(&h.Members[i]))
	}
	if g := h.Guardian; g != nil {
		in.Persons[0].Representatives = []people.RepresentativeInput{{Kind: people.RepresentativeKind(g.Role), Name: g.Name, From: civil(g.AppointedOn)}}
	}
	return in
}

func person(p *synthetic.Person) people.PersonInput {
	out := people.PersonInput{Relationship: people.Relationship(p.Relationship)}
	out.Given, out.Family, out.Father, out.Grandfather = p.Given.Latin, p.Family.Latin, p.Father.Latin, p.Grandfather.Latin
	out.Original, out.Aliases = p.Given.Native+" "+p.Family.Native, p.Aliases
	out.Sex, out.PlaceOfBirth, out.CountryOfBirth, out.Nationalities = people.Sex(p.Sex), p.PlaceOfBirth, p.CountryOfBirth, []string{p.Nationality}
	out.ArrivedOn = civil(p.ArrivedOn)
	b := p.Birth.Date
	switch p.Birth.Precision {
	case synthetic.PrecisionDay:
		out.Birth = people.BirthDate{Year: b.Year(), Month: int(b.Month()), Day: b.Day()}
	case synthetic.PrecisionMonth:
		out.Birth = people.BirthDate{Year: b.Year(), Month: int(b.Month())}
	default:
		out.Birth = people.BirthDate{Year: b.Year(), Estimated: p.Birth.Precision == synthetic.PrecisionEstimated}
	}
	for _, l := range p.Languages {
		out.Languages = append(out.Languages, people.Language{Code: l.Code, Level: people.LanguageLevel(l.Level), Interpreter: l.Interpreter})
	}
	if p.Phone != "" {
		out.Contacts = []people.ContactInput{{Kind: people.ContactPhone, Value: p.Phone, Safe: true}}
	}
	for _, d := range p.Documents {
		out.Documents = append(out.Documents, people.DocumentInput{Type: people.DocumentType(d.Type), Number: d.Number, Issuer: d.Issuer, IssuedOn: civil(d.IssuedOn), ValidUntil: civil(d.ExpiresOn)})
	}
	for _, s := range p.Statuses {
		out.Statuses = append(out.Statuses, people.StatusInput{Code: people.StatusCode(s.Code), From: civil(s.From)})
	}
	for _, n := range p.Needs {
		out.Needs = append(out.Needs, people.NeedInput{Code: people.NeedCode(n), From: out.ArrivedOn})
	}
	return out
}

// settle registers n synthetic households in Eich.
func (w *world) settle(n int) []people.Registered {
	w.t.Helper()
	g := synthetic.New(7, testkit.Start)
	var out []people.Registered
	for i := range n {
		r, err := w.people.RegisterHousehold(context.Background(), actors["chief"](), household(g.Household(i), crl, eich))
		w.check(err)
		out = append(out, r)
	}
	return out
}

// dress adds to the first of a family what synthetic persons do not have.
func (w *world) dress(r people.Registered) {
	w.t.Helper()
	ctx, chief, id := context.Background(), actors["chief"](), r.Persons[0].ID
	_, err := w.people.RecordConsent(ctx, chief, id, people.ConsentInput{Purpose: people.ConsentPhoto, Given: true, Language: "ti", Interpreter: true, Notice: "2026-03"})
	w.check(err)
	_, err = w.people.RecordConsent(ctx, chief, id, people.ConsentInput{Purpose: people.InformedData, Given: true, Language: "ti"})
	w.check(err)
	_, err = w.people.AddNeed(ctx, chief, id, people.NeedInput{Code: people.NeedQuiet, Note: "Wakes up at night."})
	w.check(err)
	_, err = w.people.AddDocument(ctx, chief, id, people.DocumentInput{Type: "family_book", Number: "A 12-77", Copy: true, Note: "two pages missing"})
	w.check(err)
	_, err = w.people.AddContact(ctx, chief, id, people.ContactInput{Kind: people.ContactOther, Value: "her brother's telephone", Note: "he must not know where she lives"})
	w.check(err)
	w.check(w.people.MarkDifferent(ctx, chief, id, r.Persons[1].ID))
}
