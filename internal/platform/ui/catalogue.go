package ui

import (
	"embed"
	"io/fs"
)

//go:embed i18n/*.json
var catalogueFiles embed.FS

// Catalogue holds the words of this package's components: {lang}.json at its
// root, keys "ui.…".
var Catalogue fs.FS = mustSub(catalogueFiles, "i18n")

// mustSub panics only when dir is not a valid path, which a constant is.
func mustSub(files fs.FS, dir string) fs.FS {
	sub, err := fs.Sub(files, dir)
	if err != nil {
		panic(err)
	}
	return sub
}
