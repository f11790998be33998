package portal

import (
	"strings"
	"testing"

	"passerelle/internal/platform/fault"
	"passerelle/internal/platform/i18n"
)

var testShelf = shelf{
	map[string]PageContact{"cpa": {Key: "cpa", Name: "CPA <x>", NameLang: i18n.French, Phone: "2755 5440", Address: "13, rue"}, "mute": {Key: "mute", Name: "M", NameLang: i18n.French}},
	map[string]PagePicture{"p1": {ID: "p1", Width: 8, Height: 4}},
}

func TestCheckMarkdown(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]string{
		"## A\n\n### B\n\ntext [x](/tonight) [y](https://a.lu) [z](#a) [[phone:cpa]] [[fr:Accueil]]": "",
		"![A door](picture:p1)":             "",
		"a\n\n<b>x</b>":                     "html 3",
		"a\n\n<div>\nx\n</div>":             "html 3",
		"# A":                               "heading_one 1",
		"### A":                             "heading_order 1",
		"## A\n\n#### B":                    "heading_order 3",
		"a\nb [x](javascript:alert(1))":     "link 2",
		"[x](//evil.example)":               "link 1",
		"[x](ftp://a)":                      "link 1",
		"[x](https://u:p@a.lu/)":            "link 1",
		"[](/tonight)":                      "link_text 1",
		"![](picture:p1)":                   "alt 1",
		"![A](https://a.lu/x.png)":          "picture 1",
		"one\n\ntwo\n\n[[phone:nobody]]":    "code 5",
		"[[phone:mute]]":                    "code 1",
		"x [[contact:nobody]]":              "code 1",
		"[[xx:word]]":                       "code 1",
		"<https://a.lu> <mailto:a@a.lu>":    "link 1",
		"- one\n- two [[contact:nobody]]\n": "code 2",
	} {
		got := ""
		if err := checkMarkdown(body, testShelf); err != nil {
			f := fault.Of(err)[0]
			got = strings.TrimPrefix(f.Key, "portal.pages.error.") + " " + string(rune('0'+f.Args[len(f.Args)-1].(int)))
		}
		if got != want {
			t.Errorf("%q: %q, want %q", body, got, want)
		}
	}
}

func TestRenderMarkdown(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]string{
		"[x](/tonight?a=1&b)":         `<p><a href="/ar/tonight?a=1&amp;b">x</a></p>`,
		"[x](https://a.lu)":           `<p><a href="https://a.lu" rel="noreferrer">x</a></p>`,
		"[x](javascript:alert(1))":    `<p><a href="#">x</a></p>`,
		"<b>x</b>":                    `<p><!-- raw HTML omitted -->x<!-- raw HTML omitted --></p>`,
		"[[phone:cpa]]":               `<p><a class="tel" href="tel:+35227555440"><bdi dir="ltr">2755 5440</bdi></a></p>`,
		"[[fr:Accueil <x>]]":          `<p><span lang="fr" dir="ltr">Accueil &lt;x&gt;</span></p>`,
		"[[phone:nobody]]":            `<p><mark>[[phone:nobody]]</mark></p>`,
		"# A":                         `<h2>A</h2>`,
		`![A "door"](picture:p1)`:     `<p><img src="/pictures/p1" alt="A &#34;door&#34;" width="8" height="4" loading="lazy"></p>`,
		"[[contact:cpa]]":             `<p><span class="contact"><strong lang="fr" dir="ltr">CPA &lt;x&gt;</strong> · <bdi lang="fr">13, rue</bdi> · <a class="tel" href="tel:+35227555440"><bdi dir="ltr">2755 5440</bdi></a></span></p>`,
		"[a\"onclick=\"x](/a\"b%22c)": `<p><a href="/ar/a&#34;b%22c">a&quot;onclick=&quot;x</a></p>`,
	} {
		if got := strings.TrimSpace(renderMarkdown(body, i18n.Arabic, testShelf)); got != want {
			t.Errorf("%q:\n got %s\nwant %s", body, got, want)
		}
	}
}

func TestPlainLanguage(t *testing.T) {
	t.Parallel()
	easy := PlainLanguage("## Hello\n\nGo to the door. Ring the bell! We come.", i18n.English)
	if easy.Sentences != 4 || easy.Words != 10 || easy.LIX != 2 || !easy.Easy() {
		t.Errorf("easy text: %+v", easy)
	}
	hard := PlainLanguage("Notwithstanding administrative considerations, applicants for international protection whose registration remains outstanding are respectfully requested to present themselves immediately before competent authorities.", i18n.English)
	if hard.LIX < 60 || hard.Easy() || len(hard.Long) != 1 || hard.Long[0].Words != hard.Words {
		t.Errorf("hard text: %+v", hard)
	}
	if got := PlainLanguage("ናብ ማእከል ኪዱ። ደውሉ።", i18n.Tigrinya); got.Sentences != 2 || got.LIX != 0 {
		t.Errorf("Tigrinya: %+v", got)
	}
	if got := PlainLanguage("", i18n.English); got.Words != 0 {
		t.Errorf("empty: %+v", got)
	}
}

func TestDiffLines(t *testing.T) {
	t.Parallel()
	show := func(a, b string) string {
		var out strings.Builder
		for _, l := range DiffLines(a, b) {
			out.WriteString(string(l.Mark) + l.Text + ";")
		}
		return out.String()
	}
	for _, tt := range [][3]string{
		{"", "", ""},
		{"a", "a", " a;"},
		{"a\nb\nc", "a\nx\nc", " a;-b;+x; c;"},
		{"", "a\nb", "+a;+b;"},
		{"a\nb\nc\nd", "b\nd\ne", "-a; b;-c; d;+e;"},
	} {
		if got := show(tt[0], tt[1]); got != tt[2] {
			t.Errorf("%q to %q: %s, want %s", tt[0], tt[1], got, tt[2])
		}
	}
}

func FuzzMarkdown(f *testing.F) {
	for _, s := range []string{"## A", "[[phone:cpa]]", "![a](picture:p1)", "<script>", "[x](/a)", "- a\n  - b"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, body string) {
		out := renderMarkdown(body, i18n.English, testShelf)
		if strings.Contains(out, "<script") || strings.Contains(out, `href="javascript`) {
			t.Errorf("%q gives %s", body, out)
		}
		if err := checkMarkdown(body, testShelf); err != nil && fault.KindOf(err) != fault.Invalid {
			t.Errorf("%q: %v", body, err)
		}
	})
}
