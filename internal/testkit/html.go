package testkit

import (
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
)

// Doc parses a page.
func Doc(tb testing.TB, body io.Reader) *goquery.Document {
	tb.Helper()
	doc, err := goquery.NewDocumentFromReader(body)
	if err != nil {
		tb.Fatalf("parse the page: %v", err)
	}
	return doc
}

// Finder is a *goquery.Document or *goquery.Selection.
type Finder interface {
	Find(selector string) *goquery.Selection
}

// MustFind returns what matches selector; it fails the test when nothing does.
func MustFind(tb testing.TB, in Finder, selector string) *goquery.Selection {
	tb.Helper()
	s := in.Find(selector)
	if s.Length() == 0 {
		html, _ := in.Find("*").First().Html()
		tb.Fatalf("nothing matches %q in:\n%.4000s", selector, html)
	}
	return s
}

// Text returns the text of the first match, with runs of space as one space.
func Text(tb testing.TB, in Finder, selector string) string {
	tb.Helper()
	return strings.Join(strings.Fields(MustFind(tb, in, selector).First().Text()), " ")
}

// Form is what a browser without JavaScript would submit.
type Form struct {
	Method string // upper case
	Action string // as written in the page; "" means the page's own address
	Values url.Values
}

// ReadForm reads the fields of the form that selector matches: names and
// values of its successful controls, in other words without disabled ones,
// unchecked boxes and buttons.
func ReadForm(tb testing.TB, doc *goquery.Document, selector string) Form {
	tb.Helper()
	s := MustFind(tb, doc, selector).First()
	if !s.Is("form") {
		tb.Fatalf("%q matches no form", selector)
	}
	f := Form{Method: strings.ToUpper(s.AttrOr("method", "get")), Action: s.AttrOr("action", ""), Values: url.Values{}}
	controls := "input, select, textarea"
	fields := s.Find(controls).FilterFunction(func(_ int, c *goquery.Selection) bool {
		owner, elsewhere := c.Attr("form")
		return !elsewhere || owner == s.AttrOr("id", "")
	})
	if id, ok := s.Attr("id"); ok {
		fields = fields.AddSelection(doc.Find(controls).FilterFunction(func(_ int, c *goquery.Selection) bool {
			return c.AttrOr("form", "") == id
		}))
	}
	fields.Each(func(_ int, c *goquery.Selection) { f.add(c) })
	return f
}

func (f Form) add(c *goquery.Selection) {
	name := c.AttrOr("name", "")
	if _, off := c.Attr("disabled"); name == "" || off || c.Closest("fieldset[disabled]").Length() > 0 {
		return
	}
	switch goquery.NodeName(c) {
	case "textarea":
		f.Values.Add(name, c.Text())
	case "select":
		f.addSelect(name, c)
	default:
		f.addInput(name, c)
	}
}

func (f Form) addSelect(name string, c *goquery.Selection) {
	options := c.Find("option:not([disabled])")
	chosen := options.Filter("[selected]")
	if _, multiple := c.Attr("multiple"); !multiple {
		if chosen.Length() == 0 {
			chosen = options.First()
		}
		chosen = chosen.Last()
	}
	chosen.Each(func(_ int, o *goquery.Selection) {
		f.Values.Add(name, o.AttrOr("value", strings.TrimSpace(o.Text())))
	})
}

func (f Form) addInput(name string, c *goquery.Selection) {
	switch strings.ToLower(c.AttrOr("type", "text")) {
	case "submit", "button", "image", "reset", "file":
	case "checkbox", "radio":
		if _, checked := c.Attr("checked"); checked {
			f.Values.Add(name, c.AttrOr("value", "on"))
		}
	default:
		f.Values.Add(name, c.AttrOr("value", ""))
	}
}

// Press adds the name and value of the form's button that selector matches,
// as pressing it does, and its formaction and formmethod.
func (f Form) Press(tb testing.TB, in Finder, selector string) Form {
	tb.Helper()
	b := MustFind(tb, in, selector).First()
	f.Action = b.AttrOr("formaction", f.Action)
	f.Method = strings.ToUpper(b.AttrOr("formmethod", f.Method))
	if name, ok := b.Attr("name"); ok {
		f.Values.Add(name, b.AttrOr("value", ""))
	}
	return f
}

// Request returns the request that submits the form from the page at the
// address page, the way a browser does.
func (f Form) Request(tb testing.TB, page string) *http.Request {
	tb.Helper()
	base, err := url.Parse(page)
	if err != nil {
		tb.Fatal(err)
	}
	target, err := base.Parse(f.Action)
	if err != nil {
		tb.Fatal(err)
	}
	var body io.Reader
	if f.Method == http.MethodPost {
		body = strings.NewReader(f.Values.Encode())
	} else {
		target.RawQuery = f.Values.Encode()
	}
	r, err := http.NewRequestWithContext(tb.Context(), f.Method, target.String(), body)
	if err != nil {
		tb.Fatal(err)
	}
	if body != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	return r
}
