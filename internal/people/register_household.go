package people

import (
	"context"
	"slices"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/audit"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/crypt"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
)

// PermRegister allows to register households and to add members to them.
var PermRegister = access.Declare("people.register")

// MaxHousehold is how many persons a household may have when it is registered.
const MaxHousehold = 30

// HouseholdInput is a household that arrives together.
type HouseholdInput struct {
	OrgID    string // organisation that receives it
	CentreID string // centre it arrives at; empty for none yet
	Head     int    // position of the head in Persons
	Persons  []PersonInput
}

// PersonInput is somebody who is to be registered.
type PersonInput struct {
	Identity
	Relationship    Relationship // to the head; may be empty for the head
	Unaccompanied   bool         // minor without an adult who answers for them; see RegisterHousehold
	Restricted      bool         // seen only by who the protection compartment is open to
	Languages       []Language
	Contacts        []ContactInput
	Documents       []DocumentInput
	Statuses        []StatusInput
	Needs           []NeedInput
	Consents        []ConsentInput
	Representatives []RepresentativeInput
}

// Registered says under which ids and references a household is on record.
type Registered struct {
	HouseholdID string
	Reference   string
	Persons     []RegisteredPerson // in the order of the form
}

// RegisteredPerson is one of Registered.
type RegisteredPerson struct{ ID, Reference string }

// RegisterHousehold puts a household of 1 to MaxHousehold persons on record. A
// minor in a household without anybody who may be of age is unaccompanied,
// whether the form says so or not. Faults name the fields of the form, such as
// "persons.0.family" or "persons.2.documents.0.number".
func (s *Service) RegisterHousehold(ctx context.Context, by access.Actor, in HouseholdInput) (Registered, error) {
	plan, err := s.planHousehold(by, in)
	if err != nil {
		return Registered{}, err
	}
	if err := s.reserveReferences(ctx, len(plan.people)+1); err != nil {
		return Registered{}, err
	}
	var out Registered
	err = s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		out, err = s.insertHousehold(ctx, tx, by, plan)
		return err
	})
	return out, err
}

// RegisterHouseholdTx is RegisterHousehold in the caller's transaction, for
// package reception, which registers and places in one. ReserveReferences
// before the transaction spares it the row that all registrations write.
func (s *Service) RegisterHouseholdTx(ctx context.Context, tx *db.Tx, by access.Actor, in HouseholdInput) (Registered, error) {
	plan, err := s.planHousehold(by, in)
	if err != nil {
		return Registered{}, err
	}
	return s.insertHousehold(ctx, tx, by, plan)
}

// householdPlan is a household that was checked and sealed. It is not changed
// by writing it, so that it may be written again.
type householdPlan struct {
	id, org, centre string
	head            int
	people          []personPlan
}

type personPlan struct {
	id           string
	in           PersonInput
	key          crypt.DataKey
	wrapped      []byte
	sealed       []byte
	relationship Relationship
	form         form // names the fields of what only the database can say is wrong
}

func (s *Service) planHousehold(by access.Actor, in HouseholdInput) (householdPlan, error) {
	var none householdPlan
	for _, restricted := range []bool{false, slices.ContainsFunc(in.Persons, func(p PersonInput) bool { return p.Restricted })} {
		if !by.MayOn(PermRegister, object(in.OrgID, in.CentreID, restricted)) {
			return none, fault.Denied()
		}
	}
	f := newForm(s.today())
	in.check(f)
	if err := f.err(); err != nil {
		return none, err
	}
	plan := householdPlan{id: db.NewID(), org: in.OrgID, centre: in.CentreID, head: in.Head}
	for n, p := range in.Persons {
		sealed, err := s.planPerson(p, f.at("persons", n))
		if err != nil {
			return none, err
		}
		plan.people = append(plan.people, sealed)
	}
	return plan, nil
}

// planPerson makes the data key and seals the identity of a checked person.
func (s *Service) planPerson(in PersonInput, f form) (personPlan, error) {
	p := personPlan{id: db.NewID(), in: in, relationship: in.Relationship, form: f}
	var err error
	if p.key, p.wrapped, err = s.vault.NewDataKey(p.id); err != nil {
		return p, err
	}
	p.sealed, err = p.key.SealJSON(placePerson(p.id), in.Identity.sealed())
	return p, err
}

// check cleans the form and reports what is wrong with it.
func (in *HouseholdInput) check(f form) {
	f.needed("org", &in.OrgID, maxNumber)
	f.line("centre", &in.CentreID, maxNumber)
	if len(in.Persons) == 0 {
		f.add("persons", errNobody)
		return
	}
	if !f.atMost("persons", len(in.Persons), MaxHousehold) {
		return
	}
	if in.Head < 0 || in.Head >= len(in.Persons) {
		f.add("head", errHead)
	}
	in.Persons = slices.Clone(in.Persons)
	for n := range in.Persons {
		p, f := &in.Persons[n], f.at("persons", n)
		p.check(f)
		p.checkRelationship(f, n == in.Head)
	}
	in.checkMinors(f)
}

func (p *PersonInput) checkRelationship(f form, head bool) {
	switch {
	case head && p.Relationship == "":
		p.Relationship = RelationshipHead
	case head && p.Relationship != RelationshipHead:
		f.add("relationship", errHeadRelationship)
	case !head && p.Relationship == RelationshipHead:
		f.add("relationship", errHeadSecond)
	default:
		oneOf(f, "relationship", p.Relationship, Relationships)
	}
}

// check cleans what is said of one person, whoever else is in the household.
func (p *PersonInput) check(f form) {
	p.Identity.check(f)
	p.Languages = slices.Clone(p.Languages)
	checkLanguages(f, p.Languages)
	each(f, "contacts", &p.Contacts, (*ContactInput).check)
	each(f, "documents", &p.Documents, (*DocumentInput).check)
	each(f, "statuses", &p.Statuses, (*StatusInput).check)
	each(f, "needs", &p.Needs, (*NeedInput).check)
	each(f, "consents", &p.Consents, (*ConsentInput).check)
	each(f, "representatives", &p.Representatives, (*RepresentativeInput).check)
	for n, need := range p.Needs {
		if slices.ContainsFunc(p.Needs[:n], func(x NeedInput) bool { return x.Code == need.Code }) {
			f.at("needs", n).add("code", errTwice)
		}
	}
	p.checkAfterBirth(f)
	if p.Unaccompanied && p.adult(f.today) {
		f.add("unaccompanied", errUnaccompaniedAge)
	}
}

// each checks the entries of a list on a copy, so that the caller's stays as it was.
func each[T any](f form, list string, all *[]T, check func(*T, form)) {
	if !f.atMost(list, len(*all), maxEntries) {
		return
	}
	*all = slices.Clone(*all)
	for n := range *all {
		check(&(*all)[n], f.at(list, n))
	}
}

// checkAfterBirth refuses dates before the year of birth.
func (p *PersonInput) checkAfterBirth(f form) {
	before := func(d clock.Date) bool {
		year := p.Birth.Year
		if p.Birth.Estimated {
			year -= EstimateMargin
		}
		return p.Birth.Year != 0 && !d.IsZero() && d.Year < year
	}
	if before(p.ArrivedOn) {
		f.add("arrived_on", errDateBeforeBirth)
	}
	for n, d := range p.Documents {
		if before(d.IssuedOn) {
			f.at("documents", n).add("issued_on", errDateBeforeBirth)
		}
	}
	for n, st := range p.Statuses {
		if before(st.From) {
			f.at("statuses", n).add("from", errDateBeforeBirth)
		}
	}
	for n, need := range p.Needs {
		if before(need.From) {
			f.at("needs", n).add("from", errDateBeforeBirth)
		}
	}
}

// checkMinors marks minors without anybody of age as unaccompanied and checks
// who answers for a minor.
func (in *HouseholdInput) checkMinors(f form) {
	alone := !slices.ContainsFunc(in.Persons, func(p PersonInput) bool { return !p.minor(f.today) })
	for n := range in.Persons {
		p, f := &in.Persons[n], f.at("persons", n)
		p.Unaccompanied = p.Unaccompanied || alone
		for k, r := range p.Representatives {
			f := f.at("representatives", k)
			switch {
			case p.adult(f.today):
				f.add("kind", errRepresentativeAge)
			case r.Member == nil:
			case *r.Member < 0 || *r.Member >= len(in.Persons) || *r.Member == n:
				f.add("member", errRepresentativeWho)
			case in.Persons[*r.Member].minor(f.today):
				f.add("member", errRepresentativeAge)
			}
		}
	}
}

// insertHousehold writes what planHousehold made.
func (s *Service) insertHousehold(ctx context.Context, tx *db.Tx, by access.Actor, plan householdPlan) (Registered, error) {
	refs, err := s.takeReferences(ctx, tx, len(plan.people)+1)
	if err != nil {
		return Registered{}, err
	}
	out := Registered{HouseholdID: plan.id, Reference: refs[len(plan.people)]}
	w := s.write(by)
	err = insertHouseholdRow(ctx, tx, householdRow{
		id: plan.id, reference: out.Reference, headID: plan.people[plan.head].id,
		orgID: plan.org, centreID: plan.centre, createdAt: w.at, createdBy: w.by,
	})
	if err != nil {
		return Registered{}, err
	}
	for i, p := range plan.people {
		out.Persons = append(out.Persons, RegisteredPerson{p.id, refs[i]})
	}
	if err := s.insertPeople(ctx, tx, plan, out, w); err != nil {
		return Registered{}, err
	}
	for _, p := range out.Persons {
		err := s.audit.Record(ctx, tx, by, audit.Entry{
			Action: "people.register", ObjectType: "household", ObjectID: plan.id, PersonID: p.ID,
			Detail: map[string]any{"persons": len(plan.people)},
		})
		if err != nil {
			return Registered{}, err
		}
		tx.Changed(TopicPerson, p.ID)
	}
	return out, nil
}
