package receptionweb

import (
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/i18n"
	"passerelle/internal/platform/ui"
	"passerelle/internal/reception"
)

// links lead from the numbers of a centre, or of all, to the lists behind them.
type links struct {
	centreID string // empty: all centres
	name     string // of the centre, for those who do not see the table
	day      clock.Date
}

func (k *links) to(kind string) string { return numberPath(k.centreID, kind, k.day) }

// numberLinks returns nil where the lists are not open to the reader.
func numberLinks(centreID, name string, open bool) *links {
	if !open {
		return nil
	}
	return &links{centreID: centreID, name: name}
}

// numberColumns heads a table of numbers; what the desk looks for comes first.
func numberColumns(l *i18n.Localizer, first string) []ui.Column {
	out := []ui.Column{{Label: first}}
	for _, kind := range []string{"free", "occupied", "reserved", "blocked", "out", "gross"} {
		out = append(out, ui.Column{Label: word(l, wordsNumber, kind), Numeric: true})
	}
	return append(out, ui.Column{Label: l.T("reception.numbers.rate"), Numeric: true})
}

// rate writes the occupancy of usable beds; a dash where there are none.
func rate(l *i18n.Localizer, n reception.Numbers) string {
	if n.Usable() <= 0 {
		return "–"
	}
	return l.Percent(float64(n.Rate())/1000, 0)
}

// phaseNote names the first two phases; beyond them the type of a centre says enough.
func phaseNote(l *i18n.Localizer, p reception.Phase) string {
	if p != reception.PhaseFirst && p != reception.PhaseSecond {
		return ""
	}
	return word(l, wordsPhase, p)
}

// listFlags are those of a centre that bear on who may go there.
func listFlags(l *i18n.Localizer, c reception.Centre) []ui.Flag {
	c.NearHospital, c.NearSchool, c.Synthetic = false, false, false
	return centreFlags(l, c)
}

// numberStats are the six numbers as tiles, and with persons how many sleep there.
func numberStats(l *i18n.Localizer, n reception.Numbers, link *links, persons int) []ui.Stat {
	stat := func(kind string, value int, tone ui.Tone, note string) ui.Stat {
		s := ui.Stat{Label: word(l, wordsNumber, kind), Value: l.Number(value), Tone: tone, Note: note}
		if link != nil {
			s.Href = link.to(kind)
		}
		return s
	}
	free := ui.Good
	if n.Free == 0 {
		free = ui.Bad
	}
	return []ui.Stat{
		stat("free", n.Free, free, l.T("reception.numbers.free_of", "gross", n.Gross)),
		stat("occupied", n.Occupied, ui.Neutral, l.T("reception.numbers.rate_of", "rate", rate(l, n))),
		stat("persons", persons, ui.Neutral, l.T("reception.numbers.persons_note")),
		stat("reserved", n.Reserved, ui.Info, ""),
		stat("blocked", n.Blocked, ui.Neutral, l.T("reception.numbers.blocked_note")),
		stat("out", n.Out, ui.Warn, ""),
		stat("gross", n.Gross, ui.Neutral, ""),
	}
}

// given is a fact that may be missing.
func given(l *i18n.Localizer, text string) string {
	if text == "" {
		return l.T("ui.not_provided")
	}
	return text
}
