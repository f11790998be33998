package portalweb

import (
	"context"
	"net/http"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/fault"
	"passerelle/internal/platform/i18n"
	"passerelle/internal/platform/web"
	"passerelle/internal/portal"
)

// mountStoryAPI adds the twins of the desk of stories.
func (f face) mountStoryAPI(site *web.Site) {
	op := func(id, method, path, summary string, perm access.Permission) web.Operation {
		o := web.Operation{ID: id, Method: method, Path: "/stories" + path, Summary: summary, Tag: "Stories", Permission: perm}
		if path != "" {
			o.Status = http.StatusOK
		}
		return o
	}
	const get, post, put = http.MethodGet, http.MethodPost, http.MethodPut
	web.Op(site, op("listStories", get, "", "Stories of return, the last changed first", portal.PermStories), f.apiStories)
	web.Op(site, op("addStory", post, "", "Write a story", portal.PermStories), f.apiAddStory)
	web.Op(site, op("getStory", get, "/{id}", "A story with its texts", portal.PermStories), f.apiStory)
	web.Op(site, op("changeStory", put, "/{id}", "Change a draft; its consent ends", portal.PermStories), f.apiChangeStory)
	web.Op(site, op("recordStoryConsent", post, "/{id}/consent", "Record the consent to publish a story as it is", portal.PermStoryConsent), f.apiStoryConsent)
	web.Op(site, op("withdrawStory", post, "/{id}/withdraw", "Consent withdrawn: delete a story", portal.PermStoryConsent), f.apiStoryStep(f.portal.WithdrawStory))
	web.Op(site, op("publishStory", post, "/{id}/publish", "Publish a story", portal.PermStoryPublish), f.apiStoryStep(f.portal.PublishStory))
	web.Op(site, op("hideStory", post, "/{id}/hide", "Take a story back to the desk", portal.PermStoryPublish), f.apiStoryStep(f.portal.HideStory))
	web.Op(site, op("findTowns", get, "/towns", "Towns by the beginning of their name", portal.PermStories), f.apiTowns)
}

// StoryFields are what a caller may set of a story.
type StoryFields struct {
	Pseudonym string            `json:"pseudonym,omitempty" doc:"Never the real name; at most 40 characters"`
	Town      string            `json:"town,omitempty" doc:"Key of findTowns; empty keeps the town of a stored story"`
	Source    string            `json:"source" doc:"Language in which it was told"`
	Texts     map[string]string `json:"texts" doc:"By language"`
}

func (in StoryFields) input() portal.StoryInput {
	out := portal.StoryInput{Pseudonym: in.Pseudonym, TownKey: in.Town, Source: i18n.Lang(in.Source), Texts: map[i18n.Lang]string{}}
	for lang, text := range in.Texts {
		out.Texts[i18n.Lang(lang)] = text
	}
	return out
}

type storyBody struct {
	ID         string            `json:"id"`
	Status     string            `json:"status"`
	Example    bool              `json:"example"`
	Pseudonym  string            `json:"pseudonym,omitempty"`
	Town       string            `json:"town,omitempty"`
	Country    string            `json:"country,omitempty"`
	Kilometres int               `json:"kilometres,omitempty" doc:"From the city of Luxembourg along the great circle"`
	Source     string            `json:"source"`
	Texts      map[string]string `json:"texts,omitempty"`
	Consent    *consentBody      `json:"consent,omitempty"`
	Version    int               `json:"version"`
}

type consentBody struct {
	GivenBy     string `json:"given_by" enum:"narrator,representative"`
	On          string `json:"on" format:"date"`
	Lang        string `json:"lang"`
	Interpreter bool   `json:"interpreter,omitempty"`
}

type storyOut struct {
	ETag string `header:"ETag"`
	Body storyBody
}

func storyBodyOf(s portal.Story) storyBody {
	b := storyBody{ID: s.ID, Status: string(s.Status), Example: s.Example, Pseudonym: s.Pseudonym, Town: s.Town, Country: string(s.Country),
		Source: string(s.Source), Version: s.Version}
	if s.Town != "" {
		b.Kilometres = s.Kilometres()
	}
	if len(s.Texts) > 0 {
		b.Texts = map[string]string{}
	}
	for lang, text := range s.Texts {
		b.Texts[string(lang)] = text
	}
	if c := s.Consent; c != nil {
		b.Consent = &consentBody{string(c.GivenBy), c.On.String(), string(c.Lang), c.Interpreter}
	}
	return b
}

func storyAnswer(s portal.Story, err error) (*storyOut, error) {
	if err != nil {
		return nil, err
	}
	return &storyOut{web.ETag(s.Version), storyBodyOf(s)}, nil
}

type storiesOut struct {
	Body struct {
		Items []storyBody `json:"items"`
		Next  string      `json:"next,omitempty" doc:"Cursor of the next part; absent on the last"`
	}
}

func (f face) apiStories(ctx context.Context, by access.Actor, in *struct {
	Status string `query:"status"`
	After  string `query:"after" doc:"The cursor that the part before ended with"`
	Limit  int    `query:"limit" minimum:"0" maximum:"100" doc:"Rows of a part; 0: 25"`
}) (*storiesOut, error) {
	list, next, err := f.portal.Stories(ctx, by, portal.StoryQuery{Status: portal.StoryStatus(in.Status), After: in.After, Limit: in.Limit})
	if err != nil {
		return nil, err
	}
	out := &storiesOut{}
	out.Body.Items, out.Body.Next = []storyBody{}, next
	for _, s := range list {
		out.Body.Items = append(out.Body.Items, storyBodyOf(s))
	}
	return out, nil
}

func (f face) apiAddStory(ctx context.Context, by access.Actor, in *struct{ Body StoryFields }) (*storyOut, error) {
	return storyAnswer(f.portal.SaveStory(ctx, by, in.Body.input()))
}

func (f face) apiStory(ctx context.Context, by access.Actor, in *struct {
	ID string `path:"id"`
}) (*storyOut, error) {
	return storyAnswer(f.portal.Story(ctx, by, in.ID))
}

// StoryMatched names a story and the version that an update was made from.
type StoryMatched struct {
	ID      string `path:"id"`
	IfMatch string `header:"If-Match" required:"true" doc:"ETag of the story, as it was read"`
}

func (f face) apiChangeStory(ctx context.Context, by access.Actor, in *struct {
	StoryMatched
	Body StoryFields
}) (*storyOut, error) {
	version, err := web.IfMatch(in.IfMatch)
	if err != nil {
		return nil, err
	}
	story := in.Body.input()
	story.ID, story.Version = in.ID, version
	return storyAnswer(f.portal.SaveStory(ctx, by, story))
}

func (f face) apiStoryConsent(ctx context.Context, by access.Actor, in *struct {
	StoryMatched
	Body consentBody
}) (*storyOut, error) {
	version, err := web.IfMatch(in.IfMatch)
	if err != nil {
		return nil, err
	}
	on, err := clock.ParseDate(in.Body.On)
	if err != nil {
		return nil, fault.InvalidField("on", "portal.story.error.consent_day")
	}
	return storyAnswer(f.portal.RecordStoryConsent(ctx, by, portal.ConsentInput{StoryID: in.ID, Version: version,
		GivenBy: portal.ConsentBy(in.Body.GivenBy), On: on, Lang: i18n.Code(in.Body.Lang), Interpreter: in.Body.Interpreter}))
}

// apiStep makes an operation of a step that needs nothing but the story.
func (f face) apiStoryStep(step func(context.Context, access.Actor, string, int) (portal.Story, error)) func(context.Context, access.Actor, *StoryMatched) (*storyOut, error) {
	return func(ctx context.Context, by access.Actor, in *StoryMatched) (*storyOut, error) {
		version, err := web.IfMatch(in.IfMatch)
		if err != nil {
			return nil, err
		}
		return storyAnswer(step(ctx, by, in.ID, version))
	}
}

type townBody struct {
	Key        string `json:"key"`
	Name       string `json:"name"`
	Country    string `json:"country"`
	People     int    `json:"inhabitants"`
	Kilometres int    `json:"kilometres"`
}

type townsOut struct {
	Body struct {
		Items []townBody `json:"items"`
	}
}

func (f face) apiTowns(_ context.Context, _ access.Actor, in *struct {
	Query string `query:"q" maxLength:"60" doc:"With or without accents"`
}) (*townsOut, error) {
	out := &townsOut{}
	out.Body.Items = []townBody{}
	for _, t := range portal.FindTowns(in.Query) {
		out.Body.Items = append(out.Body.Items, townBody{t.Key, t.Name, string(t.Country), t.People, t.At.FromLuxembourg()})
	}
	return out, nil
}
