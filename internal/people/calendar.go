package people

import (
	"math/bits"
	"time"
)

// Calendar names a calendar in which a date may be written on a foreign
// document. It is a stored code.
type Calendar string

// The calendars and the years in which each is accepted.
const (
	// Gregorian is the civil calendar; years 1000 to 9999, proleptic before 1582.
	Gregorian Calendar = "gregorian"
	// IslamicCivil is the arithmetic Hijri calendar: 30-year cycle with leap
	// years 2, 5, 7, 10, 13, 16, 18, 21, 24, 26 and 29, and the Friday epoch of
	// 16 July 622 (Julian). Years 1000 to 1700 AH. Months that were announced
	// from an observed crescent may differ from it by a day or two.
	IslamicCivil Calendar = "islamic_civil"
	// UmmAlQura is the Hijri calendar of Saudi Arabia, from a table of month
	// lengths. Years 1318 to 1500 AH (30 April 1900 to 16 November 2077); the
	// table is official from 1356 AH (1937) and reconstructed before.
	UmmAlQura Calendar = "umm_al_qura"
	// SolarHijri is the calendar of Iran and Afghanistan. Years 1178 to 1501,
	// where the 33-year rule is exact: it gives the same leap years as the
	// equinox at the Iranian meridian. The month lengths are those in law since
	// 1304 (1925) in Iran; documents from before may use others.
	SolarHijri Calendar = "solar_hijri"
	// Ethiopian is the calendar of Ethiopia and Eritrea (Amete Mihret era):
	// twelve months of 30 days and a thirteenth of 5 or 6. Years 1600 to 2300.
	Ethiopian Calendar = "ethiopian"
)

// CalendarDate is a civil date in some calendar. Month and Day count from 1.
type CalendarDate struct{ Year, Month, Day int }

// calendarRule is what a calendar is to this package: its years, its months,
// and the Julian day number on which a month begins.
type calendarRule struct {
	firstYear, lastYear int
	months              int
	monthStart          func(year, month int) int // month may be months+1: the next year
}

var calendars = map[Calendar]calendarRule{
	Gregorian:    {1000, 9999, 12, gregorianMonthStart},
	IslamicCivil: {1000, 1700, 12, islamicCivilMonthStart},
	UmmAlQura:    {ummAlQuraFirst, ummAlQuraFirst + len(ummAlQuraMonths) - 1, 12, ummAlQuraMonthStart},
	SolarHijri:   {1178, 1501, 12, solarHijriMonthStart},
	Ethiopian:    {1600, 2300, 13, ethiopianMonthStart},
}

// Calendars lists the calendars a date can be entered in, the civil one first.
func Calendars() []Calendar {
	return []Calendar{Gregorian, IslamicCivil, UmmAlQura, SolarHijri, Ethiopian}
}

// ToGregorian converts a complete date of calendar c to the civil calendar.
// Codes: calendar_unknown; calendar_year_range, calendar_month_range and
// calendar_day_range with the Field at fault.
func (c Calendar) ToGregorian(d CalendarDate) (CalendarDate, error) {
	rule, err := c.rule(d.Year)
	if err != nil {
		return CalendarDate{}, err
	}
	if d.Month < 1 || d.Month > rule.months {
		return CalendarDate{}, &ParseError{"calendar_month_range", "month"}
	}
	start := rule.monthStart(d.Year, d.Month)
	if d.Day < 1 || d.Day > rule.monthStart(d.Year, d.Month+1)-start {
		return CalendarDate{}, &ParseError{"calendar_day_range", "day"}
	}
	return gregorianFromJulianDay(start + d.Day - 1), nil
}

// FromGregorian converts a complete civil date to calendar c. Codes: those of
// ToGregorian; calendar_year_range also when the day lies outside c's years.
func (c Calendar) FromGregorian(d CalendarDate) (CalendarDate, error) {
	if _, err := Gregorian.ToGregorian(d); err != nil {
		return CalendarDate{}, err
	}
	rule, ok := calendars[c]
	if !ok {
		return CalendarDate{}, &ParseError{Code: "calendar_unknown"}
	}
	day := gregorianMonthStart(d.Year, d.Month) + d.Day - 1
	if day < rule.monthStart(rule.firstYear, 1) || day >= rule.monthStart(rule.lastYear, rule.months+1) {
		return CalendarDate{}, &ParseError{"calendar_year_range", "year"}
	}
	year, month := rule.firstYear, 1
	for hi := rule.lastYear; year < hi; { // last year that does not begin after day
		if mid := (year + hi + 1) / 2; rule.monthStart(mid, 1) <= day {
			year = mid
		} else {
			hi = mid - 1
		}
	}
	for month < rule.months && rule.monthStart(year, month+1) <= day {
		month++
	}
	return CalendarDate{year, month, day - rule.monthStart(year, month) + 1}, nil
}

// BirthDate converts a birth date entered in calendar c of which the month or
// the day may be 0, unknown. What the civil calendar cannot say exactly becomes
// less precise, never falsely exact: a month of c lies in two civil months, so
// it gives the civil year, or an estimated year when it crosses a new year; a
// year alone gives the civil year that holds its middle, estimated. Codes:
// those of ToGregorian.
func (c Calendar) BirthDate(d CalendarDate) (BirthDate, error) {
	if d.Month < 0 || d.Month == 0 && d.Day != 0 {
		return BirthDate{}, &ParseError{"calendar_month_range", "month"}
	}
	if d.Day < 0 {
		return BirthDate{}, &ParseError{"calendar_day_range", "day"}
	}
	first, err := c.ToGregorian(CalendarDate{d.Year, max(d.Month, 1), max(d.Day, 1)})
	switch {
	case err != nil:
		return BirthDate{}, err
	case d.Day != 0:
		return BirthDate{Year: first.Year, Month: first.Month, Day: first.Day}, nil
	case c == Gregorian:
		return BirthDate{Year: d.Year, Month: d.Month}, nil
	case d.Month == 0:
		middle, err := c.ToGregorian(CalendarDate{d.Year, 6, 15})
		return BirthDate{Year: middle.Year, Estimated: true}, err
	}
	last, err := c.ToGregorian(CalendarDate{d.Year, d.Month, c.daysIn(d.Year, d.Month)})
	return BirthDate{Year: first.Year, Estimated: first.Year != last.Year}, err
}

// daysIn is the length of a month that c has.
func (c Calendar) daysIn(year, month int) int {
	rule := calendars[c]
	return rule.monthStart(year, month+1) - rule.monthStart(year, month)
}

func (c Calendar) rule(year int) (calendarRule, error) {
	rule, ok := calendars[c]
	if !ok {
		return rule, &ParseError{Code: "calendar_unknown"}
	}
	if year < rule.firstYear || year > rule.lastYear {
		return rule, &ParseError{"calendar_year_range", "year"}
	}
	return rule, nil
}

// julianDayOfUnixEpoch is the Julian day number of 1 January 1970.
const julianDayOfUnixEpoch = 2440588

func gregorianMonthStart(year, month int) int {
	seconds := time.Date(year, time.Month(month), 1, 0, 0, 0, 0, time.UTC).Unix()
	return int(seconds/86400) + julianDayOfUnixEpoch // exact: midnights are multiples of a day
}

func gregorianFromJulianDay(day int) CalendarDate {
	y, m, d := time.Unix(int64(day-julianDayOfUnixEpoch)*86400, 0).UTC().Date()
	return CalendarDate{y, int(m), d}
}

// islamicCivilMonthStart: odd months have 30 days and even ones 29; the eleven
// leap years of a 30-year cycle add a day to the twelfth month.
func islamicCivilMonthStart(year, month int) int {
	const epoch = 1948440 // 1 Muharram 1 AH
	if month == 13 {
		year, month = year+1, 1
	}
	return epoch + 354*(year-1) + (3+11*year)/30 + (59*(month-1)+1)/2
}

// solarHijriMonthStart: six months of 31 days, five of 30, the last of 29 or,
// in eight years out of 33, 30.
func solarHijriMonthStart(year, month int) int {
	const epoch = 1948320 // the day before 1 Farvardin 1
	if month == 13 {
		year, month = year+1, 1
	}
	start := epoch + 365*(year-1) + (8*year+21)/33
	return start + 30*(month-1) + min(month-1, 6)
}

func ethiopianMonthStart(year, month int) int {
	const epoch = 1724221 // 1 Meskerem 1
	if month == 14 {
		year, month = year+1, 1
	}
	return epoch + 365*(year-1) + year/4 + 30*(month-1)
}

func ummAlQuraMonthStart(year, month int) int {
	const epoch = 2415140 // 1 Muharram 1318 AH, 30 April 1900
	start := epoch
	for _, mask := range ummAlQuraMonths[:year-ummAlQuraFirst] {
		start += 12*29 + bits.OnesCount16(mask)
	}
	if month > 1 {
		mask := ummAlQuraMonths[year-ummAlQuraFirst]
		start += (month-1)*29 + bits.OnesCount16(mask>>(13-month))
	}
	return start
}

const ummAlQuraFirst = 1318

// ummAlQuraMonths has one word a year from 1318 AH: bit 11 is Muharram, bit 0
// Dhu al-Hijja; a set bit is a month of 30 days, a clear one of 29. The month
// lengths are those published by the King Abdulaziz City for Science and
// Technology, as carried by the Unicode CLDR/ICU calendar "islamic-umalqura".
var ummAlQuraMonths = [...]uint16{
	0xb6a, 0x5ad, 0x4ae, 0xa4f, 0x517, 0x68b, 0x6a5, 0xad5, 0x2d6, 0x95b,
	0x49d, 0xa4d, 0xd26, 0xd95, 0x5ac, 0x9b6, 0x2ba, 0xa5b, 0x52b, 0xa95,
	0x6ca, 0xae9, 0x2f4, 0x976, 0x2b6, 0x956, 0xaca, 0xba4, 0xbd2, 0x5d9,
	0x2dc, 0x96d, 0x54d, 0xaa5, 0xb52, 0xba5, 0x5b4, 0x9b6, 0x557, 0x297,
	0x54b, 0x6a3, 0x752, 0xb65, 0x56a, 0xaab, 0x52b, 0xc95, 0xd4a, 0xda5,
	0x5ca, 0xad6, 0x957, 0x4ab, 0x94b, 0xaa5, 0xb52, 0xb6a, 0x575, 0x276,
	0x8b7, 0x45b, 0x555, 0x5a9, 0x5b4, 0x9da, 0x4dd, 0x26e, 0x936, 0xaaa,
	0xd54, 0xdb2, 0x5d5, 0x2da, 0x95b, 0x4ab, 0xa55, 0xb49, 0xb64, 0xb71,
	0x5b4, 0xab5, 0xa55, 0xd25, 0xe92, 0xec9, 0x6d4, 0xae9, 0x96b, 0x4ab,
	0xa93, 0xd49, 0xda4, 0xdb2, 0xab9, 0x4ba, 0xa5b, 0x52b, 0xa95, 0xb2a,
	0xb55, 0x55c, 0x4bd, 0x23d, 0x91d, 0xa95, 0xb4a, 0xb5a, 0x56d, 0x2b6,
	0x93b, 0x49b, 0x655, 0x6a9, 0x754, 0xb6a, 0x56c, 0xaad, 0x555, 0xb29,
	0xb92, 0xba9, 0x5d4, 0xada, 0x55a, 0xaab, 0x595, 0x749, 0x764, 0xbaa,
	0x5b5, 0x2b6, 0xa56, 0xe4d, 0xb25, 0xb52, 0xb6a, 0x5ad, 0x2ae, 0x92f,
	0x497, 0x64b, 0x6a5, 0x6ac, 0xad6, 0x55d, 0x49d, 0xa4d, 0xd16, 0xd95,
	0x5aa, 0x5b5, 0x2da, 0x95b, 0x4ad, 0x595, 0x6ca, 0x6e4, 0xaea, 0x4f5,
	0x2b6, 0x956, 0xaaa, 0xb54, 0xbd2, 0x5d9, 0x2ea, 0x96d, 0x4ad, 0xa95,
	0xb4a, 0xba5, 0x5b2, 0x9b5, 0x4d6, 0xa97, 0x547, 0x693, 0x749, 0xb55,
	0x56a, 0xa6b, 0x52b,
}
