package portal

import (
	"bytes"
	"fmt"
	"html"
	"net/url"
	"regexp"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer"
	htmlrender "github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"passerelle/internal/platform/fault"
	"passerelle/internal/platform/i18n"
)

// shelf is what a text may refer to: contacts and pictures, by key and id.
type shelf struct {
	contacts map[string]PageContact
	pictures map[string]PagePicture
}

// shortCode stands for [[kind:value]].
type shortCode struct {
	ast.BaseInline
	kind, value string
	at          int
}

var kindShortCode = ast.NewNodeKind("ShortCode")

// Kind implements ast.Node.
func (n *shortCode) Kind() ast.NodeKind { return kindShortCode }

// Dump implements ast.Node.
func (n *shortCode) Dump(source []byte, level int) {
	ast.DumpHelper(n, source, level, map[string]string{"kind": n.kind, "value": n.value}, nil)
}

var shortCodeForm = regexp.MustCompile(`^\[\[([a-z]{2,10}):([^\[\]\n]{1,300})\]\]`)

// shortCodes reads short codes.
type shortCodes struct{}

// Trigger implements parser.InlineParser.
func (shortCodes) Trigger() []byte { return []byte{'['} }

// Parse implements parser.InlineParser.
func (shortCodes) Parse(_ ast.Node, block text.Reader, _ parser.Context) ast.Node {
	line, at := block.PeekLine()
	m := shortCodeForm.FindSubmatch(line)
	if m == nil {
		return nil
	}
	block.Advance(len(m[0]))
	return &shortCode{kind: string(m[1]), value: strings.TrimSpace(string(m[2])), at: at.Start}
}

// Of the short codes, two name a contact; the others are a language, for words
// that are not in the language of the page.
const (
	codePhone   = "phone"
	codeContact = "contact"
)

const picturePrefix = "picture:"

var pageMarkdown = goldmark.New(goldmark.WithParserOptions(
	parser.WithInlineParsers(util.Prioritized(shortCodes{}, 50)),
))

// checkMarkdown finds what must not be published, each fault with its line.
func checkMarkdown(body string, s shelf) error {
	source := []byte(body)
	doc := pageMarkdown.Parser().Parse(text.NewReader(source))
	var faults fault.List
	level, at := 1, 0
	add := func(key string, args ...any) {
		line := 1 + bytes.Count(source[:min(at, len(source))], []byte{'\n'})
		faults.Add("body", "portal.pages.error."+key, append(args, "line", line)...)
	}
	// The walk never fails: the function below returns no error.
	_ = ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		if n.Type() == ast.TypeBlock && n.Lines() != nil && n.Lines().Len() > 0 {
			at = n.Lines().At(0).Start
		}
		switch n := n.(type) {
		case *ast.Text:
			at = n.Segment.Start
		case *ast.HTMLBlock, *ast.RawHTML:
			add("html")
		case *ast.Heading:
			if n.Level == 1 {
				add("heading_one")
			} else if n.Level > level+1 {
				add("heading_order", "level", n.Level, "before", level)
			}
			level = max(n.Level, 2)
		case *ast.Link:
			checkLink(n, source, add)
		case *ast.AutoLink:
			if !safeLink(string(n.URL(source))) {
				add("link")
			}
		case *ast.Image:
			checkPicture(n, source, s, add)
		case *shortCode:
			at = n.at
			if !s.knows(n.kind, n.value) {
				add("code", "code", n.kind+":"+n.value)
			}
		}
		return ast.WalkContinue, nil
	})
	return faults.Err()
}

func checkLink(n *ast.Link, source []byte, add func(string, ...any)) {
	if !safeLink(string(n.Destination)) {
		add("link")
	}
	if strings.TrimSpace(words(n, source)) == "" {
		add("link_text")
	}
}

func checkPicture(n *ast.Image, source []byte, s shelf, add func(string, ...any)) {
	id, ok := strings.CutPrefix(string(n.Destination), picturePrefix)
	if _, known := s.pictures[id]; !ok || !known {
		add("picture")
	}
	if strings.TrimSpace(words(n, source)) == "" {
		add("alt")
	}
}

func (s shelf) knows(kind, value string) bool {
	switch kind {
	case codePhone:
		return s.contacts[value].Phone != ""
	case codeContact:
		_, ok := s.contacts[value]
		return ok
	}
	return i18n.Lang(kind).Known()
}

// safeLink allows paths of this site, places on the page, and http(s).
func safeLink(to string) bool {
	u, err := url.Parse(to)
	if err != nil || strings.ContainsAny(to, "\\\r\n\t ") {
		return false
	}
	if u.Scheme != "" {
		return (u.Scheme == "https" || u.Scheme == "http") && u.Host != "" && u.User == nil
	}
	return u.Host == "" && !strings.HasPrefix(to, "//") && (strings.HasPrefix(to, "/") || strings.HasPrefix(to, "#"))
}

// words is the text inside a node.
func words(n ast.Node, source []byte) string {
	var b strings.Builder
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		switch c := c.(type) {
		case *ast.Text:
			b.Write(c.Segment.Value(source))
			if c.SoftLineBreak() || c.HardLineBreak() {
				b.WriteByte(' ')
			}
		case *ast.String:
			b.Write(c.Value)
		case *shortCode:
			b.WriteString(c.value)
		default:
			b.WriteString(words(c, source))
		}
	}
	return b.String()
}

// renderMarkdown writes a text as HTML. What checkMarkdown refuses comes out
// harmless: a preview shows it while it is being written.
func renderMarkdown(body string, lang i18n.Lang, s shelf) string {
	source := []byte(body)
	w := writer{lang: lang, shelf: s}
	r := renderer.NewRenderer(renderer.WithNodeRenderers(
		util.Prioritized(htmlrender.NewRenderer(), 1000), util.Prioritized(&w, 100)))
	var out bytes.Buffer
	doc := pageMarkdown.Parser().Parse(text.NewReader(source))
	// Writing to a buffer does not fail, and our own functions return no error.
	_ = r.Render(&out, source, doc)
	return out.String()
}

// writer renders what goldmark does not, or not as we want it.
type writer struct {
	lang i18n.Lang
	shelf
}

// RegisterFuncs implements renderer.NodeRenderer.
func (w *writer) RegisterFuncs(r renderer.NodeRendererFuncRegisterer) {
	r.Register(kindShortCode, w.code)
	r.Register(ast.KindLink, w.link)
	r.Register(ast.KindAutoLink, w.autoLink)
	r.Register(ast.KindImage, w.picture)
	r.Register(ast.KindHeading, w.heading)
}

// put writes; the buffer behind it does not fail.
func put(out util.BufWriter, format string, args ...any) { fmt.Fprintf(out, format, args...) }

func (w *writer) code(out util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if c, ok := n.(*shortCode); ok && entering {
		switch {
		case !w.knows(c.kind, c.value):
			put(out, "<mark>[[%s:%s]]</mark>", html.EscapeString(c.kind), html.EscapeString(c.value))
		case c.kind == codePhone:
			put(out, "%s", phoneLink(w.contacts[c.value].Phone))
		case c.kind == codeContact:
			put(out, "%s", contactLine(w.contacts[c.value]))
		default:
			l := i18n.Lang(c.kind)
			put(out, `<span lang="%s" dir="%s">%s</span>`, l, l.Dir(), html.EscapeString(c.value))
		}
	}
	return ast.WalkContinue, nil
}

// phoneLink is a number that a telephone can call; one without a country is of
// Luxembourg.
func phoneLink(number string) string {
	dial := strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || r == '+' {
			return r
		}
		return -1
	}, number)
	if !strings.HasPrefix(dial, "+") && len(dial) > 3 { // 112 and its like stay as they are
		dial = "+352" + dial
	}
	return fmt.Sprintf(`<a class="tel" href="tel:%s"><bdi dir="ltr">%s</bdi></a>`, dial, html.EscapeString(number))
}

// contactLine is a contact within a sentence.
func contactLine(c PageContact) string {
	parts := []string{fmt.Sprintf(`<strong lang="%s" dir="%s">%s</strong>`, c.NameLang, c.NameLang.Dir(), html.EscapeString(c.Name))}
	if c.Address != "" {
		parts = append(parts, fmt.Sprintf(`<bdi lang="fr">%s</bdi>`, html.EscapeString(c.Address)))
	}
	if c.Phone != "" {
		parts = append(parts, phoneLink(c.Phone))
	}
	if c.Email != "" {
		parts = append(parts, fmt.Sprintf(`<a href="mailto:%s"><bdi dir="ltr">%s</bdi></a>`, html.EscapeString(url.PathEscape(c.Email)), html.EscapeString(c.Email)))
	}
	return `<span class="contact">` + strings.Join(parts, " · ") + `</span>`
}

func (w *writer) link(out util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		put(out, "</a>")
	} else if l, ok := n.(*ast.Link); ok {
		put(out, `<a href="%s"%s>`, html.EscapeString(w.address(string(l.Destination))), outside(string(l.Destination)))
	}
	return ast.WalkContinue, nil
}

func (w *writer) autoLink(out util.BufWriter, source []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if l, ok := n.(*ast.AutoLink); ok && entering {
		to := string(l.URL(source))
		put(out, `<a href="%s"%s><bdi dir="ltr">%s</bdi></a>`, html.EscapeString(w.address(to)), outside(to), html.EscapeString(string(l.Label(source))))
	}
	return ast.WalkContinue, nil
}

// address leads to the page in the reader's language: /faq is /ar/faq on an
// Arabic page.
func (w *writer) address(to string) string {
	if !safeLink(to) {
		return "#"
	}
	if !strings.HasPrefix(to, "/") {
		return to
	}
	return "/" + string(w.lang) + to
}

// outside tells another site nothing of where the reader comes from.
func outside(to string) string {
	if strings.HasPrefix(to, "http") {
		return ` rel="noreferrer"`
	}
	return ""
}

func (w *writer) picture(out util.BufWriter, source []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if i, ok := n.(*ast.Image); ok && entering {
		id := strings.TrimPrefix(string(i.Destination), picturePrefix)
		if p, known := w.pictures[id]; known {
			put(out, `<img src="%s" alt="%s" width="%d" height="%d" loading="lazy">`, PicturePath+id, html.EscapeString(words(i, source)), p.Width, p.Height)
		}
	}
	return ast.WalkSkipChildren, nil
}

func (w *writer) heading(out util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if h, ok := n.(*ast.Heading); ok {
		level, slash := max(h.Level, 2), ""
		if !entering {
			slash = "/"
		}
		put(out, "<%sh%d>", slash, level)
	}
	return ast.WalkContinue, nil
}
