package receptionweb

import (
	"net/http"
	"strings"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/ui"
	"passerelle/internal/platform/web"
	"passerelle/internal/reception"
)

// The pages of a centre, in the order of their tabs.
const (
	tabCentre    = ""
	tabBoard     = "board"
	tabPlan      = "plan"
	tabRooms     = "rooms"
	tabOutages   = "outages"
	tabResidents = "numbers/persons"
	tabNumbers   = "numbers"
	tabEdit      = "edit"
)

// centreTabs names the tabs and the permission that opens each.
var centreTabs = []struct {
	part, label string
	permission  access.Permission
}{
	{tabCentre, "reception.tab.centre", reception.PermCentres},
	{tabBoard, "reception.tab.board", reception.PermBoard},
	{tabPlan, "reception.tab.plan", reception.PermBoard},
	{tabRooms, "reception.tab.rooms", reception.PermCentres},
	{tabOutages, "reception.tab.outages", reception.PermCentres},
	{tabResidents, "reception.tab.residents", reception.PermNumbers},
	{tabNumbers, "reception.tab.numbers", reception.PermNumbers},
	{tabEdit, "reception.tab.settings", reception.PermSaveCentre},
}

// centreHead is the top of the pages of a centre.
type centreHead struct {
	Centre reception.Centre
	Tabs   []ui.NavItem
	Wide   bool
	by     access.Actor
}

func (h centreHead) may(p access.Permission) bool { return h.by.MayOn(p, h.Centre.Object()) }

// centreFrame begins a page of a centre. below, where given, is a page under a tab.
func centreFrame(r *web.Request, c reception.Centre, tab string, below ...ui.Link) (ui.Page, centreHead) {
	h := centreHead{Centre: c, by: r.Actor}
	label := ""
	for _, t := range centreTabs {
		if t.part == tab {
			label = r.L.T(t.label)
		}
		if h.may(t.permission) {
			h.Tabs = append(h.Tabs, ui.NavItem{Label: r.L.T(t.label), Href: strings.TrimSuffix(centrePart(c.ID, t.part), "/"), Current: t.part == tab})
		}
	}
	p := r.Page(c.Name)
	p.Breadcrumbs = []ui.Link{{Label: r.L.T("reception.centres.title"), Href: pathCentres}, {Label: c.Name, Href: centrePath(c.ID)}}
	if tab != tabCentre {
		p.Title = c.Name + " – " + label
		p.Breadcrumbs = append(p.Breadcrumbs, ui.Link{Label: label, Href: centrePart(c.ID, tab)})
	}
	if len(below) > 0 {
		p.Breadcrumbs = append(p.Breadcrumbs, below...)
		p.Title = below[len(below)-1].Label + " – " + c.Name
	}
	return p, h
}

// centreView is the first page of a centre.
type centreView struct {
	centreHead
	reception.CentreTree
}

func (f face) showCentre(w http.ResponseWriter, r *web.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	tree, err := f.reception.Centre(r.Context(), r.Actor, id)
	if err != nil {
		return err
	}
	p, head := centreFrame(r, tree.Centre, tabCentre)
	return r.Show(w, p, centrePage(p, centreView{head, tree}))
}

// ruleLines are the house rules as they were typed, line by line.
func ruleLines(text string) []string {
	if text == "" {
		return nil
	}
	return strings.Split(text, "\n")
}
