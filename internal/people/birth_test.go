package people_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"passerelle/internal/people"
)

func day(y, m, d int) time.Time { return time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC) }

func TestParseBirthDate(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		text      string
		want      people.BirthDate
		precision people.Precision
	}{
		{"", people.BirthDate{}, people.PrecisionUnknown},
		{"2006", people.BirthDate{Year: 2006}, people.PrecisionYear},
		{"2006-03", people.BirthDate{Year: 2006, Month: 3}, people.PrecisionMonth},
		{" 2006-03-14 ", people.BirthDate{Year: 2006, Month: 3, Day: 14}, people.PrecisionDay},
		{"~2006", people.BirthDate{Year: 2006, Estimated: true}, people.PrecisionEstimated},
		{"~2006-01-01", people.BirthDate{Year: 2006, Month: 1, Day: 1, Estimated: true}, people.PrecisionEstimated},
	} {
		got, err := people.ParseBirthDate(tc.text)
		if err != nil || got != tc.want {
			t.Errorf("ParseBirthDate(%q) = %+v, %v; want %+v", tc.text, got, err, tc.want)
		}
		if got.Precision() != tc.precision {
			t.Errorf("%q: precision %q, want %q", tc.text, got.Precision(), tc.precision)
		}
	}
}

func TestParseBirthDateRefuses(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ text, code, field string }{
		{"~", "birth_text", ""},
		{"206", "birth_text", ""},
		{"+206", "birth_text", ""},
		{"2006-3-14", "birth_text", ""},
		{"2006-03-14-01", "birth_text", ""},
		{"2006-00", "birth_text", ""},
		{"٢٠٠٦", "birth_text", ""},
		{"0999", "birth_year_range", "year"},
		{"2006-13", "birth_month_range", "month"},
		{"2006-02-29", "birth_day_range", "day"},
	} {
		_, err := people.ParseBirthDate(tc.text)
		wantParseError(t, err, tc.code, tc.field)
	}
}

func TestBirthDateValidate(t *testing.T) {
	t.Parallel()
	today := day(2026, 11, 23)
	for _, tc := range []struct {
		birth people.BirthDate
		code  string // "" means valid
		field string
	}{
		{people.BirthDate{}, "", ""},
		{people.BirthDate{Year: 2026, Month: 11, Day: 23}, "", ""},
		{people.BirthDate{Year: 2026}, "", ""},
		{people.BirthDate{Year: 2026, Month: 11, Day: 24}, "birth_future", "year"},
		{people.BirthDate{Year: 2026, Month: 12}, "birth_future", "year"},
		{people.BirthDate{Year: 2027}, "birth_future", "year"},
		{people.BirthDate{Year: 1901}, "", ""},
		{people.BirthDate{Year: 1900}, "birth_too_old", "year"},
		{people.BirthDate{Month: 3}, "birth_year_missing", "year"},
		{people.BirthDate{Estimated: true}, "birth_year_missing", "year"},
		{people.BirthDate{Year: 2006, Day: 3}, "birth_month_missing", "month"},
		{people.BirthDate{Year: 2006, Month: 2, Day: 30}, "birth_day_range", "day"},
		{people.BirthDate{Year: 2006, Month: -1}, "birth_month_range", "month"},
	} {
		err := tc.birth.Validate(today)
		if tc.code == "" {
			if err != nil {
				t.Errorf("%+v: %v", tc.birth, err)
			}
			continue
		}
		wantParseError(t, err, tc.code, tc.field)
	}
}

func TestBirthDateAge(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		birth           string
		at              time.Time
		least, greatest int
		ok              bool
	}{
		{"2008-11-23", day(2026, 11, 22), 17, 17, true},
		{"2008-11-23", day(2026, 11, 23), 18, 18, true},
		{"2008-02-29", day(2026, 2, 28), 17, 17, true},
		{"2008-02-29", day(2026, 3, 1), 18, 18, true},
		{"2008-11", day(2026, 11, 15), 17, 18, true},
		{"2008-10", day(2026, 11, 15), 18, 18, true},
		{"2008", day(2026, 11, 23), 17, 18, true},
		{"~2008", day(2026, 11, 23), 15, 20, true},
		{"2026", day(2026, 6, 1), 0, 0, true},
		{"2026-06-02", day(2026, 6, 1), 0, 0, false},
		{"", day(2026, 6, 1), 0, 0, false},
	} {
		b, err := people.ParseBirthDate(tc.birth)
		if err != nil {
			t.Fatal(err)
		}
		least, greatest, ok := b.Age(tc.at)
		if least != tc.least || greatest != tc.greatest || ok != tc.ok {
			t.Errorf("%q at %s: %d..%d %v; want %d..%d %v", tc.birth, tc.at.Format(time.DateOnly),
				least, greatest, ok, tc.least, tc.greatest, tc.ok)
		}
	}
}

func drawBirth(t *rapid.T) people.BirthDate {
	b := people.BirthDate{Year: rapid.IntRange(1902, 2025).Draw(t, "year"), Estimated: rapid.Bool().Draw(t, "estimated")}
	if rapid.Bool().Draw(t, "month known") {
		b.Month = rapid.IntRange(1, 12).Draw(t, "month")
		if rapid.Bool().Draw(t, "day known") {
			b.Day = rapid.IntRange(1, day(b.Year, b.Month+1, 0).Day()).Draw(t, "day")
		}
	}
	return b
}

func TestBirthDateTextRoundTrips(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		b := drawBirth(t)
		got, err := people.ParseBirthDate(b.String())
		if err != nil || got != b {
			t.Fatalf("%+v → %q → %+v, %v", b, b, got, err)
		}
	})
}

// Knowing less about a birth widens the range of ages and never moves it off
// the true age.
func TestBirthDateAgeWidensWithLessKnowledge(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		b := drawBirth(t)
		if b.Month == 0 || b.Day == 0 {
			return
		}
		exact := people.BirthDate{Year: b.Year, Month: b.Month, Day: b.Day}
		at := day(2026, rapid.IntRange(1, 12).Draw(t, "at"), 15)
		age, same, _ := exact.Age(at)
		if age != same {
			t.Fatalf("%v has ages %d..%d", exact, age, same)
		}
		low, high := age, age
		for _, vaguer := range []people.BirthDate{
			{Year: b.Year, Month: b.Month}, {Year: b.Year}, {Year: b.Year, Estimated: true},
		} {
			l, h, ok := vaguer.Age(at)
			if !ok || l > low || h < high {
				t.Fatalf("%v: %d..%d, narrower than %d..%d", vaguer, l, h, low, high)
			}
			low, high = l, h
		}
	})
}

func FuzzParseBirthDate(f *testing.F) {
	for _, s := range []string{"", "~2006", "2006-03-14", "2006-02-30", "~~2006", "20066-1"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		b, err := people.ParseBirthDate(s)
		if err != nil {
			return
		}
		if again, err := people.ParseBirthDate(b.String()); err != nil || again != b {
			t.Fatalf("%+v does not round-trip: %+v, %v", b, again, err)
		}
	})
}
