package portalweb

import (
	"context"
	"encoding/csv"
	"net/http"
	"strconv"
	"strings"

	"passerelle/internal/funding"
	"passerelle/internal/platform/access"
	"passerelle/internal/platform/web"
)

// projectColumns are the columns of the CSV. They are names and not words, so
// that what reads the file need not know the reader's language.
var projectColumns = []string{"id", "fund", "programming_period", "call", "call_year", "specific_objective", "title", "title_original", "title_language",
	"leader", "leader_original", "leader_language", "from", "until", "audience", "audience_codes", "objective", "contact_name", "contact_email", "link",
	"managing_authority", "intermediary_body", "updated_at"}

// plainCell keeps a spreadsheet from taking a text for a formula.
func plainCell(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return "'" + s
	}
	return s
}

func projectRow(t tongue, o funding.Operation) []string {
	codes := make([]string, len(o.Audiences))
	for i, a := range o.Audiences {
		codes[i] = string(a)
	}
	row := []string{o.ID, o.Call.Fund, t.callPeriod(o.Call), t.say(o.Call.Name).text, strconv.Itoa(o.Call.Year), o.Call.Objective.Code,
		t.say(o.Title).text, o.Title.Body, string(o.Title.Lang), t.say(o.Leader).text, o.Leader.Body, string(o.Leader.Lang),
		o.From.String(), o.Until.String(), t.say(o.Audience).text, strings.Join(codes, " "), t.say(o.Objective).text,
		o.Contact.Name, o.Contact.Email, o.Link, t.say(o.Call.ManagingAuthority).text, t.say(o.Call.IntermediaryBody).text, o.UpdatedAt.String()}
	for i := range row {
		row[i] = plainCell(row[i])
	}
	return row
}

// sendProjects answers with all projects that the filters find, part by part.
func (f face) sendProjects(w http.ResponseWriter, r *web.Request) error {
	v := f.projectsAsked(r)
	v.Query.After, v.Query.Limit = "", 200
	page, err := f.portal.Funding.Published(r.Context(), v.Query)
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "text/csv; charset=utf-8")
	h.Set("Content-Disposition", `attachment; filename="projects-`+string(r.L.Lang())+`.csv"`)
	out := csv.NewWriter(w)
	out.Write(projectColumns) // what fails is told by Error
	for {
		for _, o := range page.Operations {
			out.Write(projectRow(v.tongue, o))
		}
		if page.Next == "" {
			out.Flush()
			return out.Error()
		}
		v.Query.After = page.Next
		if page, err = f.portal.Funding.Published(r.Context(), v.Query); err != nil {
			return err
		}
	}
}

// OpenText is a text as it was written, with its translations.
type OpenText struct {
	Lang         string            `json:"lang" doc:"Language of the original, ISO 639-1"`
	Text         string            `json:"text" doc:"As it was written"`
	Translations map[string]string `json:"translations,omitempty" doc:"By language"`
}

func openText(t funding.Text) *OpenText {
	if t.Empty() {
		return nil
	}
	out := OpenText{Lang: string(t.Lang), Text: t.Body, Translations: map[string]string{}}
	for l, s := range t.Translations {
		out.Translations[string(l)] = s
	}
	return &out
}

// OpenCall is the call in which a project was selected.
type OpenCall struct {
	ID                string    `json:"id"`
	Fund              string    `json:"fund" doc:"Such as AMIF"`
	ProgrammingPeriod string    `json:"programming_period" doc:"First and last year"`
	Year              int       `json:"year"`
	Name              *OpenText `json:"name"`
	Objective         string    `json:"specific_objective" doc:"Code, such as SO2"`
	ObjectiveTitle    *OpenText `json:"specific_objective_title"`
	ObjectiveSource   string    `json:"specific_objective_source" doc:"Legal source"`
	ManagingAuthority *OpenText `json:"managing_authority"`
	IntermediaryBody  *OpenText `json:"intermediary_body,omitempty"`
	OpensOn           string    `json:"opens_on,omitempty" format:"date"`
	ClosesOn          string    `json:"closes_on,omitempty" format:"date"`
	SourceLink        string    `json:"source_link,omitempty"`
}

// OpenProject is a project of the public register.
type OpenProject struct {
	ID           string    `json:"id"`
	Title        *OpenText `json:"title"`
	Leader       *OpenText `json:"leader,omitempty" doc:"Absent: not stated"`
	From         string    `json:"from" format:"date"`
	Until        string    `json:"until" format:"date"`
	Audience     *OpenText `json:"audience"`
	Audiences    []string  `json:"audiences" doc:"Groups by which the register is filtered, as codes"`
	Objective    *OpenText `json:"objective"`
	ContactName  string    `json:"contact_name,omitempty"`
	ContactEmail string    `json:"contact_email,omitempty"`
	Link         string    `json:"link,omitempty"`
	Call         OpenCall  `json:"call"`
	UpdatedAt    string    `json:"updated_at" format:"date-time"`
}

func openProject(o funding.Operation) OpenProject {
	c := o.Call
	p := OpenProject{ID: o.ID, Title: openText(o.Title), Leader: openText(o.Leader), From: o.From.String(), Until: o.Until.String(),
		Audience: openText(o.Audience), Audiences: []string{}, Objective: openText(o.Objective), ContactName: o.Contact.Name,
		ContactEmail: o.Contact.Email, Link: o.Link, UpdatedAt: o.UpdatedAt.String(),
		Call: OpenCall{ID: c.ID, Fund: c.Fund, ProgrammingPeriod: tongue{}.callPeriod(c), Year: c.Year, Name: openText(c.Name),
			Objective: c.Objective.Code, ObjectiveTitle: openText(c.Objective.Title), ObjectiveSource: c.Objective.Source,
			ManagingAuthority: openText(c.ManagingAuthority), IntermediaryBody: openText(c.IntermediaryBody),
			OpensOn: c.OpensOn.String(), ClosesOn: c.ClosesOn.String(), SourceLink: c.SourceLink}}
	for _, a := range o.Audiences {
		p.Audiences = append(p.Audiences, string(a))
	}
	return p
}

// OpenProjectsIn asks for a part of the public register.
type OpenProjectsIn struct {
	Search    string `query:"q" doc:"Words of title, leader, audience or objective, in any language"`
	Call      string `query:"call" doc:"Id of a call"`
	Objective string `query:"objective" doc:"Id of a specific objective, such as amif-2021-so2"`
	Audience  string `query:"audience" doc:"Code of a group, such as refugees"`
	Year      int    `query:"year" minimum:"0" maximum:"9999" doc:"Projects that run in this year"`
	After     string `query:"after" doc:"The cursor that the part before ended with; empty for the first"`
	Limit     int    `query:"limit" minimum:"0" maximum:"200" doc:"Projects of a part; 0: 50"`
}

type openProjectsOut struct {
	Body struct {
		Items []OpenProject `json:"items"`
		Total int           `json:"total" doc:"Of all parts"`
		Next  string        `json:"next,omitempty" doc:"Cursor of the next part; absent on the last"`
	}
}

type openProjectOut struct{ Body OpenProject }

func (f face) mountOpenProjects() {
	const tag = "Open data"
	web.Op(f.site, web.Operation{ID: "listOpenProjects", Method: http.MethodGet, Path: "/open/projects", Tag: tag, Door: web.Public,
		Summary: "Projects that the European Union co-finances: those of the latest call first"}, f.apiOpenProjects)
	web.Op(f.site, web.Operation{ID: "readOpenProject", Method: http.MethodGet, Path: "/open/projects/{id}", Tag: tag, Door: web.Public,
		Summary: "A project that the European Union co-finances"}, f.apiOpenProject)
}

func (f face) apiOpenProjects(ctx context.Context, _ access.Actor, in *OpenProjectsIn) (*openProjectsOut, error) {
	page, err := f.portal.Funding.Published(ctx, funding.OperationQuery{Search: in.Search, CallID: in.Call, ObjectiveID: in.Objective,
		Audience: funding.Audience(in.Audience), Year: in.Year, After: in.After, Limit: in.Limit})
	if err != nil {
		return nil, err
	}
	var out openProjectsOut
	out.Body.Items, out.Body.Total, out.Body.Next = []OpenProject{}, page.Total, page.Next
	for _, o := range page.Operations {
		out.Body.Items = append(out.Body.Items, openProject(o))
	}
	return &out, nil
}

func (f face) apiOpenProject(ctx context.Context, _ access.Actor, in *struct {
	ID string `path:"id" doc:"26 letters and digits"`
}) (*openProjectOut, error) {
	o, err := f.portal.Funding.PublishedOperation(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	return &openProjectOut{openProject(o)}, nil
}
