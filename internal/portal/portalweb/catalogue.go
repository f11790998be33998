package portalweb

import (
	"embed"
	"io/fs"
)

//go:embed texts
var textFiles embed.FS

// Catalogues hold the texts of this face, one for each part of it.
func Catalogues() []fs.FS {
	parts, err := fs.ReadDir(textFiles, "texts")
	if err != nil {
		panic(err) // the folder is compiled in
	}
	var out []fs.FS
	for _, part := range parts {
		sub, err := fs.Sub(textFiles, "texts/"+part.Name()+"/i18n")
		if err != nil {
			panic(err)
		}
		out = append(out, sub)
	}
	return out
}
