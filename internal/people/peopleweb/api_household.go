package peopleweb

import (
	"context"
	"strconv"

	"passerelle/internal/people"
	"passerelle/internal/platform/access"
	"passerelle/internal/platform/fault"
	"passerelle/internal/platform/web"
)

// mountHouseholdAPI adds the operations on households and on pairs of records.
func (f face) mountHouseholdAPI(site *web.Site) {
	web.Op(site, op(post, "registerHousehold", "/households", "Register a household of 1 to 30 persons", people.PermRegister), f.apiRegister)
	web.Op(site, op("GET", "getHousehold", "/households/{id}", "Open a household", people.PermRead), f.apiHousehold)
	web.Op(site, op(post, "addMember", "/households/{id}/members", "Register a person into a household", people.PermRegister), f.apiAddMember)
	web.Op(site, silent(op(put, "setHead", "/households/{id}/head", "Make another member the head", people.PermHousehold)), f.apiSetHead)
	web.Op(site, op(post, "splitHousehold", "/households/{id}/split", "Make a new household of some of its members", people.PermHousehold), f.apiSplit)
	web.Op(site, silent(op(post, "joinHouseholds", "/households/{id}/join", "Make the members of another household members of this one", people.PermHousehold)), f.apiJoin)
	web.Op(site, op("GET", "comparePersons", "/persons/{id}/compare/{other}", "Two files side by side", people.PermIdentify), f.apiCompare)
	web.Op(site, silent(op(put, "linkPersons", "/persons/{id}/links/{other}", "Say that two records are of one person, or of two", people.PermLink)), f.apiLink)
	web.Op(site, op("DELETE", "unlinkPersons", "/persons/{id}/links/{other}", "Undo what was decided on two records", people.PermLink), f.apiUnlink)
}

// RegisterIn is a household that arrives together.
type RegisterIn struct {
	Body struct {
		Org     string         `json:"org" doc:"Organisation that receives it"`
		Centre  string         `json:"centre,omitempty" doc:"Centre it arrives at"`
		Head    int            `json:"head,omitempty" doc:"Position of the head among the persons"`
		Persons []PersonFields `json:"persons"`
	}
}

type registeredOut struct {
	Location string `header:"Location"`
	Body     registeredBody
}

type registeredBody struct {
	Household string             `json:"household"`
	Reference string             `json:"reference"`
	Persons   []registeredPerson `json:"persons"`
}

type registeredPerson struct {
	ID        string `json:"id"`
	Reference string `json:"reference"`
}

func registeredAnswer(r people.Registered) *registeredOut {
	out := registeredBody{Household: r.HouseholdID, Reference: r.Reference, Persons: []registeredPerson{}}
	for _, p := range r.Persons {
		out.Persons = append(out.Persons, registeredPerson{p.ID, p.Reference})
	}
	return &registeredOut{"/api/v1/households/" + r.HouseholdID, out}
}

func (f face) apiRegister(ctx context.Context, by access.Actor, in *RegisterIn) (*registeredOut, error) {
	household := people.HouseholdInput{OrgID: in.Body.Org, CentreID: in.Body.Centre, Head: in.Body.Head}
	var faults fault.List
	for n, fields := range in.Body.Persons {
		p, err := fields.person()
		for _, x := range fault.Of(err) {
			faults.Add("persons."+strconv.Itoa(n)+"."+x.Field, x.Key)
		}
		household.Persons = append(household.Persons, p)
	}
	if err := faults.Err(); err != nil {
		return nil, err
	}
	r, err := f.people.RegisterHousehold(ctx, by, household)
	if err != nil {
		return nil, err
	}
	return registeredAnswer(r), nil
}

type householdOut struct {
	ETag string `header:"ETag"`
	Body householdBody
}

func (f face) apiHousehold(ctx context.Context, by access.Actor, in *IDIn) (*householdOut, error) {
	h, err := f.people.Household(ctx, by, in.ID)
	if err != nil {
		return nil, err
	}
	return &householdOut{web.ETag(h.Version), householdAnswer(&h)}, nil
}

// at names a household as the caller saw it.
func (in Matched) at(id string) (people.HouseholdRef, error) {
	version, err := web.IfMatch(in.IfMatch)
	return people.HouseholdRef{ID: id, Version: version}, err
}

func (f face) apiAddMember(ctx context.Context, by access.Actor, in *struct {
	IDIn
	Body PersonFields
}) (*body[registeredPerson], error) {
	p, err := in.Body.person()
	if err != nil {
		return nil, err
	}
	r, err := f.people.AddMember(ctx, by, people.MemberInput{Household: people.HouseholdRef{ID: in.ID}, Person: p})
	if err != nil {
		return nil, err
	}
	return &body[registeredPerson]{registeredPerson{r.ID, r.Reference}}, nil
}

// HeadIn says who is the head of a household from now on.
type HeadIn struct {
	IDIn
	Matched
	Body struct {
		Head          string            `json:"head"`
		Relationships map[string]string `json:"relationships,omitempty" doc:"Of the others to the new head, by person"`
	}
}

func relationships(in map[string]string) map[string]people.Relationship {
	out := map[string]people.Relationship{}
	for id, r := range in {
		out[id] = people.Relationship(r)
	}
	return out
}

func (f face) apiSetHead(ctx context.Context, by access.Actor, in *HeadIn) (*struct{}, error) {
	seen, err := in.at(in.ID)
	if err != nil {
		return nil, err
	}
	return done(f.people.SetHead(ctx, by, people.HeadInput{Household: seen, Head: in.Body.Head, Relationships: relationships(in.Body.Relationships)}))
}

// SplitIn says who leaves a household to form a new one.
type SplitIn struct {
	IDIn
	Matched
	Body struct {
		Members       []string          `json:"members" doc:"Who leaves"`
		Head          string            `json:"head" doc:"Of the new household"`
		RemainingHead string            `json:"remaining_head,omitempty" doc:"Of those who stay; needed where the head leaves"`
		Relationships map[string]string `json:"relationships,omitempty" doc:"To their head after the split, by person"`
	}
}

func (f face) apiSplit(ctx context.Context, by access.Actor, in *SplitIn) (*registeredOut, error) {
	seen, err := in.at(in.ID)
	if err != nil {
		return nil, err
	}
	r, err := f.households.SplitHousehold(ctx, by, people.SplitInput{
		Household: seen, Members: in.Body.Members, Head: in.Body.Head, RemainingHead: in.Body.RemainingHead,
		Relationships: relationships(in.Body.Relationships),
	})
	if err != nil {
		return nil, err
	}
	return registeredAnswer(r), nil
}

// JoinIn says which household joins this one.
type JoinIn struct {
	IDIn
	Matched
	Body struct {
		From          string            `json:"from" doc:"Id of the household that joins"`
		Relationships map[string]string `json:"relationships,omitempty" doc:"Of those who join to the head, by person"`
	}
}

func (f face) apiJoin(ctx context.Context, by access.Actor, in *JoinIn) (*struct{}, error) {
	seen, err := in.at(in.ID)
	if err != nil {
		return nil, err
	}
	return done(f.households.JoinHouseholds(ctx, by, people.JoinInput{
		Into: seen, From: people.HouseholdRef{ID: in.Body.From}, Relationships: relationships(in.Body.Relationships),
	}))
}

type comparisonBody struct {
	Attributes []attributeBody `json:"attributes"`
	Score      float64         `json:"score" doc:"How likely they are one person, 0 to 1"`
	Verdict    string          `json:"verdict" enum:"same,look,different"`
	Why        []reasonBody    `json:"why"`
	Link       *linkBody       `json:"link,omitempty" doc:"What was decided"`
}

type attributeBody struct {
	Code    string `json:"code"`
	A       string `json:"a,omitempty"`
	B       string `json:"b,omitempty"`
	Outcome string `json:"outcome" enum:"same,differs,blank"`
}

func (f face) apiCompare(ctx context.Context, by access.Actor, in *PairIn) (*body[comparisonBody], error) {
	c, err := f.people.ComparePersons(ctx, by, in.ID, in.Other)
	if err != nil {
		return nil, err
	}
	return &body[comparisonBody]{comparisonBodyOf(c)}, nil
}

func comparisonBodyOf(c people.Comparison) comparisonBody {
	out := comparisonBody{Score: c.Score, Verdict: string(c.Verdict), Why: []reasonBody{}, Attributes: []attributeBody{}}
	for _, a := range c.Attributes {
		out.Attributes = append(out.Attributes, attributeBody{a.Code, a.A, a.B, string(a.Outcome)})
	}
	for _, why := range c.Why {
		out.Why = append(out.Why, reasonBody{why.Code, why.Part, why.Weight})
	}
	if l := c.Link; l != nil {
		out.Link = &linkBody{l.PersonID, l.Reference, string(l.Verdict), l.DecidedAt.String(), l.DecidedBy}
	}
	return out
}

// LinkIn says what two records are.
type LinkIn struct {
	PairIn
	Body struct {
		Verdict string `json:"verdict" enum:"same,different"`
	}
}

func (f face) apiLink(ctx context.Context, by access.Actor, in *LinkIn) (*struct{}, error) {
	if people.LinkVerdict(in.Body.Verdict) == people.LinkSame {
		return done(f.people.LinkPersons(ctx, by, in.ID, in.Other))
	}
	return done(f.people.MarkDifferent(ctx, by, in.ID, in.Other))
}

func (f face) apiUnlink(ctx context.Context, by access.Actor, in *PairIn) (*struct{}, error) {
	return done(f.people.UnlinkPersons(ctx, by, in.ID, in.Other))
}
