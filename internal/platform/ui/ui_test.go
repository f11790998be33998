package ui_test

import (
	"bytes"
	"context"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/a-h/templ"

	"passerelle/internal/platform/i18n"
	"passerelle/internal/platform/ui"
	"passerelle/internal/testkit"
)

// gallery returns both frames of the gallery in every language that has words of its own.
func gallery(t *testing.T) map[string]*goquery.Document {
	t.Helper()
	h := ui.GalleryHandler(texts(t))
	out := map[string]*goquery.Document{}
	for _, query := range []string{"lang=en", "lang=fr", "lang=de", "lang=lb", "lang=ar&theme=dark", "lang=en&frame=plain"} {
		rec := httptest.NewRecorder()
		h.ServeHTTP(rec, httptest.NewRequest(http.MethodGet, ui.PathGallery+"?"+query, nil))
		if strings.Contains(rec.Body.String(), "⟦") {
			t.Errorf("%s shows a raw catalogue key", query)
		}
		out[query] = testkit.Doc(t, rec.Body)
	}
	return out
}

func render(t *testing.T, c templ.Component) *goquery.Document {
	t.Helper()
	var b bytes.Buffer
	if err := c.Render(context.Background(), &b); err != nil {
		t.Fatal(err)
	}
	return testkit.Doc(t, &b)
}

func TestNothingInlineAndNothingFromElsewhere(t *testing.T) {
	t.Parallel()
	for query, doc := range gallery(t) {
		for _, bad := range []string{"[style]", "style", "script:not([src])", "iframe", `[href^="javascript:"]`} {
			if s := doc.Find(bad); s.Length() > 0 {
				html, _ := goquery.OuterHtml(s.First())
				t.Errorf("%s: %s: %s", query, bad, html)
			}
		}
		doc.Find("*").Each(func(_ int, s *goquery.Selection) {
			for _, a := range s.Nodes[0].Attr {
				if strings.HasPrefix(a.Key, "on") {
					t.Errorf("%s: event handler %s", query, a.Key)
				}
				if (a.Key == "src" || a.Key == "href") && strings.Contains(a.Val, "//") {
					t.Errorf("%s: %s=%q leads elsewhere", query, a.Key, a.Val)
				}
			}
		})
	}
}

func TestIDsAreUniqueAndReferencesLead(t *testing.T) {
	t.Parallel()
	for query, doc := range gallery(t) {
		seen := map[string]bool{}
		doc.Find("[id]").Each(func(_ int, s *goquery.Selection) {
			id := s.AttrOr("id", "")
			if id == "" || seen[id] {
				t.Errorf("%s: id %q is empty or twice", query, id)
			}
			seen[id] = true
		})
		for _, attr := range []string{"for", "aria-describedby", "aria-labelledby", "aria-controls"} {
			doc.Find("[" + attr + "]").Each(func(_ int, s *goquery.Selection) {
				for _, id := range strings.Fields(s.AttrOr(attr, "")) {
					if !seen[id] {
						t.Errorf("%s: %s=%q names nothing", query, attr, id)
					}
				}
			})
		}
		doc.Find(`[href^="#f-"]`).Each(func(_ int, s *goquery.Selection) {
			if id := strings.TrimPrefix(s.AttrOr("href", ""), "#"); !seen[id] {
				t.Errorf("%s: error summary leads to %q, which is not there", query, id)
			}
		})
	}
}

func TestErrorIsSaidThreeTimes(t *testing.T) {
	t.Parallel()
	l := texts(t).For(i18n.English)
	p := ui.Page{L: l, Title: "Arrival", Errors: []ui.FieldError{{Field: "given", Text: "Enter a name"}, {Text: "Try again"}}}
	doc := render(t, templ.ComponentFunc(func(ctx context.Context, w writer) error {
		return ui.Layout(p).Render(templ.WithChildren(ctx, ui.Input(l, ui.Field{Name: "given", Label: "Name", Error: p.ErrorFor("given"), Hint: "All of them"})), w)
	}))
	if got := testkit.Text(t, doc, "title"); got != "Error: Arrival – Passerelle" {
		t.Errorf("title %q", got)
	}
	if got := testkit.Text(t, doc, `[data-error-summary] a[href="#f-given"]`); got != "Enter a name" {
		t.Errorf("summary %q", got)
	}
	input := testkit.MustFind(t, doc, "#f-given")
	if input.AttrOr("aria-invalid", "") != "true" || input.AttrOr("aria-describedby", "") != "f-given-hint f-given-error" {
		html, _ := goquery.OuterHtml(input)
		t.Errorf("input does not point to its error: %s", html)
	}
	if got := testkit.Text(t, doc, "#f-given-error"); got != "Error: Enter a name" {
		t.Errorf("error %q", got)
	}
}

func TestPasswordIsNeverSentBack(t *testing.T) {
	t.Parallel()
	doc := render(t, ui.Input(texts(t).For(i18n.English), ui.Field{Name: "password", Label: "Password", Type: "password", Value: "hunter2"}))
	if v, has := testkit.MustFind(t, doc, "input").Attr("value"); has {
		t.Errorf("value=%q", v)
	}
}

const hostile = `"'><pwn onclick=alert(1)>&lt;pwn&gt;</textarea></select><pwn>`

// spoil fills every string that it can reach with hostile text; enumerations
// keep a value of theirs.
func spoil(v reflect.Value) {
	switch v.Kind() {
	case reflect.String:
		if v.Type() == reflect.TypeFor[string]() {
			v.SetString(hostile)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				spoil(v.Field(i))
			}
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		spoil(v.Index(0))
	case reflect.Pointer:
		if v.Type() != reflect.TypeFor[*i18n.Localizer]() {
			v.Set(reflect.New(v.Type().Elem()))
			spoil(v.Elem())
		}
	}
}

func spoilt[T any]() T {
	var v T
	spoil(reflect.ValueOf(&v).Elem())
	return v
}

func TestHostileTextIsOnlyText(t *testing.T) {
	t.Parallel()
	l := texts(t).For(i18n.English)
	page := spoilt[ui.Page]()
	page.L = l
	row := spoilt[ui.TapeRow]()
	row.Bars[0].Days, row.Bars[0].State = 1, ui.BedHeld
	tape := spoilt[ui.Tape]()
	tape.Rows = []ui.TapeRow{row}
	chart := spoilt[ui.Chart]()
	chart.Series[0].Values = []float64{1}
	room := spoilt[ui.Room]()
	room.Beds[0].State = ui.BedFree
	work := spoilt[ui.Work]()
	components := map[string]templ.Component{
		"Layout": ui.Layout(page), "PlainLayout": ui.PlainLayout(page),
		"PageHeader": ui.PageHeader(spoilt[ui.Header]()), "IdentityBar": ui.IdentityBar(l, spoilt[ui.Identity]()),
		"Form": ui.Form(l, spoilt[ui.FormSpec]()), "Input": ui.Input(l, spoilt[ui.Field]()), "TextArea": ui.TextArea(l, spoilt[ui.Field]()),
		"Select": ui.Select(l, spoilt[ui.Choice]()), "Radios": ui.Radios(l, spoilt[ui.Choice]()), "Checkboxes": ui.Checkboxes(l, spoilt[ui.Choice]()),
		"Checkbox": ui.Checkbox(l, spoilt[ui.Choice]()), "DateInput": ui.DateInput(l, spoilt[ui.DateField]()), "FileInput": ui.FileInput(l, spoilt[ui.FileField]()),
		"Fieldset": ui.Fieldset(l, spoilt[ui.Group]()), "Button": ui.Button(spoilt[ui.Action]()), "submit": ui.Button(ui.Action{Label: hostile, Name: hostile, Value: hostile, Note: hostile}),
		"Panel": ui.Panel(spoilt[ui.Section]()), "SummaryList": ui.SummaryList(l, spoilt[[]ui.SummaryRow]()), "Facts": ui.Facts(spoilt[[]ui.Fact]()),
		"Table": ui.Table(l, spoilt[ui.Listing]()), "RowSelect": ui.RowSelect(hostile, hostile, hostile), "Pagination": ui.Pagination(l, spoilt[ui.Pages]()),
		"Filters": ui.Filters(l, spoilt[ui.FilterBar]()), "Tabs": ui.Tabs(l, hostile, spoilt[[]ui.NavItem]()), "Timeline": ui.Timeline(spoilt[[]ui.Event]()),
		"TaskList": ui.TaskList(spoilt[[]ui.Task]()), "Notice": ui.Notice(l, spoilt[ui.Message]()), "Confirm": ui.Confirm(l, spoilt[ui.Confirmation]()),
		"EmptyState": ui.EmptyState(spoilt[ui.Empty]()), "Stats": ui.Stats(spoilt[[]ui.Stat]()), "Progress": ui.Progress(l, work),
		"SearchResults": ui.SearchResults(l, spoilt[[]ui.Hit]()), "DraftNotice": ui.DraftNotice(l, spoilt[ui.Draft]()), "LiveRegion": ui.LiveRegion(hostile), "Details": ui.Details(spoilt[ui.Disclosure]()), "LivePart": ui.LivePart(hostile),
		"RoomCard": ui.RoomCard(l, room), "TapeChart": ui.TapeChart(l, tape), "BarChart": ui.BarChart(l, chart), "LineChart": ui.LineChart(l, chart),
		"Breadcrumbs": ui.Breadcrumbs(l, spoilt[[]ui.Link]()), "Warning": ui.Warning(l, hostile), "Bdi": ui.Bdi(hostile), "VisuallyHidden": ui.VisuallyHidden(hostile),
	}
	for name, c := range components {
		doc := render(t, c)
		if doc.Find("pwn").Length() > 0 || doc.Find("[onclick]").Length() > 0 {
			t.Errorf("%s lets hostile text become markup", name)
		}
		if html, _ := doc.Html(); strings.Count(html, "pwn onclick=alert(1)") == 0 {
			t.Errorf("%s does not show the text it was given", name)
		}
	}
}

func TestLinksCannotRunScripts(t *testing.T) {
	t.Parallel()
	l := texts(t).For(i18n.English)
	const bad = "javascript:alert(1)"
	for name, c := range map[string]templ.Component{
		"Button":   ui.Button(ui.Action{Label: "x", Href: bad}),
		"NavItem":  ui.Tabs(l, "x", []ui.NavItem{{Label: "x", Href: bad}}),
		"Form":     ui.Form(l, ui.FormSpec{Action: bad}),
		"Identity": ui.IdentityBar(l, ui.Identity{Name: "x", Actions: []ui.Action{{Label: "x", Href: bad}}}),
		"Filters":  ui.Filters(l, ui.FilterBar{Action: bad, ClearHref: bad, Chips: []ui.Chip{{Label: "x", RemoveHref: bad}}}),
	} {
		doc := render(t, c)
		doc.Find("[href], [action]").Each(func(_ int, s *goquery.Selection) {
			if strings.HasPrefix(s.AttrOr("href", ""), "javascript:") || strings.HasPrefix(s.AttrOr("action", ""), "javascript:") {
				html, _ := goquery.OuterHtml(s)
				t.Errorf("%s: %s", name, html)
			}
		})
	}
}

func TestUserTextIsIsolated(t *testing.T) {
	t.Parallel()
	const name = "محمد رضا"
	l := texts(t).For(i18n.English)
	for component, c := range map[string]templ.Component{
		"IdentityBar":   ui.IdentityBar(l, ui.Identity{Name: name}),
		"SummaryList":   ui.SummaryList(l, []ui.SummaryRow{{Fact: ui.Fact{Term: "Name", Value: name}}}),
		"Timeline":      ui.Timeline([]ui.Event{{Title: "Moved", By: name}}),
		"BedCell":       ui.BedCell(l, ui.Bed{Label: "A", State: ui.BedOccupied, Occupant: name}),
		"SearchResults": ui.SearchResults(l, []ui.Hit{{Label: name}}),
		"RowSelect":     ui.RowSelect("person", "1", name),
		"Filters":       ui.Filters(l, ui.FilterBar{Chips: []ui.Chip{{Label: name}}}),
	} {
		if got := testkit.MustFind(t, render(t, c), "bdi").FilterFunction(func(_ int, s *goquery.Selection) bool { return s.Text() == name }).Length(); got == 0 {
			t.Errorf("%s does not isolate a name", component)
		}
	}
}

func TestReadDateReadsWhatDateInputSends(t *testing.T) {
	t.Parallel()
	want := ui.DateValue{Day: "3", Month: "11", Year: "1999", Precision: "day"}
	c := ui.Form(texts(t).For(i18n.English), ui.FormSpec{Action: "/x"})
	d := ui.DateInput(texts(t).For(i18n.English), ui.DateField{Name: "birth", Label: "Birth", Value: want, Precisions: []ui.Option{{Value: "year", Label: "Year"}, {Value: "day", Label: "Day"}}})
	doc := render(t, templ.ComponentFunc(func(ctx context.Context, w writer) error { return c.Render(templ.WithChildren(ctx, d), w) }))
	form := testkit.ReadForm(t, doc, "form")
	if got := ui.ReadDate(form.Values.Get, "birth"); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if !(ui.DateValue{Precision: "year"}).Empty() || want.Empty() {
		t.Error("Empty is wrong")
	}
}

func TestInitials(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{"": "?", "Ahmad": "A", "nadine wagener": "NW", "Amal Yousef al-Hariri": "AA", "محمد حسینی": "مح", "  ": "?"} {
		if got := ui.Initials(name); got != want {
			t.Errorf("Initials(%q) = %q, want %q", name, got, want)
		}
	}
}
