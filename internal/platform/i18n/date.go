package i18n

import (
	"strconv"
	"strings"
	"time"

	"passerelle/internal/platform/clock"
)

// Date writes a date in full: "14 March 2010". No date gives "".
func (l *Localizer) Date(d clock.Date) string { return l.pattern(l.data.Date.Long, d) }

// DateShort writes a date with a short month: "14 Mar 2010". No date gives "".
func (l *Localizer) DateShort(d clock.Date) string { return l.pattern(l.data.Date.Short, d) }

// Month writes a date known to the month: "March 2010".
func (l *Localizer) Month(year int, m time.Month) string {
	return l.pattern(l.data.Date.Month, clock.Date{Year: year, Month: m, Day: 1})
}

// Year writes a year: "2010".
func (l *Localizer) Year(year int) string { return strconv.Itoa(year) }

// MonthName writes a month by itself: "March".
func (l *Localizer) MonthName(m time.Month) string { return l.data.Date.MonthsAlone[m-1] }

// Weekday writes a day of the week: "Monday".
func (l *Localizer) Weekday(d time.Weekday) string { return l.data.Date.Days[d] }

// WeekdayShort writes a day of the week for a narrow column: "Mon".
func (l *Localizer) WeekdayShort(d time.Weekday) string { return l.data.Date.DaysShort[d] }

// Time writes the time of day in Luxembourg: "09:30". The zero time gives "".
func (l *Localizer) Time(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	local := t.In(clock.Luxembourg)
	if l.data.Date.Time == "H:mm" {
		return strconv.Itoa(local.Hour()) + local.Format(":04")
	}
	return local.Format("15:04")
}

// DateTime writes a point in time in Luxembourg: "14 Mar 2010, 09:30". The
// zero time gives "".
func (l *Localizer) DateTime(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return strings.NewReplacer("{0}", l.Time(t), "{1}", l.DateShort(clock.DateOf(t))).Replace(l.data.Date.Datetime)
}

// RelativeDays writes a day by its distance from today: "today", "yesterday",
// "in 3 days", "3 days ago".
func (l *Localizer) RelativeDays(n int) string {
	switch {
	case n == 0:
		return l.T("i18n.days.today")
	case n == 1:
		return l.T("i18n.days.tomorrow")
	case n == -1:
		return l.T("i18n.days.yesterday")
	case n > 0:
		return l.T("i18n.days.future", "count", n)
	default:
		return l.T("i18n.days.past", "count", -n)
	}
}

// pattern fills in a CLDR date pattern; the fields that our languages use are
// d, dd, MM, MMM, MMMM, LLLL and y, with quoted literals.
func (l *Localizer) pattern(p string, d clock.Date) string {
	if d.IsZero() {
		return ""
	}
	var b strings.Builder
	for p != "" {
		c := p[0]
		if c == '\'' {
			literal, rest, _ := strings.Cut(p[1:], "'")
			b.WriteString(literal)
			p = rest
			continue
		}
		n := len(p) - len(strings.TrimLeft(p, string(rune(c))))
		field := p[:n]
		switch {
		case c >= 0x80: // Part of a rune: copy it byte by byte.
			b.WriteByte(c)
			n = 1
		case strings.ContainsRune("dMLy", rune(c)):
			b.WriteString(l.field(field, d))
		default:
			b.WriteString(field)
		}
		p = p[n:]
	}
	return b.String()
}

func (l *Localizer) field(f string, d clock.Date) string {
	switch f {
	case "d":
		return strconv.Itoa(d.Day)
	case "dd":
		return twoDigits(d.Day)
	case "MM":
		return twoDigits(int(d.Month))
	case "MMM":
		return l.data.Date.MonthsShort[d.Month-1]
	case "MMMM":
		return l.data.Date.Months[d.Month-1]
	case "LLLL":
		return l.data.Date.MonthsAlone[d.Month-1]
	default:
		return strconv.Itoa(d.Year)
	}
}

func twoDigits(n int) string {
	if n < 10 {
		return "0" + strconv.Itoa(n)
	}
	return strconv.Itoa(n)
}
