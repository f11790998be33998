package receptionweb

import (
	"net/http"
	"slices"

	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/i18n"
	"passerelle/internal/platform/ui"
	"passerelle/internal/platform/web"
	"passerelle/internal/reception"
)

// housingView is where a household lives, is expected and has lived.
type housingView struct {
	reception.Housing
	MayPlace, MayWait bool
	today             clock.Date
}

func (f face) showHousing(w http.ResponseWriter, r *web.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	name, err := f.householdName(r.Context(), r.Actor, id)
	if err != nil {
		return err
	}
	h, err := f.reception.Housing(r.Context(), r.Actor, id)
	if err != nil {
		return err
	}
	v := housingView{Housing: h, today: f.today()}
	v.MayPlace = r.Actor.May(reception.PermPlace)
	v.MayWait = r.Actor.May(reception.PermWaiting) && h.Present() == nil && h.Waiting == nil
	p := listPage(r, r.L.T("reception.housing.title", "name", name), ui.Link{Label: name, Href: pathHouseholds + id})
	return r.Show(w, p, housingPage(p, v))
}

func stayFlags(l *i18n.Localizer, s reception.StayView, today clock.Date) []ui.Flag {
	return stayView{StayView: s, today: today}.flags(l)
}

// stayRooms are the numbers of the rooms of a stay: those held, or where none
// is, those of the past.
func stayRooms(s reception.StayView) []string {
	numbers := func(of []reception.StayPlace) []string {
		var out []string
		for _, p := range of {
			if !slices.Contains(out, p.Room) {
				out = append(out, p.Room)
			}
		}
		return out
	}
	v := stayView{StayView: s}
	if now := numbers(v.held()); len(now) > 0 {
		return now
	}
	return numbers(s.Places)
}

// stayPersons counts who has a place of a stay, or had one.
func stayPersons(s reception.StayView) int {
	seen := map[string]bool{}
	for _, p := range s.Places {
		seen[p.PersonID] = true
	}
	return len(seen)
}

// stayEnd says how a stay ended.
func stayEnd(l *i18n.Localizer, s reception.StayView) string {
	switch {
	case s.DepartureKind != "":
		return word(l, wordsDeparture, s.DepartureKind)
	case s.CancelReason != "":
		return word(l, wordsCancel, s.CancelReason)
	}
	return ""
}

// held are the places of now and of days to come.
func (v stayView) held() []reception.StayPlace {
	return append(v.Held(reception.HoldOccupied), v.Held(reception.HoldReserved)...)
}

// past are the places of the past, without those in which nobody slept a night.
func (v stayView) past() []reception.StayPlace {
	return slices.DeleteFunc(slices.Clone(v.Places), func(p reception.StayPlace) bool {
		return p.Status == reception.HoldOccupied || p.Status == reception.HoldReserved || moved(p) && p.From == p.Until
	})
}

func placeLabel(l *i18n.Localizer, p reception.StayPlace) string {
	if p.BedID == "" {
		return l.T("reception.cot")
	}
	return p.Bed
}

// overdueText says what follows from an overstay.
func (v stayView) overdueText(l *i18n.Localizer) string {
	if v.NextFrom.IsZero() {
		return l.T("reception.stay.overdue_text")
	}
	return l.T("reception.stay.overdue_promised", "from", v.NextFrom)
}

// transferLinks lead to a transfer, where the reader is at one of its ends.
func transferLinks(l *i18n.Localizer, v stayView, t reception.Transfer) []ui.Link {
	if !v.may(reception.PermTransfer) && !v.may(reception.PermTransferDecide) {
		return nil
	}
	return []ui.Link{{Label: l.T("reception.transfer.open"), Href: pathTransfers + "/" + t.ID}}
}
