package portalweb

import (
	"math"
	"net/http"
	"strconv"
	"strings"

	"passerelle/internal/platform/i18n"
	"passerelle/internal/platform/ui"
	"passerelle/internal/platform/web"
	"passerelle/internal/portal"
)

// countriesView is the list of countries.
type countriesView struct {
	returnText
	portal.CountryQuery
	List []portal.Country
}

func (v countriesView) regions() []ui.Option {
	out := []ui.Option{{Value: "", Label: v.B.T("portal.country.region.all")}}
	for _, code := range portal.Regions {
		out = append(out, ui.Option{Value: code, Label: v.B.T("portal.country.region." + code)})
	}
	return out
}

// maxTyped is how much of what was typed is looked for.
const maxTyped = 60

func countryTyped(r *web.Request) string {
	q := []rune(strings.ToValidUTF8(strings.TrimSpace(r.URL.Query().Get("q")), ""))
	return string(q[:min(len(q), maxTyped)])
}

func (f face) showCountries(w http.ResponseWriter, r *web.Request) error {
	v := countriesView{returnText: f.tell(r, r.L.T("portal.country.title"), r.L.T("portal.country.lead"), "portal.country.search")}
	v.within(ui.Link{Label: v.p.Title})
	v.CountryQuery = portal.CountryQuery{Typed: countryTyped(r), Region: r.URL.Query().Get("region")}
	v.List = portal.Countries(v.CountryQuery, r.L, f.site.Catalogue.For(i18n.English))
	return f.show(w, r, v.p, countriesPage(v))
}

// sheetRow is a line of the sheet of a country.
type sheetRow struct {
	Term, Value, Year, Source string
	Lang                      i18n.Lang // of the value, where it is the source's English
}

// countryView is the sheet of a country.
type countryView struct {
	returnText
	portal.Country
	Name string
	Rows []sheetRow
	Past []sheetRow // the sheet of 2016, of Luxembourg alone
}

func (v countryView) kosovo() bool { return v.Code == i18n.Kosovo }

func (f face) showCountry(w http.ResponseWriter, r *web.Request) error {
	c, ok := portal.CountryOf(r.PathValue("code"))
	if !ok {
		return errNoCountry()
	}
	name := r.L.Country(c.Code)
	v := countryView{returnText: f.tell(r, name, r.L.T("portal.country.lead"), "portal.country.population"), Country: c, Name: name}
	v.within(ui.Link{Label: r.L.T("portal.country.title"), Href: string(v.href(countryPattern))}, ui.Link{Label: name})
	v.Rows = countrySheet{v.B}.of(c)
	if c.Two == "lu" {
		v.Past = countrySheet{v.B}.past()
	}
	return f.show(w, r, v.p, countryPage(v))
}

// countrySheet writes the sheet of a country in a language.
type countrySheet struct{ l *i18n.Localizer }

// of writes what is known now, in the order of the former programme's sheet.
func (s countrySheet) of(c portal.Country) []sheetRow {
	l := s.l
	languages := sheetRow{Term: l.T("portal.country.languages"), Value: c.Languages, Lang: i18n.English, Source: s.source(portal.SourceFactbook)}
	if c.Languages == "" {
		languages = sheetRow{Term: languages.Term, Value: l.T("portal.country.unavailable")}
	}
	return []sheetRow{
		s.row("portal.country.population", c.Population, s.whole),
		s.row("portal.country.area", c.Area, s.area),
		languages,
		{Term: l.T("portal.country.currency"), Value: strings.Join(c.Currency, ", "), Source: l.T("portal.country.source.iso")},
		s.row("portal.country.income", c.Income, s.dollars),
		s.row("portal.country.development", c.Development, func(v float64) string { return s.rank(v, c.DevelopmentOf) }),
		s.row("portal.country.remittances", c.Remittances, func(v float64) string { return l.T("portal.country.unit.gdp", "share", s.share(v)) }),
		s.row("portal.country.net_migration", c.NetMigration, s.migrants),
		s.row("portal.country.immigrants", c.Immigrants, s.share),
		s.row("portal.country.women", c.Women, s.share),
		s.row("portal.country.young", c.Young, s.share),
		s.row("portal.country.hiv", c.HIV, func(v float64) string {
			if c.HIV.Below {
				return l.T("portal.country.unit.below", "share", s.share(v))
			}
			return s.share(v)
		}),
	}
}

// past is the sheet of Luxembourg as it stood on the programme's page in 2016.
func (s countrySheet) past() []sheetRow {
	l := s.l
	row := func(key, year, value string) sheetRow { return sheetRow{Term: l.T(key), Year: year, Value: value} }
	return []sheetRow{
		row("portal.country.population", "2015", s.whole(567110)),
		row("portal.country.area", "", s.area(2586)),
		row("portal.country.languages", "", l.T("portal.country.past_languages")),
		row("portal.country.currency", "", "Euro (EUR)"),
		row("portal.country.income", "2014", s.dollars(97662)),
		row("portal.country.development", "2014", s.rank(19, 188)),
		row("portal.country.remittances", l.T("portal.country.year.estimate", "year", "2014"), l.T("portal.country.unit.usd_million", "number", l.Number(1964))),
		row("portal.country.net_migration", "2015-2020", s.migrants(8.5)),
		row("portal.country.immigrants", "2015", s.share(44)),
		row("portal.country.women", "2015", s.share(49.4)),
		row("portal.country.young", "2015", s.share(16.4)),
		row("portal.country.hiv", "2014", l.T("portal.country.unavailable")),
	}
}

func (s countrySheet) row(key string, f *portal.Figure, write func(float64) string) sheetRow {
	if f == nil {
		return sheetRow{Term: s.l.T(key), Value: s.l.T("portal.country.unavailable")}
	}
	out := sheetRow{Term: s.l.T(key), Value: write(f.Value), Source: s.source(f.Source)}
	if f.Year != 0 {
		out.Year = strconv.Itoa(f.Year)
	}
	return out
}

func (s countrySheet) source(from portal.Source) string {
	return s.l.T("portal.country.source", "source", s.l.T("portal.country.source."+string(from)))
}

func (s countrySheet) whole(v float64) string { return s.l.Number(int(math.Round(v))) }

// figure writes a number with the digits it has, at most two.
func (s countrySheet) figure(v float64) string {
	digits := 2
	for digits > 0 && math.Abs(v*math.Pow10(digits-1)-math.Round(v*math.Pow10(digits-1))) < 1e-9 {
		digits--
	}
	return s.l.Decimal(v, digits)
}

func (s countrySheet) area(v float64) string {
	number := s.whole(v)
	if v < 10 {
		number = s.figure(v)
	}
	return s.l.T("portal.country.unit.area", "number", number)
}

func (s countrySheet) dollars(v float64) string {
	return s.l.T("portal.country.unit.usd", "number", s.whole(v))
}

func (s countrySheet) rank(v float64, of int) string {
	return s.l.T("portal.country.unit.rank", "rank", int(v), "of", of)
}

func (s countrySheet) migrants(v float64) string {
	return s.l.T("portal.country.unit.migrants", "number", s.figure(v))
}

// share writes a percentage with one digit, as the sources do.
func (s countrySheet) share(v float64) string { return s.l.Percent(v/100, 1) }

// mapUnit writes a place on a map.
func mapUnit(v float64) string { return strconv.FormatFloat(v, 'f', 1, 64) }

// luxembourgOnMap is Luxembourg on the map of the world.
func luxembourgOnMap() (x, y string) {
	east, south := portal.LuxembourgCity.On()
	return mapUnit(east), mapUnit(south)
}
