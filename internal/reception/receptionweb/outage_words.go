package receptionweb

import (
	"passerelle/internal/platform/i18n"
	"passerelle/internal/platform/ui"
	"passerelle/internal/reception"
)

// outageBeds names the beds of an outage by room; many are only counted.
func outageBeds(l *i18n.Localizer, beds []reception.BedName) string {
	if len(beds) > 8 {
		return l.T("reception.outage.many", "count", len(beds), "first", beds[0].Room, "last", beds[len(beds)-1].Room)
	}
	names := make([]string, len(beds))
	for i, b := range beds {
		names[i] = b.Room + " " + b.Bed
	}
	return l.List(names)
}

func outageColumns(p ui.Page, v outagesView) []ui.Column {
	var out []ui.Column
	if v.Head == nil {
		out = append(out, ui.Column{Label: p.L.T("reception.centre.name")})
	}
	out = append(out, ui.Column{Label: p.L.T("reception.outage.reason")}, ui.Column{Label: p.L.T("reception.outage.period")}, ui.Column{Label: p.L.T("reception.room.beds")})
	if v.Head != nil && v.Head.may(reception.PermOutage) {
		out = append(out, ui.Column{Label: p.L.T("reception.outage.action"), Hidden: true})
	}
	return out
}

// outagePeriod says from when until when beds are out, and that no end is known.
func outagePeriod(l *i18n.Localizer, o reception.Outage) string {
	open := ""
	if o.Until.IsZero() {
		open = l.T("reception.outage.no_end")
	}
	return joined(period(l, o.From, o.Until), open)
}
