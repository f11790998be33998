package i18n

import (
	"math"
	"strconv"
	"strings"
)

// Number writes a whole number with its grouping: "1,234".
func (l *Localizer) Number(n int) string { return l.group(strconv.Itoa(n)) }

// Decimal writes x with exactly the given number of digits after the decimal
// mark: "1,234.50".
func (l *Localizer) Decimal(x float64, digits int) string {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return "–"
	}
	s := strconv.FormatFloat(x, 'f', digits, 64)
	if strings.Trim(s, "-0.") == "" {
		s = strings.TrimPrefix(s, "-")
	}
	whole, fraction, found := strings.Cut(s, ".")
	if !found {
		return l.group(whole)
	}
	return l.group(whole) + l.data.Number.Decimal + fraction
}

// Percent writes a share (0.25 is 25 %) with the given number of digits after
// the decimal mark.
func (l *Localizer) Percent(share float64, digits int) string {
	return strings.Replace(l.data.Number.Percent, "{0}", l.Decimal(share*100, digits), 1)
}

// Bytes writes a size in bytes with the nearest decimal unit: "1.5 MB".
func (l *Localizer) Bytes(n int64) string {
	x, unit := float64(n), 0
	for x >= 999.5 && unit < len(l.data.Bytes)-1 {
		x /= 1000
		unit++
	}
	digits := 0
	if unit > 0 && x < 9.95 {
		digits = 1
	}
	return strings.Replace(l.data.Bytes[unit], "{0}", l.Decimal(x, digits), 1)
}

// group puts the group mark into a string of digits with an optional minus.
func (l *Localizer) group(s string) string {
	sign := ""
	if rest, negative := strings.CutPrefix(s, "-"); negative {
		s, sign = rest, l.data.Number.Minus
	}
	if len(s) < 3+l.data.Number.MinGrouping {
		return sign + s
	}
	var b strings.Builder
	b.WriteString(sign)
	for i, digit := range s {
		if i > 0 && (len(s)-i)%3 == 0 {
			b.WriteString(l.data.Number.Group)
		}
		b.WriteRune(digit)
	}
	return b.String()
}
