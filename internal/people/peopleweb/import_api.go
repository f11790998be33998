package peopleweb

import (
	"context"

	"passerelle/internal/people"
	"passerelle/internal/platform/access"
	"passerelle/internal/platform/web"
)

// mountImportAPI adds the operations that import persons.
func (f face) mountImportAPI(site *web.Site) {
	importOp := func(method, id, path, summary string) web.Operation {
		o := op(method, id, "/imports"+path, summary, people.PermImport)
		o.Tag = "Imports"
		return o
	}
	start := importOp(post, "startImport", "", "Read a file, or rows, of persons; what the columns say is guessed")
	start.MaxBody = people.MaxImportBytes*4/3 + 1<<20 // in base 64
	run, carryOn := importOp(post, "runImport", "/{id}/run", "Start to register the rows of a checked import"),
		importOp(post, "continueImport", "/{id}/continue", "Carry an import on; ask again while it is checking or running")
	bulk := importOp(post, "decideImportRows", "/{id}/decisions", "Say of all rows that wait for a decision what to do with them")
	run.Status, carryOn.Status, bulk.Status = 200, 200, 200
	web.Op(site, start, f.apiStartImport)
	web.Op(site, importOp("GET", "listImports", "", "The last imports of the account"), f.apiImports)
	web.Op(site, importOp("GET", "getImport", "/{id}", "An import and how far it is"), f.apiImport)
	web.Op(site, importOp("GET", "listImportRows", "/{id}/rows", "Rows of an import, with what is wrong and whom they are like"), f.apiImportRows)
	web.Op(site, importOp(put, "mapImport", "/{id}/columns", "Settle what the columns say and start the dry run"), f.apiMapImport)
	web.Op(site, carryOn, f.apiContinueImport)
	web.Op(site, silent(importOp(put, "decideImportRow", "/{id}/rows/{row}/decision", "Say what to do with a row")), f.apiDecideImportRow)
	web.Op(site, bulk, f.apiDecideImportRows)
	web.Op(site, run, f.apiRunImport)
	web.Op(site, importOp("DELETE", "discardImport", "/{id}", "Forget the rows of an import"), f.apiDiscardImport)
}

// StartImportIn is a file, or rows, of persons.
type StartImportIn struct {
	Body struct {
		Org    string     `json:"org" doc:"Organisation that the households are registered for"`
		Centre string     `json:"centre,omitempty"`
		Name   string     `json:"name,omitempty" doc:"Of the file, for the list of imports"`
		File   []byte     `json:"file,omitempty" doc:"CSV or XLSX, at most 20 MB, in base 64"`
		Sheet  string     `json:"sheet,omitempty" doc:"Of a workbook; absent: the first"`
		Rows   [][]string `json:"rows,omitempty" doc:"In place of a file; the first holds the headings"`
	}
}

type importBody struct {
	ID       string         `json:"id"`
	Status   string         `json:"status" enum:"mapping,checking,checked,running,finished"`
	Mode     string         `json:"mode,omitempty"`
	Version  int            `json:"version"`
	Org      string         `json:"org"`
	Centre   string         `json:"centre,omitempty"`
	File     string         `json:"file,omitempty"`
	Sheet    string         `json:"sheet,omitempty"`
	Sheets   []string       `json:"sheets,omitempty"`
	Kept     bool           `json:"kept" doc:"The rows are still there"`
	Started  string         `json:"started"`
	Finished string         `json:"finished,omitempty"`
	Columns  []importColumn `json:"columns"`
	Notes    []importNote   `json:"notes,omitempty"`
	Counts   importCounts   `json:"counts"`
}

type importColumn struct {
	Heading string `json:"heading"`
	Says    string `json:"says,omitempty" doc:"Code of what the column says; absent: it is left out"`
}

type importNote struct {
	Code  string `json:"code"`
	Count int    `json:"count,omitempty"`
}

type importCounts struct {
	Total   int `json:"total"`
	Fresh   int `json:"fresh" doc:"Not checked yet"`
	Good    int `json:"good" doc:"Will be registered"`
	Bad     int `json:"bad" doc:"Have errors"`
	Ask     int `json:"ask" doc:"Very like somebody: to be decided"`
	Held    int `json:"held" doc:"Wait for another row of their household"`
	LeftOut int `json:"left_out" doc:"By decision"`
	Done    int `json:"done" doc:"Registered"`
	Alike   int `json:"alike" doc:"Like somebody, whatever became of them"`
}

func importBodyOf(i people.Import) importBody {
	c := i.Counts
	out := importBody{
		ID: i.ID, Status: string(i.Status), Mode: string(i.Mode), Version: i.Version, Org: i.OrgID, Centre: i.CentreID,
		File: i.File, Sheet: i.Sheet, Sheets: i.Sheets, Kept: i.Kept, Started: i.CreatedAt.String(), Finished: i.FinishedAt.String(),
		Columns: []importColumn{}, Counts: importCounts{c.Total, c.Fresh, c.Good, c.Bad, c.Ask, c.Held, c.LeftOut, c.Done, c.Alike},
	}
	for n, h := range i.Headings {
		out.Columns = append(out.Columns, importColumn{h, string(i.Targets[n])})
	}
	for _, n := range i.Notes {
		out.Notes = append(out.Notes, importNote{n.Code, n.Count})
	}
	return out
}

func importAnswer(i people.Import, err error) (*body[importBody], error) {
	if err != nil {
		return nil, err
	}
	return &body[importBody]{importBodyOf(i)}, nil
}

func (f face) apiStartImport(ctx context.Context, by access.Actor, in *StartImportIn) (*body[importBody], error) {
	return importAnswer(f.people.StartImport(ctx, by, people.ImportFile{
		Name: in.Body.Name, Data: in.Body.File, Rows: in.Body.Rows, Sheet: in.Body.Sheet, OrgID: in.Body.Org, CentreID: in.Body.Centre,
	}))
}

func (f face) apiImports(ctx context.Context, by access.Actor, _ *struct{}) (*body[[]importBody], error) {
	list, err := f.people.Imports(ctx, by)
	if err != nil {
		return nil, err
	}
	out := []importBody{}
	for _, i := range list {
		out = append(out, importBodyOf(i))
	}
	return &body[[]importBody]{out}, nil
}

func (f face) apiImport(ctx context.Context, by access.Actor, in *IDIn) (*body[importBody], error) {
	return importAnswer(f.people.Import(ctx, by, in.ID))
}

// MapImportIn says what the columns say.
type MapImportIn struct {
	IDIn
	Body struct {
		Version int      `json:"version" doc:"Of the import as it was read"`
		Columns []string `json:"columns" doc:"Code of what each column says, by its place; empty: it is left out"`
	}
}

func (f face) apiMapImport(ctx context.Context, by access.Actor, in *MapImportIn) (*body[importBody], error) {
	targets := make([]people.ImportTarget, len(in.Body.Columns))
	for n, c := range in.Body.Columns {
		targets[n] = people.ImportTarget(c)
	}
	return importAnswer(f.people.MapImport(ctx, by, in.ID, in.Body.Version, targets))
}

func (f face) apiContinueImport(ctx context.Context, by access.Actor, in *IDIn) (*body[importBody], error) {
	return importAnswer(f.people.ContinueImport(ctx, by, in.ID, buttonRows))
}

// ImportRowsIn asks for a part of the rows.
type ImportRowsIn struct {
	IDIn
	Status string `query:"status" enum:"fresh,good,bad,ask,held,left_out,done" doc:"Only rows of a status"`
	Alike  bool   `query:"alike" doc:"Only rows that are like somebody"`
	After  int    `query:"after" doc:"Number of the last row of the part before"`
	Limit  int    `query:"limit" minimum:"0" maximum:"200" doc:"0: 50"`
}

type importRowBody struct {
	Row       int             `json:"row" doc:"Number of the row in the file"`
	Household int             `json:"household" doc:"Number of the first row of its household"`
	Status    string          `json:"status"`
	Cells     []string        `json:"cells,omitempty"`
	Problems  []importProblem `json:"problems,omitempty"`
	Matches   []importMatched `json:"matches,omitempty"`
	Decision  string          `json:"decision,omitempty"`
	Link      string          `json:"link,omitempty"`
	Person    string          `json:"person,omitempty" doc:"As whom it is registered"`
}

type importProblem struct {
	Column int    `json:"column,omitempty" doc:"From 1; absent: the whole row"`
	Key    string `json:"key"`
	Row    int    `json:"row,omitempty" doc:"Another row that it is about"`
	Note   bool   `json:"note,omitempty" doc:"Only worth knowing"`
}

type importMatched struct {
	Person  string   `json:"person,omitempty"`
	Row     int      `json:"row,omitempty" doc:"Of the same file"`
	Verdict string   `json:"verdict" enum:"same,look"`
	Why     []string `json:"why,omitempty"`
}

func (f face) apiImportRows(ctx context.Context, by access.Actor, in *ImportRowsIn) (*body[[]importRowBody], error) {
	rows, err := f.people.ImportRows(ctx, by, in.ID, people.ImportRowFilter{
		Status: people.ImportRowStatus(in.Status), Alike: in.Alike, After: in.After, Limit: in.Limit,
	})
	if err != nil {
		return nil, err
	}
	out := []importRowBody{}
	for _, r := range rows {
		b := importRowBody{
			Row: r.Number, Household: r.Household, Status: string(r.Status), Cells: r.Cells,
			Decision: string(r.Decision), Link: r.LinkID, Person: r.PersonID,
		}
		for _, p := range r.Problems {
			b.Problems = append(b.Problems, importProblem{p.Column, p.Key, p.Row, p.Note})
		}
		for _, m := range r.Matches {
			match := importMatched{Row: m.Row, Verdict: string(m.Verdict)}
			if m.Person != nil {
				match.Person = m.Person.ID
			}
			for _, why := range m.Why {
				match.Why = append(match.Why, why.Code)
			}
			b.Matches = append(b.Matches, match)
		}
		out = append(out, b)
	}
	return &body[[]importRowBody]{out}, nil
}

// DecideRowIn says what to do with a row.
type DecideRowIn struct {
	IDIn
	Row  int `path:"row" doc:"Number of the row in the file"`
	Body struct {
		Decision string `json:"decision" enum:",skip,import,link" doc:"skip leaves its household out; import registers it; link registers it and says that it is the person; empty takes a decision back"`
		Person   string `json:"person,omitempty" doc:"With whom it is linked: one of its matches"`
	}
}

func (f face) apiDecideImportRow(ctx context.Context, by access.Actor, in *DecideRowIn) (*struct{}, error) {
	return done(f.people.DecideImportRow(ctx, by, in.ID, in.Row, people.ImportDecision(in.Body.Decision), in.Body.Person))
}

// DecideRowsIn says what to do with all rows that wait for a decision.
type DecideRowsIn struct {
	IDIn
	Body struct {
		Decision string `json:"decision" enum:"skip,import"`
	}
}

type decidedBody struct {
	Decided int `json:"decided" doc:"Rows that this decided"`
}

func (f face) apiDecideImportRows(ctx context.Context, by access.Actor, in *DecideRowsIn) (*body[decidedBody], error) {
	n, err := f.people.DecideImportRows(ctx, by, in.ID, people.ImportDecision(in.Body.Decision))
	if err != nil {
		return nil, err
	}
	return &body[decidedBody]{decidedBody{n}}, nil
}

// RunImportIn says what is registered.
type RunImportIn struct {
	IDIn
	Body struct {
		Mode string `json:"mode" enum:"all,good" doc:"all: everything or nothing; good: the good rows"`
	}
}

func (f face) apiRunImport(ctx context.Context, by access.Actor, in *RunImportIn) (*body[importBody], error) {
	return importAnswer(f.people.RunImport(ctx, by, in.ID, people.ImportMode(in.Body.Mode)))
}

func (f face) apiDiscardImport(ctx context.Context, by access.Actor, in *IDIn) (*struct{}, error) {
	return done(f.people.DiscardImport(ctx, by, in.ID))
}
