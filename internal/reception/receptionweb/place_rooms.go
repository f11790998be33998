package receptionweb

import (
	"net/http"
	"slices"

	"passerelle/internal/platform/i18n"
	"passerelle/internal/platform/ui"
	"passerelle/internal/platform/web"
	"passerelle/internal/reception"
)

// roomList is the list of all rooms that fit, for whoever chooses by room.
type roomList struct {
	choosing
	Title string
	List  []reception.RoomChoice
	Pages ui.Pages
	Many  bool // rooms of several centres
}

// traitFilters are the filters of the list; the keys of their texts end in them.
var traitFilters = []string{"step_free", "own_bathroom", "family_unit"}

// filters puts the filters of an address into the question.
func (c choosing) filters(in *reception.RoomQuery) {
	in.All = c.Get("all") != ""
	in.StepFree, in.OwnBathroom, in.FamilyUnit = c.Get("step_free") != "", c.Get("own_bathroom") != "", c.Get("family_unit") != ""
}

func (f face) showPlaceRooms(w http.ResponseWriter, r *web.Request) error {
	p, v, wrong, err := f.placing(r, r.URL.Query())
	if err != nil {
		return err
	}
	if len(wrong) > 0 || len(v.Guests) == 0 {
		return f.answerPlaces(w, r, p, v, wrong.Err())
	}
	return f.answerRooms(w, r, p, v.choosing, reception.RoomQuery{SuggestIn: v.ask()})
}

// answerRooms shows a part of the list of rooms.
func (f face) answerRooms(w http.ResponseWriter, r *web.Request, p ui.Page, c choosing, in reception.RoomQuery) error {
	c.filters(&in)
	in.After, in.Limit = c.Get("after"), 50
	list, next, err := f.reception.RoomsFor(r.Context(), r.Actor, in)
	if err != nil {
		return err
	}
	v := roomList{choosing: c, Title: p.Title, List: list, Many: c.Centre == ""}
	var query []string
	for _, h := range c.hidden("all", c.Get("all")) {
		query = append(query, h.Name, h.Value)
	}
	pages := newPager(r, c.Rooms, query...)
	pages.Next = next
	v.Pages = pages.pages()
	p.Breadcrumbs = append(p.Breadcrumbs, ui.Link{Label: r.L.T("reception.place.by_room")})
	return r.Show(w, p, roomListPage(p, v))
}

func (v roomList) columns(l *i18n.Localizer) []ui.Column {
	out := []ui.Column{{Label: l.T("reception.room.number")}}
	if v.Many {
		out = append(out, ui.Column{Label: l.T("reception.centre.name")})
	}
	return append(out, ui.Column{Label: l.T("reception.room.floor")}, ui.Column{Label: l.T("reception.place.free_beds"), Numeric: true},
		ui.Column{Label: l.T("reception.room.traits")}, ui.Column{Label: l.T("reception.place.for")}, ui.Column{Label: l.T("reception.place.against")})
}

// against says what speaks against a room, or forbids it.
func (v roomList) against(l *i18n.Localizer, c reception.RoomChoice) []string {
	if c.Refused != "" {
		return []string{word(l, wordsRule, c.Refused)}
	}
	return choiceReasons(l, c.Reasons, false)
}

// filterFields are the hidden fields of the filter form: all but the filters.
func (v roomList) filterFields() []ui.HiddenField {
	var out []ui.HiddenField
	for _, h := range v.hidden() {
		if !slices.Contains(traitFilters, h.Name) {
			out = append(out, h)
		}
	}
	return out
}
