package people

import (
	"context"
	"errors"
	"reflect"
	"strings"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/audit"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
)

// PermEdit allows to correct who somebody is, how to reach them, which
// languages they speak and who answers for them.
var PermEdit = access.Declare("people.edit")

// EditInput is who somebody is, corrected. Every field counts: what is empty is
// from now on unknown.
type EditInput struct {
	ID            string
	Version       int // of the file that was corrected
	Identity      Identity
	Unaccompanied bool
}

// EditPerson corrects who somebody is; it returns the new version. Where
// somebody else was faster, nothing is written and a Conflict names the fields
// that they changed.
func (s *Service) EditPerson(ctx context.Context, by access.Actor, in EditInput) (version int, err error) {
	err = s.change(ctx, by, act{PermEdit, actionEdit}, in.ID, func(ctx context.Context, tx *db.Tx, p *opened) (map[string]any, error) {
		if in.Version != p.version {
			return nil, s.changedSince(ctx, tx, in)
		}
		in, f := in, newForm(s.today()) // checked on a copy: the transaction may run again
		in.Identity.check(f)
		if in.Unaccompanied && in.Identity.adult(f.today) {
			f.add("unaccompanied", errUnaccompaniedAge)
		}
		if err := f.err(); err != nil {
			return nil, err
		}
		fields := changedFields(p, in)
		if version = p.version; len(fields) == 0 {
			return nil, errUnchanged
		}
		sealed, err := p.key.SealJSON(placePerson(p.id), in.Identity.sealed())
		if err != nil {
			return nil, err
		}
		version++
		detail := map[string]any{"version": version, "fields": strings.Join(fields, " ")}
		return detail, updateIdentity(ctx, tx, p.id, in, sealed)
	})
	if errors.Is(err, errUnchanged) {
		err = nil
	}
	return version, err
}

// errUnchanged ends a change that changes nothing: no entry in the log, no new version.
var errUnchanged = errors.New("people: nothing changed")

const actionEdit = "people.edit"

// identityField is a field of the form and how to read it.
type identityField struct {
	code string
	of   func(*Identity) any
}

// identityFields are the parts of an identity in the order of the form.
var identityFields = []identityField{
	{"given", func(i *Identity) any { return i.Given }},
	{"family", func(i *Identity) any { return i.Family }},
	{"father", func(i *Identity) any { return i.Father }},
	{"grandfather", func(i *Identity) any { return i.Grandfather }},
	{"mother", func(i *Identity) any { return i.Mother }},
	{"original", func(i *Identity) any { return i.Original }},
	{"on_document", func(i *Identity) any { return i.OnDocument }},
	{"aliases", func(i *Identity) any { return strings.Join(i.Aliases, "\n") }},
	{"sex", func(i *Identity) any { return i.Sex }},
	{"birth", func(i *Identity) any { return i.Birth }},
	{"birth_written", func(i *Identity) any {
		if i.BirthWritten == nil {
			return nil
		}
		return *i.BirthWritten
	}},
	{"place_of_birth", func(i *Identity) any { return i.PlaceOfBirth }},
	{"country_of_birth", func(i *Identity) any { return i.CountryOfBirth }},
	{"nationalities", func(i *Identity) any { return strings.Join(i.Nationalities, " ") }},
	{"arrived_on", func(i *Identity) any { return i.ArrivedOn }},
	{"note", func(i *Identity) any { return i.Note }},
	{"name_unknown", func(i *Identity) any { return i.NameUnknown }},
}

func changedFields(p *opened, in EditInput) []string {
	var fields []string
	for _, f := range identityFields {
		if !reflect.DeepEqual(f.of(&p.Identity), f.of(&in.Identity)) {
			fields = append(fields, f.code)
		}
	}
	if p.unaccompanied != in.Unaccompanied {
		fields = append(fields, "unaccompanied")
	}
	return fields
}

// changedSince is the conflict that names what others changed since the version
// that the form was filled in from.
func (s *Service) changedSince(ctx context.Context, q db.Querier, in EditInput) error {
	entries, err := audit.OfPerson(ctx, q, in.ID, audit.Changes, audit.Position{}, 100)
	if err != nil {
		return err
	}
	changed := map[string]bool{}
	for _, e := range entries {
		version, _ := e.Detail["version"].(float64)
		fields, _ := e.Detail["fields"].(string)
		if e.Action != actionEdit || int(version) <= in.Version {
			continue
		}
		for _, code := range strings.Fields(fields) {
			changed[code] = true
		}
	}
	var list fault.List
	for _, f := range append(identityFields[:len(identityFields):len(identityFields)], identityField{code: "unaccompanied"}) {
		if changed[f.code] {
			c := fault.Conflicts(errChanged, "field", f.code)
			c.Field = f.code
			list = append(list, c)
		}
	}
	if len(list) == 0 { // a version that this file never had
		return fault.Conflicts(errChanged, "field", "")
	}
	return list
}
