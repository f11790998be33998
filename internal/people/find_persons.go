package people

import (
	"context"
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"passerelle/internal/engine/names"
	"passerelle/internal/platform/access"
	"passerelle/internal/platform/fault"
)

// PermSearch allows to look for persons in the search box.
var PermSearch = access.Declare("people.search")

// FoundBy says what of a person a search found.
type FoundBy string

// What a search finds somebody by.
const (
	FoundByReference FoundBy = "reference" // the person's or the household's
	FoundByDocument  FoundBy = "document"
	FoundByContact   FoundBy = "contact"
	FoundByName      FoundBy = "name"
)

// Found is a person whom a search found.
type Found struct {
	PersonLine
	By    FoundBy
	Score float64 // of a name, 0 to 1; 1 for all else
}

// FindPersons looks for persons by a reference with or without its dashes and
// letter, the number of a document, a telephone number or e-mail address, and a
// name in any script and spelling, with a year or date of birth; it returns up to limit (1 to 100; 0: 20)
// whom the actor may search. Restricted persons are found by reference and
// numbers only, and only by who holds PermRestricted on them.
func (s *Service) FindPersons(ctx context.Context, by access.Actor, text string, limit int) ([]Found, error) {
	if !by.May(PermSearch) {
		return nil, fault.Denied()
	}
	if limit <= 0 || limit > 100 {
		limit = 20
	}
	f := newForm(s.today())
	if f.line("q", &text, maxName); len(*f.faults) > 0 {
		return nil, f.err()
	}
	search := &finding{s: s, by: by, limit: limit, seen: map[string]bool{}}
	if err := search.numbers(ctx, text); err != nil {
		return nil, err
	}
	if strings.ContainsFunc(text, unicode.IsLetter) {
		if err := search.names(ctx, text); err != nil {
			return nil, err
		}
	}
	return search.found, nil
}

// finding is one search under way.
type finding struct {
	s     *Service
	by    access.Actor
	limit int
	found []Found
	seen  map[string]bool
}

// numbers looks for the references and numbers that the text may be.
func (x *finding) numbers(ctx context.Context, text string) error {
	if ref := referenceIn(text); ref != "" {
		ids, err := idsByReference(ctx, x.s.db, ref)
		if err == nil {
			err = x.add(ctx, FoundByReference, ids, nil)
		}
		if err != nil {
			return err
		}
	}
	if !strings.ContainsFunc(text, func(r rune) bool { return unicode.IsDigit(r) || r == '@' }) {
		return nil
	}
	if number := normalNumber(text); len(number) >= 4 {
		if err := x.blind(ctx, FoundByDocument, blindDocument, number); err != nil {
			return err
		}
	}
	contact := normalPhone(text)
	if contact == "" {
		contact = normalEmail(text)
	}
	if contact == "" {
		return nil
	}
	return x.blind(ctx, FoundByContact, blindContact, contact)
}

func (x *finding) blind(ctx context.Context, how FoundBy, purpose, value string) error {
	ids, err := idsByBlind(ctx, x.s.db, x.by, how, x.s.blind(purpose, value))
	if err != nil {
		return err
	}
	return x.add(ctx, how, ids, nil)
}

func (x *finding) names(ctx context.Context, text string) error {
	text, birth := birthIn(text)
	hits := x.s.index.search(names.Query{Names: []string{text}, Birth: names.Birth(birth), Limit: x.limit}, x.by, PermSearch)
	ids := make([]string, len(hits))
	scores := make(map[string]float64, len(hits))
	for n, h := range hits {
		ids[n], scores[h.ID] = h.ID, h.Score
	}
	return x.add(ctx, FoundByName, ids, scores)
}

// writtenBirth is a date or a year among other words, as people type it.
var writtenBirth = regexp.MustCompile(`(?:^|\s)(?:(\d{4})-(\d{1,2})-(\d{1,2})|(\d{1,2})[./](\d{1,2})[./](\d{4})|(\d{4}))(?:\s|$)`)

// birthIn takes a date or year of birth out of what somebody typed beside a name.
func birthIn(text string) (rest string, b BirthDate) {
	at := writtenBirth.FindStringSubmatchIndex(text)
	if at == nil {
		return text, b
	}
	part := func(n int) int {
		if at[2*n] < 0 {
			return 0
		}
		v, _ := strconv.Atoi(text[at[2*n]:at[2*n+1]])
		return v
	}
	b = BirthDate{Year: part(1) + part(6) + part(7), Month: part(2) + part(5), Day: part(3) + part(4)}
	if b.check() != nil {
		return text, BirthDate{}
	}
	return text[:at[0]] + " " + text[at[1]:], b
}

// add reads persons in the order of ids and keeps whom the actor may find so.
// The index may be a moment behind; the database decides.
func (x *finding) add(ctx context.Context, how FoundBy, ids []string, scores map[string]float64) error {
	rows, err := readPersons(ctx, x.s.db, ids)
	if err != nil {
		return err
	}
	byID := make(map[string]personRow, len(rows))
	for _, row := range rows {
		byID[row.id] = row
	}
	for _, id := range ids {
		row, ok := byID[id]
		if !ok || x.seen[id] || len(x.found) >= x.limit || !x.may(row, how) {
			continue
		}
		line, err := x.s.line(ctx, row)
		if err != nil {
			return err
		}
		score := 1.0
		if scores != nil {
			score = scores[id]
		}
		x.seen[id] = true
		x.found = append(x.found, Found{line, how, score})
	}
	return nil
}

func (x *finding) may(row personRow, how FoundBy) bool {
	if !x.by.MayOn(PermSearch, row.object()) {
		return false
	}
	return !row.restricted || how != FoundByName && x.by.MayOn(PermRestricted, row.object())
}

// SearchPersonIDs is FindPersons for package reception, which looks for rooms
// by who sleeps there.
func (s *Service) SearchPersonIDs(ctx context.Context, by access.Actor, text string, limit int) ([]string, error) {
	found, err := s.FindPersons(ctx, by, text, limit)
	if err != nil {
		return nil, err
	}
	ids := make([]string, len(found))
	for n, x := range found {
		ids[n] = x.ID
	}
	return ids, nil
}

// referenceIn reads a reference with or without its letter, dashes and prefix;
// empty where text is none, or its letter does not fit.
func referenceIn(text string) string {
	if year, n, err := ParseReference(text); err == nil {
		return FormatReference(year, n)
	}
	digits := strings.TrimPrefix(normalNumber(text), referencePrefix)
	if len(digits) < 10 || len(digits) > 12 || strings.Trim(digits, "0123456789") != "" {
		return ""
	}
	year, _ := strconv.Atoi(digits[:4])
	n, _ := strconv.Atoi(digits[4:])
	if year < 2000 || n < 1 || n > maxReferenceNumber {
		return ""
	}
	return FormatReference(year, n)
}
