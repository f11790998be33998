package receptionweb

import (
	"net/url"

	"passerelle/internal/platform/clock"
)

// Where the pages are.
const (
	pathCentres       = "/app/centres"
	pathEmergency     = "/app/centres/emergency"
	pathOrganisations = "/app/organisations"
	pathDesk          = "/app/desk/"
	pathOverview      = "/app/overview"
	pathNumbers       = "/app/numbers/"
	pathOutages       = "/app/outages"
	pathHouseholds    = "/app/households/"
	pathStays         = "/app/stays/"
	pathWaiting       = "/app/waiting"
	pathTransfers     = "/app/transfers"
	pathRegister      = "/app/people/new"
	pathOverstays     = "/app/overstays"
	pathPhases        = "/app/phases"
)

func centrePath(id string) string         { return pathCentres + "/" + id }
func centrePart(id, part string) string   { return centrePath(id) + "/" + part }
func roomPath(centreID, id string) string { return centrePart(centreID, "rooms/"+id) }

// numberPath leads to the list behind a number, of one centre or of all.
func numberPath(centreID, kind string, day clock.Date) string {
	to := pathNumbers + kind
	if centreID != "" {
		to = centrePart(centreID, "numbers/"+kind)
	}
	if day.IsZero() {
		return to
	}
	return withQuery(to, "day", day.String())
}

// withQuery adds name, value pairs to a path; pairs with an empty value are left out.
func withQuery(path string, pairs ...string) string {
	q := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			q.Set(pairs[i], pairs[i+1])
		}
	}
	if len(q) == 0 {
		return path
	}
	return path + "?" + q.Encode()
}
