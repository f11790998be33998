package portalweb

import (
	"context"
	_ "embed"
	"encoding/json"
	"net/http"
	"slices"

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

// packed lists pages behind a door that belong into the pack of a language, by
// their path behind it.
type packed func(ctx context.Context, lang i18n.Lang) ([]string, error)

// packs are what the parts of this face put into a pack, beside the doors.
var packs []func(face) packed

func (f face) showPack(w http.ResponseWriter, r *web.Request) error {
	lang := r.L.Lang()
	p := pack{Pages: []string{"/" + string(lang) + "/"}, Assets: fontsOf(lang)}
	for _, s := range sections {
		p.Pages = append(p.Pages, "/"+string(lang)+"/"+s)
	}
	for _, part := range packs {
		paths, err := part(f)(r.Context(), lang)
		if err != nil {
			return err
		}
		for _, path := range paths {
			p.Pages = append(p.Pages, "/"+string(lang)+path)
		}
	}
	slices.Sort(p.Pages)
	p.Pages = slices.Compact(p.Pages)
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
