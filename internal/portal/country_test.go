package portal_test

import (
	"slices"
	"testing"

	"passerelle/internal/platform/i18n"
	"passerelle/internal/portal"
)

func localizers(t *testing.T) (en, ar *i18n.Localizer) {
	t.Helper()
	c, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	return c.For(i18n.English), c.For(i18n.Arabic)
}

func TestCountries(t *testing.T) {
	t.Parallel()
	en, ar := localizers(t)
	all := portal.Countries(portal.CountryQuery{}, en, en)
	if len(all) < 190 {
		t.Fatalf("%d countries", len(all))
	}
	seen, outlines := 0, 0
	for _, region := range portal.Regions {
		part := portal.Countries(portal.CountryQuery{Region: region}, en, en)
		if len(part) < 10 {
			t.Errorf("%s has %d countries", region, len(part))
		}
		seen += len(part)
	}
	if seen != len(all) {
		t.Errorf("the regions have %d countries, all together are %d", seen, len(all))
	}
	for _, c := range all {
		if name := en.Country(c.Code); name == "" || name == en.Country("???") {
			t.Errorf("%s has no name", c.Two)
		}
		if s, ok := c.Shape(); ok {
			outlines++
			if s.Path == "" || s.Width > 100.1 || s.Height > 100.1 || s.X < 0 || s.X > 360 || s.Y < 0 || s.Y > 180 {
				t.Errorf("%s: %+v", c.Two, s)
			}
		}
		for _, f := range []*portal.Figure{c.Population, c.Income, c.Development, c.Remittances, c.NetMigration, c.Immigrants, c.Women, c.HIV} {
			if f != nil && (f.Year != 0 && (f.Year < 1990 || f.Year > 2026) || f.Source == "") {
				t.Errorf("%s: %+v has no good year or source", c.Two, *f)
			}
		}
	}
	if outlines < len(all)-10 {
		t.Errorf("only %d of %d have an outline", outlines, len(all))
	}
	for typed, want := range map[string]string{"lux": "lu", "COTE d'iv": "ci", "العراق": "iq", "Iraq": "iq", "kosovo": "xk", "zealand": "nz"} {
		found := portal.Countries(portal.CountryQuery{Typed: typed}, ar, en)
		if !slices.ContainsFunc(found, func(c portal.Country) bool { return c.Two == want }) || len(found) > 5 {
			t.Errorf("%q finds %d countries, none is %s", typed, len(found), want)
		}
	}
	if found := portal.Countries(portal.CountryQuery{Typed: "Atlantis"}, en, en); len(found) != 0 {
		t.Errorf("Atlantis: %v", found)
	}
}

func TestCountryOf(t *testing.T) {
	t.Parallel()
	lu, ok := portal.CountryOf("lu")
	if !ok || lu.Code != "LUX" || lu.Region != "europe" || *lu.Population != (portal.Figure{Value: 671254, Year: 2024, Source: portal.SourceFactbook}) ||
		lu.Development.Value != 25 || lu.DevelopmentOf != 193 || lu.Women.Year != 2019 || lu.HIV.Value != 0.2 {
		t.Errorf("%+v", lu)
	}
	if er, _ := portal.CountryOf("er"); er.Remittances != nil {
		t.Errorf("Eritrea has remittances from nowhere: %v", er.Remittances)
	}
	for _, two := range []string{"", "LU", "zz", "aq", "../lu"} {
		if c, ok := portal.CountryOf(two); ok {
			t.Errorf("%q is %s", two, c.Code)
		}
	}
}

func TestFindTowns(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]string{"jagadhri": "Jagādhri", "TAOURIRT": "Taourirt", "  yavor": "Yavoriv", "lodz": "Łódź", "dakar": "Dakar", "pristina": "Pristina"} {
		found := portal.FindTowns(typed)
		if len(found) == 0 || found[0].Name != want {
			t.Errorf("%q: %v", typed, found)
			continue
		}
		if again, ok := portal.TownByKey(found[0].Key); !ok || again != found[0] {
			t.Errorf("%s: %v", found[0].Key, again)
		}
	}
	san := portal.FindTowns("san")
	if len(san) != 20 || !slices.IsSortedFunc(san, func(a, b portal.Town) int { return b.People - a.People }) {
		t.Errorf("san: %v", san)
	}
	if portal.FindTowns(" ’ ") != nil {
		t.Error("nothing typed finds towns")
	}
	if _, ok := portal.TownByKey("XX/Nowhere/0/0"); ok {
		t.Error("Nowhere is a town")
	}
}

// The towns of the three stories of the seed lie as far as it says.
func TestTownsOfTheExamples(t *testing.T) {
	t.Parallel()
	for key, want := range map[string]int{"UA/Yavoriv/49.939/23.383": 1237, "IN/Jagādhri/30.167/77.304": 6194, "MA/Taourirt/34.407/-2.897": 1845} {
		town, ok := portal.TownByKey(key)
		if !ok || town.At.FromLuxembourg() != want {
			t.Errorf("%s: %v, %d km", key, town, town.At.FromLuxembourg())
		}
	}
}
