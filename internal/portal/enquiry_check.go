package portal

import (
	"context"
	"net/mail"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/fault"
)

// EnquiryForm is what a form holds: values by the name of the field.
type EnquiryForm map[string][]string

// Get returns the first value of a field.
func (f EnquiryForm) Get(name string) string {
	if v := f[name]; len(v) > 0 {
		return v[0]
	}
	return ""
}

// The lengths of answers, in characters.
const (
	maxLine = 300
	maxLong = 5000
)

// read keeps the answers to the questions of the purpose alone, tidied, dates
// as one value, and says what is wrong with them.
func (p Purpose) read(in EnquiryForm) (EnquiryForm, fault.List) {
	out, l := EnquiryForm{}, fault.List{}
	for _, f := range p.Fields {
		values := f.tidy(in)
		if len(values) == 0 {
			if f.Required {
				l.Add(f.Name, "portal.contact.error.required")
			}
			continue
		}
		if key := f.wrong(values); key != "" {
			l.Add(f.Name, key, "max", f.most())
		}
		out[f.Name] = values
	}
	if p.Contact && out.Get("email") == "" && out.Get("phone") == "" {
		l.Add("email", "portal.contact.error.reach")
	}
	if from, until := out.Get("from"), out.Get("until"); from != "" && until != "" && until < from {
		l.Add("until", "portal.contact.error.period")
	}
	return out, l
}

// readForm reads a form and asks the desk's list what is taken now.
func (s *Service) readForm(ctx context.Context, p Purpose, in EnquiryForm) (EnquiryForm, fault.List, error) {
	out, l := p.read(in)
	if len(out["goods"]) == 0 {
		return out, l, nil
	}
	list, err := goods(ctx, s.DB)
	if err != nil {
		return out, l, err
	}
	for _, code := range out["goods"] {
		if !slices.ContainsFunc(list, func(g Good) bool { return g.Code == code && g.State != "not_needed" }) {
			l.Add("goods", "portal.contact.error.choice")
			break
		}
	}
	return out, l, nil
}

// tidy returns the answers of a field without space around them, none empty.
func (f EnquiryField) tidy(in EnquiryForm) (out []string) {
	values := in[f.Name]
	if f.Kind == FieldDate {
		values = []string{dateOf(in, f.Name)}
	}
	for _, v := range values {
		if v = strings.TrimSpace(v); v != "" && !slices.Contains(out, v) {
			out = append(out, v)
		}
	}
	if f.Kind != FieldMany && f.Kind != FieldGoods && len(out) > 1 {
		out = out[:1]
	}
	return out
}

// dateOf joins the three parts of a date; what is no date stays recognisable as none.
func dateOf(in EnquiryForm, name string) string {
	part := func(p string) string { return strings.TrimSpace(in.Get(name + "_" + p)) }
	d, m, y := part("day"), part("month"), part("year")
	if d+m+y == "" {
		return in.Get(name)
	}
	day, errDay := strconv.Atoi(d)
	month, errMonth := strconv.Atoi(m)
	year, errYear := strconv.Atoi(y)
	if errDay != nil || errMonth != nil || errYear != nil || day < 1 || day > 31 || month < 1 || month > 12 || year < 1000 || year > 9999 {
		return "?"
	}
	return strconv.Itoa(year) + "-" + twoDigits(month) + "-" + twoDigits(day)
}

func twoDigits(n int) string {
	if n < 10 {
		return "0" + strconv.Itoa(n)
	}
	return strconv.Itoa(n)
}

// most is the length of an answer, or the greatest number.
func (f EnquiryField) most() int {
	switch f.Kind {
	case FieldLong:
		return maxLong
	case FieldNumber:
		return 1000
	}
	return maxLine
}

// wrong returns the key of what is wrong with the answers, empty for nothing.
func (f EnquiryField) wrong(values []string) string {
	v := values[0]
	if len(values) > 20 {
		return "portal.contact.error.choice"
	}
	for _, v := range values {
		if len([]rune(v)) > max(f.most(), maxLine) {
			return "portal.contact.error.long"
		}
		if len(f.Options) > 0 && !slices.Contains(f.Options, v) {
			return "portal.contact.error.choice"
		}
	}
	switch f.Kind {
	case FieldEmail:
		if a, err := mail.ParseAddress(v); err != nil || a.Address != v || len(v) > 254 || strings.ContainsFunc(v, unicode.IsSpace) {
			return "portal.contact.error.email"
		}
	case FieldPhone:
		digits := 0
		for _, r := range v {
			if unicode.IsDigit(r) {
				digits++
			} else if !strings.ContainsRune("+-/(). \u00a0", r) {
				return "portal.contact.error.phone"
			}
		}
		if digits < 5 || digits > 15 {
			return "portal.contact.error.phone"
		}
	case FieldNumber:
		if n, err := strconv.Atoi(v); err != nil || n < 1 || n > f.most() {
			return "portal.contact.error.number"
		}
	case FieldDate:
		if _, err := clock.ParseDate(v); err != nil {
			return "portal.contact.error.date"
		}
	}
	return ""
}
