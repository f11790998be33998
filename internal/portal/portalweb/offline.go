package portalweb

import (
	"context"
	_ "embed"
	"encoding/json"
	"net/http"

	"passerelle/internal/platform/i18n"
	"passerelle/internal/platform/ui"
	"passerelle/internal/platform/web"
)

//go:embed worker/sw.js
var worker []byte

func (f face) mountOffline() {
	f.site.Mount("GET /sw.js", http.HandlerFunc(serveWorker))
	f.site.Handle(f.kept("/offline.json", f.showPack))
}

// serveWorker answers with the script that keeps pages. It stands at the root,
// because a worker rules only what is below it.
func serveWorker(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/javascript; charset=utf-8")
	w.Header().Set("Cache-Control", "no-cache")
	w.Write(worker) // a browser that went away is no error of ours
}

// pack is what a telephone keeps of a language.
type pack struct {
	Pages  []string `json:"pages"`
	Assets []string `json:"assets"` // beside those that the pages name
}

// published lists the addresses of public pages behind their language: the first
// page, the doors, and what the parts of this face name.
func (f face) published(r *web.Request) ([]string, error) {
	paths := []string{"/"}
	for _, s := range sections {
		paths = append(paths, "/"+s)
	}
	for _, part := range lists {
		more, err := part(f, r.Context())
		if err != nil {
			return nil, err
		}
		paths = append(paths, more...)
	}
	return paths, nil
}

// lists are what parts of this face publish behind their doors. A telephone
// keeps it all, so it is no place for what there are hundreds of.
var lists = []func(face, context.Context) ([]string, error){publishedCentres}

func (f face) showPack(w http.ResponseWriter, r *web.Request) error {
	lang := r.L.Lang()
	paths, err := f.published(r)
	if err != nil {
		return err
	}
	p := pack{Assets: fontsOf(lang)}
	for _, path := range paths {
		p.Pages = append(p.Pages, "/"+string(lang)+path)
	}
	w.Header().Set("Content-Type", "application/json")
	return json.NewEncoder(w).Encode(p)
}

// fontsOf are the fonts that a language is written with.
func fontsOf(lang i18n.Lang) []string {
	fonts := []string{"fonts/inter-latin.woff2"}
	switch lang {
	case i18n.Arabic, i18n.Persian:
		fonts = append(fonts, "fonts/noto-sans-arabic.woff2")
	case i18n.Tigrinya:
		fonts = append(fonts, "fonts/noto-sans-ethiopic.woff2")
	case i18n.Ukrainian, i18n.Russian:
		fonts = append(fonts, "fonts/inter-cyrillic.woff2")
	case i18n.Turkish, i18n.Albanian:
		fonts = append(fonts, "fonts/inter-latin-ext.woff2")
	}
	for i, name := range fonts {
		fonts[i] = ui.Asset(name)
	}
	return fonts
}
