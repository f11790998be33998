package receptionweb

import "passerelle/internal/platform/web"

// mountStays adds what is about who stays where.
func (f face) mountStays(site *web.Site) {}
