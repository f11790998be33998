package receptionweb

import "passerelle/internal/platform/web"

// mountStays adds what is about who stays where.
func (f face) mountStays(site *web.Site) {
	f.mountPlacing(site)
	f.mountStayPages(site)
	f.mountStayActs(site)
	f.mountDeparture(site)
	f.mountMoves(site)
	f.mountTransfers(site)
	f.mountWaiting(site)
}
