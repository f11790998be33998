package portal

import (
	"slices"

	"passerelle/internal/platform/fault"
)

// Situation is how somebody who thinks of going home stands in Luxembourg.
type Situation string

// The situations that the check tells apart.
const (
	SituationRejected  Situation = "rejected"  // the application for protection was rejected
	SituationWithdrew  Situation = "withdrew"  // it was withdrawn
	SituationProcedure Situation = "procedure" // it is being examined
	SituationIrregular Situation = "irregular" // no right to stay, never applied
	SituationProtected Situation = "protected" // refugee, subsidiary or temporary protection
	SituationPermit    Situation = "permit"    // another right to stay
	SituationEU        Situation = "eu"        // a citizen of the EU, the EEA or Switzerland
	SituationUnknown   Situation = "unknown"
)

// Situations lists all situations in the order of the form.
var Situations = []Situation{SituationRejected, SituationWithdrew, SituationProcedure, SituationIrregular, SituationProtected, SituationPermit, SituationEU, SituationUnknown}

// Answers that the other questions of the check take.
var (
	StayLengths   = []string{"over_year", "under_year", "unknown"}
	Wishes        = []string{"own", "unsure", "pressed"}
	Circumstances = []string{"minor", "trafficking", "pregnant", "elderly", "medical"} // the vulnerable groups of the programme
)

// ReturnAnswers is what somebody says of themselves. It is nowhere kept.
type ReturnAnswers struct {
	Situation     Situation
	Stay          string // one of [StayLengths]; asked of those who never applied
	Wish          string // one of [Wishes]
	Circumstances []string
}

// ReturnAdvice is an answer as codes: which words say them is the page's.
type ReturnAdvice struct {
	Outcome string   // one of [ReturnOutcomes]
	Notes   []string // of [ReturnNotes], those that come first are the most urgent
}

// ReturnOutcomes are the answers of the check. None is a refusal: who is not
// among the categories is told who helps instead.
var ReturnOutcomes = []string{"category", "early", "procedure", "keep", "elsewhere", "unclear"}

// ReturnNotes are what may stand beside an answer.
var ReturnNotes = []string{"pressed", "trafficking", "minor", "medical", "pregnant", "elderly", "unsure"}

// CheckReturn says whether the programme of voluntary return concerns somebody.
// The categories are those that the programme names; the rules live here alone.
func CheckReturn(in ReturnAnswers) (ReturnAdvice, error) {
	var l fault.List
	oneOf(&l, "situation", in.Situation, Situations)
	oneOf(&l, "wish", in.Wish, Wishes)
	if in.Situation == SituationIrregular {
		oneOf(&l, "stay", in.Stay, StayLengths)
	}
	for _, c := range in.Circumstances {
		oneOf(&l, "circumstances", c, Circumstances)
	}
	if err := l.Err(); err != nil {
		return ReturnAdvice{}, err
	}
	out := ReturnAdvice{Outcome: outcomeOf(in)}
	for _, note := range ReturnNotes {
		if note == in.Wish || slices.Contains(in.Circumstances, note) {
			out.Notes = append(out.Notes, note)
		}
	}
	return out, nil
}

func outcomeOf(in ReturnAnswers) string {
	switch in.Situation {
	case SituationRejected, SituationWithdrew:
		return "category"
	case SituationIrregular:
		switch in.Stay {
		case "over_year":
			return "category"
		case "under_year":
			return "early"
		}
		return "unclear"
	case SituationProcedure:
		return "procedure"
	case SituationProtected, SituationPermit:
		return "keep"
	case SituationEU:
		return "elsewhere"
	}
	return "unclear"
}
