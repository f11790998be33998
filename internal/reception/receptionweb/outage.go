package receptionweb

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/a-h/templ"

	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/fault"
	"passerelle/internal/platform/ui"
	"passerelle/internal/platform/web"
	"passerelle/internal/reception"
)

func (f face) mountOutages(site *web.Site) {
	const tag = "Outages"
	outages := pathCentres + "/{id}/outages"
	site.Handle(
		web.Route{Method: get, Pattern: pathOutages, Permission: reception.PermCentres, Handle: f.showAllOutages},
		web.Route{Method: get, Pattern: outages, Permission: reception.PermCentres, Handle: f.showOutages},
		web.Route{Method: get, Pattern: outages + "/new", Permission: reception.PermOutage, Handle: f.showNewOutage},
		web.Route{Method: post, Pattern: outages + "/new", Permission: reception.PermOutage, Handle: f.takeOut, Twin: "takeOutOfService"},
		web.Route{Method: get, Pattern: outages + "/{outage}/end", Permission: reception.PermOutage, Handle: f.showEndOutage},
		web.Route{Method: post, Pattern: outages + "/{outage}/end", Permission: reception.PermOutage, Handle: f.endOutage, Twin: "endOutage"},
	)
	web.Op(site, web.Operation{ID: "listOutages", Method: get, Path: "/outages", Tag: tag,
		Summary: "Outages, the latest to begin first", Permission: reception.PermCentres}, f.apiOutages)
	web.Op(site, web.Operation{ID: "takeOutOfService", Method: post, Path: "/outages", Tag: tag,
		Summary: "Take a bed, a room or a floor out of service", Permission: reception.PermOutage}, f.apiTakeOut)
	web.Op(site, web.Operation{ID: "endOutage", Method: post, Path: "/outages/{id}/end", Tag: tag, Status: http.StatusOK,
		Summary: "Give beds of an outage back", Permission: reception.PermOutage}, f.apiEndOutage)
}

// outagesView is a list of outages, of one centre or of all.
type outagesView struct {
	pager
	Head *centreHead // nil: of all centres
	List []reception.Outage
	Past bool
	Self string // path
	day  clock.Date
}

// state says where an outage stands in time.
func (v outagesView) state(o reception.Outage) (key string, tone ui.Tone) {
	switch {
	case o.From.After(v.day):
		return "reception.outage.coming", ui.Info
	case !o.Until.IsZero() && !o.Until.After(v.day):
		return "reception.outage.over", ui.Neutral
	}
	return "reception.outage.now", ui.Warn
}

func (v outagesView) over(o reception.Outage) bool { return !o.Until.IsZero() && !o.Until.After(v.day) }

// listOutages reads a page of outages.
func (f face) listOutages(r *web.Request, centreID, self string) (outagesView, error) {
	past := r.URL.Query().Get("past")
	v := outagesView{pager: newPager(r, self, "past", past), Past: past != "", Self: self, day: f.today()}
	var err error
	v.List, v.Next, err = f.reception.Outages(r.Context(), r.Actor, reception.OutageQuery{CentreID: centreID, Past: v.Past, After: v.after})
	return v, err
}

func (f face) showAllOutages(w http.ResponseWriter, r *web.Request) error {
	v, err := f.listOutages(r, "", pathOutages)
	if err != nil {
		return err
	}
	p := listPage(r, r.L.T("reception.outages.title"), ui.Link{Label: r.L.T("reception.centres.title"), Href: pathCentres})
	return r.Show(w, p, outagesPage(p, v))
}

func (f face) showOutages(w http.ResponseWriter, r *web.Request) error {
	tree, err := f.centreFor(r, reception.PermCentres)
	if err != nil {
		return err
	}
	v, err := f.listOutages(r, tree.Centre.ID, centrePart(tree.Centre.ID, tabOutages))
	if err != nil {
		return err
	}
	p, head := centreFrame(r, tree.Centre, tabOutages)
	v.Head = &head
	return r.Show(w, p, outagesPage(p, v))
}

// outageForm takes a place out of service.
type outageForm struct {
	sheet
	centreHead
	Places []ui.Option // floors, rooms and beds
}

// place joins which kind of place it is and its id into one answer.
const (
	placeFloor = "floor-"
	placeRoom  = "room-"
	placeBed   = "bed-"
)

// places are what can be taken out: floors first, then each room with its beds.
func places(r *web.Request, tree reception.CentreTree) []ui.Option {
	var floors, rooms []ui.Option
	for _, b := range tree.Buildings {
		for _, f := range b.Floors {
			if openRooms(f) == 0 {
				continue
			}
			name := floorName(r.L, f.Level, f.Name)
			floors = append(floors, ui.Option{Value: placeFloor + f.ID, Label: joined(b.Name, name), Group: r.L.T("reception.outage.whole_floors")})
			for _, room := range f.Rooms {
				if !room.ClosedAt.IsZero() {
					continue
				}
				group := joined(b.Name, name)
				rooms = append(rooms, ui.Option{Value: placeRoom + room.ID, Label: r.L.T("reception.outage.whole_room", "number", room.Number), Group: group})
				for _, bed := range room.Beds {
					rooms = append(rooms, ui.Option{Value: placeBed + bed.ID, Label: r.L.T("reception.outage.one_bed", "number", room.Number, "bed", bed.Label), Group: group})
				}
			}
		}
	}
	return append(floors, rooms...)
}

func (f face) outageForm(r *web.Request, tree reception.CentreTree, s sheet) (ui.Page, outageForm) {
	p, head := centreFrame(r, tree.Centre, tabOutages, ui.Link{Label: r.L.T("reception.outage.new")})
	return p, outageForm{s, head, places(r, tree)}
}

func (f face) showNewOutage(w http.ResponseWriter, r *web.Request) error {
	tree, err := f.centreFor(r, reception.PermOutage)
	if err != nil {
		return err
	}
	fields, q := url.Values{}, r.URL.Query()
	putDate(fields, "from", f.today())
	for _, kind := range []string{"floor", "room", "bed"} {
		if id := q.Get(kind); id != "" {
			fields.Set("place", kind+"-"+id)
		}
	}
	p, v := f.outageForm(r, tree, sheet{Values: fields})
	return r.Show(w, p, outageFormPage(p, v))
}

func (f face) takeOut(w http.ResponseWriter, r *web.Request) error {
	form, err := r.Form()
	if err != nil {
		return err
	}
	tree, err := f.centreFor(r, reception.PermOutage)
	if err != nil {
		return err
	}
	p, v := f.outageForm(r, tree, sheet{Values: form})
	in := reader{Values: form}
	out, err := in.outage(v.Places)
	if err == nil {
		_, err = f.reception.TakeOutOfService(r.Context(), r.Actor, out)
	}
	if err != nil {
		return r.Reject(w, err, p, func(p ui.Page) templ.Component { return outageFormPage(p, v) })
	}
	return r.Redirect(w, centrePart(tree.Centre.ID, tabOutages), "reception.done.taken_out")
}

// outage reads what is to be taken out; it must be one of the places offered.
func (r *reader) outage(places []ui.Option) (reception.OutageInput, error) {
	out := reception.OutageInput{Reason: reception.OutageReason(r.Get("reason")), From: r.date("from"), Until: r.date("until")}
	chosen := r.Get("place")
	offered := false
	for _, p := range places {
		offered = offered || p.Value == chosen
	}
	switch id, _ := cutPlace(chosen); {
	case !offered:
		r.faults.Add("place", "reception.error.one_place")
	case chosen == placeFloor+id:
		out.FloorID = id
	case chosen == placeRoom+id:
		out.RoomID = id
	default:
		out.BedID = id
	}
	return out, r.faults.Err()
}

// endForm gives beds of an outage back.
type endForm struct {
	sheet
	centreHead
	reception.Outage
	Beds []ui.Option
}

// findOutage returns an outage of the centre.
func (f face) findOutage(r *web.Request, centreID string) (reception.Outage, error) {
	query := reception.OutageQuery{CentreID: centreID, Limit: 200}
	for {
		list, next, err := f.reception.Outages(r.Context(), r.Actor, query)
		if err != nil {
			return reception.Outage{}, err
		}
		for _, o := range list {
			if o.ID == r.PathValue("outage") {
				return o, nil
			}
		}
		if next == "" {
			return reception.Outage{}, fault.Missing()
		}
		query.After = next
	}
}

func (f face) endForm(r *web.Request, tree reception.CentreTree, o reception.Outage, s sheet) (ui.Page, endForm) {
	p, head := centreFrame(r, tree.Centre, tabOutages, ui.Link{Label: r.L.T("reception.outage.end")})
	v := endForm{sheet: s, centreHead: head, Outage: o}
	for _, b := range o.Beds {
		v.Beds = append(v.Beds, ui.Option{Value: b.BedID, Label: r.L.T("reception.outage.one_bed", "number", b.Room, "bed", b.Bed)})
	}
	return p, v
}

func (f face) showEndOutage(w http.ResponseWriter, r *web.Request) error {
	tree, err := f.centreFor(r, reception.PermOutage)
	if err != nil {
		return err
	}
	o, err := f.findOutage(r, tree.Centre.ID)
	if err != nil {
		return err
	}
	fields := url.Values{}
	putDate(fields, "on", f.today())
	for _, b := range o.Beds {
		fields.Add("beds", b.BedID)
	}
	p, v := f.endForm(r, tree, o, sheet{Values: fields})
	return r.Show(w, p, endOutagePage(p, v))
}

func (f face) endOutage(w http.ResponseWriter, r *web.Request) error {
	form, err := r.Form()
	if err != nil {
		return err
	}
	tree, err := f.centreFor(r, reception.PermOutage)
	if err != nil {
		return err
	}
	o, err := f.findOutage(r, tree.Centre.ID)
	if err != nil {
		return err
	}
	in := reader{Values: form}
	end := reception.OutageEnd{OutageID: o.ID, BedIDs: form["beds"], On: in.date("on")}
	if len(end.BedIDs) == 0 {
		in.faults.Add("beds", "reception.error.no_beds_chosen")
	}
	if err = in.faults.Err(); err == nil {
		_, err = f.reception.EndOutage(r.Context(), r.Actor, end)
	}
	if err != nil {
		p, v := f.endForm(r, tree, o, sheet{Values: form})
		return r.Reject(w, err, p, func(p ui.Page) templ.Component { return endOutagePage(p, v) })
	}
	return r.Redirect(w, centrePart(tree.Centre.ID, tabOutages), "reception.done.outage_ended")
}

// cutPlace returns the id in the answer of a place.
func cutPlace(chosen string) (id string, found bool) {
	_, id, found = strings.Cut(chosen, "-")
	return id, found
}
