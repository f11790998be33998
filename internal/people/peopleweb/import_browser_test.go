package peopleweb_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/chromedp"

	"passerelle/internal/platform/db"
	"passerelle/internal/testkit"
)

// inventedList is a list of n rows of which some are wrong and some repeat others.
func inventedList(n int) string {
	syllables := strings.Fields("ma ri sel am tek le yo nas ha kim za dor be lu fi ost ra di")
	r := uint32(7)
	next := func(below int) int { r = r*1664525 + 1013904223; return int(r>>8) % below }
	name := func() string {
		var b strings.Builder
		for range 3 {
			b.WriteString(syllables[next(len(syllables))])
		}
		return strings.ToUpper(b.String()[:1]) + b.String()[1:]
	}
	var b strings.Builder
	b.WriteString("Haushalt;Verwandtschaft;Vornamen;Familienname;Geschlecht;Geburtsdatum;Staatsangehörigkeit;Sprachen;Telefon;Rechtsstatus;Status seit;Bemerkung\n")
	family, row := "", ""
	for k := range n {
		relationship := "Sohn"
		if k%3 == 0 {
			relationship, family = "Haushaltsvorstand", name()
		}
		birth := fmt.Sprintf("%02d.%02d.%d", 1+next(28), 1+next(12), 1960+next(60))
		if k%97 == 13 {
			birth = "31.02.1990"
		}
		phone := "+352 621 000 111"
		if k%131 == 7 {
			phone = "nachfragen"
		}
		if k%211 != 0 || k == 0 {
			row = fmt.Sprintf("%s;%s;m;%s;Syrien;Arabisch, Kurmandschi;%s;DPI;01.10.2026;نور", name(), family, birth, phone)
		}
		fmt.Fprintf(&b, "F%d;%s;%s\n", k/3, relationship, row)
	}
	return b.String()
}

func TestImportInABrowser(t *testing.T) {
	t.Parallel()
	w := newWorld(t, testkit.OpenDB(t, testkit.URL(t, db.SQLite)))
	rows := 600
	if os.Getenv("PASSERELLE_SCREENS") != "" {
		rows = 10_000
	}
	list := filepath.Join(t.TempDir(), "liste.csv")
	w.check(os.WriteFile(list, []byte(inventedList(rows)), 0o600))
	tab, base := w.visit("desk.de")
	look := func(name string) {
		t.Helper()
		for _, width := range []int64{320, 1280} {
			tab.Viewport(width, 900)
			tab.Screenshot(fmt.Sprint(name, "-", width))
			tab.Axe()
			reflows(t, tab, name)
		}
	}
	tab.Navigate(base + "/app/imports")
	look("empty")
	tab.Follow("button", "Datei lesen")
	look("no-file")
	tab.Run(chromedp.SetUploadFiles("input[type=file]", []string{list}, chromedp.ByQuery))
	tab.Follow("button", "Datei lesen")
	look("columns")
	w.hold.Lock() // else the page leaves for the next while one looks at it
	goOn := sync.OnceFunc(w.hold.Unlock)
	t.Cleanup(goOn)
	tab.Follow("button", "Zeilen prüfen")
	look("checking")
	goOn()
	tab.WaitFor("#import-rows")
	look("checked")
	tab.Navigate(tab.URL() + "?show=ask")
	look("ask")
	tab.Dark(true)
	tab.Navigate(tab.URL())
	look("dark")
	tab.Dark(false)
	tab.Navigate(tab.URL())
	tab.Follow("button", "Alle erfassen")
	tab.Run(chromedp.Click("form[action$='/run'] button", chromedp.ByQuery))
	tab.WaitText(".notice-good", "wurden erfasst")
	look("finished")
	tab.Navigate(base + "/app/imports")
	look("list")

	all := w.imports("desk")
	if c := all[0].Counts; c.Done < rows*8/10 || c.Bad == 0 || c.Done+c.Bad+c.Held != rows {
		t.Errorf("%+v", c)
	}
}
