package people_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"passerelle/internal/people"
)

// knownDates are civil dates and what the Unicode ICU 78 calendars call them,
// among them the ends of leap years and new years of each calendar.
const knownDates = `
islamic_civil 1900-04-30 1317-12-29
islamic_civil 1925-03-22 1343-8-26
islamic_civil 1937-03-14 1356-1-1
islamic_civil 1956-02-29 1375-7-17
islamic_civil 1979-01-01 1399-2-1
islamic_civil 1988-03-20 1408-8-1
islamic_civil 1996-03-20 1416-10-29
islamic_civil 2000-02-29 1420-11-24
islamic_civil 2001-09-11 1422-6-22
islamic_civil 2005-03-21 1426-2-10
islamic_civil 2007-09-12 1428-8-29
islamic_civil 2007-09-11 1428-8-28
islamic_civil 2011-09-11 1432-10-12
islamic_civil 2013-08-08 1434-10-1
islamic_civil 2021-03-20 1442-8-6
islamic_civil 2021-03-21 1442-8-7
islamic_civil 2024-03-11 1445-9-1
islamic_civil 2025-03-20 1446-9-20
islamic_civil 2025-03-21 1446-9-21
islamic_civil 2026-11-23 1448-6-12
islamic_civil 2076-11-26 1499-12-29
umm_al_qura 1900-04-30 1318-1-1
umm_al_qura 1925-03-22 1343-8-27
umm_al_qura 1937-03-14 1356-1-1
umm_al_qura 1956-02-29 1375-7-17
umm_al_qura 1979-01-01 1399-2-2
umm_al_qura 1988-03-20 1408-8-2
umm_al_qura 1996-03-20 1416-10-30
umm_al_qura 2000-02-29 1420-11-23
umm_al_qura 2001-09-11 1422-6-23
umm_al_qura 2005-03-21 1426-2-11
umm_al_qura 2007-09-12 1428-8-30
umm_al_qura 2007-09-11 1428-8-29
umm_al_qura 2011-09-11 1432-10-13
umm_al_qura 2013-08-08 1434-10-1
umm_al_qura 2021-03-20 1442-8-7
umm_al_qura 2021-03-21 1442-8-8
umm_al_qura 2024-03-11 1445-9-1
umm_al_qura 2025-03-20 1446-9-20
umm_al_qura 2025-03-21 1446-9-21
umm_al_qura 2026-11-23 1448-6-13
umm_al_qura 2076-11-26 1499-12-29
solar_hijri 1900-04-30 1279-2-10
solar_hijri 1925-03-22 1304-1-2
solar_hijri 1937-03-14 1315-12-23
solar_hijri 1956-02-29 1334-12-9
solar_hijri 1979-01-01 1357-10-11
solar_hijri 1988-03-20 1366-12-30
solar_hijri 1996-03-20 1375-1-1
solar_hijri 2000-02-29 1378-12-10
solar_hijri 2001-09-11 1380-6-20
solar_hijri 2005-03-21 1384-1-1
solar_hijri 2007-09-12 1386-6-21
solar_hijri 2007-09-11 1386-6-20
solar_hijri 2011-09-11 1390-6-20
solar_hijri 2013-08-08 1392-5-17
solar_hijri 2021-03-20 1399-12-30
solar_hijri 2021-03-21 1400-1-1
solar_hijri 2024-03-11 1402-12-21
solar_hijri 2025-03-20 1403-12-30
solar_hijri 2025-03-21 1404-1-1
solar_hijri 2026-11-23 1405-9-2
solar_hijri 2076-11-26 1455-9-6
ethiopian 1900-04-30 1892-8-22
ethiopian 1925-03-22 1917-7-13
ethiopian 1937-03-14 1929-7-5
ethiopian 1956-02-29 1948-6-21
ethiopian 1979-01-01 1971-4-23
ethiopian 1988-03-20 1980-7-11
ethiopian 1996-03-20 1988-7-11
ethiopian 2000-02-29 1992-6-21
ethiopian 2001-09-11 1994-1-1
ethiopian 2005-03-21 1997-7-12
ethiopian 2007-09-12 2000-1-1
ethiopian 2007-09-11 1999-13-6
ethiopian 2011-09-11 2003-13-6
ethiopian 2013-08-08 2005-12-2
ethiopian 2021-03-20 2013-7-11
ethiopian 2021-03-21 2013-7-12
ethiopian 2024-03-11 2016-7-2
ethiopian 2025-03-20 2017-7-11
ethiopian 2025-03-21 2017-7-12
ethiopian 2026-11-23 2019-3-14
ethiopian 2076-11-26 2069-3-17
`

func parseYMD(t *testing.T, s string) people.CalendarDate {
	t.Helper()
	var d people.CalendarDate
	if _, err := fmt.Sscanf(s, "%d-%d-%d", &d.Year, &d.Month, &d.Day); err != nil {
		t.Fatal(err)
	}
	return d
}

func TestCalendarKnownDates(t *testing.T) {
	t.Parallel()
	for line := range strings.Lines(strings.TrimSpace(knownDates)) {
		f := strings.Fields(line)
		c, civil, foreign := people.Calendar(f[0]), parseYMD(t, f[1]), parseYMD(t, f[2])
		got, err := c.ToGregorian(foreign)
		if err != nil || got != civil {
			t.Errorf("%s %v to civil = %v, %v; want %v", c, foreign, got, err, civil)
		}
		got, err = c.FromGregorian(civil)
		if err != nil || got != foreign {
			t.Errorf("%v to %s = %v, %v; want %v", civil, c, got, err, foreign)
		}
	}
}

// Every civil day from 1901 to 2076 has one date in each calendar, the days
// follow each other, and each converts back.
func TestCalendarEveryDayRoundTrips(t *testing.T) {
	t.Parallel()
	for _, c := range people.Calendars() {
		var before people.CalendarDate
		for day := time.Date(1901, 1, 1, 0, 0, 0, 0, time.UTC); day.Year() < 2077; day = day.AddDate(0, 0, 1) {
			civil := people.CalendarDate{Year: day.Year(), Month: int(day.Month()), Day: day.Day()}
			d, err := c.FromGregorian(civil)
			if err != nil {
				t.Fatalf("%v to %s: %v", civil, c, err)
			}
			next := d.Day == before.Day+1 && d.Month == before.Month && d.Year == before.Year ||
				d.Day == 1 && (d.Month == before.Month+1 && d.Year == before.Year || d.Month == 1 && d.Year == before.Year+1)
			if before != (people.CalendarDate{}) && !next {
				t.Fatalf("%s: %v follows %v", c, d, before)
			}
			if back, err := c.ToGregorian(d); err != nil || back != civil {
				t.Fatalf("%s %v: back = %v, %v; want %v", c, d, back, err, civil)
			}
			before = d
		}
	}
}

func TestCalendarRefuses(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		calendar people.Calendar
		date     people.CalendarDate
		code     string
		field    string
	}{
		{"mayan", people.CalendarDate{Year: 2000, Month: 1, Day: 1}, "calendar_unknown", ""},
		{people.Gregorian, people.CalendarDate{Year: 2023, Month: 2, Day: 29}, "calendar_day_range", "day"},
		{people.Gregorian, people.CalendarDate{Year: 2023, Month: 13, Day: 1}, "calendar_month_range", "month"},
		{people.SolarHijri, people.CalendarDate{Year: 1402, Month: 12, Day: 30}, "calendar_day_range", "day"},
		{people.SolarHijri, people.CalendarDate{Year: 1385, Month: 7, Day: 31}, "calendar_day_range", "day"},
		{people.SolarHijri, people.CalendarDate{Year: 2003, Month: 1, Day: 1}, "calendar_year_range", "year"},
		{people.UmmAlQura, people.CalendarDate{Year: 1317, Month: 1, Day: 1}, "calendar_year_range", "year"},
		{people.UmmAlQura, people.CalendarDate{Year: 1445, Month: 9, Day: 31}, "calendar_day_range", "day"},
		{people.IslamicCivil, people.CalendarDate{Year: 1444, Month: 12, Day: 30}, "calendar_day_range", "day"},
		{people.Ethiopian, people.CalendarDate{Year: 2012, Month: 13, Day: 6}, "calendar_day_range", "day"},
		{people.Ethiopian, people.CalendarDate{Year: 2012, Month: 0, Day: 6}, "calendar_month_range", "month"},
		{people.Ethiopian, people.CalendarDate{Year: 2012, Month: 5, Day: -1}, "calendar_day_range", "day"},
	} {
		_, err := tc.calendar.ToGregorian(tc.date)
		wantParseError(t, err, tc.code, tc.field)
	}
	_, err := people.UmmAlQura.FromGregorian(people.CalendarDate{Year: 1900, Month: 4, Day: 29})
	wantParseError(t, err, "calendar_year_range", "year")
	_, err = people.UmmAlQura.FromGregorian(people.CalendarDate{Year: 2077, Month: 11, Day: 17})
	wantParseError(t, err, "calendar_year_range", "year")
}

func wantParseError(t *testing.T, err error, code, field string) {
	t.Helper()
	var pe *people.ParseError
	if !errors.As(err, &pe) {
		t.Fatalf("error = %v, want *ParseError %s", err, code)
	}
	if diff := cmp.Diff(&people.ParseError{Code: code, Field: field}, pe); diff != "" {
		t.Errorf("error (-want +got):\n%s", diff)
	}
}

func TestCalendarBirthDateIsNeverFalselyExact(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		calendar people.Calendar
		date     people.CalendarDate
		want     string
	}{
		{people.SolarHijri, people.CalendarDate{Year: 1384, Month: 1, Day: 1}, "2005-03-21"},
		{people.SolarHijri, people.CalendarDate{Year: 1384, Month: 1}, "2005"},
		{people.SolarHijri, people.CalendarDate{Year: 1384, Month: 10}, "~2005"}, // 22 Dec 2005 to 20 Jan 2006
		{people.SolarHijri, people.CalendarDate{Year: 1384}, "~2005"},
		{people.Ethiopian, people.CalendarDate{Year: 1997}, "~2005"},
		{people.Ethiopian, people.CalendarDate{Year: 2000, Month: 13}, "2008"},
		{people.Gregorian, people.CalendarDate{Year: 1999, Month: 5}, "1999-05"},
		{people.Gregorian, people.CalendarDate{Year: 1999}, "1999"},
	} {
		got, err := tc.calendar.BirthDate(tc.date)
		if err != nil || got.String() != tc.want {
			t.Errorf("%s %v = %q, %v; want %q", tc.calendar, tc.date, got, err, tc.want)
		}
	}
	_, err := people.Ethiopian.BirthDate(people.CalendarDate{Year: 2000, Day: 3})
	wantParseError(t, err, "calendar_month_range", "month")
	_, err = people.Ethiopian.BirthDate(people.CalendarDate{Year: 2000, Month: 14})
	wantParseError(t, err, "calendar_month_range", "month")
	_, err = people.Ethiopian.BirthDate(people.CalendarDate{Year: 2000, Month: 1, Day: -1})
	wantParseError(t, err, "calendar_day_range", "day")
}

// Whatever is typed, conversion gives a date or an error and never panics, and
// a date that is accepted converts back to itself.
func TestCalendarAnyInput(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		c := rapid.SampledFrom(people.Calendars()).Draw(t, "calendar")
		d := people.CalendarDate{
			Year:  rapid.IntRange(-10, 3000).Draw(t, "year"),
			Month: rapid.IntRange(-1, 15).Draw(t, "month"),
			Day:   rapid.IntRange(-1, 33).Draw(t, "day"),
		}
		if _, err := c.BirthDate(d); err != nil && !errors.As(err, new(*people.ParseError)) {
			t.Fatalf("BirthDate error %T", err)
		}
		civil, err := c.ToGregorian(d)
		if err != nil {
			return
		}
		if back, err := c.FromGregorian(civil); err != nil || back != d {
			t.Fatalf("%s %v → %v → %v, %v", c, d, civil, back, err)
		}
	})
}
