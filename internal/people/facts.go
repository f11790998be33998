package people

import (
	"strings"

	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/i18n"
)

// Language is a language that somebody speaks. The first of a person is the one
// to speak with them.
type Language struct {
	Code        string // one of i18n.Languages
	Level       LanguageLevel
	Interpreter bool // needs an interpreter of this language to be understood
}

func checkLanguages(f form, all []Language) {
	if !f.atMost("languages", len(all), maxEntries) {
		return
	}
	seen := map[string]bool{}
	for n := range all {
		l, f := &all[n], f.at("languages", n)
		f.language("code", &l.Code)
		if l.Level == "" {
			l.Level = "unknown"
		}
		if oneOf(f, "level", l.Level, Levels); l.Code != "" && seen[l.Code] {
			f.add("code", errTwice)
		}
		seen[l.Code] = true
	}
}

func languageCodes(all []Language) (codes []string, interpreter bool) {
	for _, l := range all {
		codes = append(codes, l.Code)
		interpreter = interpreter || l.Interpreter
	}
	return codes, interpreter
}

// ContactInput is a way to reach somebody.
type ContactInput struct {
	Kind  ContactKind
	Value string // phone number, e-mail address, postal address, or how
	Safe  bool   // may be used without danger for the person
	Note  string // how to use it safely: hours, who else answers, what not to say
}

func (c *ContactInput) check(f form) {
	oneOf(f, "kind", c.Kind, ContactKinds)
	f.line("note", &c.Note, maxAddress)
	switch c.Kind {
	case ContactPhone:
		if f.needed("value", &c.Value, maxNumber); c.Value != "" && normalPhone(c.Value) == "" {
			f.add("value", errPhone)
		}
	case ContactEmail:
		if f.needed("value", &c.Value, maxName); c.Value != "" && normalEmail(c.Value) == "" {
			f.add("value", errEmail)
		}
	default:
		if f.paragraphs("value", &c.Value, maxAddress); c.Value == "" {
			f.add("value", errRequired)
		}
	}
}

// blindKey returns what a contact is found by, empty for none.
func (c *ContactInput) blindKey() string {
	switch c.Kind {
	case ContactPhone:
		return normalPhone(c.Value)
	case ContactEmail:
		return normalEmail(c.Value)
	}
	return ""
}

// normalPhone writes a number as E.164 does: a plus sign and the digits from the
// country code on. A number without a country code and trunk zero is taken as
// Luxembourg's, which has none; one with a trunk zero keeps it, since nobody
// says of which country it is. Empty where s is no telephone number.
func normalPhone(s string) string {
	s = strings.ReplaceAll(s, "(0)", "") // +352 (0) 621: the trunk zero is not dialled from abroad
	digits := strings.Map(func(r rune) rune {
		switch {
		case r >= '0' && r <= '9', r == '+':
			return r
		case r >= '٠' && r <= '٩': // Arabic digits
			return '0' + r - '٠'
		case r >= '۰' && r <= '۹': // Persian digits
			return '0' + r - '۰'
		case strings.ContainsRune(" -/.()\u00a0\u2010\u2011\u2012\u2013", r):
			return -1
		}
		return 'x'
	}, s)
	number, plus := strings.CutPrefix(digits, "+")
	if !plus {
		number, plus = strings.CutPrefix(digits, "00")
	}
	if !plus {
		number = digits
	}
	if len(number) < 5 || len(number) > 15 || strings.Trim(number, "0123456789") != "" {
		return ""
	}
	switch {
	case plus:
		return "+" + number
	case number[0] == '0':
		return number
	case len(number) <= 9:
		return "+352" + number
	}
	return "+" + number
}

// normalEmail lowers an address; empty where s is none.
func normalEmail(s string) string {
	s = strings.ToLower(strings.TrimSpace(s))
	local, domain, ok := strings.Cut(s, "@")
	if !ok || local == "" || !strings.Contains(domain, ".") || strings.ContainsAny(s, " <>,;\"") || strings.Contains(domain, "@") {
		return ""
	}
	return s
}

// DocumentInput is an identity document.
type DocumentInput struct {
	Type       DocumentType
	Number     string     // as printed; empty for a document without one
	Issuer     string     // country code, or the ICAO code of an organisation; empty for unknown
	IssuedOn   clock.Date // empty for unknown
	ValidUntil clock.Date // empty for unknown or without end
	Copy       bool       // only a copy was seen
	Note       string
}

func (d *DocumentInput) check(f form) {
	oneOf(f, "type", d.Type, DocumentTypes)
	if f.line("number", &d.Number, maxNumber); d.Number != "" && normalNumber(d.Number) == "" {
		f.add("number", errDocumentNumber)
	}
	d.Issuer = countryCode(d.Issuer)
	if _, kind := LookupICAO(d.Issuer); d.Issuer != "" && !i18n.IsCountry(d.Issuer) && kind != ICAOOrganisation {
		f.add("issuer", errCountry)
	}
	if !d.IssuedOn.IsZero() {
		f.day("issued_on", d.IssuedOn)
	}
	f.until("valid_until", d.IssuedOn, d.ValidUntil)
	f.line("note", &d.Note, maxAddress)
}

// normalNumber keeps capital letters and digits: what is printed between them
// differs from form to form. Empty where nothing is left, or other letters are there.
func normalNumber(s string) string {
	n := strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z':
			return r - 'a' + 'A'
		case r >= '0' && r <= '9', r >= 'A' && r <= 'Z':
			return r
		case strings.ContainsRune(" -/.<\u2013№", r):
			return -1
		case r > 127: // letters of other scripts print numbers too
			return r
		}
		return '!'
	}, s)
	if strings.ContainsRune(n, '!') {
		return ""
	}
	return n
}

// StatusInput is a legal status from a day on.
type StatusInput struct {
	Code  StatusCode
	From  clock.Date
	Until clock.Date // empty until the next one
}

func (s *StatusInput) check(f form) {
	oneOf(f, "code", s.Code, Statuses)
	f.day("from", s.From)
	f.until("until", s.From, s.Until)
}

// NeedInput is a need that bears on housing.
type NeedInput struct {
	Code NeedCode
	From clock.Date // empty counts as today
	Note string     // seen only by who the compartment is open to
}

func (n *NeedInput) check(f form) {
	oneOf(f, "code", n.Code, Needs)
	if n.From.IsZero() {
		n.From = f.today
	}
	f.day("from", n.From)
	f.paragraphs("note", &n.Note, maxNote)
}

// ConsentInput is information that was given, or consent that was asked for.
type ConsentInput struct {
	Purpose     ConsentPurpose
	Given       bool   // false: refused, or the information was declined
	Language    string // in which it was explained
	Interpreter bool   // with an interpreter
	Notice      string // version of the text that was given, such as "2026-03"
}

func (c *ConsentInput) check(f form) {
	oneOf(f, "purpose", c.Purpose, append(Informations[:len(Informations):len(Informations)], Consents...))
	f.language("language", &c.Language)
	f.line("notice", &c.Notice, maxNumber)
}

// RepresentativeInput is who answers for a minor: a member of the same form, a
// person of the register, or somebody outside it with name and contact.
type RepresentativeInput struct {
	Kind     RepresentativeKind
	Member   *int   // position in the form of a registration
	PersonID string // in the register
	Name     string
	Contact  string     // phone, address
	From     clock.Date // empty counts as today
}

func (r *RepresentativeInput) check(f form) {
	oneOf(f, "kind", r.Kind, RepresentativeKinds)
	f.line("name", &r.Name, maxName)
	f.line("contact", &r.Contact, maxAddress)
	if r.From.IsZero() {
		r.From = f.today
	}
	f.day("from", r.From)
	given := 0
	for _, has := range []bool{r.Member != nil, r.PersonID != "", r.Name != ""} {
		if has {
			given++
		}
	}
	if given != 1 {
		f.add("name", errRepresentativeWho)
	}
}
