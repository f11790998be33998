package people

import (
	"slices"
	"strconv"
	"strings"

	"passerelle/internal/platform/fault"
)

// importedHousehold joins the rows of a household to the form of a registration.
func importedHousehold(rows []importedRow, org, centre string) HouseholdInput {
	in := HouseholdInput{OrgID: org, CentreID: centre, Head: headRow(rows)}
	for n := range rows {
		p := rows[n].person
		switch {
		case n == in.Head || in.Head < 0 && n == 0:
			p.Relationship = RelationshipHead
		case p.Relationship == "":
			p.Relationship = RelationshipUnknown
		}
		in.Persons = append(in.Persons, p)
	}
	if in.Head < 0 {
		in.Head = 0
		rows[0].problems = append(rows[0].problems, ImportProblem{Key: errHeadMissing})
	}
	return in
}

// headRow is the row of the head: the first that says so, or else the first
// that says nothing of a relationship; -1 where all are said to be something else.
func headRow(rows []importedRow) int {
	is := func(rel Relationship) func(importedRow) bool {
		return func(r importedRow) bool { return r.person.Relationship == rel }
	}
	switch {
	case len(rows) == 1:
		return 0
	case slices.ContainsFunc(rows, is(RelationshipHead)):
		return slices.IndexFunc(rows, is(RelationshipHead))
	}
	return slices.IndexFunc(rows, is(""))
}

// addFaults files what the register says against the rows that it is about.
func addFaults(rows []importedRow, columns []ImportTarget, faults fault.List) {
	for _, f := range faults {
		n, target := faultPlace(rows, f.Field)
		p := ImportProblem{Column: slices.Index(columns, target) + 1, Key: f.Key}
		if target == TargetBirth && p.Column == 0 {
			p.Column = slices.Index(columns, TargetBirthYear) + 1
		}
		for k := 0; k+1 < len(f.Args); k += 2 {
			if limit, ok := f.Args[k+1].(int); ok && f.Args[k] == "max" {
				p.Max = limit
			}
		}
		if !slices.Contains(rows[n].problems, p) {
			rows[n].problems = append(rows[n].problems, p)
		}
	}
}

// fieldTargets are the columns of fields that are called otherwise.
var fieldTargets = map[string]ImportTarget{
	"aliases": TargetAlias, "nationalities": TargetNationality, "languages": TargetLanguage, "needs": TargetNeed, "note": TargetSourceRef,
	"unaccompanied": TargetBirth, "documents.type": TargetDocumentType, "documents.number": TargetDocumentNumber,
	"documents.issuer": TargetDocumentIssuer, "documents.issued_on": TargetDocumentIssued, "documents.valid_until": TargetDocumentUntil,
	"statuses.code": TargetStatus, "statuses.from": TargetStatusFrom,
}

// faultPlace says which row and which column the field of a form came from.
func faultPlace(rows []importedRow, field string) (row int, t ImportTarget) {
	words := strings.Split(field, ".")
	if len(words) < 3 || words[0] != "persons" {
		return 0, TargetHousehold
	}
	row, err := strconv.Atoi(words[1])
	if err != nil || row < 0 || row >= len(rows) {
		return 0, TargetHousehold
	}
	name := words[2]
	if name == "contacts" && len(words) > 3 {
		if n, err := strconv.Atoi(words[3]); err == nil && n < len(rows[row].person.Contacts) {
			return row, ImportTarget(rows[row].person.Contacts[n].Kind)
		}
	}
	if len(words) > 4 {
		name += "." + words[4]
	}
	for _, key := range []string{name, words[2]} {
		if t, known := fieldTargets[key]; known {
			return row, t
		}
	}
	return row, ImportTarget(words[2])
}
