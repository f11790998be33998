package peopleweb

import (
	"passerelle/internal/people"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/fault"
)

// Days of the API are "2006-01-02"; birth dates may know less: "2006-03",
// "2006", and with "~" before it a judgement.

// IdentityFields are who somebody is, as far as it is known.
type IdentityFields struct {
	Given          string         `json:"given,omitempty"`
	Family         string         `json:"family,omitempty"`
	Father         string         `json:"father,omitempty" doc:"Given name of the father"`
	Grandfather    string         `json:"grandfather,omitempty" doc:"Given name of the father's father"`
	Mother         string         `json:"mother,omitempty" doc:"Full name of the mother"`
	Original       string         `json:"original,omitempty" doc:"Full name in the original script"`
	OnDocument     string         `json:"on_document,omitempty" doc:"Full name in the Latin spelling of the document"`
	Aliases        []string       `json:"aliases,omitempty"`
	NameUnknown    bool           `json:"name_unknown,omitempty" doc:"Nobody knows a name yet; only then may all names be empty"`
	Sex            string         `json:"sex,omitempty" enum:"f,m,x,u" doc:"Absent: u, unknown"`
	Birth          string         `json:"birth,omitempty" doc:"2006-03-14, 2006-03 or 2006; ~ before it: estimated"`
	BirthWritten   *WrittenFields `json:"birth_written,omitempty" doc:"The birth date as given in another calendar; it is converted"`
	PlaceOfBirth   string         `json:"place_of_birth,omitempty"`
	CountryOfBirth string         `json:"country_of_birth,omitempty" doc:"ISO 3166-1 alpha-3, or RKS"`
	Nationalities  []string       `json:"nationalities,omitempty" doc:"As country_of_birth, or XXA (stateless), XXB, XXC, XXX"`
	ArrivedOn      string         `json:"arrived_on,omitempty" doc:"In Luxembourg; absent: today"`
	Note           string         `json:"note,omitempty" doc:"What helps to recognise the person"`
}

// WrittenFields are a date in another calendar than the civil one.
type WrittenFields struct {
	Calendar string `json:"calendar" enum:"gregorian,islamic_civil,umm_al_qura,solar_hijri,ethiopian"`
	Year     int    `json:"year"`
	Month    int    `json:"month,omitempty"`
	Day      int    `json:"day,omitempty"`
}

// LanguageFields are a language that somebody speaks.
type LanguageFields struct {
	Code        string `json:"code" doc:"ISO 639-1, or 639-3 where there is no shorter one"`
	Level       string `json:"level,omitempty" enum:"native,C2,C1,B2,B1,A2,A1,unknown"`
	Interpreter bool   `json:"interpreter,omitempty" doc:"Needs an interpreter of this language"`
}

// ContactFields are a way to reach somebody.
type ContactFields struct {
	Kind  string `json:"kind" enum:"phone,email,address,other"`
	Value string `json:"value"`
	Safe  bool   `json:"safe,omitempty" doc:"May be used without danger for the person"`
	Note  string `json:"note,omitempty" doc:"How to use it safely"`
}

// DocumentFields are an identity document.
type DocumentFields struct {
	Type       string `json:"type" enum:"passport,identity_card,travel_document,laissez_passer,residence_permit,applicant_card,birth_certificate,marriage_certificate,family_book,military_card,driving_licence,other"`
	Number     string `json:"number,omitempty"`
	Issuer     string `json:"issuer,omitempty" doc:"Country, or ICAO code of an organisation"`
	IssuedOn   string `json:"issued_on,omitempty"`
	ValidUntil string `json:"valid_until,omitempty"`
	Copy       bool   `json:"copy,omitempty" doc:"Only a copy was seen"`
	Note       string `json:"note,omitempty"`
}

// StatusFields are a legal status from a day on.
type StatusFields struct {
	Code  string `json:"code" doc:"DPI, DPT, BPI_REF, BPI_SUB, BPT, RESETTLED, DUBLIN, REJECTED_APPEALABLE, REJECTED_FINAL, WITHDRAWN, RETURN_DECISION, SURSIS_ELOIGNEMENT, REPORT_ELOIGNEMENT, TOLERANCE, IRREGULAR, REGULARISED"`
	From  string `json:"from"`
	Until string `json:"until,omitempty"`
}

// NeedFields are a need that bears on housing.
type NeedFields struct {
	Code string `json:"code" enum:"step_free,ground_floor,near_hospital,near_school,women_only,cot,own_bathroom,quiet,isolation"`
	From string `json:"from,omitempty" doc:"Absent: today"`
	Note string `json:"note,omitempty"`
}

// ConsentFields are information that was given, or consent that was asked for.
type ConsentFields struct {
	Purpose     string `json:"purpose" enum:"info_reception,info_data,info_house_rules,photo,messages,share_partners,family_links,return_visible"`
	Given       bool   `json:"given"`
	Language    string `json:"language" doc:"In which it was explained"`
	Interpreter bool   `json:"interpreter,omitempty"`
	Notice      string `json:"notice,omitempty" doc:"Version of the text that was given"`
}

// RepresentativeFields are who answers for a minor: one of member, person and name.
type RepresentativeFields struct {
	Kind    string `json:"kind" enum:"parent,relative,guardian,ad_hoc_administrator,provisional"`
	Member  *int   `json:"member,omitempty" doc:"Position among the persons of a registration"`
	Person  string `json:"person,omitempty" doc:"Id of a person of the register"`
	Name    string `json:"name,omitempty"`
	Contact string `json:"contact,omitempty"`
	From    string `json:"from,omitempty" doc:"Absent: today"`
}

// PersonFields are somebody who is to be registered.
type PersonFields struct {
	IdentityFields
	Relationship    string                 `json:"relationship,omitempty" doc:"To the head of the household, a UNHCR code; absent for the head"`
	Unaccompanied   bool                   `json:"unaccompanied,omitempty"`
	Restricted      bool                   `json:"restricted,omitempty"`
	Languages       []LanguageFields       `json:"languages,omitempty"`
	Contacts        []ContactFields        `json:"contacts,omitempty"`
	Documents       []DocumentFields       `json:"documents,omitempty"`
	Statuses        []StatusFields         `json:"statuses,omitempty"`
	Needs           []NeedFields           `json:"needs,omitempty"`
	Consents        []ConsentFields        `json:"consents,omitempty"`
	Representatives []RepresentativeFields `json:"representatives,omitempty"`
}

// dayIn reads a day. What is none becomes one that package people refuses at its field.
func dayIn(text string) clock.Date {
	d, err := clock.ParseDate(text)
	if text != "" && err != nil {
		return clock.Date{Year: -1}
	}
	return d
}

func (in IdentityFields) identity() (people.Identity, error) {
	i := people.Identity{
		Names: people.Names{
			Given: in.Given, Family: in.Family, Father: in.Father, Grandfather: in.Grandfather, Mother: in.Mother,
			Original: in.Original, OnDocument: in.OnDocument, Aliases: in.Aliases,
		},
		NameUnknown: in.NameUnknown, Sex: people.Sex(in.Sex), PlaceOfBirth: in.PlaceOfBirth, CountryOfBirth: in.CountryOfBirth,
		Nationalities: in.Nationalities, ArrivedOn: dayIn(in.ArrivedOn), Note: in.Note,
	}
	if w := in.BirthWritten; w != nil {
		i.BirthWritten = &people.WrittenDate{Calendar: people.Calendar(w.Calendar), Year: w.Year, Month: w.Month, Day: w.Day}
	}
	var err error
	if i.Birth, err = people.ParseBirthDate(in.Birth); err != nil {
		return i, fault.InvalidField("birth", wordsError+parseCode(err))
	}
	return i, nil
}

func (in PersonFields) person() (people.PersonInput, error) {
	identity, err := in.identity()
	p := people.PersonInput{
		Identity: identity, Relationship: people.Relationship(in.Relationship), Unaccompanied: in.Unaccompanied, Restricted: in.Restricted,
		Languages: languageInputs(in.Languages),
	}
	for _, c := range in.Contacts {
		p.Contacts = append(p.Contacts, c.contact())
	}
	for _, d := range in.Documents {
		p.Documents = append(p.Documents, d.document())
	}
	for _, s := range in.Statuses {
		p.Statuses = append(p.Statuses, s.status())
	}
	for _, n := range in.Needs {
		p.Needs = append(p.Needs, n.need())
	}
	for _, c := range in.Consents {
		p.Consents = append(p.Consents, c.consent())
	}
	for _, r := range in.Representatives {
		p.Representatives = append(p.Representatives, r.representative())
	}
	return p, err
}

func languageInputs(in []LanguageFields) []people.Language {
	var out []people.Language
	for _, l := range in {
		out = append(out, people.Language{Code: l.Code, Level: people.LanguageLevel(l.Level), Interpreter: l.Interpreter})
	}
	return out
}

func (in ContactFields) contact() people.ContactInput {
	return people.ContactInput{Kind: people.ContactKind(in.Kind), Value: in.Value, Safe: in.Safe, Note: in.Note}
}

func (in DocumentFields) document() people.DocumentInput {
	return people.DocumentInput{
		Type: people.DocumentType(in.Type), Number: in.Number, Issuer: in.Issuer,
		IssuedOn: dayIn(in.IssuedOn), ValidUntil: dayIn(in.ValidUntil), Copy: in.Copy, Note: in.Note,
	}
}

func (in StatusFields) status() people.StatusInput {
	return people.StatusInput{Code: people.StatusCode(in.Code), From: dayIn(in.From), Until: dayIn(in.Until)}
}

func (in NeedFields) need() people.NeedInput {
	return people.NeedInput{Code: people.NeedCode(in.Code), From: dayIn(in.From), Note: in.Note}
}

func (in ConsentFields) consent() people.ConsentInput {
	return people.ConsentInput{Purpose: people.ConsentPurpose(in.Purpose), Given: in.Given, Language: in.Language, Interpreter: in.Interpreter, Notice: in.Notice}
}

func (in RepresentativeFields) representative() people.RepresentativeInput {
	return people.RepresentativeInput{
		Kind: people.RepresentativeKind(in.Kind), Member: in.Member, PersonID: in.Person, Name: in.Name, Contact: in.Contact, From: dayIn(in.From),
	}
}
