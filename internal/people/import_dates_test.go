package people

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestWrittenDates(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"1991-03-14": "1991-03-14", "14.3.1991": "1991-03-14", "14.03.1991": "1991-03-14", "14/03/1991": "1991-03-14", "14-03-1991": "1991-03-14",
		"14 3 1991": "1991-03-14", " 14/3/1991 ": "1991-03-14", "1991/03/14": "1991-03-14", "1991.3.14": "1991-03-14", "19910314": "1991-03-14",
		"1991-03-14 00:00:00": "1991-03-14", "1991-03-14T00:00:00Z": "1991-03-14",
		"1991": "1991", "03/1991": "1991-03", "3.1991": "1991-03", "1991-03": "1991-03", "00.00.1991": "1991", "00/03/1991": "1991-03", "01.00.1991": "1991",
		"14 March 1991": "1991-03-14", "14th of March 1991": "1991-03-14", "March 14, 1991": "1991-03-14", "14 mars 1991": "1991-03-14", "1er août 1991": "1991-08-01",
		"14. März 1991": "1991-03-14", "14. Mäerz 1991": "1991-03-14", "14-Mar-1991": "1991-03-14", "2 févr. 1991": "1991-02-02", "mars 1991": "1991-03", "Dez. 1991": "1991-12",
		"~1990": "~1990", "≈1990": "~1990", "ca. 1990": "~1990", "env. 1990": "~1990", "environ 1990": "~1990", "vers 1990": "~1990", "um 1990": "~1990", "ëm 1990": "~1990", "about 1990": "~1990", "~03/1990": "~1990-03",
		"٠١/٠٢/١٩٩٠": "1990-02-01", "۱۹۹۰": "1990", "\u200e14/03/1991\u200f": "1991-03-14",
		"33311": "1991-03-14", "": "", "-": "", "?": "", "n/a": "", "inconnu": "", "unbekannt": "",
	} {
		got, _, err := parseWrittenDate(text)
		if err != nil || got.String() != want {
			t.Errorf("%q is %q, %v; want %q", text, got, err, want)
		}
	}
	for text, want := range map[string]string{
		"14.03.91": codeDateShort, "91": codeDateShort, "3/91": codeDateShort, "91-03-14": codeDateShort,
		"31.02.1991": "birth_day_range", "14.13.1991": "birth_month_range", "03/14/1991": "birth_month_range", "1991-02-30": "birth_day_range",
		"yesterday": codeDate, "14 ju 1991": codeDate, "14 jui 1991": codeDate, "12": codeDateShort, "1 2 3 4": codeDate, "123456": "birth_year_range",
		"99999": codeDate, "12.5": codeDateShort, strings.Repeat("1", 100): codeDate, "1991-03-14-15": codeDate,
	} {
		if _, _, err := parseWrittenDate(text); err == nil || err.(*ParseError).Code != want {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
}

func TestDatesInParts(t *testing.T) {
	t.Parallel()
	for parts, want := range map[[3]string]string{
		{"14", "3", "1991"}: "1991-03-14", {"14", "mars", "1991"}: "1991-03-14", {"", "3", "1991"}: "1991-03", {"", "", "1991"}: "1991",
		{"", "", "~1991"}: "~1991", {"1", "Juni", "ca. 1991"}: "~1991-06-01", {"", "", ""}: "", {"0", "0", "1991"}: "1991", {"-", "?", "1991"}: "1991",
		{"1", "", "1991"}: "!birth_month_missing", {"1", "2", ""}: "!birth_year_missing", {"31", "2", "1991"}: "!birth_day_range", {"1", "2", "91"}: "!" + codeDateShort,
	} {
		got, err := birthOfParts(parts[0], parts[1], parts[2])
		text := got.String()
		if err != nil {
			text = "!" + err.(*ParseError).Code
		}
		if text != want {
			t.Errorf("%q is %q, want %q", parts, text, want)
		}
	}
}

// What the register says of a date is read back as the same date, in the forms
// of all who write it.
func TestEveryDateIsReadBack(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		b := BirthDate{Year: rapid.IntRange(1900, 2026).Draw(t, "year"), Month: rapid.IntRange(0, 12).Draw(t, "month"), Estimated: rapid.Bool().Draw(t, "estimated")}
		if b.Month != 0 {
			b.Day = rapid.IntRange(0, daysInGregorianMonth(b.Year, b.Month)).Draw(t, "day")
		}
		got, serial, err := parseWrittenDate(b.String())
		if diff := cmp.Diff(b, got); err != nil || serial || diff != "" {
			t.Fatalf("%s: %v %s", b, err, diff)
		}
	})
}

func FuzzParseWrittenDate(f *testing.F) {
	for _, s := range []string{"1991-03-14", "14. März 1991", "~1990", "ca. 1990", "33311", "00.00.1991", "Mar 14 1991", "19910314"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		b, _, err := parseWrittenDate(text)
		if err != nil {
			if p, ok := err.(*ParseError); !ok || p.Code == "" {
				t.Fatalf("%q: %v", text, err)
			}
			return
		}
		if err := b.check(); err != nil {
			t.Fatalf("%q is %+v: %v", text, b, err)
		}
	})
}

func TestHeadingsAreGuessed(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"Household ID, Relationship, First name, Surname, Sex, Date of birth, Nationality, Phone":                             "household relationship given family sex birth nationality phone",
		"N° ménage, Lien de parenté, Prénom, Nom, Sexe, Date de naissance (JJ/MM/AAAA), Nationalité, Langues, N° passeport":   "household relationship given family sex birth nationality language document_number",
		"Haushaltsnummer, Verwandtschaftsverhältnis, Vorname, Nachname, Geschlecht, Geburtsdatum, Staatsangehörigkeit, Handy": "household relationship given family sex birth nationality phone",
		"Stot, Bezéiung, Virnumm, Familljennumm, Geschlecht, Gebuertsdatum, Nationalitéit, Telefon, Ukomm":                    "household relationship given family sex birth nationality phone arrived_on",
		"Name, Vorname, Geb.":                        "family given birth",
		"NAME, D.O.B.":                               "on_document -",
		"Nom et prénom; Né(e) le":                    "on_document birth",
		"Nationality 1; Nationality 2; Alias 2":      "nationality nationality alias",
		"Nom *, Nom":                                 "family -",
		"Tag, Year of birth, Geburtsmonat, Shoesize": "- birth_year birth_month -",
	} {
		headings := strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ';' })
		if got := packTargets(guessTargets(headings)); got != want {
			t.Errorf("%s:\n got %s\nwant %s", text, got, want)
		}
	}
	for _, target := range ImportTargets {
		if got := guessTarget(string(target)); got != target {
			t.Errorf("the heading %s is taken for %q", target, got)
		}
	}
	if got := unpackTargets(packTargets([]ImportTarget{TargetGiven, TargetNone, TargetBirth})); !cmp.Equal(got, []ImportTarget{TargetGiven, TargetNone, TargetBirth}) {
		t.Error(got)
	}
}

func TestWordsAreKnown(t *testing.T) {
	t.Parallel()
	n := knownNames()
	for word, want := range map[string]string{
		"Syria": "SYR", "Syrie": "SYR", "Syrien": "SYR", "SYR": "SYR", "sy": "SYR", "syrienne": "SYR", "Érythrée": "ERI", "Eritrea": "ERI", "Kosovo": "RKS", "XK": "RKS",
		"Turkey": "TUR", "Türkei": "TUR", "Tierkei": "TUR", "D": "DEU", "Apatride": "XXA", "stateless": "XXA", "RDC": "COD", "Congo": "COG", "Côte d'Ivoire": "CIV",
		"Bosnia and Herzegovina": "BIH", "UK": "GBR", "UKR": "UKR", "ER": "ERI", "Atlantis": "Atlantis",
	} {
		if got := countryCode(n.country(word)); got != want && got != strings.ToUpper(want) {
			t.Errorf("country %q is %q, want %q", word, got, want)
		}
	}
	for word, want := range map[string]string{
		"Arabic": "ar", "arabe": "ar", "Arabisch": "ar", "ara": "ar", "AR": "ar", "farsi": "fa", "Dari": "prs", "Tigrigna": "ti", "tigrinya": "ti",
		"Kurmanji": "kmr", "Sorani": "ckb", "Lëtzebuergesch": "lb", "Klingon": "Klingon",
	} {
		if got := n.language(word); got != want {
			t.Errorf("language %q is %q, want %q", word, got, want)
		}
	}
	for _, check := range []struct {
		words wordTable
		codes []string
	}{
		{relationshipWords, strs(Relationships)}, {statusWords, strs(Statuses)}, {needWords, strs(Needs)}, {documentWords, strs(DocumentTypes)}, {sexWords, strs(Sexes)},
	} {
		for _, code := range check.codes {
			if got := check.words.code(strings.ToLower(code)); !strings.EqualFold(got, code) {
				t.Errorf("the code %s is taken for %s", code, got)
			}
		}
		for word, code := range check.words {
			for _, one := range strings.Split(code, "/") {
				if !contains(check.codes, one) {
					t.Errorf("%q stands for %s, which is no code", word, one)
				}
			}
		}
	}
	if n.months["jui"] != 0 || n.months["mar"] != 3 || n.months["abrell"] != 4 {
		t.Error("months")
	}
}

func strs[T ~string](all []T) []string {
	var out []string
	for _, s := range all {
		out = append(out, string(s))
	}
	return out
}

func contains(all []string, s string) bool {
	for _, x := range all {
		if x == s {
			return true
		}
	}
	return false
}
