package receptionweb

import (
	"net/http"
	"slices"
	"strconv"

	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/i18n"
	"passerelle/internal/platform/ui"
	"passerelle/internal/platform/web"
	"passerelle/internal/reception"
)

func (f face) mountBoards(site *web.Site) {
	const tag = "Beds"
	one := pathCentres + "/{id}/"
	site.Handle(
		web.Route{Method: get, Pattern: one + tabBoard, Permission: reception.PermBoard, Handle: f.showBoard},
		web.Route{Method: get, Pattern: one + tabPlan, Permission: reception.PermBoard, Handle: f.showPlan},
	)
	web.Op(site, web.Operation{ID: "getBoard", Method: get, Path: "/centres/{id}/board", Tag: tag,
		Summary: "The beds of a centre in one night and who is in them", Permission: reception.PermBoard}, f.apiBoard)
	web.Op(site, web.Operation{ID: "getPlan", Method: get, Path: "/centres/{id}/plan", Tag: tag,
		Summary: "The rooms of a centre over some nights and who holds them", Permission: reception.PermBoard}, f.apiPlan)
}

// bedLook is how a bed looks on board and plan.
func bedLook(state reception.BedState, o *reception.Occupant, reason reception.OutageReason) ui.BedState {
	switch state {
	case reception.BedOccupied:
		if o != nil && (o.Leaving || o.Overdue) {
			return ui.BedLeaving
		}
		return ui.BedOccupied
	case reception.BedReserved:
		return ui.BedHeld
	case reception.BedBlocked:
		return ui.BedBlocked
	case reception.BedOut:
		if reason == reception.OutageCleaning || reason == reception.OutageDisinfection {
			return ui.BedCleaning
		}
		return ui.BedOutOfService
	}
	return ui.BedFree
}

// Needs by which rooms are picked out.
var roomNeeds = []string{"step_free", "own_bathroom", "cot", "women", "men", "family", "family_unit", "isolation"}

const wordsNeed = "reception.need."

func meets(r reception.Room, need string) bool {
	switch need {
	case "step_free":
		return r.StepFree
	case "own_bathroom":
		return r.OwnBathroom
	case "cot":
		return r.Cots > 0
	case "women", "men", "family":
		return string(r.SexRule) == need
	case "family_unit":
		return r.FamilyUnit
	case "isolation":
		return r.Isolation
	}
	return true
}

var bedStates = []reception.BedState{reception.BedFree, reception.BedOccupied, reception.BedReserved, reception.BedBlocked, reception.BedOut}

// boardView is the bed board.
type boardView struct {
	centreHead
	reception.Board
	State  reception.BedState
	Need   string
	List   bool
	today  clock.Date
	Shown  int // rooms that pass the filter
	Floors []boardFloor
}

type boardFloor struct {
	Title string
	Free  int
	Rooms []reception.BoardRoom
}

// address leads to the board with some of its settings changed.
func (v boardView) address(changes ...string) string {
	set := map[string]string{"state": string(v.State), "need": v.Need}
	if v.Day != v.today {
		set["day"] = v.Day.String()
	}
	if v.List {
		set["view"] = viewList
	}
	for i := 0; i+1 < len(changes); i += 2 {
		set[changes[i]] = changes[i+1]
	}
	var pairs []string
	for name, value := range set {
		pairs = append(pairs, name, value)
	}
	return withQuery(centrePart(v.Board.Centre.ID, tabBoard), pairs...)
}

// kept is what the filters leave as it is: the state, which the tabs choose.
func (v boardView) kept() []ui.HiddenField {
	if v.State == "" {
		return nil
	}
	return []ui.HiddenField{{Name: "state", Value: string(v.State)}}
}

// viewList stands in the address for the board or plan as a table.
const viewList = "list"

func (f face) showBoard(w http.ResponseWriter, r *web.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	q, today := r.URL.Query(), f.today()
	board, err := f.reception.Board(r.Context(), r.Actor, id, queryDay(r, "day", today))
	if err != nil {
		return err
	}
	p, head := centreFrame(r, board.Centre, tabBoard)
	p.Wide = true
	v := boardView{centreHead: head, Board: board, State: known(q.Get("state"), bedStates), Need: known(q.Get("need"), roomNeeds),
		List: q.Get("view") == viewList, today: today}
	v.pick(r.L)
	return r.Show(w, p, boardPage(p, v))
}

// pick leaves the rooms that pass the filter, floor by floor.
func (v *boardView) pick(l *i18n.Localizer) {
	for _, b := range v.Buildings {
		for _, fl := range b.Floors {
			out := boardFloor{Title: floorName(l, fl.Level, fl.Name)}
			if len(v.Buildings) > 1 {
				out.Title = joined(b.Name, out.Title)
			}
			for _, room := range fl.Rooms {
				if !meets(room.Room, v.Need) || v.State != "" && !slices.ContainsFunc(room.Places, func(b reception.BoardBed) bool { return b.State == v.State }) {
					continue
				}
				out.Free += room.Free
				out.Rooms = append(out.Rooms, room)
			}
			if len(out.Rooms) > 0 {
				v.Shown += len(out.Rooms)
				v.Floors = append(v.Floors, out)
			}
		}
	}
}

// cards are the rooms of a floor as the board shows them.
func (v boardView) cards(l *i18n.Localizer, rooms []reception.BoardRoom) []ui.Room {
	out := make([]ui.Room, len(rooms))
	for i, r := range rooms {
		card := ui.Room{Label: r.Number, Note: areaText(l, r.Area), Href: roomPath(v.Board.Centre.ID, r.ID), Flags: roomFlags(l, r.Room)}
		for _, b := range r.Places {
			card.Beds = append(card.Beds, v.bed(l, r, b))
		}
		for _, o := range r.InCots {
			card.Beds = append(card.Beds, v.cot(l, o))
		}
		out[i] = card
	}
	return out
}

func (v boardView) bed(l *i18n.Localizer, r reception.BoardRoom, b reception.BoardBed) ui.Bed {
	out := ui.Bed{Label: b.Label, State: bedLook(b.State, b.Occupant, b.Reason)}
	switch {
	case b.Occupant != nil:
		out.Occupant, out.Href, out.Note = occupantName(l, b.Occupant), householdPath(b.Occupant), occupantNote(l, b.Occupant)
		out.Flags = occupantFlags(l, b.Occupant)
		if b.Arriving {
			out.Flags = append(out.Flags, ui.Flag{Text: l.T("reception.board.expected"), Tone: ui.Info})
		}
		if b.Next != nil {
			out.Note = joined(out.Note, l.T("reception.board.next", "name", occupantName(l, b.Next), "from", l.DateShort(b.Next.From)))
		}
	case b.State == reception.BedOut:
		out.Note = joined(word(l, wordsReason, b.Reason), untilNote(l, b.Until))
	case b.State == reception.BedFree && v.may(reception.PermPlace) && !v.Day.Before(v.today):
		out.Href = withQuery(centrePart(v.Board.Centre.ID, "place"), "room", r.ID, "day", v.Day.String())
	}
	return out
}

// cot is somebody in a cot place, shown among the beds of the room.
func (v boardView) cot(l *i18n.Localizer, o *reception.Occupant) ui.Bed {
	state := ui.BedOccupied
	if o.Status == reception.HoldReserved {
		state = ui.BedHeld
	}
	return ui.Bed{Label: l.T("reception.cot"), State: state, Occupant: occupantName(l, o), Href: householdPath(o), Note: occupantNote(l, o), Flags: occupantFlags(l, o)}
}

// stats are the numbers of the board; each shows its beds.
func (v boardView) stats(l *i18n.Localizer) []ui.NavItem {
	counts := map[reception.BedState]int{reception.BedFree: v.Numbers.Free, reception.BedOccupied: v.Numbers.Occupied, reception.BedReserved: v.Numbers.Reserved,
		reception.BedBlocked: v.Numbers.Blocked, reception.BedOut: v.Numbers.Out}
	out := []ui.NavItem{{Label: l.T("reception.board.all") + " " + l.Number(v.Numbers.Gross), Href: v.address("state", ""), Current: v.State == ""}}
	for _, s := range bedStates {
		out = append(out, ui.NavItem{Label: word(l, wordsState, s) + " " + l.Number(counts[s]), Href: v.address("state", string(s)), Current: v.State == s})
	}
	return out
}

// boardRow is a bed of the board as a table.
type boardRow struct {
	Room  reception.BoardRoom
	Bed   ui.Bed
	State reception.BedState
}

func (v boardView) rows(l *i18n.Localizer, rooms []reception.BoardRoom) []boardRow {
	var out []boardRow
	for _, r := range rooms {
		for _, b := range r.Places {
			if v.State == "" || b.State == v.State {
				out = append(out, boardRow{r, v.bed(l, r, b), b.State})
			}
		}
		if v.State == "" || v.State == reception.BedOccupied {
			for _, o := range r.InCots {
				out = append(out, boardRow{r, v.cot(l, o), reception.BedOccupied})
			}
		}
	}
	return out
}

// stateFlag is the state of a bed as a flag with its letter.
func stateFlag(l *i18n.Localizer, s ui.BedState) ui.Flag {
	tone := map[ui.BedState]ui.Tone{ui.BedFree: ui.Good, ui.BedHeld: ui.Info, ui.BedLeaving: ui.Warn, ui.BedOutOfService: ui.Bad}[s]
	return ui.Flag{Text: l.T("ui.bed." + string(s)), Letter: l.T("ui.bed." + string(s) + ".letter"), Tone: tone}
}

// queryNumber reads one of the allowed numbers from the address, or else or.
func queryNumber(r *web.Request, name string, allowed []int, or int) int {
	if n, err := strconv.Atoi(r.URL.Query().Get(name)); err == nil && slices.Contains(allowed, n) {
		return n
	}
	return or
}

func viewOf(list bool) string {
	if list {
		return viewList
	}
	return ""
}

func freeTone(free int) ui.Tone {
	if free > 0 {
		return ui.Good
	}
	return ui.Neutral
}
