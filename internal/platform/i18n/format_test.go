package i18n_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/i18n"
)

func TestDates(t *testing.T) {
	t.Parallel()
	c := load(t)
	d := clock.Date{Year: 2010, Month: time.March, Day: 4}
	at := time.Date(2010, 7, 4, 7, 5, 0, 0, time.UTC) // 09:05 in Luxembourg.
	tests := []struct {
		lang                         i18n.Lang
		date, short, month, datetime string
	}{
		{"en", "4 March 2010", "4 Mar 2010", "March 2010", "4 Jul 2010, 09:05"},
		{"fr", "4 mars 2010", "4 mars 2010", "mars 2010", "4 juil. 2010, 09:05"},
		{"de", "4. März 2010", "4. März 2010", "März 2010", "4. Juli 2010, 09:05"},
		{"lb", "4. Mäerz 2010", "4. Mäe. 2010", "Mäerz 2010", "4. Juli 2010 09:05"},
		{"pt", "4 de março de 2010", "4/03/2010", "março de 2010", "4/07/2010, 09:05"},
		{"ar", "4 مارس 2010", "4 مارس 2010", "مارس 2010", "4 يوليو 2010، 09:05"},
		{"fa", "4 مارس 2010", "4 مارس 2010", "مارس 2010", "4 ژوئیه 2010،\u200f 9:05"},
		{"ti", "መጋቢት 4, 2010", "4 መጋ 2010", "መጋቢት 2010", "4 ሓም 2010 09:05"},
		{"uk", "4 березня 2010\u202fр.", "4 бер. 2010\u202fр.", "березень 2010\u202fр.", "4 лип. 2010\u202fр., 09:05"},
		{"tr", "4 Mart 2010", "4 Mar 2010", "Mart 2010", "4 Tem 2010 09:05"},
		{"sq", "4 mars 2010", "4 mar 2010", "mars 2010", "4 korr 2010, 09:05"},
		{"es", "4 de marzo de 2010", "4 mar 2010", "marzo de 2010", "4 jul 2010, 9:05"},
		{"ru", "4 марта 2010\u202fг.", "4 мар. 2010\u202fг.", "март 2010\u202fг.", "4 июл. 2010\u202fг., 09:05"},
		{"so", "Maarso 4, 2010", "Mar 4, 2010", "Maarso 2010", "Lul 4, 2010 09:05"},
	}
	for _, tt := range tests {
		l := c.For(tt.lang)
		got := []string{l.Date(d), l.DateShort(d), l.Month(2010, time.March), l.DateTime(at)}
		for i, want := range []string{tt.date, tt.short, tt.month, tt.datetime} {
			if got[i] != want {
				t.Errorf("%s: got %q, want %q", tt.lang, got[i], want)
			}
		}
	}
	en := c.For("en")
	if got := en.Date(clock.Date{}) + en.DateTime(time.Time{}) + en.Time(time.Time{}); got != "" {
		t.Errorf("no date is %q", got)
	}
	if got := c.For("lb").Weekday(d.Weekday()); got != "Donneschdeg" {
		t.Errorf("weekday: %q", got)
	}
	if got := c.For("uk").MonthName(time.March); got != "березень" {
		t.Errorf("month: %q", got)
	}
}

func TestEveryDateIsWrittenInEveryLanguage(t *testing.T) {
	t.Parallel()
	c := load(t)
	rapid.Check(t, func(t *rapid.T) {
		d := clock.Date{Year: 2000, Month: 1, Day: 1}.AddDays(rapid.IntRange(-50000, 50000).Draw(t, "days"))
		for _, l := range i18n.Public {
			loc := c.For(l)
			if loc.Date(d) == "" || loc.DateShort(d) == "" || loc.Weekday(d.Weekday()) == "" {
				t.Fatalf("%s: %s", l, d)
			}
		}
	})
}

func TestNumbers(t *testing.T) {
	t.Parallel()
	c := load(t)
	tests := []struct {
		got, want string
	}{
		{c.For("en").Number(1234567), "1,234,567"},
		{c.For("en").Number(-123), "-123"},
		{c.For("fr").Number(-1234), "-1\u202f234"},
		{c.For("de").Number(1234), "1.234"},
		{c.For("lb").Number(100), "100"},
		{c.For("pt").Number(1234), "1234"}, // Portuguese and Spanish group from five digits.
		{c.For("es").Number(12345), "12.345"},
		{c.For("ar").Number(1234), "1,234"},
		{c.For("de").Decimal(1234.5, 2), "1.234,50"},
		{c.For("en").Decimal(-0.001, 1), "0.0"},
		{c.For("en").Percent(0.256, 0), "26%"},
		{c.For("fr").Percent(0.256, 1), "25,6\u00a0%"},
		{c.For("tr").Percent(0.5, 0), "%50"},
		{c.For("en").Bytes(0), "0 byte"},
		{c.For("fr").Bytes(1_500_000), "1,5\u202fMo"},
		{c.For("de").Bytes(999_600), "1,0 MB"},
		{c.For("en").Bytes(12_345), "12 kB"},
	}
	for _, tt := range tests {
		if tt.got != tt.want {
			t.Errorf("got %q, want %q", tt.got, tt.want)
		}
	}
}

func TestRelativeDays(t *testing.T) {
	t.Parallel()
	c := load(t)
	tests := []struct {
		lang i18n.Lang
		n    int
		want string
	}{
		{"en", 0, "today"}, {"en", 1, "tomorrow"}, {"en", -1, "yesterday"}, {"en", 3, "in 3 days"}, {"en", -3, "3 days ago"},
		{"lb", 3, "an 3 Deeg"}, {"lb", 5, "a 5 Deeg"}, {"lb", -7, "viru 7 Deeg"}, {"lb", -12, "virun 12 Deeg"},
		{"lb", 24, "a 24 Deeg"}, {"lb", 21, "an 21 Deeg"}, {"lb", 14, "a 14 Deeg"}, {"lb", 40, "a 40 Deeg"},
		{"lb", 100, "an 100 Deeg"}, {"lb", 500, "a 500 Deeg"}, {"lb", 4000, "a 4.000 Deeg"}, {"lb", 24000, "a 24.000 Deeg"},
		{"uk", 2, "через 2 дні"}, {"uk", 5, "через 5 днів"}, {"ar", 2, "خلال يومين"}, {"ru", -21, "21 день назад"},
	}
	for _, tt := range tests {
		if got := c.For(tt.lang).RelativeDays(tt.n); got != tt.want {
			t.Errorf("%s %d: got %q, want %q", tt.lang, tt.n, got, tt.want)
		}
	}
}

func TestList(t *testing.T) {
	t.Parallel()
	c := load(t)
	tests := []struct {
		lang  i18n.Lang
		items []string
		want  string
	}{
		{"en", nil, ""},
		{"en", []string{"a"}, "a"},
		{"en", []string{"a", "b"}, "a and b"},
		{"en", []string{"a", "b", "c", "d"}, "a, b, c and d"},
		{"lb", []string{"Brout", "Mëllech"}, "Brout a Mëllech"},
		{"lb", []string{"Brout", "Mëllech", "Äppel"}, "Brout, Mëllech an Äppel"},
		{"ti", []string{"ሀ", "ለ"}, "ሀን ለን"},
		{"ar", []string{"a", "b", "c"}, "\u2068a\u2069 و\u2068b\u2069 و\u2068c\u2069"},
		{"en", []string{"{1}", "b"}, "{1} and b"},
	}
	for _, tt := range tests {
		if got := c.For(tt.lang).List(tt.items); got != tt.want {
			t.Errorf("%s: got %q, want %q", tt.lang, got, tt.want)
		}
	}
}

func TestCompare(t *testing.T) {
	t.Parallel()
	c := load(t)
	tests := []struct {
		lang i18n.Lang
		a, b string
		want int
	}{
		{"en", "Room 2", "room 10", -1},
		{"fr", "Élodie", "Fatou", -1},
		{"de", "ärger", "Zebra", -1},
		{"en", "ALI", "ali", 0},
		{"tr", "çay", "dal", -1},
	}
	for _, tt := range tests {
		if got := c.For(tt.lang).Compare(tt.a, tt.b); got != tt.want {
			t.Errorf("%s: %s, %s: got %d", tt.lang, tt.a, tt.b, got)
		}
	}
}
