package peopleweb

import (
	"passerelle/internal/people"
	"passerelle/internal/platform/web"
)

const (
	pathDuplicates    = "/app/duplicates"
	pathDuplicateList = pathDuplicates + "/list"
	pathSweep         = pathDuplicates + "/sweep"
)

func duplicatePath(id string) string       { return pathDuplicates + "/" + id }
func duplicatePart(id, part string) string { return duplicatePath(id) + "/" + part }

// mountDuplicates adds the pages and operations on pairs of records that look alike.
func (f face) mountDuplicates(site *web.Site) {
	route := func(method, pattern, twin string, h web.Handler) web.Route {
		return web.Route{Method: method, Pattern: pattern, Permission: people.PermLink, Handle: h, Twin: twin}
	}
	site.Handle(
		route(get, pathDuplicates, "", f.showNextDuplicate),
		route(get, pathDuplicateList, "", f.showDuplicates),
		route(get, pathSweep, "", f.sweepProgress),
		route(post, pathSweep, "startSweep", f.startSweep),
		route(get, duplicatePath("{id}"), "", f.showDuplicate),
		route(post, duplicatePart("{id}", "decide"), "decideDuplicate", f.decideDuplicate),
		route(post, duplicatePart("{id}", "undo"), "undoDuplicate", f.undoDuplicate),
	)
	f.mountDuplicatesAPI(site)
}
