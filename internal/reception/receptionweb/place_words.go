package receptionweb

import (
	"slices"

	"passerelle/internal/engine/allocation"
	"passerelle/internal/platform/i18n"
	"passerelle/internal/platform/ui"
	"passerelle/internal/reception"
)

// Beginnings of the catalogue keys of the codes of placing.
const (
	wordsPlaceReason = "reception.place.reason."
	wordsLeaveOut    = "reception.leave_out."
	wordsRule        = reception.RuleKey
	wordsStay        = "reception.stay_status."
	wordsHold        = "reception.hold_status."
	wordsDeparture   = "reception.departure."
	wordsCancel      = "reception.cancel_reason."
	wordsTransfer    = "reception.transfer_status."
	wordsWhyTransfer = "reception.transfer_reason."
	wordsRefusal     = "reception.refusal."
	wordsGround      = "reception.ground."
	wordsWaiting     = "reception.waiting_status."
	wordsRelation    = "reception.relationship."
	wordsLegal       = "reception.legal_status."
	wordsWho         = "reception.who."
	wordsPersonNeed  = "reception.person_need."
)

// reasonText says what speaks for or against a place.
func reasonText(l *i18n.Localizer, code string) string { return l.T(wordsPlaceReason + code) }

// reasonLines are the reasons for (or against) a suggestion, weightiest first,
// each once; where it has several rooms, those are named that a reason is about.
func reasonLines(l *i18n.Localizer, s reception.Suggestion, pro bool) []string {
	var out []string
	for _, r := range s.Reasons {
		if r.Weight > 0 != pro || r.Weight == 0 {
			continue
		}
		line := reasonText(l, r.Code)
		if len(s.Rooms) > 1 && r.RoomID != "" {
			line = l.T("reception.place.in_room", "room", roomNumber(s, r.RoomID), "text", line)
		}
		if !slices.Contains(out, line) {
			out = append(out, line)
		}
	}
	return out
}

// choiceReasons are the reasons for (or against) one room.
func choiceReasons(l *i18n.Localizer, reasons []allocation.Reason, pro bool) []string {
	return reasonLines(l, reception.Suggestion{Reasons: reasons}, pro)
}

func roomNumber(s reception.Suggestion, id string) string {
	for _, r := range s.Rooms {
		if r.RoomID == id {
			return r.Number
		}
	}
	return ""
}

// roomsTitle names the rooms of a suggestion.
func roomsTitle(l *i18n.Localizer, s reception.Suggestion) string {
	numbers := make([]string, len(s.Rooms))
	for i, r := range s.Rooms {
		numbers[i] = r.Number
	}
	return l.T("reception.place.rooms", "count", len(numbers), "numbers", l.List(numbers))
}

// choiceFlags say what is special about a room that is offered.
func choiceFlags(l *i18n.Localizer, c reception.RoomChoice) []ui.Flag {
	return roomFlags(l, reception.Room{SexRule: c.SexRule, FamilyUnit: c.FamilyUnit, StepFree: c.StepFree, OwnBathroom: c.OwnBathroom,
		Isolation: c.Isolation, Cots: c.FreeCots})
}

// refusedRow says how many rooms one rule stands against.
type refusedRow struct {
	Code  string
	Rooms int
}

// refusedRows are the rules that stand against rooms, the commonest first.
func refusedRows(refused map[string]int) []refusedRow {
	var out []refusedRow
	for code, n := range refused {
		out = append(out, refusedRow{code, n})
	}
	slices.SortFunc(out, func(a, b refusedRow) int {
		if a.Rooms != b.Rooms {
			return b.Rooms - a.Rooms
		}
		if a.Code < b.Code {
			return -1
		}
		return 1
	})
	return out
}

// bedLabel names a bed, or a cot place.
func bedLabel(l *i18n.Localizer, label string) string {
	if label == "" {
		return l.T("reception.place.cot")
	}
	return l.T("reception.place.bed", "label", label)
}
