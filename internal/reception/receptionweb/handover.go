package receptionweb

import (
	"net/http"
	"strings"
	"time"

	"passerelle/internal/people"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
	"passerelle/internal/platform/i18n"
	"passerelle/internal/platform/ui"
	"passerelle/internal/platform/web"
	"passerelle/internal/reception"
)

// handoverView is what goes with a household, as a page to print.
type handoverView struct {
	reception.Handover
	TransferID string
	today      clock.Date
}

func (f face) showHandover(w http.ResponseWriter, r *web.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	h, err := f.reception.Handover(r.Context(), r.Actor, id)
	if err != nil {
		return err
	}
	p := r.Page(r.L.T("reception.handover.title", "reference", h.Household))
	p.Breadcrumbs = []ui.Link{{Label: r.L.T("reception.transfers.title"), Href: pathTransfers}, {Label: h.Household, Href: pathTransfers + "/" + id},
		{Label: r.L.T("reception.transfer.handover")}}
	return r.Show(w, p, handoverPage(p, handoverView{h, id, f.today()}))
}

// memberName is the name of somebody who crosses, or the reference.
func memberName(m reception.HandoverMember) string {
	if m.Names == nil {
		return m.Reference
	}
	n := people.Name{Given: m.Names.Given, Family: m.Names.Family, Original: m.Names.Original, Reference: m.Reference}
	if full := n.Full(); full != "" {
		return full
	}
	return m.Reference
}

func originalName(m reception.HandoverMember) string {
	if m.Names == nil || m.Names.Original == memberName(m) {
		return ""
	}
	return m.Names.Original
}

// memberFacts are what crosses of one person.
func memberFacts(l *i18n.Localizer, m reception.HandoverMember) []ui.Fact {
	var nationalities []string
	for _, n := range m.Nationalities {
		nationalities = append(nationalities, l.Country(n))
	}
	out := []ui.Fact{
		{Term: l.T("reception.handover.reference"), Value: m.Reference},
		{Term: l.T("reception.handover.relationship"), Value: relationText(l, m.Relationship)},
		{Term: l.T("reception.handover.sex_age"), Value: guestNote(l, m.Sex, m.Age)},
	}
	if m.Birth != "" {
		out = append(out, ui.Fact{Term: l.T("reception.handover.birth"), Value: birthText(l, m.Birth)})
	}
	spoken := languageList(l, m.Languages)
	if m.Interpreter {
		spoken = joined(spoken, l.T("reception.handover.interpreter"))
	}
	return append(out,
		ui.Fact{Term: l.T("reception.handover.nationality"), Value: given(l, l.List(nationalities))},
		ui.Fact{Term: l.T("reception.handover.languages"), Value: given(l, spoken)},
		ui.Fact{Term: l.T("reception.handover.status"), Value: statusText(l, m.Status)},
		ui.Fact{Term: l.T("reception.handover.arrived"), Value: given(l, l.Date(m.ArrivedOn))},
		ui.Fact{Term: l.T("reception.handover.needs"), Value: given(l, needList(l, m.Needs))})
}

func statusText(l *i18n.Localizer, s people.StatusCode) string {
	if s == "" {
		return l.T("ui.not_provided")
	}
	return l.T(wordsLegal + strings.ToLower(string(s)))
}

// needText names a housing need of a person.
func needText(l *i18n.Localizer, n people.NeedCode) string {
	return word(l, wordsPersonNeed, n)
}

// birthText writes a birth date as far as it is known.
func birthText(l *i18n.Localizer, stored string) string {
	b, err := people.ParseBirthDate(stored)
	if err != nil || b.IsZero() {
		return l.T("ui.not_provided")
	}
	text := l.Year(b.Year)
	switch b.Precision() {
	case people.PrecisionDay:
		text = l.Date(clock.Date{Year: b.Year, Month: time.Month(b.Month), Day: b.Day})
	case people.PrecisionMonth:
		text = l.Month(b.Year, time.Month(b.Month))
	case people.PrecisionEstimated:
		return l.T("reception.handover.about", "year", text)
	}
	return text
}

func memberFlags(l *i18n.Localizer, m reception.HandoverMember) []ui.Flag {
	var out []ui.Flag
	if m.Unaccompanied {
		out = append(out, ui.Flag{Text: l.T("reception.handover.unaccompanied"), Tone: ui.Warn})
	}
	if m.Represented {
		out = append(out, ui.Flag{Text: l.T("reception.handover.represented"), Tone: ui.Info})
	}
	if m.Restricted {
		out = append(out, ui.Flag{Text: l.T("reception.handover.restricted"), Tone: ui.Warn})
	}
	return out
}

// busView is who travels on a day, for each vehicle.
type busView struct {
	listFilter
	sheet
	On       clock.Date
	Incoming bool
	Buses    []reception.Bus
	Heads    map[string]reception.Head
	Asked    bool
}

func (f face) showBusList(w http.ResponseWriter, r *web.Request) error {
	q := r.URL.Query()
	spreadDays(q, "on")
	in := reader{Values: q}
	v := busView{sheet: sheet{Values: q}, On: in.date("on"), Incoming: q.Get("direction") == "in"}
	if v.On.IsZero() && len(in.faults) == 0 {
		v.On = f.today()
		putDate(q, "on", v.On)
	}
	perm := reception.PermTransfer
	if v.Incoming {
		perm = reception.PermTransferDecide
	}
	if !r.Actor.May(perm) {
		return fault.Denied()
	}
	var err error
	if v.listFilter, err = f.centreFilterOf(r, perm); err != nil {
		return err
	}
	if v.CentreID == "" && len(v.Centres) == 1 {
		v.CentreID = v.Centres[0].Value
	}
	p := listPage(r, r.L.T("reception.bus.title"), ui.Link{Label: r.L.T("reception.transfers.title"), Href: pathTransfers})
	p.Errors = r.FieldErrors(in.faults.Err())
	if db.ValidID(v.CentreID) && len(in.faults) == 0 {
		if err := f.loadBuses(r, &v); err != nil {
			return err
		}
	}
	return r.Show(w, p, busPage(p, v))
}

func (f face) loadBuses(r *web.Request, v *busView) error {
	ask := reception.BusQuery{On: v.On, FromCentreID: v.CentreID}
	if v.Incoming {
		ask = reception.BusQuery{On: v.On, ToCentreID: v.CentreID}
	}
	var err error
	v.Asked = true
	if v.Buses, err = f.reception.BusList(r.Context(), r.Actor, ask); err != nil {
		return err
	}
	var ids []string
	for _, b := range v.Buses {
		for _, p := range b.Passengers {
			ids = append(ids, p.HouseholdID)
		}
	}
	v.Heads, err = f.reception.Heads(r.Context(), r.Actor, "bus", ids)
	return err
}

// busName names a vehicle.
func busName(l *i18n.Localizer, b reception.Bus) string {
	if b.Name == "" {
		return l.T("reception.bus.none_yet")
	}
	return b.Name
}

// busNeeds are what a vehicle, or a household in it, needs.
func busNeeds(l *i18n.Localizer, p reception.Passenger) string {
	var out []string
	if p.ChildSeats > 0 {
		out = append(out, l.T("reception.bus.child_seats", "count", p.ChildSeats))
	}
	for _, n := range p.Needs {
		out = append(out, needText(l, people.NeedCode(n)))
	}
	return l.List(out)
}

func (v busView) direction() string {
	if v.Incoming {
		return "in"
	}
	return "out"
}

// busFlags say what a vehicle must have.
func busFlags(l *i18n.Localizer, b reception.Bus) []ui.Flag {
	out := []ui.Flag{{Text: l.T("reception.bus.seats", "count", b.Seats)}}
	if b.ChildSeats > 0 {
		out = append(out, ui.Flag{Text: l.T("reception.bus.child_seats", "count", b.ChildSeats), Tone: ui.Info})
	}
	if b.StepFree > 0 {
		out = append(out, ui.Flag{Text: l.T("reception.bus.step_free", "count", b.StepFree), Tone: ui.Warn})
	}
	return out
}

// busKey is an id for the table of a vehicle.
func busKey(b reception.Bus) string {
	if len(b.Passengers) == 0 {
		return "none"
	}
	return b.Passengers[0].TransferID
}

func languageList(l *i18n.Localizer, codes []string) string {
	names := make([]string, len(codes))
	for i, c := range codes {
		names[i] = l.LanguageName(c)
	}
	return l.List(names)
}

func needList(l *i18n.Localizer, codes []people.NeedCode) string {
	names := make([]string, len(codes))
	for i, c := range codes {
		names[i] = needText(l, c)
	}
	return l.List(names)
}

func relationText(l *i18n.Localizer, r people.Relationship) string {
	return l.T(wordsRelation + strings.ToLower(string(r)))
}
