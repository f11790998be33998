package portal_test

import (
	"slices"
	"testing"

	"passerelle/internal/platform/fault"
	"passerelle/internal/portal"
)

func TestCheckReturn(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		in    portal.ReturnAnswers
		want  string
		notes []string
	}{
		"rejected":          {portal.ReturnAnswers{Situation: portal.SituationRejected, Wish: "own"}, "category", nil},
		"withdrew":          {portal.ReturnAnswers{Situation: portal.SituationWithdrew, Wish: "unsure"}, "category", []string{"unsure"}},
		"over a year":       {portal.ReturnAnswers{Situation: portal.SituationIrregular, Stay: "over_year", Wish: "own"}, "category", nil},
		"under a year":      {portal.ReturnAnswers{Situation: portal.SituationIrregular, Stay: "under_year", Wish: "own"}, "early", nil},
		"no idea how long":  {portal.ReturnAnswers{Situation: portal.SituationIrregular, Stay: "unknown", Wish: "own"}, "unclear", nil},
		"in procedure":      {portal.ReturnAnswers{Situation: portal.SituationProcedure, Wish: "pressed", Circumstances: []string{"minor", "trafficking"}}, "procedure", []string{"pressed", "trafficking", "minor"}},
		"refugee":           {portal.ReturnAnswers{Situation: portal.SituationProtected, Wish: "own", Circumstances: []string{"elderly"}}, "keep", []string{"elderly"}},
		"permit":            {portal.ReturnAnswers{Situation: portal.SituationPermit, Wish: "own"}, "keep", nil},
		"citizen of the EU": {portal.ReturnAnswers{Situation: portal.SituationEU, Wish: "own"}, "elsewhere", nil},
		"does not know":     {portal.ReturnAnswers{Situation: portal.SituationUnknown, Wish: "unsure"}, "unclear", []string{"unsure"}},
	} {
		got, err := portal.CheckReturn(tt.in)
		if err != nil || got.Outcome != tt.want || !slices.Equal(got.Notes, tt.notes) {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
	for name, in := range map[string]portal.ReturnAnswers{
		"situation":     {Situation: "tourist", Wish: "own"},
		"wish":          {Situation: portal.SituationEU},
		"stay":          {Situation: portal.SituationIrregular, Wish: "own"},
		"circumstances": {Situation: portal.SituationEU, Wish: "own", Circumstances: []string{"rich"}},
	} {
		if _, err := portal.CheckReturn(in); len(fault.Of(err)) != 1 || fault.Of(err)[0].Field != name {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := portal.CheckReturn(portal.ReturnAnswers{}); len(fault.Of(err)) != 2 {
		t.Errorf("not all faults together: %v", err)
	}
}
