package receptionweb

import (
	"net/http"

	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/i18n"
	"passerelle/internal/platform/ui"
	"passerelle/internal/platform/web"
	"passerelle/internal/reception"
)

// transferView is one transfer.
type transferView struct {
	reception.TransferView
	Note  string
	Name  string
	today clock.Date
}

func (f face) transfer(r *web.Request) (transferView, error) {
	id, err := r.ID("id")
	if err != nil {
		return transferView{}, err
	}
	t, err := f.reception.Transfer(r.Context(), r.Actor, id)
	if err != nil {
		return transferView{}, err
	}
	v := transferView{TransferView: t, Name: t.Reference, today: f.today()}
	heads, err := f.reception.Heads(r.Context(), r.Actor, "transfer", []string{t.HouseholdID})
	if full := heads[t.HouseholdID].Name.Full(); full != "" {
		v.Name = full
	}
	return v, err
}

// transferPage begins a page of a transfer.
func transferPage(r *web.Request, v transferView, below string) ui.Page {
	title := r.L.T("reception.transfer.title", "name", v.Name)
	if below != "" {
		title = below + " – " + v.Name
	}
	p := r.Page(title)
	p.Breadcrumbs = []ui.Link{{Label: r.L.T("reception.transfers.title"), Href: pathTransfers}, {Label: v.Name, Href: pathTransfers + "/" + v.ID}}
	if below != "" {
		p.Breadcrumbs = append(p.Breadcrumbs, ui.Link{Label: below})
	}
	return p
}

func (f face) showTransfer(w http.ResponseWriter, r *web.Request) error {
	v, err := f.transfer(r)
	if err != nil {
		return err
	}
	if v.Note, err = f.reception.TransferNote(r.Context(), r.Actor, v.ID); err != nil {
		return err
	}
	p := transferPage(r, v, "")
	return r.Show(w, p, transferShowPage(p, v))
}

// open reports whether the transfer is still to take place.
func (v transferView) open() bool {
	return v.Status == reception.TransferProposed || v.Status == reception.TransferAccepted
}

// actions are what the reader can do about a transfer, the likeliest first.
func (v transferView) actions(l *i18n.Localizer) []ui.Action {
	var out []ui.Action
	add := func(part, label string, when bool) {
		if !when {
			return
		}
		style := ui.Secondary
		if len(out) == 0 {
			style = ui.Primary
		}
		out = append(out, ui.Action{Label: l.T(label), Href: transferPath(v.ID, part), Style: style})
	}
	add("complete", "reception.transfer.complete", v.Decides && v.Status == reception.TransferAccepted && !v.On.After(v.today))
	add("accept", "reception.transfer.accept", v.Decides && v.Status == reception.TransferProposed)
	add("handover", "reception.transfer.handover", v.open() || v.Status == reception.TransferDone)
	add("refuse", "reception.transfer.refuse", v.Decides && v.open())
	add("withdraw", "reception.transfer.withdraw", v.Proposes && v.open())
	return out
}

func (v transferView) facts(l *i18n.Localizer) []ui.Fact {
	out := []ui.Fact{
		{Term: l.T("reception.transfer.from"), Value: v.FromCentreName},
		{Term: l.T("reception.transfer.to"), Value: v.ToCentreName},
		{Term: l.T("reception.transfer.on"), Value: dayWithWeekday(l, v.On)},
		{Term: l.T("reception.transfer.persons"), Value: l.Number(v.Seats)},
		{Term: l.T("reception.transfer.reason"), Value: word(l, wordsWhyTransfer, v.Reason)},
		{Term: l.T("reception.transfer.bus"), Value: given(l, v.Bus)},
		{Term: l.T("reception.stay.reference"), Value: v.Reference},
		{Term: l.T("reception.transfer.proposed_at"), Value: l.DateTime(v.ProposedAt.Time())},
	}
	if v.Refusal != "" {
		out = append(out, ui.Fact{Term: l.T("reception.transfer.refusal"), Value: word(l, wordsRefusal, v.Refusal)})
	}
	if !v.DecidedAt.IsZero() {
		out = append(out, ui.Fact{Term: l.T("reception.transfer.decided_at"), Value: l.DateTime(v.DecidedAt.Time())})
	}
	return out
}
