package testkit

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"
)

// desk is a small page with one of everything that Tab drives.
func desk(t *testing.T) string {
	t.Helper()
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Security-Policy", "default-src 'self'; img-src 'self' data:")
		fmt.Fprint(w, `<!doctype html><html lang="en"><head><title>Desk</title><link rel=icon href="data:,"></head><body><main>
		<h1>Desk</h1><form method="post" action="/save">
		<label>Given name <input name="given" value="old"></label>
		<label>Born <input type="date" name="born"></label>
		<label>Country <select name="country"><option>Eritrea</option><option>Syria</option></select></label>
		<label><input type="checkbox" name="cot"> Cot needed</label>
		<button>Save</button></form><script src="/say.js"></script></main></body></html>`)
	})
	mux.HandleFunc("GET /say.js", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/javascript")
		fmt.Fprint(w, `const p = document.createElement("p"); p.id = "script"; p.textContent = "scripts run"; document.querySelector("main").append(p)`)
	})
	mux.HandleFunc("POST /save", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.WriteHeader(http.StatusUnprocessableEntity)
		fmt.Fprintf(w, `<title>Saved</title><link rel=icon href="data:,"><p id="got">%s|%s|%s</p>`, r.FormValue("given"), r.FormValue("country"), r.FormValue("cot"))
	})
	mux.HandleFunc("GET /bad", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Security-Policy", "script-src 'self'")
		fmt.Fprint(w, `<!doctype html><title>Bad</title><link rel=icon href="data:,"><img src="/none.png"><script>1</script><img alt="" src="http://tracker.example/x.gif"><script src="/throw.js"></script>`)
	})
	mux.HandleFunc("GET /throw.js", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/javascript")
		fmt.Fprint(w, `throw new Error("broken")`)
	})
	s := httptest.NewServer(mux)
	t.Cleanup(s.Close)
	return s.URL
}

func TestTabFillsAndSubmits(t *testing.T) {
	t.Parallel()
	for _, scripts := range []bool{true, false} {
		t.Run(fmt.Sprintf("scripts=%v", scripts), func(t *testing.T) {
			t.Parallel()
			b := Browser(t)
			if !scripts {
				b.NoScript()
			}
			if status := b.Navigate(desk(t)); status != http.StatusOK {
				t.Fatalf("status %d", status)
			}
			if got := b.Doc().Find("#script").Length() == 1; got != scripts {
				t.Errorf("scripts ran: %v", got)
			}
			b.Axe()
			b.Fill("Given name", "Amina ተክለ")
			b.Choose("Country", "Syria")
			b.Click("checkbox", "Cot needed")
			b.Screenshot("filled")
			if status := b.Follow("button", "Save"); status != http.StatusUnprocessableEntity {
				t.Errorf("status %d", status)
			}
			b.WaitText("#got", "Amina ተክለ|Syria|on")
		})
	}
}

func TestTabByKeyboard(t *testing.T) {
	t.Parallel()
	b := Browser(t)
	b.Navigate(desk(t))
	b.Press(kb.Tab)
	if role, name := b.Focused(); role != "textbox" || name != "Given name" {
		t.Fatalf("focus on %s %q", role, name)
	}
	b.Press("typed") // a tabbed-to field is selected, so this replaces it
	b.Enter()
	b.WaitText("#got", "typed|Eritrea|")
}

// A page may take Enter for itself: then the form does not go off as well.
func TestTabLeavesKeysToThePage(t *testing.T) {
	t.Parallel()
	b := Browser(t)
	b.Navigate(desk(t))
	b.Eval(`document.querySelector("[name=given]").addEventListener("keydown", e => { if (e.key === "Enter") { e.preventDefault(); location.assign("/taken") } })`, nil)
	b.Press(kb.Tab + "ሰላም")
	if status := b.Enter(); status != http.StatusNotFound || !strings.HasSuffix(b.URL(), "/taken") {
		t.Errorf("Enter leads to %s, status %d", b.URL(), status)
	}
}

func TestTabWithin(t *testing.T) {
	t.Parallel()
	b := Browser(t)
	b.Navigate(desk(t))
	b.Eval(`document.querySelector("main").append(document.querySelector("form").cloneNode(true))`, nil)
	b.Within("form + form, script ~ form", func() { b.Fill("Given name", "second") })
	var got []string
	b.Eval(`[...document.getElementsByName("given")].map(e => e.value)`, &got)
	if strings.Join(got, "|") != "old|second" {
		t.Errorf("filled in: %q", got)
	}
	b.Within("form + form, script ~ form", func() { b.Click("button", "Save") })
	b.WaitText("#got", "second|Eritrea|")
}

func TestTabReportsWhatAPageDoesWrong(t *testing.T) {
	t.Parallel()
	b := Browser(t)
	b.Navigate(desk(t) + "/bad")
	problems := strings.Join(b.Problems(), "\n")
	for _, want := range []string{"script threw", "security", "asked another host: tracker.example"} {
		if !strings.Contains(problems, want) {
			t.Errorf("no %q in:\n%s", want, problems)
		}
	}
	violations := strings.Join(b.axe(), "\n")
	for _, want := range []string{"image-alt", "html-has-lang"} {
		if !strings.Contains(violations, want) {
			t.Errorf("axe found no %s in:\n%s", want, violations)
		}
	}
}
