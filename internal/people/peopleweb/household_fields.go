package peopleweb

import (
	"slices"

	"passerelle/internal/people"
	"passerelle/internal/platform/ui"
)

func memberColumns(v householdView, past bool) []ui.Column {
	last := "people.field.status"
	if past {
		last = "people.household.left"
	}
	return columns(v.L, false, "people.field.name", "people.field.reference", "people.household.relation", "people.household.facts", last, "people.list.flags")
}

// versions name what the form was filled in from.
func (v householdView) versions() []ui.HiddenField {
	return []ui.HiddenField{{Name: "version", Value: v.root.get("version")}}
}

// memberOption names a member so that nobody is mistaken for another.
func memberOption(v householdView, m people.HouseholdMember) ui.Option {
	return ui.Option{Value: m.ID, Label: joined(isolated(shownName(v.L, m.Name)), memberFacts(v, m))}
}

func memberOptionsOf(v householdView) []ui.Option {
	var out []ui.Option
	for _, m := range v.home.Members {
		out = append(out, memberOption(v, m))
	}
	return out
}

func memberRadios(v householdView, field, key string) ui.Choice {
	c := v.one(v.root, field, key, memberOptionsOf(v))
	c.Required, c.Attrs = true, nil
	return c
}

func memberSelect(v householdView, field, key, hint string) ui.Choice {
	c := v.oneOrNone(v.root, field, key, memberOptionsOf(v))
	c.Hint = v.L.T(hint)
	return c
}

// leavers asks who leaves.
func leavers(v householdView) ui.Choice {
	c := v.some(v.root, "members", "people.household.leavers", memberOptionsOf(v))
	c.Required = true
	return c
}

// relationshipOf asks what a member is to the head.
func relationshipOf(v householdView, m people.HouseholdMember) ui.Choice {
	c := v.oneOrNone(v.root, "relationships."+m.ID, "people.field.relationship", v.relationships())
	c.Label = isolated(shownName(v.L, m.Name))
	c.Options = slices.DeleteFunc(slices.Clone(c.Options), func(o ui.Option) bool {
		return o.Value == string(people.RelationshipHead) && c.Value != o.Value
	})
	return c
}

func withReference(v householdView) ui.Field {
	t := v.code(v.root, "with", "people.household.with")
	t.Hint, t.Width, t.MaxLength, t.Required = v.L.T("people.household.with_hint"), 20, 40, true
	return t
}
