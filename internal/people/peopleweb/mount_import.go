package peopleweb

import (
	"passerelle/internal/people"
	"passerelle/internal/platform/web"
)

const pathImports = "/app/imports"

func importPath(id string) string       { return pathImports + "/" + id }
func importPart(id, part string) string { return importPath(id) + "/" + part }

// maxImportForm bounds the form with the file: the file and what is around it.
const maxImportForm = people.MaxImportBytes + 256<<10

// mountImport adds the pages and operations that import persons from files.
func (f face) mountImport(site *web.Site) {
	route := func(method, part string, h web.Handler, twin string) web.Route {
		return web.Route{Method: method, Pattern: pathImports + part, Permission: people.PermImport, Handle: h, Twin: twin}
	}
	upload := route(post, "", f.startImport, "startImport")
	upload.MaxBody = maxImportForm
	site.Handle(
		route(get, "", f.showImports, ""), upload,
		route(get, "/template", f.importTemplate, ""),
		route(get, "/{id}", f.showImport, ""),
		route(get, "/{id}/columns", f.showImportColumns, ""),
		route(post, "/{id}/columns", f.mapImport, "mapImport"),
		route(get, "/{id}/progress", f.importProgress, ""),
		route(post, "/{id}/continue", f.continueImport, "continueImport"),
		route(post, "/{id}/rows", f.decideImportRows, "decideImportRows"),
		route(post, "/{id}/rows/{number}", f.decideImportRow, "decideImportRow"),
		route(post, "/{id}/run", f.runImport, "runImport"),
		route(get, "/{id}/report", f.importReport, ""),
		route(post, "/{id}/discard", f.discardImport, "discardImport"),
	)
	f.mountImportAPI(site)
}
