package receptionweb

import (
	"net/http"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/i18n"
	"passerelle/internal/platform/ui"
	"passerelle/internal/platform/web"
	"passerelle/internal/reception"
)

func (f face) mountTransfers(site *web.Site) {
	one := pathTransfers + "/{id}"
	// Both ends of a transfer see it: which permission the reader holds decides
	// package reception, door by door.
	site.Handle(
		web.Route{Method: get, Pattern: pathTransfers, Door: web.LoggedIn, Handle: f.showTransfers},
		web.Route{Method: get, Pattern: one, Door: web.LoggedIn, Handle: f.showTransfer},
		web.Route{Method: get, Pattern: one + "/handover", Door: web.LoggedIn, Handle: f.showHandover},
		web.Route{Method: get, Pattern: pathTransfers + "/bus", Door: web.LoggedIn, Handle: f.showBusList},
		web.Route{Method: get, Pattern: pathStays + "{id}/transfer", Permission: reception.PermTransfer, Handle: f.askTransfer},
		web.Route{Method: post, Pattern: pathStays + "{id}/transfer", Permission: reception.PermTransfer, Handle: f.proposeTransfer, Twin: "proposeTransfer"},
		web.Route{Method: post, Pattern: one + "/bus", Permission: reception.PermTransfer, Handle: f.setBus, Twin: "setBus"},
		web.Route{Method: get, Pattern: one + "/withdraw", Permission: reception.PermTransfer, Handle: f.askEndTransfer(withdrawal)},
		web.Route{Method: post, Pattern: one + "/withdraw", Permission: reception.PermTransfer, Handle: f.endTransfer(withdrawal), Twin: "withdrawTransfer"},
		web.Route{Method: get, Pattern: one + "/refuse", Permission: reception.PermTransferDecide, Handle: f.askEndTransfer(refusal)},
		web.Route{Method: post, Pattern: one + "/refuse", Permission: reception.PermTransferDecide, Handle: f.endTransfer(refusal), Twin: "refuseTransfer"},
		web.Route{Method: get, Pattern: one + "/complete", Permission: reception.PermTransferDecide, Handle: f.askEndTransfer(completion)},
		web.Route{Method: post, Pattern: one + "/complete", Permission: reception.PermTransferDecide, Handle: f.endTransfer(completion), Twin: "completeTransfer"},
		web.Route{Method: get, Pattern: one + "/accept", Permission: reception.PermTransferDecide, Handle: f.showAccept},
		web.Route{Method: get, Pattern: one + "/accept/rooms", Permission: reception.PermTransferDecide, Handle: f.showAcceptRooms},
		web.Route{Method: get, Pattern: one + "/accept/beds", Permission: reception.PermTransferDecide, Handle: f.showAcceptBeds},
		web.Route{Method: post, Pattern: one + "/accept", Permission: reception.PermTransferDecide, Handle: f.acceptTransfer, Twin: "acceptTransfer"},
	)
	f.mountTransferOps(site)
}

func (f face) mountTransferOps(site *web.Site) {
	const tag, nothing = "Transfers", http.StatusNoContent
	op := func(id, method, path, summary string, permission access.Permission, status int) web.Operation {
		o := web.Operation{ID: id, Method: method, Path: path, Tag: tag, Summary: summary, Permission: permission, Status: status}
		if permission == "" {
			o.Door = web.LoggedIn
		}
		return o
	}
	web.Op(site, op("listTransfers", get, "/transfers", "Transfers to centres where the caller decides, or from centres where the caller proposes", "", 0), f.apiTransfers)
	web.Op(site, op("getTransfer", get, "/transfers/{id}", "A transfer, for either of its ends", "", 0), f.apiTransfer)
	web.Op(site, op("handover", get, "/transfers/{id}/handover", "What of a household's file goes with it to the destination", "", 0), f.apiHandover)
	web.Op(site, op("busList", get, "/bus-list", "Who travels on a day, for each vehicle, by reference", "", 0), f.apiBusList)
	web.Op(site, op("listDestinations", get, "/stays/{id}/destinations", "Open centres to which a household can be proposed", reception.PermTransfer, 0), f.apiDestinations)
	web.Op(site, op("proposeTransfer", post, "/stays/{id}/transfers", "Propose that a household goes to another centre", reception.PermTransfer, 0), f.apiPropose)
	web.Op(site, op("setBus", put, "/transfers/{id}/bus", "Say with which vehicle a household goes", reception.PermTransfer, nothing), f.apiSetBus)
	web.Op(site, op("withdrawTransfer", post, "/transfers/{id}/withdraw", "Take a proposal back, accepted or not", reception.PermTransfer, nothing), f.apiWithdraw)
	web.Op(site, op("suggestTransferPlaces", get, "/transfers/{id}/places", "The best places at the destination", reception.PermTransferDecide, 0), f.apiSuggestTransfer)
	web.Op(site, op("acceptTransfer", post, "/transfers/{id}/accept", "Reserve beds for a household that was proposed", reception.PermTransferDecide, http.StatusOK), f.apiAccept)
	web.Op(site, op("refuseTransfer", post, "/transfers/{id}/refuse", "Decline a household that was proposed", reception.PermTransferDecide, nothing), f.apiRefuse)
	web.Op(site, op("completeTransfer", post, "/transfers/{id}/complete", "The household has arrived at the destination", reception.PermTransferDecide, nothing), f.apiComplete)
}

func transferPath(id, part string) string { return pathTransfers + "/" + id + "/" + part }

// transfersView lists transfers from one end.
type transfersView struct {
	listFilter
	Incoming bool
	Status   string // a status, "" the open ones, "all"
	List     []reception.Transfer
	Names    map[string]string // of households, or their references
	Pages    ui.Pages
	by       access.Actor
	today    clock.Date
}

// anyTransfer stands in the address for transfers of all statuses.
const anyTransfer = "all"

// statuses are those that the list shows.
func (v transfersView) statuses() []reception.TransferStatus {
	switch {
	case v.Status == anyTransfer:
		return nil
	case v.Status != "":
		return []reception.TransferStatus{reception.TransferStatus(v.Status)}
	}
	return []reception.TransferStatus{reception.TransferProposed, reception.TransferAccepted}
}

func (f face) showTransfers(w http.ResponseWriter, r *web.Request) error {
	q := r.URL.Query()
	v := transfersView{Incoming: q.Get("direction") != "out", by: r.Actor, today: f.today()}
	if !r.Actor.May(reception.PermTransferDecide) {
		v.Incoming = false
	} else if !r.Actor.May(reception.PermTransfer) {
		v.Incoming = true
	}
	if v.Status = q.Get("status"); v.Status != anyTransfer {
		v.Status = string(known(v.Status, reception.TransferStatuses))
	}
	perm := reception.PermTransfer
	if v.Incoming {
		perm = reception.PermTransferDecide
	}
	var err error
	if v.listFilter, err = f.centreFilterOf(r, perm); err != nil {
		return err
	}
	pages := newPager(r, pathTransfers, "direction", v.direction(), "status", v.Status, "centre", v.CentreID)
	v.List, pages.Next, err = f.reception.TransferList(r.Context(), r.Actor, reception.TransferQuery{Incoming: v.Incoming, CentreID: v.CentreID,
		Statuses: v.statuses(), After: q.Get("after")})
	if err != nil {
		return err
	}
	v.Pages = pages.pages()
	if v.Names, err = f.transferNames(r, v.List); err != nil {
		return err
	}
	p := listPage(r, r.L.T("reception.transfers.title"))
	return r.Show(w, p, transfersPage(p, v))
}

// transferNames names the households of transfers as far as the reader may
// know: by the head, or by the reference, which both ends may know.
func (f face) transferNames(r *web.Request, list []reception.Transfer) (map[string]string, error) {
	var ids []string
	for _, t := range list {
		ids = append(ids, t.HouseholdID)
	}
	out, err := f.reception.TransferReferences(r.Context(), r.Actor, list)
	if err != nil {
		return nil, err
	}
	heads, err := f.reception.Heads(r.Context(), r.Actor, "transfers", ids)
	for id, h := range heads {
		if full := h.Name.Full(); full != "" {
			out[id] = full
		}
	}
	return out, err
}

func (v transfersView) direction() string {
	if v.Incoming {
		return "in"
	}
	return "out"
}

// tabs lead from one end to the other.
func (v transfersView) tabs(l *i18n.Localizer) []ui.NavItem {
	var out []ui.NavItem
	add := func(direction, label string, perm access.Permission) {
		if v.by.May(perm) {
			out = append(out, ui.NavItem{Label: l.T(label), Href: withQuery(pathTransfers, "direction", direction), Current: direction == v.direction()})
		}
	}
	add("in", "reception.transfers.to_us", reception.PermTransferDecide)
	add("out", "reception.transfers.from_us", reception.PermTransfer)
	return out
}

func (v transfersView) statusOptions(l *i18n.Localizer) []ui.Option {
	return append([]ui.Option{{Value: anyTransfer, Label: l.T("reception.transfers.all")}}, options(l, wordsTransfer, reception.TransferStatuses)...)
}

// transferFlag shows the status of a transfer.
func transferFlag(l *i18n.Localizer, s reception.TransferStatus) ui.Flag {
	tone := map[reception.TransferStatus]ui.Tone{reception.TransferProposed: ui.Warn, reception.TransferAccepted: ui.Info,
		reception.TransferDone: ui.Good, reception.TransferRefused: ui.Bad}[s]
	return ui.Flag{Text: word(l, wordsTransfer, s), Tone: tone}
}
