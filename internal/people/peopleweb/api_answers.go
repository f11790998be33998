package peopleweb

import (
	"passerelle/internal/people"
	"passerelle/internal/platform/audit"
)

// personLine is a person in a list.
type personLine struct {
	ID            string   `json:"id"`
	Reference     string   `json:"reference"`
	Household     string   `json:"household"`
	Given         string   `json:"given,omitempty"`
	Family        string   `json:"family,omitempty"`
	Original      string   `json:"original,omitempty"`
	Sex           string   `json:"sex"`
	Birth         string   `json:"birth,omitempty"`
	Nationalities []string `json:"nationalities,omitempty"`
	Languages     []string `json:"languages,omitempty"`
	Interpreter   bool     `json:"interpreter,omitempty"`
	Status        string   `json:"status,omitempty"`
	Needs         []string `json:"needs,omitempty"`
	Unaccompanied bool     `json:"unaccompanied,omitempty"`
	Restricted    bool     `json:"restricted,omitempty"`
	HouseholdSize int      `json:"household_size"`
	Org           string   `json:"org"`
	Centre        string   `json:"centre,omitempty"`
	RegisteredAt  string   `json:"registered_at"`
}

func lineBody(p people.PersonLine) personLine {
	return personLine{
		ID: p.ID, Reference: p.Reference, Household: p.HouseholdID, Given: p.Name.Given, Family: p.Name.Family, Original: p.Name.Original,
		Sex: string(p.Sex), Birth: p.Birth.String(), Nationalities: p.Nationalities, Languages: p.LanguageCodes,
		Interpreter: p.Interpreter, Status: string(p.Status), Needs: texts(p.NeedCodes), Unaccompanied: p.Unaccompanied,
		Restricted: p.Restricted, HouseholdSize: p.HouseholdSize, Org: p.OrgID, Centre: p.CentreID, RegisteredAt: p.RegisteredAt.String(),
	}
}

func texts[T ~string](codes []T) []string {
	var out []string
	for _, c := range codes {
		out = append(out, string(c))
	}
	return out
}

// fileBody is a person's file.
type fileBody struct {
	ID        string `json:"id"`
	Reference string `json:"reference"`
	Household string `json:"household"`
	Org       string `json:"org"`
	Centre    string `json:"centre,omitempty"`
	Version   int    `json:"version"`
	IdentityFields
	Relationship    string                    `json:"relationship,omitempty"`
	Unaccompanied   bool                      `json:"unaccompanied"`
	Restricted      bool                      `json:"restricted"`
	Photo           bool                      `json:"photo"`
	Languages       []LanguageFields          `json:"languages"`
	Contacts        []contactEntryBody        `json:"contacts"`
	Documents       []documentEntryBody       `json:"documents"`
	Statuses        []statusEntryBody         `json:"statuses"`
	Needs           []needEntryBody           `json:"needs"`
	Consents        []consentEntryBody        `json:"consents"`
	Representatives []representativeEntryBody `json:"representatives"`
	Links           []linkBody                `json:"links"`
	Hidden          []string                  `json:"hidden,omitempty" doc:"Sections that are empty because you may not see them"`
}

type contactEntryBody struct {
	ID string `json:"id"`
	ContactFields
}

type documentEntryBody struct {
	ID string `json:"id"`
	DocumentFields
}

type statusEntryBody struct {
	ID string `json:"id"`
	StatusFields
}

type needEntryBody struct {
	ID string `json:"id"`
	NeedFields
	Until string `json:"until,omitempty"`
}

type consentEntryBody struct {
	ID string `json:"id"`
	ConsentFields
	At          string `json:"at"`
	WithdrawnAt string `json:"withdrawn_at,omitempty"`
}

type representativeEntryBody struct {
	ID string `json:"id"`
	RepresentativeFields
	Until string `json:"until,omitempty"`
}

type linkBody struct {
	Person    string `json:"person"`
	Reference string `json:"reference"`
	Verdict   string `json:"verdict" enum:"same,different"`
	DecidedAt string `json:"decided_at"`
	DecidedBy string `json:"decided_by"`
}

func identityFields(i *people.Identity) IdentityFields {
	out := IdentityFields{
		Given: i.Given, Family: i.Family, Father: i.Father, Grandfather: i.Grandfather, Mother: i.Mother,
		Original: i.Original, OnDocument: i.OnDocument, Aliases: i.Aliases, NameUnknown: i.NameUnknown,
		Sex: string(i.Sex), Birth: i.Birth.String(), PlaceOfBirth: i.PlaceOfBirth, CountryOfBirth: i.CountryOfBirth,
		Nationalities: i.Nationalities, ArrivedOn: i.ArrivedOn.String(), Note: i.Note,
	}
	if w := i.BirthWritten; w != nil {
		out.BirthWritten = &WrittenFields{Calendar: string(w.Calendar), Year: w.Year, Month: w.Month, Day: w.Day}
	}
	return out
}

func fileAnswer(f *people.File) fileBody {
	out := fileBody{
		ID: f.ID, Reference: f.Reference, Household: f.HouseholdID, Org: f.OrgID, Centre: f.CentreID, Version: f.Version,
		IdentityFields: identityFields(&f.Identity), Relationship: string(f.Relationship), Unaccompanied: f.Unaccompanied,
		Restricted: f.Restricted, Photo: f.Photo, Hidden: texts(f.Hidden),
		Languages: []LanguageFields{}, Contacts: []contactEntryBody{}, Documents: []documentEntryBody{}, Statuses: []statusEntryBody{},
		Needs: []needEntryBody{}, Consents: []consentEntryBody{}, Representatives: []representativeEntryBody{}, Links: []linkBody{},
	}
	for _, l := range f.Languages {
		out.Languages = append(out.Languages, LanguageFields{l.Code, string(l.Level), l.Interpreter})
	}
	for _, c := range f.Contacts {
		out.Contacts = append(out.Contacts, contactEntryBody{c.ID, ContactFields{string(c.Kind), c.Value, c.Safe, c.Note}})
	}
	for _, d := range f.Documents {
		out.Documents = append(out.Documents, documentEntryBody{d.ID, DocumentFields{string(d.Type), d.Number, d.Issuer, d.IssuedOn.String(), d.ValidUntil.String(), d.Copy, d.Note}})
	}
	for _, s := range f.Statuses {
		out.Statuses = append(out.Statuses, statusEntryBody{s.ID, StatusFields{string(s.Code), s.From.String(), s.Until.String()}})
	}
	for _, n := range f.Needs {
		out.Needs = append(out.Needs, needEntryBody{n.ID, NeedFields{string(n.Code), n.From.String(), n.Note}, n.Until.String()})
	}
	for _, c := range f.Consents {
		fields := ConsentFields{string(c.Purpose), c.Given, c.Language, c.Interpreter, c.Notice}
		out.Consents = append(out.Consents, consentEntryBody{c.ID, fields, c.At.String(), c.WithdrawnAt.String()})
	}
	for _, r := range f.Representatives {
		fields := RepresentativeFields{Kind: string(r.Kind), Person: r.PersonID, Name: r.Name, Contact: r.Contact, From: r.From.String()}
		out.Representatives = append(out.Representatives, representativeEntryBody{r.ID, fields, r.Until.String()})
	}
	for _, l := range f.Links {
		out.Links = append(out.Links, linkBody{l.PersonID, l.Reference, string(l.Verdict), l.DecidedAt.String(), l.DecidedBy})
	}
	return out
}

// householdBody is a household and its members.
type householdBody struct {
	ID        string       `json:"id"`
	Reference string       `json:"reference"`
	Org       string       `json:"org"`
	Centre    string       `json:"centre,omitempty"`
	Head      string       `json:"head,omitempty"`
	Version   int          `json:"version"`
	Members   []memberBody `json:"members"`
	Past      []memberBody `json:"past,omitempty"`
	Origin    string       `json:"origin,omitempty" doc:"The household it was split from"`
	Joined    string       `json:"joined,omitempty" doc:"The household that its members joined"`
	ClosedAt  string       `json:"closed_at,omitempty"`
}

type memberBody struct {
	ID           string `json:"id"`
	Reference    string `json:"reference"`
	Given        string `json:"given,omitempty"`
	Family       string `json:"family,omitempty"`
	Original     string `json:"original,omitempty"`
	Sex          string `json:"sex"`
	Birth        string `json:"birth,omitempty"`
	Relationship string `json:"relationship"`
	JoinedAt     string `json:"joined_at"`
	LeftAt       string `json:"left_at,omitempty"`
}

func householdAnswer(h *people.Household) householdBody {
	out := householdBody{
		ID: h.ID, Reference: h.Reference, Org: h.OrgID, Centre: h.CentreID, Head: h.HeadID, Version: h.Version,
		Members: membersBody(h.Members), Past: membersBody(h.Past), Origin: h.OriginID, Joined: h.JoinedID, ClosedAt: h.ClosedAt.String(),
	}
	if out.Members == nil {
		out.Members = []memberBody{}
	}
	return out
}

func membersBody(all []people.HouseholdMember) []memberBody {
	var out []memberBody
	for _, m := range all {
		out = append(out, memberBody{
			ID: m.ID, Reference: m.Reference, Given: m.Name.Given, Family: m.Name.Family, Original: m.Name.Original, Sex: string(m.Sex),
			Birth: m.Birth.String(), Relationship: string(m.Relationship), JoinedAt: m.JoinedAt.String(), LeftAt: m.LeftAt.String(),
		})
	}
	return out
}

// recordedBody is an entry of a person's history.
type recordedBody struct {
	ID      string         `json:"id"`
	At      string         `json:"at"`
	Action  string         `json:"action"`
	Account string         `json:"account"`
	Object  string         `json:"object"`
	Detail  map[string]any `json:"detail,omitempty"`
}

func recordedBodies(all []audit.Recorded) []recordedBody {
	out := []recordedBody{}
	for _, e := range all {
		out = append(out, recordedBody{e.ID, e.At.String(), e.Action, e.Actor, e.ObjectID, e.Detail})
	}
	return out
}
