// Package fundingweb is the face of package funding: the desk of the fund
// manager under /app/funding, with calls for proposals and operations.
//
// It owns those pages, their twins in the JSON API, and the words of the
// register at the desk (keys "funding.…"), the error texts of the module among
// them.
//
// Invariants: every page works without JavaScript; a form that is refused comes
// back as it was typed; publishing, withdrawing and removing ask first; what a
// user wrote stands in <bdi>.
//
// It does not know the public register: package portalweb shows that.
package fundingweb
