package receptionweb

import (
	"net/http"
	"strconv"

	"github.com/a-h/templ"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
	"passerelle/internal/platform/i18n"
	"passerelle/internal/platform/ui"
	"passerelle/internal/platform/web"
	"passerelle/internal/reception"
)

func (f face) mountWaiting(site *web.Site) {
	const tag = "Waiting list"
	perm := reception.PermWaiting
	site.Handle(
		web.Route{Method: get, Pattern: pathWaiting, Permission: perm, Handle: f.showWaiting},
		web.Route{Method: get, Pattern: pathWaiting + "/grounds", Permission: perm, Handle: f.showGrounds},
		web.Route{Method: get, Pattern: pathWaiting + "/call-list", Permission: perm, Handle: f.showCallList},
		web.Route{Method: get, Pattern: pathWaiting + "/next", Permission: perm, Handle: f.showNext},
		web.Route{Method: get, Pattern: pathCentres + "/{id}/place", Permission: reception.PermPlace, Handle: f.showPlaceIn},
		web.Route{Method: get, Pattern: pathHouseholds + "{id}/wait", Permission: perm, Handle: f.showWait},
		web.Route{Method: post, Pattern: pathHouseholds + "{id}/wait", Permission: perm, Handle: f.wait, Twin: "addToWaiting"},
		web.Route{Method: post, Pattern: pathWaiting + "/{id}/confirm", Permission: perm, Handle: f.confirmWaiting, Twin: "confirmWaiting"},
		web.Route{Method: get, Pattern: pathWaiting + "/{id}/close", Permission: perm, Handle: f.askCloseWaiting},
		web.Route{Method: post, Pattern: pathWaiting + "/{id}/close", Permission: perm, Handle: f.closeWaiting, Twin: "closeWaiting"},
	)
	op := func(id, method, path, summary string, status int) web.Operation {
		return web.Operation{ID: id, Method: method, Path: path, Tag: tag, Summary: summary, Permission: perm, Status: status}
	}
	web.Op(site, op("listWaiting", get, "/waiting", "Households without a bed, in the order in which they are offered one, and why", 0), f.apiWaiting)
	web.Op(site, op("listGrounds", get, "/waiting/grounds", "The table by which the waiting list is ordered", 0), f.apiGrounds)
	web.Op(site, op("callList", get, "/waiting/call-list", "The waiting list as it may hang on a wall: by reference", 0), f.apiCallList)
	web.Op(site, op("offerNext", get, "/waiting/offer", "The first household that fits into what is free, and why those before it do not", 0), f.apiOffer)
	web.Op(site, op("addToWaiting", post, "/households/{id}/waiting", "Put a household without a bed on the waiting list", 0), f.apiAddToWaiting)
	web.Op(site, op("confirmWaiting", post, "/waiting/{id}/confirm", "The household has said again that it needs a bed", http.StatusOK), f.apiConfirmWaiting)
	web.Op(site, op("closeWaiting", post, "/waiting/{id}/close", "The household needs no bed any longer", http.StatusNoContent), f.apiCloseWaiting)
}

// waitingView is the waiting list.
type waitingView struct {
	Rows  []reception.WaitingRow // a part of it
	All   int
	Heads map[string]reception.Head
	Pages ui.Pages
	by    access.Actor
	today clock.Date
}

// waitingPageSize is how many rows of the list are shown at once.
const waitingPageSize = 50

// part cuts a list that is read as a whole into parts. The cursor is the
// position in the list.
func part[T any](list []T, after string, size int) (rows []T, next string) {
	from, err := strconv.Atoi(after)
	if err != nil || from < 0 || from > len(list) {
		from = 0
	}
	rows = list[from:]
	if len(rows) > size {
		return rows[:size], strconv.Itoa(from + size)
	}
	return rows, ""
}

func (f face) showWaiting(w http.ResponseWriter, r *web.Request) error {
	all, err := f.reception.WaitingList(r.Context(), r.Actor)
	if err != nil {
		return err
	}
	v := waitingView{All: len(all), by: r.Actor, today: f.today()}
	pages := newPager(r, pathWaiting)
	v.Rows, pages.Next = part(all, r.URL.Query().Get("after"), waitingPageSize)
	v.Pages = pages.pages()
	if v.Heads, err = f.waitingHeads(r, v.Rows); err != nil {
		return err
	}
	p := listPage(r, r.L.T("reception.waiting.title"))
	return r.Show(w, p, waitingListPage(p, v))
}

func (f face) waitingHeads(r *web.Request, rows []reception.WaitingRow) (map[string]reception.Head, error) {
	ids := make([]string, len(rows))
	for i, row := range rows {
		ids[i] = row.HouseholdID
	}
	return f.reception.Heads(r.Context(), r.Actor, "waiting", ids)
}

// rankText explains one line of a rank.
func rankText(l *i18n.Localizer, line reception.RankLine) string {
	switch line.Code {
	case reception.RankWaiting:
		return l.T("reception.rank.waiting_time", "count", line.Days)
	case reception.RankDraw:
		return l.T("reception.rank.draw")
	case reception.RankHidden:
		return l.T("reception.rank.ground", "ground", l.T("reception.rank.hidden"), "weight", line.Weight)
	}
	return l.T("reception.rank.ground", "ground", word(l, wordsGround, line.Code), "weight", line.Weight)
}

// groundFlags name the grounds of a row.
func groundFlags(l *i18n.Localizer, row reception.WaitingRow) []ui.Flag {
	var out []ui.Flag
	for _, line := range row.Lines {
		switch line.Code {
		case reception.RankWaiting, reception.RankDraw:
		case reception.RankHidden:
			out = append(out, ui.Flag{Text: l.T("reception.rank.hidden"), Tone: ui.Info})
		default:
			out = append(out, ui.Flag{Text: word(l, wordsGround, line.Code), Tone: ui.Info})
		}
	}
	return out
}

func (f face) showGrounds(w http.ResponseWriter, r *web.Request) error {
	p := listPage(r, r.L.T("reception.grounds.title"), ui.Link{Label: r.L.T("reception.waiting.title"), Href: pathWaiting})
	return r.Show(w, p, groundsPage(p, reception.Grounds()))
}

func (f face) showCallList(w http.ResponseWriter, r *web.Request) error {
	list, err := f.reception.CallList(r.Context(), r.Actor)
	if err != nil {
		return err
	}
	p := listPage(r, r.L.T("reception.call.title"), ui.Link{Label: r.L.T("reception.waiting.title"), Href: pathWaiting})
	return r.Show(w, p, callListPage(p, list, r.L.DateTime(f.clock.Now())))
}

// waitingRow returns the entry of the address, which the reader must keep.
func (f face) waitingRow(r *web.Request) (reception.WaitingRow, error) {
	id, err := r.ID("id")
	if err != nil {
		return reception.WaitingRow{}, err
	}
	rows, err := f.reception.WaitingList(r.Context(), r.Actor)
	if err != nil {
		return reception.WaitingRow{}, err
	}
	for _, row := range rows {
		if row.ID == id {
			return row, nil
		}
	}
	return reception.WaitingRow{}, fault.Missing()
}

func (f face) confirmWaiting(w http.ResponseWriter, r *web.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	if _, err := f.reception.ConfirmAvailability(r.Context(), r.Actor, id); err != nil {
		return err
	}
	return r.Redirect(w, pathWaiting, "reception.done.confirmed")
}

func (f face) askCloseWaiting(w http.ResponseWriter, r *web.Request) error {
	row, err := f.waitingRow(r)
	if err != nil {
		return err
	}
	heads, err := f.waitingHeads(r, []reception.WaitingRow{row})
	if err != nil {
		return err
	}
	p := listPage(r, r.L.T("reception.waiting.close"), ui.Link{Label: r.L.T("reception.waiting.title"), Href: pathWaiting})
	return r.Show(w, p, closeWaitingPage(p, row, headText(r.L, heads, row.HouseholdID)))
}

func (f face) closeWaiting(w http.ResponseWriter, r *web.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	if err := f.reception.CloseWaiting(r.Context(), r.Actor, id); err != nil {
		return err
	}
	return r.Redirect(w, pathWaiting, "reception.done.closed")
}

// nextView says who is to get a place that is free.
type nextView struct {
	listFilter
	sheet
	Self   string
	Offer  reception.Offer
	From   clock.Date
	Room   string // id, where only one room is in question
	Centre *reception.Centre
	Heads  map[string]reception.Head

	by access.Actor
}

func (f face) showNext(w http.ResponseWriter, r *web.Request) error {
	filter, err := f.centreFilterOf(r, reception.PermSuggest)
	if err != nil {
		return err
	}
	v := nextView{listFilter: filter, Self: pathWaiting + "/next"}
	p := listPage(r, r.L.T("reception.offer.title"), ui.Link{Label: r.L.T("reception.waiting.title"), Href: pathWaiting})
	return f.answerNext(w, r, p, v)
}

// showPlaceIn asks who is to get a bed of a centre, or of one of its rooms.
func (f face) showPlaceIn(w http.ResponseWriter, r *web.Request) error {
	tree, err := f.centreFor(r, reception.PermPlace)
	if err != nil {
		return err
	}
	v := nextView{listFilter: listFilter{CentreID: tree.Centre.ID}, Self: centrePart(tree.Centre.ID, "place"), Centre: &tree.Centre}
	p, _ := centreFrame(r, tree.Centre, tabCentre, ui.Link{Label: r.L.T("reception.centre.place")})
	return f.answerNext(w, r, p, v)
}

func (f face) answerNext(w http.ResponseWriter, r *web.Request, p ui.Page, v nextView) error {
	q := r.URL.Query()
	if d := q.Get("day"); d != "" { // as the board names it
		q.Set("from", d)
		q.Del("day")
	}
	spreadDays(q, "from")
	v.by, v.sheet = r.Actor, sheet{Values: q}
	var wrong fault.List
	if v.From = readDay(q, "from", &wrong); v.From.IsZero() && len(wrong) == 0 {
		v.From = f.today()
		putDate(q, "from", v.From)
	}
	in := reception.OfferIn{CentreID: v.CentreID, From: v.From}
	if room := q.Get("room"); db.ValidID(room) {
		v.Room, in.RoomIDs = room, []string{room}
	}
	body := func(p ui.Page) templ.Component { return nextPage(p, v) }
	if len(wrong) == 0 && r.Actor.May(reception.PermWaiting) && r.Actor.May(reception.PermSuggest) {
		var err error
		if v.Offer, err = f.reception.OfferNext(r.Context(), r.Actor, in); err == nil {
			v.Heads, err = f.offerHeads(r, v.Offer)
		}
		wrong.AddErr(err)
	}
	if len(wrong) > 0 {
		return reject(w, r, wrong, p, body)
	}
	return r.Show(w, p, body(p))
}

func (f face) offerHeads(r *web.Request, o reception.Offer) (map[string]reception.Head, error) {
	var rows []reception.WaitingRow
	if o.Row != nil {
		rows = append(rows, *o.Row)
	}
	for _, p := range o.Passed {
		rows = append(rows, p.Row)
	}
	return f.waitingHeads(r, rows)
}

// placeFor leads to the places of a household; the question goes along.
func (v nextView) placeFor(household string) string {
	if v.Room != "" {
		return withQuery(placePath(household, "place/beds"), "from", v.From.String(), "room", v.Room, "centre", v.CentreID)
	}
	return withQuery(placePath(household, "place"), "from", v.From.String(), "centre", v.CentreID)
}

// title says which place is offered.
func (v nextView) title(l *i18n.Localizer) string {
	if v.Centre != nil {
		return l.T("reception.offer.title_in", "centre", v.Centre.Name)
	}
	return l.T("reception.offer.title")
}

func (v nextView) roomField() []ui.HiddenField {
	if v.Room == "" {
		return nil
	}
	return []ui.HiddenField{{Name: "room", Value: v.Room}}
}

// offerPlace names the best place of an offer.
func offerPlace(l *i18n.Localizer, o reception.Offer) string {
	if len(o.Suggestions) == 0 {
		return ""
	}
	return suggestionTitle(l, choosing{}, o.Suggestions[0])
}
