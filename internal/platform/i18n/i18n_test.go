package i18n_test

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/language"

	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/i18n"
)

func load(t *testing.T, sources ...map[string]string) *i18n.Catalogue {
	t.Helper()
	c, err := tryLoad(sources...)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func tryLoad(sources ...map[string]string) (*i18n.Catalogue, error) {
	if len(sources) == 0 {
		return i18n.Load()
	}
	first := fstest.MapFS{}
	for name, text := range sources[0] {
		first[name] = &fstest.MapFile{Data: []byte(text)}
	}
	if len(sources) == 1 {
		return i18n.Load(first)
	}
	second := fstest.MapFS{}
	for name, text := range sources[1] {
		second[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return i18n.Load(first, second)
}

func TestOwnCatalogueIsComplete(t *testing.T) {
	t.Parallel()
	c := load(t)
	if gaps := c.Missing(); len(gaps) > 0 {
		t.Errorf("missing: %v", gaps)
	}
	for _, l := range i18n.Public {
		if diff := cmp.Diff(c.Keys(i18n.English), c.Keys(l)); diff != "" {
			t.Errorf("%s: %s", l, diff)
		}
	}
}

func TestText(t *testing.T) {
	t.Parallel()
	c := load(t, map[string]string{
		"en.json": `{"bed": {"one": "{count} bed", "other": "{count} beds"}, "of": "Household of {name}", "only": "Only here", "on": "on {day}"}`,
		"fr.json": `{"bed": {"one": "{count} lit", "other": "{count} lits"}, "of": "Ménage de {name}", "on": "le {day}"}`,
		"ar.json": `{"bed": {"zero": "لا أسرّة", "one": "سرير واحد", "two": "سريران", "few": "{count} أسرّة", "many": "{count} سريرًا", "other": "{count} سرير"}, "of": "أسرة {name}"}`,
		"lb.json": `{"of": "Stot vun de(n) {name}", "on": "Den {day}"}`,
	})
	day := clock.Date{Year: 2010, Month: time.March, Day: 14}
	tests := []struct {
		lang i18n.Lang
		key  string
		args []any
		want string
	}{
		{"en", "bed", []any{"count", 1}, "1 bed"},
		{"en", "bed", []any{"count", 0}, "0 beds"},
		{"en", "bed", []any{"count", int64(1)}, "1 bed"},
		{"en", "bed", []any{"count", 1200}, "1,200 beds"},
		{"fr", "bed", []any{"count", 0}, "0 lit"},
		{"fr", "bed", []any{"count", 2}, "2 lits"},
		{"ar", "bed", []any{"count", 0}, "لا أسرّة"},
		{"ar", "bed", []any{"count", 2}, "سريران"},
		{"ar", "bed", []any{"count", 3}, "3 أسرّة"},
		{"ar", "bed", []any{"count", 11}, "11 سريرًا"},
		{"ar", "bed", []any{"count", 100}, "100 سرير"},
		{"ar", "of", []any{"name", "Ana"}, "أسرة \u2068Ana\u2069"},
		{"fr", "of", []any{"name", "Ana {name}"}, "Ménage de Ana {name}"},
		{"lb", "of", []any{"name", "Weber"}, "Stot vun de Weber"},
		{"lb", "of", []any{"name", "Haas"}, "Stot vun den Haas"},
		{"fr", "on", []any{"day", day}, "le 14 mars 2010"},
		{"fr", "only", nil, "Only here"},
		{"xx", "only", nil, "Only here"},
		{"de", "bed", []any{"count", 1}, "1 bed"},
		{"fr", "nowhere", nil, "⟦nowhere⟧"},
		{"en", "of", nil, "Household of ⟦name⟧"},
		{"en", "of", []any{"name"}, "Household of ⟦name⟧"},
	}
	for _, tt := range tests {
		if got := c.For(tt.lang).T(tt.key, tt.args...); got != tt.want {
			t.Errorf("%s %s %v: got %q, want %q", tt.lang, tt.key, tt.args, got, tt.want)
		}
	}
	if got := c.For("lb").FallbackNotice(); !strings.Contains(got, "Englesch") {
		t.Errorf("notice: %q", got)
	}
	fr := c.For("fr")
	if fr.Has("only") || !fr.Has("of") || fr.LangOf("only") != "en" || fr.LangOf("of") != "fr" {
		t.Error("fr does not know which texts are its own")
	}
	if !fr.Knows("only") || !fr.Knows("of") || fr.Knows("nowhere") {
		t.Error("fr does not know which texts there are")
	}
}

func TestMissing(t *testing.T) {
	t.Parallel()
	c := load(t,
		map[string]string{"en.json": `{"a": "A", "b": "B"}`, "fr.json": `{"a": "A", "b": "B"}`, "ar.json": `{"a": "ا"}`, "de.json": `{"a": "A", "b": "B"}`},
		map[string]string{"en.json": `{"staff": "S"}`, "fr.json": `{"staff": "S"}`, "lb.json": `{"staff": "S"}`},
	)
	want := []i18n.Gap{{Lang: "ar", Key: "b"}, {Lang: "de", Key: "staff"}, {Lang: "lb", Key: "a"}, {Lang: "lb", Key: "b"}}
	if diff := cmp.Diff(want, c.Missing()); diff != "" {
		t.Error(diff)
	}
}

func TestLoadRefuses(t *testing.T) {
	t.Parallel()
	en := func(s string) map[string]string { return map[string]string{"en.json": s} }
	tests := []struct {
		name    string
		sources []map[string]string
		want    string
	}{
		{"twice in a file", []map[string]string{en(`{"a": "A", "a": "B"}`)}, "given twice"},
		{"in two sources", []map[string]string{en(`{"a": "A"}`), en(`{"a": "A"}`)}, "also in another source"},
		{"missing form", []map[string]string{en(`{"a": {"other": "x"}}`)}, `"one" is missing`},
		{"superfluous form", []map[string]string{en(`{"a": {"one": "x", "few": "y", "other": "x"}}`)}, `"few" is never used`},
		{"unknown form", []map[string]string{en(`{"a": {"some": "x", "other": "x"}}`)}, "not a plural form"},
		{"forms differ", []map[string]string{en(`{"a": {"one": "x {name}", "other": "x"}}`)}, "different placeholders"},
		{"placeholders differ", []map[string]string{{"en.json": `{"a": "x {name}"}`, "fr.json": `{"a": "x {nom}"}`}}, "English has [name]"},
		{"plural in one", []map[string]string{{"en.json": `{"a": "x"}`, "fr.json": `{"a": {"one": "x", "other": "x"}}`}}, "not in English"},
		{"arabic lacks few", []map[string]string{{"en.json": `{"a": {"one": "x", "other": "x"}}`, "ar.json": `{"a": {"zero": "x", "one": "x", "two": "x", "many": "x", "other": "x"}}`}}, `"few" is missing`},
		{"not in English", []map[string]string{{"en.json": `{}`, "fr.json": `{"a": "x"}`}}, "not in English"},
		{"open brace", []map[string]string{en(`{"a": "x {name"}`)}, "placeholder"},
		{"close brace", []map[string]string{en(`{"a": "x name}"}`)}, "without {"},
		{"brace in brace", []map[string]string{en(`{"a": "{a{b}"}`)}, "placeholder"},
		{"empty", []map[string]string{en(`{"a": " "}`)}, "empty"},
		{"nested", []map[string]string{en(`{"a": {"b": {"c": "d"}}}`)}, "neither"},
		{"array", []map[string]string{en(`[]`)}, "not a JSON object"},
		{"truncated", []map[string]string{en(`{"a": "x"`)}, "en.json"},
		{"language", []map[string]string{{"xx.json": `{}`}}, "unknown language"},
	}
	for _, tt := range tests {
		_, err := tryLoad(tt.sources...)
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: got %v, want %q", tt.name, err, tt.want)
		}
	}
}

func TestMatch(t *testing.T) {
	t.Parallel()
	tests := []struct{ header, want string }{
		{"fr-LU,fr;q=0.9,en;q=0.8", "fr"},
		{"lb", "lb"},
		{"prs", "fa"},
		{"fa-AF", "fa"},
		{"ar-SY;q=0.2, ti", "ti"},
		{"pt-BR", "pt"},
		{"ja", "en"},
		{"", "en"},
		{"*", "en"},
		{strings.Repeat("a-", 5000), "en"},
		{";;q=x", "en"},
	}
	for _, tt := range tests {
		if got := i18n.Match(tt.header, i18n.Public); string(got) != tt.want {
			t.Errorf("%.20q: got %s, want %s", tt.header, got, tt.want)
		}
	}
	if got := i18n.Match("ja", []i18n.Lang{"fr", "de"}); got != "fr" {
		t.Errorf("no match gives %s, not the first", got)
	}
}

func TestDir(t *testing.T) {
	t.Parallel()
	for _, l := range i18n.Public {
		script, _ := language.Make(string(l)).Script()
		want := "ltr"
		if script.String() == "Arab" {
			want = "rtl"
		}
		if l.Dir() != want {
			t.Errorf("%s is written %s", l, l.Dir())
		}
		if l.Autonym() == string(l) {
			t.Errorf("%s has no autonym", l)
		}
	}
}

func TestCountriesAreISO3166(t *testing.T) {
	t.Parallel()
	all := i18n.Countries()
	if len(all) != 250 { // 249 of ISO 3166-1 and Kosovo.
		t.Errorf("%d countries", len(all))
	}
	for _, code := range all {
		if code == i18n.Kosovo {
			continue
		}
		if r, err := language.ParseRegion(code); err != nil || !r.IsCountry() || r.ISO3() != code {
			t.Errorf("%s is no country of ISO 3166-1", code)
		}
	}
	if i18n.IsCountry("XXA") || i18n.IsCountry("") || !i18n.IsCountry("SYR") {
		t.Error("IsCountry")
	}
}

func TestNamesExistInStaffLanguages(t *testing.T) {
	t.Parallel()
	c := load(t)
	for _, l := range i18n.Staff {
		loc := c.For(l)
		for _, code := range slices.Concat(i18n.Countries(), i18n.SpecialNationalities) {
			if name := loc.Country(code); name == "" || name == loc.Country("") || strings.ContainsAny(name, "⟦") {
				t.Errorf("%s: country %s is %q", l, code, name)
			}
		}
		for _, code := range i18n.Languages() {
			if name := loc.LanguageName(code); name == "" || name == loc.LanguageName("") {
				t.Errorf("%s: language %s is %q", l, code, name)
			}
		}
	}
	for _, code := range strings.Fields("ar prs fa ps ti am so ku ckb kmr uk ru tr sq fr en es pt de lb apc haz ssy tig byn rom om ur bn sgn ln sw ff wo") {
		if !i18n.IsLanguage(code) {
			t.Errorf("language %s is not offered", code)
		}
	}
}

func TestNames(t *testing.T) {
	t.Parallel()
	c := load(t)
	tests := []struct {
		got, want string
	}{
		{c.For("fr").Country("ERI"), "Érythrée"},
		{c.For("lb").Country("SYR"), "Syrien"},
		{c.For("lb").Country("IOT"), "British Indian Ocean Territory"}, // CLDR has no Luxembourgish name.
		{c.For("de").Country("MKD"), "Nordmazedonien"},
		{c.For("de").Country("RKS"), "Kosovo"},
		{c.For("de").Country("XXA"), "Staatenlos"},
		{c.For("fr").Country("ZZZ"), "Inconnu"},
		{c.For("ti").Country("ERI"), "ኤርትራ"},
		{c.For("fr").LanguageName("ti"), "tigrigna"},
		{c.For("lb").LanguageName("prs"), "Dari"},
		{c.For("de").LanguageName("qqq"), "Unbekannte Sprache"},
	}
	for _, tt := range tests {
		if tt.got != tt.want {
			t.Errorf("got %q, want %q", tt.got, tt.want)
		}
	}
	byName := c.For("fr").CountriesByName()
	if at := slices.Index(byName, "ERI"); at < 0 || at > slices.Index(byName, "FRA") {
		t.Error("Érythrée does not sort under E")
	}
	if byName[0] != "AFG" {
		t.Errorf("first is %s", byName[0])
	}
}

func FuzzLoad(f *testing.F) {
	f.Add(`{"a": "x {name}", "b": {"one": "{count} y", "other": "{count} ys"}}`)
	f.Add(`{"a": "{", "b": {"other": 1}, "a": null}`)
	f.Fuzz(func(t *testing.T, s string) {
		c, err := tryLoad(map[string]string{"en.json": s})
		if err != nil {
			return
		}
		for _, key := range c.Keys(i18n.English) {
			if text := c.For("en").T(key, "count", 2); text == "" || text == "⟦"+key+"⟧" {
				t.Errorf("%q: %q gives %q", s, key, text)
			}
		}
	})
}

func BenchmarkText(b *testing.B) {
	c, err := i18n.Load()
	if err != nil {
		b.Fatal(err)
	}
	l := c.For("fr")
	for b.Loop() {
		_ = l.RelativeDays(3)
	}
}
