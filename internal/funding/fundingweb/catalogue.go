package fundingweb

import (
	"embed"
	"io/fs"
)

//go:embed i18n/*.json
var catalogueFiles embed.FS

// Catalogue holds the texts of this face and of its module's errors.
var Catalogue = mustSub(catalogueFiles, "i18n")

func mustSub(f fs.FS, dir string) fs.FS {
	sub, err := fs.Sub(f, dir)
	if err != nil {
		panic(err) // the folder is compiled in
	}
	return sub
}
