package people

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"passerelle/internal/engine/names"
	"passerelle/internal/platform/access"
	"passerelle/internal/platform/fault"
)

// Outcome is how two records agree in one attribute.
type Outcome string

// The outcomes.
const (
	OutcomeSame    Outcome = "same"
	OutcomeDiffers Outcome = "differs"
	OutcomeBlank   Outcome = "blank" // one of them, or neither, says anything
)

// Attribute is one line of a comparison. Values are as stored: texts, codes,
// dates as BirthDate.String and clock.Date write them; several are separated by
// line breaks.
type Attribute struct {
	Code    string // as the fields of the form, and "languages", "documents", "contacts", "status"
	A, B    string
	Outcome Outcome
}

// Comparison shows two records side by side.
type Comparison struct {
	A, B       File
	Attributes []Attribute
	Score      float64 // how likely they are one person, 0 to 1
	Verdict    names.Verdict
	Why        []names.Reason
	Link       *Link // what was decided on the two, nil for nothing
}

// ComparePersons opens two files side by side. That both were opened is on
// record before this returns.
func (s *Service) ComparePersons(ctx context.Context, by access.Actor, a, b string) (Comparison, error) {
	if a == b {
		return Comparison{}, fault.InvalidField("other", errLinkSelf)
	}
	for _, id := range []string{a, b} {
		if _, err := visible(ctx, s.db, by, PermIdentify, id); err != nil {
			return Comparison{}, err
		}
	}
	var c Comparison
	var err error
	if c.A, err = s.Person(ctx, by, a); err != nil {
		return Comparison{}, err
	}
	if c.B, err = s.Person(ctx, by, b); err != nil {
		return Comparison{}, err
	}
	for _, f := range comparedFields {
		c.Attributes = append(c.Attributes, attribute(f.code, f.of(&c.A), f.of(&c.B)))
	}
	hit := names.Compare(record(a, &c.A.Identity, s.phoneHashes(c.A.Phones())), record(b, &c.B.Identity, s.phoneHashes(c.B.Phones())))
	c.Score, c.Verdict, c.Why = hit.Score, hit.Verdict, hit.Why
	if i := slices.IndexFunc(c.A.Links, func(l Link) bool { return l.PersonID == b }); i >= 0 {
		c.Link = &c.A.Links[i]
	}
	return c, nil
}

func attribute(code, a, b string) Attribute {
	outcome := OutcomeDiffers
	switch {
	case a == "" || b == "":
		outcome = OutcomeBlank
	case strings.EqualFold(a, b):
		outcome = OutcomeSame
	}
	return Attribute{code, a, b, outcome}
}

// comparedFields are the lines of a comparison: those of the identity that say
// who somebody is, and what else may tell two persons apart.
var comparedFields = func() []comparedField {
	var all []comparedField
	for _, f := range identityFields {
		if f.code == "note" || f.code == "name_unknown" || f.code == "birth_written" {
			continue
		}
		all = append(all, comparedField{f.code, func(x *File) string {
			if v := fmt.Sprint(f.of(&x.Identity)); f.code != "sex" || v != string(SexUnknown) {
				return v
			}
			return ""
		}})
	}
	return append(all,
		comparedField{"status", func(x *File) string { return string(x.Status) }},
		comparedField{"languages", func(x *File) string {
			return lines(x.Languages, func(l Language) string { return l.Code })
		}},
		comparedField{"documents", func(x *File) string {
			return lines(x.Documents, func(d Document) string { return string(d.Type) + " " + d.Issuer + " " + normalNumber(d.Number) })
		}},
		comparedField{"contacts", func(x *File) string {
			return lines(x.Contacts, func(c Contact) string { return c.Value })
		}},
	)
}()

type comparedField struct {
	code string
	of   func(*File) string
}

// lines writes the entries of a list in an order of their own.
func lines[T any](list []T, text func(T) string) string {
	var out []string
	for _, x := range list {
		out = append(out, text(x))
	}
	slices.Sort(out)
	return strings.Join(out, "\n")
}
