package portalweb

import (
	"strconv"

	"passerelle/internal/funding"
	"passerelle/internal/platform/ui"
)

func (t tongue) callPeriod(c funding.Call) string {
	return strconv.Itoa(c.PeriodFrom) + "-" + strconv.Itoa(c.PeriodUntil)
}

// callFacts say under which call a project was selected. What is not known is
// left out.
func (v projectView) callFacts() []ui.Fact {
	c := v.Call
	out := []ui.Fact{
		{Term: v.L.T("portal.projects.call"), Content: spokenText(v.tongue, v.say(c.Name))},
		{Term: v.L.T("portal.projects.fund"), Value: c.Fund + " " + v.callPeriod(c)},
		{Term: v.L.T("portal.projects.specific_objective"), Value: v.objective(c.Objective)},
		{Term: v.L.T("portal.projects.managing_authority"), Content: spokenText(v.tongue, v.say(c.ManagingAuthority))},
	}
	if !c.IntermediaryBody.Empty() {
		out = append(out, ui.Fact{Term: v.L.T("portal.projects.intermediary_body"), Content: spokenText(v.tongue, v.say(c.IntermediaryBody))})
	}
	if !c.OpensOn.IsZero() {
		out = append(out, ui.Fact{Term: v.L.T("portal.projects.opens_on"), Value: v.L.Date(c.OpensOn)})
	}
	if !c.ClosesOn.IsZero() {
		out = append(out, ui.Fact{Term: v.L.T("portal.projects.closes_on"), Value: v.L.Date(c.ClosesOn)})
	}
	if c.SourceLink != "" {
		out = append(out, ui.Fact{Term: v.L.T("portal.projects.source"), Content: outward(c.SourceLink)})
	}
	return out
}
