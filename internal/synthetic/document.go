package synthetic

import (
	"strings"
	"time"
)

// identityCards are the countries whose card has a machine-readable zone and is
// carried more than a passport.
var identityCards = map[string]bool{"ALB": true, "XKX": true, "TUR": true, "UKR": true, "IRQ": true}

// documents gives the person a document or not, as is usual for the country, and a
// beneficiary after half a year a Luxembourg travel document.
func (b *builder) documents(p *Person, i, age int) []Document {
	var out []Document
	if b.r.chance(b.country.documents) {
		out = append(out, b.homeDocument(p, i, age))
	}
	last := p.Statuses[len(p.Statuses)-1]
	granted := dayOf(last.From)
	if (last.Code == StatusRefugee || last.Code == StatusSubsidiary) && b.ref-granted > 180 && b.r.chance(55) {
		d := Document{
			Type: TravelDocument, Issuer: "LUX", Number: "T" + digits(b.number(i)%100_000_000, 8),
			IssuedOn: (granted + 180).time(), ExpiresOn: (granted + 180 + years(5)).time(),
		}
		d.MRZ = passportMRZ(p, &d)
		out = append(out, d)
	}
	return out
}

func (b *builder) homeDocument(p *Person, i, age int) Document {
	d := Document{Type: Passport, Issuer: p.CountryOfBirth, Number: "X" + digits(b.number(i)%100_000_000, 8)}
	switch {
	case age < 14 && b.r.chance(55):
		d.Type = BirthRecord
		return d
	case identityCards[b.country.code] && b.r.chance(60):
		d.Type = IdentityCard
	}
	// Issued in the ten years before the departure from home, never before birth.
	issued := max(b.arrival-30-day(b.r.below(int(years(10)))), dayOf(p.Birth.Date)+1)
	valid := years(10)
	if age < 18 {
		valid = years(5)
	}
	d.IssuedOn, d.ExpiresOn = issued.time(), (issued + valid).time()
	// Most documents are seen only as a copy of one page or on a telephone.
	if b.r.chance(60) {
		if d.Type == IdentityCard {
			d.MRZ = cardMRZ(p, &d)
		} else {
			d.MRZ = passportMRZ(p, &d)
		}
	}
	return d
}

// passportMRZ is the machine-readable zone of a passport: ICAO 9303-4, TD3, two
// lines of 44.
func passportMRZ(p *Person, d *Document) string {
	var first, second zone
	first.put("P<").put(icaoCountry(d.Issuer)).names(p, 44)
	second.checked(d.Number, 9).put(icaoCountry(p.Nationality))
	second.checked(shortDate(p.Birth.Date), 6).put(sexLetter(p)).checked(shortDate(d.ExpiresOn), 6)
	second.put("<<<<<<<<<<<<<<").put("0") // no personal number; 0 and < are both allowed for its check digit
	s := second.String()
	second.put(checkDigit(s[0:10] + s[13:20] + s[21:43]))
	return first.String() + "\n" + second.String()
}

// cardMRZ is the machine-readable zone of an identity card: ICAO 9303-5, TD1,
// three lines of 30.
func cardMRZ(p *Person, d *Document) string {
	var first, second, third zone
	first.put("I<").put(icaoCountry(d.Issuer)).checked(d.Number, 9).fill(30)
	second.checked(shortDate(p.Birth.Date), 6).put(sexLetter(p)).checked(shortDate(d.ExpiresOn), 6)
	second.put(icaoCountry(p.Nationality)).fill(29)
	f, s := first.String(), second.String()
	second.put(checkDigit(f[5:30] + s[0:7] + s[8:15] + s[18:29]))
	third.names(p, 30)
	return f + "\n" + second.String() + "\n" + third.String()
}

// zone builds a line of a machine-readable zone.
type zone struct{ strings.Builder }

func (z *zone) put(s string) *zone { z.WriteString(s); return z }

func (z *zone) fill(width int) *zone {
	for z.Len() < width {
		z.WriteByte('<')
	}
	return z
}

// checked writes a field filled up to its width, and its check digit.
func (z *zone) checked(s string, width int) *zone {
	start := z.Len()
	z.put(s).fill(start + width)
	return z.put(checkDigit(z.String()[start:]))
}

// names writes surname and given name up to the end of a line of that width, cut
// when they are longer. Who has one name only has it as the surname, as ICAO
// 9303-3 wants.
func (z *zone) names(p *Person, width int) {
	name := mrzText(p.Given.Latin)
	if p.Family.Latin != "" {
		name = mrzText(p.Family.Latin) + "<<" + name
	}
	z.put(name[:min(len(name), width-z.Len())]).fill(width)
}

// mrzText writes a name in the letters of the zone: no diacritics, a filler for a
// space or hyphen, nothing for an apostrophe.
func mrzText(s string) string {
	return strings.Map(func(c rune) rune {
		switch {
		case c >= 'A' && c <= 'Z':
			return c
		case c == ' ' || c == '-':
			return '<'
		}
		return -1
	}, strings.ToUpper(plain(s)))
}

// checkDigit is the digit of ICAO 9303-3: weights 7, 3, 1, digits as they are,
// letters from A = 10, fillers 0.
func checkDigit(s string) string {
	sum := 0
	for i := range len(s) {
		v := 0
		switch c := s[i]; {
		case c >= '0' && c <= '9':
			v = int(c - '0')
		case c >= 'A' && c <= 'Z':
			v = int(c-'A') + 10
		}
		sum += v * [3]int{7, 3, 1}[i%3]
	}
	return string(rune('0' + sum%10))
}

func shortDate(t time.Time) string { return t.Format("060102") }

func sexLetter(p *Person) string { return strings.ToUpper(p.Sex) }

// icaoCountry is the three letters that documents use: Kosovo's say RKS.
func icaoCountry(code string) string {
	if code == "XKX" {
		return "RKS"
	}
	return code
}
