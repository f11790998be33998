package receptionweb

import (
	"slices"
	"strings"

	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/i18n"
	"passerelle/internal/platform/ui"
	"passerelle/internal/reception"
)

// Beginnings of the catalogue keys of codes.
const (
	wordsType     = "reception.type."
	wordsPhase    = "reception.phase."
	wordsCatering = "reception.catering."
	wordsStatus   = "reception.status."
	wordsOrgKind  = "reception.org_kind."
	wordsSexRule  = "reception.sex_rule."
	wordsReason   = "reception.reason."
	wordsNumber   = "reception.number."
	wordsState    = "reception.state."
	wordsConflict = "reception.conflict_level."
	wordsAudience = "reception.audience."
)

// word is the text of a code below the beginning of its keys. The empty code,
// where there is one, is "none".
func word[T ~string](l *i18n.Localizer, keys string, code T) string {
	if code == "" {
		return l.T(keys + "none")
	}
	return l.T(keys + string(code))
}

// known returns the code that an address names, empty where there is no such code.
func known[T ~string](value string, all []T) T {
	if code := T(value); slices.Contains(all, code) {
		return code
	}
	return ""
}

// options are the answers of a question about a code.
func options[T ~string](l *i18n.Localizer, keys string, codes []T) []ui.Option {
	out := make([]ui.Option, len(codes))
	for i, c := range codes {
		out[i] = ui.Option{Value: string(c), Label: word(l, keys, c)}
	}
	return out
}

// floorName is what people on the ground call a floor.
func floorName(l *i18n.Localizer, level int, name string) string {
	switch {
	case name != "":
		return name
	case level == 0:
		return l.T("reception.floor.ground")
	case level < 0:
		return l.T("reception.floor.below", "level", -level)
	}
	return l.T("reception.floor.level", "level", level)
}

// period writes from when until when; an open end is said in words.
func period(l *i18n.Localizer, from, until clock.Date) string {
	switch {
	case from.IsZero():
		return ""
	case until.IsZero():
		return l.T("reception.period.open", "from", l.DateShort(from))
	}
	return l.T("reception.period", "from", l.DateShort(from), "until", l.DateShort(until))
}

// areaText writes square metres.
func areaText(l *i18n.Localizer, a reception.Area) string {
	if a == 0 {
		return ""
	}
	digits := 2
	if a%100 == 0 {
		digits = 0
	} else if a%10 == 0 {
		digits = 1
	}
	return l.T("reception.area", "m2", l.Decimal(float64(a)/100, digits))
}

// joined puts the parts that are not empty into one line.
func joined(parts ...string) string {
	var out []string
	for _, p := range parts {
		if p != "" {
			out = append(out, p)
		}
	}
	return strings.Join(out, " · ")
}

// roomFlags say what is special about a room.
func roomFlags(l *i18n.Localizer, r reception.Room) []ui.Flag {
	var out []ui.Flag
	flag := func(on bool, key string, tone ui.Tone) {
		if on {
			out = append(out, ui.Flag{Text: l.T(key), Tone: tone})
		}
	}
	if r.SexRule != reception.SexRuleNone {
		out = append(out, ui.Flag{Text: word(l, wordsSexRule, r.SexRule)})
	}
	flag(r.FamilyUnit, "reception.room.family_unit", ui.Neutral)
	flag(r.StepFree, "reception.room.step_free", ui.Info)
	flag(r.OwnBathroom, "reception.room.own_bathroom", ui.Neutral)
	flag(r.Isolation, "reception.room.isolation", ui.Warn)
	if r.Cots > 0 {
		out = append(out, ui.Flag{Text: l.T("reception.room.cots_count", "count", r.Cots)})
	}
	return out
}

// centreFlags say what is special about a centre.
func centreFlags(l *i18n.Localizer, c reception.Centre) []ui.Flag {
	var out []ui.Flag
	flag := func(on bool, key string, tone ui.Tone) {
		if on {
			out = append(out, ui.Flag{Text: l.T(key), Tone: tone})
		}
	}
	if c.Status != reception.CentreOpen {
		out = append(out, ui.Flag{Text: word(l, wordsStatus, c.Status), Tone: ui.Warn})
	}
	flag(c.Emergency, "reception.centre.emergency", ui.Warn)
	flag(c.ForMinors, "reception.centre.for_minors", ui.Info)
	flag(c.WomenOnly, "reception.centre.women_only", ui.Info)
	flag(c.NearHospital, "reception.centre.near_hospital", ui.Neutral)
	flag(c.NearSchool, "reception.centre.near_school", ui.Neutral)
	flag(c.Synthetic, "reception.centre.synthetic", ui.Neutral)
	return out
}

// roomListFlags are those of a room and that it is closed.
func roomListFlags(l *i18n.Localizer, r reception.Room) []ui.Flag {
	out := roomFlags(l, r)
	if !r.ClosedAt.IsZero() {
		out = append([]ui.Flag{{Text: l.T("reception.room.closed"), Tone: ui.Warn}}, out...)
	}
	return out
}

func buildingFlags(l *i18n.Localizer, b reception.Building) []ui.Flag {
	if b.Lift {
		return []ui.Flag{{Text: l.T("reception.building.lift"), Tone: ui.Info}}
	}
	return nil
}

// openRooms counts the rooms of a floor that are in use.
func openRooms(f reception.FloorTree) int {
	n := 0
	for _, r := range f.Rooms {
		if r.ClosedAt.IsZero() {
			n++
		}
	}
	return n
}

// bedLabels lists the beds of a room with their count.
func bedLabels(l *i18n.Localizer, beds []reception.Bed) string {
	if len(beds) == 0 {
		return "–"
	}
	if len(beds) > 12 {
		return l.T("reception.room.bed_range", "count", len(beds), "first", beds[0].Label, "last", beds[len(beds)-1].Label)
	}
	labels := make([]string, len(beds))
	for i, b := range beds {
		labels[i] = b.Label
	}
	return l.T("reception.room.bed_list", "count", len(beds), "labels", strings.Join(labels, ", "))
}

func orDash(text string) string {
	if text == "" {
		return "–"
	}
	return text
}

func yesNo(l *i18n.Localizer, yes bool) string {
	if yes {
		return l.T("reception.yes")
	}
	return l.T("reception.no")
}

// perBed is the area that each bed has, for the standard of 4 m² a person.
func perBed(l *i18n.Localizer, r reception.Room) string {
	if r.Area == 0 || len(r.Beds) == 0 {
		return ""
	}
	return l.T("reception.area", "m2", l.Decimal(float64(r.Area)/100/float64(len(r.Beds)), 1))
}

// withoutCots is a room whose cot places are told apart from its other features.
func withoutCots(r reception.Room) reception.Room {
	r.Cots = 0
	return r
}
