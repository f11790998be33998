package peopleweb

import (
	"context"

	"passerelle/internal/engine/names"
	"passerelle/internal/people"
	"passerelle/internal/platform/access"
	"passerelle/internal/platform/web"
)

// mountDuplicatesAPI adds the operations on pairs of records that look alike.
func (f face) mountDuplicatesAPI(site *web.Site) {
	pairOp := func(method, id, path, summary string) web.Operation {
		o := op(method, id, "/duplicates"+path, summary, people.PermLink)
		o.Tag = "Duplicates"
		return o
	}
	start := pairOp(post, "startSweep", "/sweep", "Begin to search the register for records that look alike; while one search is under way, no other begins")
	start.Status = 200
	web.Op(site, pairOp("GET", "listDuplicates", "", "Pairs of records that look alike and wait for a decision, the likest first"), f.apiDuplicates)
	web.Op(site, pairOp("GET", "getSweep", "/sweep", "How far the search of the register is, or when the last one was"), f.apiSweep)
	web.Op(site, start, f.apiStartSweep)
	web.Op(site, pairOp("GET", "getDuplicate", "/{id}", "Open a pair: both files are opened, and that is on record"), f.apiDuplicate)
	web.Op(site, silent(pairOp(post, "decideDuplicate", "/{id}/decision", "Say that a pair is of one person, of two, or set it aside")), f.apiDecideDuplicate)
	web.Op(site, silent(pairOp(post, "undoDuplicate", "/{id}/undo", "Take back what was decided on a pair")), f.apiUndoDuplicate)
}

// DuplicatesIn says which page of which pairs is wanted.
type DuplicatesIn struct {
	Verdict   string `query:"verdict" enum:"same,look"`
	Org       string `query:"org" doc:"Of one of the two persons"`
	Centre    string `query:"centre" doc:"Of one of the two persons"`
	Ascending bool   `query:"ascending" doc:"The least like first"`
	Cursor    string `query:"cursor" doc:"next or prev of another page; empty for the first"`
	Limit     int    `query:"limit" minimum:"0" maximum:"200" doc:"Pairs of a page; 0: 50"`
}

type duplicatesBody struct {
	Pairs []duplicateBody `json:"pairs"`
	Total int             `json:"total" doc:"Counted up to 1,000"`
	More  bool            `json:"more,omitempty" doc:"There are more than were counted"`
	Next  string          `json:"next,omitempty"`
	Prev  string          `json:"prev,omitempty"`
}

type duplicateBody struct {
	ID        string     `json:"id"`
	Version   int        `json:"version"`
	A         personLine `json:"a"`
	B         personLine `json:"b"`
	Score     float64    `json:"score" doc:"How likely they are one person, 0 to 1"`
	Verdict   string     `json:"verdict" enum:"same,look"`
	FoundAt   string     `json:"found_at"`
	Decision  string     `json:"decision" enum:"open,later,same,different"`
	RemindOn  string     `json:"remind_on,omitempty"`
	DecidedAt string     `json:"decided_at,omitempty"`
	DecidedBy string     `json:"decided_by,omitempty"`
}

func duplicateBodyOf(c people.Candidate) duplicateBody {
	return duplicateBody{
		ID: c.ID, Version: c.Version, A: lineBody(c.A), B: lineBody(c.B), Score: c.Score, Verdict: string(c.Verdict), FoundAt: c.FoundAt.String(),
		Decision: string(c.Decision), RemindOn: c.RemindOn.String(), DecidedAt: c.DecidedAt.String(), DecidedBy: c.DecidedBy,
	}
}

func (f face) apiDuplicates(ctx context.Context, by access.Actor, in *DuplicatesIn) (*body[duplicatesBody], error) {
	page, err := f.people.ListCandidates(ctx, by, people.CandidatesInput{
		Filter:    people.CandidateFilter{Verdict: names.Verdict(in.Verdict), OrgID: in.Org, CentreID: in.Centre},
		Ascending: in.Ascending, Cursor: in.Cursor, Limit: in.Limit,
	})
	if err != nil {
		return nil, err
	}
	out := duplicatesBody{Pairs: []duplicateBody{}, Total: page.Total, More: page.More, Next: page.Next, Prev: page.Prev}
	for _, c := range page.Candidates {
		out.Pairs = append(out.Pairs, duplicateBodyOf(c))
	}
	return &body[duplicatesBody]{out}, nil
}

type openedDuplicate struct {
	Pair       duplicateBody  `json:"pair"`
	Comparison comparisonBody `json:"comparison"`
}

func (f face) apiDuplicate(ctx context.Context, by access.Actor, in *IDIn) (*body[openedDuplicate], error) {
	t, err := f.people.OpenCandidate(ctx, by, in.ID)
	if err != nil {
		return nil, err
	}
	return &body[openedDuplicate]{openedDuplicate{duplicateBodyOf(t.Candidate), comparisonBodyOf(t.Comparison)}}, nil
}

// DecideDuplicateIn is a decision on a pair.
type DecideDuplicateIn struct {
	IDIn
	Body struct {
		Version  int    `json:"version" doc:"Of the pair as it was read"`
		Decision string `json:"decision" enum:"same,different,later"`
		RemindOn string `json:"remind_on,omitempty" doc:"Of later: the day on which it waits again; absent: in a week"`
	}
}

func (f face) apiDecideDuplicate(ctx context.Context, by access.Actor, in *DecideDuplicateIn) (*struct{}, error) {
	return done(f.people.DecideCandidate(ctx, by, people.DecideInput{
		ID: in.ID, Version: in.Body.Version, Decision: people.CandidateDecision(in.Body.Decision), RemindOn: dayIn(in.Body.RemindOn),
	}))
}

// UndoDuplicateIn names a decided pair.
type UndoDuplicateIn struct {
	IDIn
	Body struct {
		Version int `json:"version" doc:"Of the pair as it was read"`
	}
}

func (f face) apiUndoDuplicate(ctx context.Context, by access.Actor, in *UndoDuplicateIn) (*struct{}, error) {
	return done(f.people.UndoCandidate(ctx, by, in.ID, in.Body.Version))
}

type sweepBody struct {
	Run      int    `json:"run" doc:"0 before the first"`
	Busy     bool   `json:"busy"`
	Percent  int    `json:"percent" doc:"How much of the register was looked at"`
	Started  string `json:"started,omitempty"`
	Finished string `json:"finished,omitempty"`
}

func sweepAnswer(s people.Sweep, err error) (*body[sweepBody], error) {
	if err != nil {
		return nil, err
	}
	return &body[sweepBody]{sweepBody{s.Run, s.Busy(), s.Percent(), s.StartedAt.String(), s.FinishedAt.String()}}, nil
}

func (f face) apiSweep(ctx context.Context, by access.Actor, _ *struct{}) (*body[sweepBody], error) {
	return sweepAnswer(f.people.LastSweep(ctx, by))
}

func (f face) apiStartSweep(ctx context.Context, by access.Actor, _ *struct{}) (*body[sweepBody], error) {
	return sweepAnswer(f.people.StartSweep(ctx, by))
}
