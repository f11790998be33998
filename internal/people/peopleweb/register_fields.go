package peopleweb

import (
	"passerelle/internal/engine/names"
	"passerelle/internal/people"
	"passerelle/internal/platform/ui"
)

func deskOptions(desks []Desk) []ui.Option {
	out := make([]ui.Option, len(desks))
	for i, d := range desks {
		out[i] = ui.Option{Value: deskValue(d), Label: d.Label}
	}
	return out
}

func arrivalField(v registration) ui.DateField {
	d := v.date(v.root, "arrived_on", "people.field.arrived_on")
	d.Hint = v.L.T("people.form.arrived_on_hint")
	return d
}

func relationshipChoice(v registration, person *row) ui.Choice {
	return v.oneOrNone(person, "relationship", "people.field.relationship", v.relationships())
}

// typedFacts is what the form says of a person beside the name.
func typedFacts(f *form, r *row) string {
	i := identityInput(r, f.today)
	return joined(known(f.L, wordsSex, i.Sex, people.Sexes), birthText(f.L, typedBirth(r, f.today)), countries(f.L, i.Nationalities))
}

// matchChoice asks whether a person is one of those on record. Only a weak
// likeness comes with an answer.
func matchChoice(v registration, person *row, hits []people.Similar) ui.Choice {
	c := ui.Choice{Name: person.name("match"), Label: v.L.T("people.same.question"), Required: true, Value: "-"}
	strong := false
	for _, h := range hits {
		strong = strong || h.Verdict == names.Same
		c.Options = append(c.Options, ui.Option{Value: h.ID, Label: v.L.T("people.same.yes", "name", isolated(lineName(v.L, h.PersonLine)), "reference", h.Reference)})
	}
	c.Options = append(c.Options, ui.Option{Value: matchNone, Label: v.L.T("people.same.no")})
	if !strong {
		c.Value = matchNone
	}
	return c
}
