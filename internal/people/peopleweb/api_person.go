package peopleweb

import (
	"bytes"
	"context"

	"passerelle/internal/people"
	"passerelle/internal/platform/access"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/fault"
	"passerelle/internal/platform/files"
	"passerelle/internal/platform/web"
)

func (f face) mountPersonAPI(site *web.Site) {
	web.Op(site, op("GET", "listPersons", "/persons", "List persons, who was registered last first", people.PermList), f.apiList)
	search := op(post, "searchPersons", "/persons/search", "Find persons by name, reference, document, telephone number or e-mail address", people.PermSearch)
	similar := op(post, "similarPersons", "/persons/similar", "Persons on record who may be the same as one to register", people.PermIdentify)
	search.Status, similar.Status = 200, 200
	web.Op(site, search, f.apiSearch)
	web.Op(site, similar, f.apiSimilar)
	web.Op(site, op("GET", "getPerson", "/persons/{id}", "Open a person's file", people.PermRead), f.apiPerson)
	web.Op(site, op(put, "editPerson", "/persons/{id}", "Correct who somebody is: every field counts", people.PermEdit), f.apiEdit)
	web.Op(site, silent(op(put, "setLanguages", "/persons/{id}/languages", "Say which languages somebody speaks", people.PermEdit)), f.apiLanguages)
	web.Op(site, silent(op(put, "setRestricted", "/persons/{id}/restriction", "Restrict a file, or lift the restriction", people.PermRestricted)), f.apiRestrict)
	web.Op(site, silent(op(put, "setRelationship", "/persons/{id}/relationship", "Say what somebody is to the head of their household", people.PermHousehold)), f.apiRelationship)
	web.Op(site, op("GET", "getHistory", "/persons/{id}/history", "What was done to a person's file", people.PermHistory), f.apiHistory)
	web.Op(site, op("GET", "getReaders", "/persons/{id}/readers", "Who opened a person's file", people.PermHistory), f.apiReaders)
	photo := silent(op(put, "setPhoto", "/persons/{id}/photo", "Keep a photo of somebody who agreed to it: a JPEG or PNG", people.PermPhoto))
	photo.MaxBody = files.MaxPhotoBytes
	web.Op(site, photo, f.apiSetPhoto)
	web.Op(site, op("GET", "getPhoto", "/persons/{id}/photo", "The photo of a person", people.PermPhoto), f.apiPhoto)
	web.Op(site, op("DELETE", "removePhoto", "/persons/{id}/photo", "Remove the photo of a person", people.PermPhoto), f.apiRemovePhoto)
}

// ListIn says which page of which persons is wanted.
type ListIn struct {
	Cursor         string   `query:"cursor" doc:"next or prev of another page; empty for the first"`
	Limit          int      `query:"limit" minimum:"0" maximum:"200" doc:"Rows of a page; 0: 50"`
	Org            string   `query:"org"`
	Centre         string   `query:"centre"`
	NoCentre       bool     `query:"no_centre" doc:"Only who belongs to no centre"`
	Statuses       []string `query:"status"`
	Nationality    string   `query:"nationality"`
	Sexes          []string `query:"sex"`
	BornFrom       int      `query:"born_from" doc:"First year of birth"`
	BornTo         int      `query:"born_to" doc:"Last year of birth"`
	Need           string   `query:"need"`
	Language       string   `query:"language"`
	SizeFrom       int      `query:"size_from" doc:"Least size of the household"`
	SizeTo         int      `query:"size_to" doc:"Greatest size of the household"`
	Unaccompanied  bool     `query:"unaccompanied"`
	Interpreter    bool     `query:"interpreter"`
	RegisteredFrom string   `query:"registered_from"`
	RegisteredTo   string   `query:"registered_to"`
}

func (in ListIn) filter() people.Filter {
	w := people.Filter{
		OrgID: in.Org, CentreID: in.Centre, NoCentre: in.NoCentre, Nationality: in.Nationality,
		BornFrom: in.BornFrom, BornTo: in.BornTo, Need: people.NeedCode(in.Need), Language: in.Language,
		SizeFrom: in.SizeFrom, SizeTo: in.SizeTo, Unaccompanied: in.Unaccompanied, Interpreter: in.Interpreter,
		RegisteredFrom: dayIn(in.RegisteredFrom), RegisteredTo: dayIn(in.RegisteredTo),
	}
	for _, s := range in.Statuses {
		w.Statuses = append(w.Statuses, people.StatusCode(s))
	}
	for _, s := range in.Sexes {
		w.Sexes = append(w.Sexes, people.Sex(s))
	}
	return w
}

type listBody struct {
	Persons []personLine `json:"persons"`
	Total   int          `json:"total" doc:"Counted up to 10,000"`
	More    bool         `json:"more,omitempty" doc:"There are more than were counted"`
	Next    string       `json:"next,omitempty"`
	Prev    string       `json:"prev,omitempty"`
}

func (f face) apiList(ctx context.Context, by access.Actor, in *ListIn) (*body[listBody], error) {
	page, err := f.people.ListPersons(ctx, by, people.ListInput{Filter: in.filter(), Cursor: in.Cursor, Limit: in.Limit})
	if err != nil {
		return nil, err
	}
	out := listBody{Persons: []personLine{}, Total: page.Total, More: page.More, Next: page.Next, Prev: page.Prev}
	for _, p := range page.Persons {
		out.Persons = append(out.Persons, lineBody(p))
	}
	return &body[listBody]{out}, nil
}

// SearchIn is what is looked for. It is a body, so that names stay out of URLs.
type SearchIn struct {
	Body struct {
		Q     string `json:"q"`
		Limit int    `json:"limit,omitempty" minimum:"0" maximum:"100" doc:"Absent: 20"`
	}
}

type foundBody struct {
	personLine
	FoundBy string  `json:"found_by" enum:"reference,document,contact,name"`
	Score   float64 `json:"score" doc:"0 to 1"`
}

type searchBody struct {
	Persons []foundBody `json:"persons"`
}

func (f face) apiSearch(ctx context.Context, by access.Actor, in *SearchIn) (*body[searchBody], error) {
	found, err := f.people.FindPersons(ctx, by, in.Body.Q, in.Body.Limit)
	if err != nil {
		return nil, err
	}
	out := searchBody{Persons: []foundBody{}}
	for _, p := range found {
		out.Persons = append(out.Persons, foundBody{lineBody(p.PersonLine), string(p.By), p.Score})
	}
	return &body[searchBody]{out}, nil
}

type similarBody struct {
	Persons []similarPerson `json:"persons"`
}

type similarPerson struct {
	personLine
	Score   float64      `json:"score" doc:"0 to 1"`
	Verdict string       `json:"verdict" enum:"same,look"`
	Why     []reasonBody `json:"why"`
}

type reasonBody struct {
	Code   string  `json:"code"`
	Part   string  `json:"part,omitempty" doc:"The part of the name that was sent"`
	Weight float64 `json:"weight" doc:"Bits: each one doubles the odds"`
}

// similarFields is what is known of somebody who may be on record.
type similarFields struct {
	IdentityFields
	Phones []string `json:"phones,omitempty" maxItems:"8" doc:"Telephone numbers, as they are written"`
}

func (f face) apiSimilar(ctx context.Context, by access.Actor, in *struct{ Body similarFields }) (*body[similarBody], error) {
	identity, err := in.Body.identity()
	if err != nil {
		return nil, err
	}
	hits, err := f.people.SimilarPersons(ctx, by, people.SimilarInput{Identity: identity, Phones: in.Body.Phones})
	if err != nil {
		return nil, err
	}
	out := similarBody{Persons: []similarPerson{}}
	for _, h := range hits {
		p := similarPerson{lineBody(h.PersonLine), h.Score, string(h.Verdict), []reasonBody{}}
		for _, why := range h.Why {
			p.Why = append(p.Why, reasonBody{why.Code, why.Part, why.Weight})
		}
		out.Persons = append(out.Persons, p)
	}
	return &body[similarBody]{out}, nil
}

type fileOut struct {
	ETag string `header:"ETag"`
	Body fileBody
}

func (f face) apiPerson(ctx context.Context, by access.Actor, in *IDIn) (*fileOut, error) {
	file, err := f.people.Person(ctx, by, in.ID)
	if err != nil {
		return nil, err
	}
	return &fileOut{web.ETag(file.Version), fileAnswer(&file)}, nil
}

// EditFields are who somebody is, corrected.
type EditFields struct {
	IdentityFields
	Unaccompanied bool `json:"unaccompanied,omitempty"`
}

type versionOut struct {
	ETag string `header:"ETag"`
	Body struct {
		Version int `json:"version"`
	}
}

func (f face) apiEdit(ctx context.Context, by access.Actor, in *struct {
	IDIn
	Matched
	Body EditFields
}) (*versionOut, error) {
	seen, err := web.IfMatch(in.IfMatch)
	if err != nil {
		return nil, err
	}
	identity, err := in.Body.identity()
	if err != nil {
		return nil, err
	}
	version, err := f.people.EditPerson(ctx, by, people.EditInput{ID: in.ID, Version: seen, Identity: identity, Unaccompanied: in.Body.Unaccompanied})
	if err != nil {
		return nil, err
	}
	out := &versionOut{ETag: web.ETag(version)}
	out.Body.Version = version
	return out, nil
}

func (f face) apiLanguages(ctx context.Context, by access.Actor, in *struct {
	IDIn
	Body struct {
		Languages []LanguageFields `json:"languages"`
	}
}) (*struct{}, error) {
	return done(f.people.SetLanguages(ctx, by, in.ID, languageInputs(in.Body.Languages)))
}

func (f face) apiRestrict(ctx context.Context, by access.Actor, in *struct {
	IDIn
	Body struct {
		Restricted bool `json:"restricted"`
	}
}) (*struct{}, error) {
	return done(f.people.SetRestricted(ctx, by, in.ID, in.Body.Restricted))
}

func (f face) apiRelationship(ctx context.Context, by access.Actor, in *struct {
	IDIn
	Body struct {
		Relationship string `json:"relationship"`
	}
}) (*struct{}, error) {
	return done(f.people.SetRelationship(ctx, by, in.ID, people.Relationship(in.Body.Relationship)))
}

// HistoryIn says which page of a history is wanted.
type HistoryIn struct {
	IDIn
	BeforeAt string `query:"before_at" doc:"at of the last entry of the page before"`
	BeforeID string `query:"before_id" doc:"id of the same"`
	Limit    int    `query:"limit" minimum:"0" maximum:"200" doc:"Entries of a page; 0: 50"`
}

func (in HistoryIn) input() (people.HistoryInput, error) {
	out := people.HistoryInput{PersonID: in.ID, Limit: in.Limit}
	if in.BeforeAt == "" {
		return out, nil
	}
	at, err := clock.ParseInstant(in.BeforeAt)
	if err != nil {
		return out, fault.InvalidField("before_at", wordsError+"cursor")
	}
	out.Before.At, out.Before.ID = at, in.BeforeID
	return out, nil
}

type historyBody struct {
	Entries []recordedBody `json:"entries"`
}

func (f face) apiHistory(ctx context.Context, by access.Actor, in *HistoryIn) (*body[historyBody], error) {
	page, err := in.input()
	if err != nil {
		return nil, err
	}
	all, err := f.people.PersonHistory(ctx, by, page)
	if err != nil {
		return nil, err
	}
	return &body[historyBody]{historyBody{recordedBodies(all)}}, nil
}

func (f face) apiReaders(ctx context.Context, by access.Actor, in *HistoryIn) (*body[historyBody], error) {
	page, err := in.input()
	if err != nil {
		return nil, err
	}
	all, err := f.people.WhoLooked(ctx, by, page)
	if err != nil {
		return nil, err
	}
	return &body[historyBody]{historyBody{recordedBodies(all)}}, nil
}

func (f face) apiSetPhoto(ctx context.Context, by access.Actor, in *struct {
	IDIn
	RawBody []byte `contentType:"application/octet-stream"`
}) (*struct{}, error) {
	return done(f.people.SetPhoto(ctx, by, in.ID, bytes.NewReader(in.RawBody)))
}

type photoOut struct {
	ContentType string `header:"Content-Type"`
	Body        []byte
}

func (f face) apiPhoto(ctx context.Context, by access.Actor, in *IDIn) (*photoOut, error) {
	jpeg, err := f.people.Photo(ctx, by, in.ID, false)
	if err != nil {
		return nil, err
	}
	return &photoOut{"image/jpeg", jpeg}, nil
}

func (f face) apiRemovePhoto(ctx context.Context, by access.Actor, in *IDIn) (*struct{}, error) {
	return done(f.people.RemovePhoto(ctx, by, in.ID))
}
