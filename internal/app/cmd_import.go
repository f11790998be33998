package app

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"passerelle/internal/people"
	"passerelle/internal/platform/i18n"
	"passerelle/internal/reception"
)

type importCommand struct {
	People importPeople `cmd:"" help:"Persons, from CSV or XLSX: a dry run, then all or nothing, or only the good rows."`
}

type importPeople struct {
	settings
	File       string            `arg:"" optional:"" help:"CSV or XLSX; the first row holds the headings." type:"path"`
	Centre     string            `help:"Centre that the households are registered for: id or name."`
	Org        string            `help:"Organisation, where there is no centre: id or name."`
	Sheet      string            `help:"Sheet of a workbook; default: the first."`
	Map        map[string]string `help:"What a column says, HEADING=TARGET; TARGET - leaves it out. The others are guessed." mapsep:","`
	DryRun     bool              `help:"Only say what is wrong and who is likely on record already."`
	Mode       string            `default:"all" enum:"all,good" help:"all: every row or none; good: the good rows."`
	Duplicates string            `default:"stop" enum:"stop,skip,import" help:"Rows of persons who are very likely on record: stop counts them as not good, skip leaves them out, import registers them all the same."`
	Report     string            `help:"New file for the rows that are not registered, with why. It holds their values." type:"path"`
	Resume     string            `help:"Id of an import that was cut off while it registered; no FILE then."`
}

// Run carries out passerelle import people.
func (c *importPeople) Run(ctx context.Context, env environment) error {
	if (c.File == "") == (c.Resume == "") {
		return usage{errors.New("name a FILE, or an import with --resume")}
	}
	return withApp(ctx, c.settings, env, func(a *App) error {
		catalogue, err := Catalogue()
		if err != nil {
			return err
		}
		run := importRun{importPeople: c, app: a, env: env, l: catalogue.For("en")}
		if c.Resume != "" {
			return inWords(run.carryOn(ctx, c.Resume))
		}
		// Who is on record already is known by the index of names alone.
		if err := a.DB.Mark(ctx); err != nil {
			return err
		}
		if err := a.People.LoadIndex(ctx); err != nil {
			return err
		}
		return inWords(run.file(ctx))
	})
}

// importRun is one import on the command line.
type importRun struct {
	*importPeople
	app *App
	env environment
	l   *i18n.Localizer
}

// file imports the file, from reading it to its end.
func (r *importRun) file(ctx context.Context) error {
	data, err := readAtMost(r.File, people.MaxImportBytes)
	if err != nil {
		return err
	}
	org, centre, err := r.place(ctx)
	if err != nil {
		return err
	}
	p, by := r.app.People, commandLine()
	i, err := p.StartImport(ctx, by, people.ImportFile{Data: data, Sheet: r.Sheet, OrgID: org, CentreID: centre})
	if err != nil {
		return err
	}
	id, keep := i.ID, false
	defer func() {
		if !keep { // what was not registered is in the file
			if err := p.DiscardImport(context.WithoutCancel(ctx), by, id); err != nil {
				fmt.Fprintln(r.env.stderr, "passerelle: rows of the import are kept for 30 days:", err)
			}
		}
	}()
	targets, err := r.targets(i)
	if err != nil {
		return err
	}
	if i, err = p.MapImport(ctx, by, i.ID, i.Version, targets); err != nil {
		return err
	}
	if i, err = r.steps(ctx, i); err != nil {
		return err
	}
	if r.Duplicates != "stop" {
		if _, err := p.DecideImportRows(ctx, by, i.ID, people.ImportDecision(r.Duplicates)); err != nil {
			return err
		}
		if i, err = p.Import(ctx, by, i.ID); err != nil {
			return err
		}
	}
	if err := r.tell(ctx, i); err != nil {
		return err
	}
	if r.DryRun {
		if c := i.Counts; c.Bad+c.Ask+c.Held > 0 {
			return errors.New("not every row is good")
		}
		return nil
	}
	if i, err = p.RunImport(ctx, by, i.ID, people.ImportMode(r.Mode)); err != nil {
		return err
	}
	fmt.Fprintf(r.env.stderr, "if this is cut off, go on with: passerelle import people --resume %s\n", id)
	keep = true
	err = r.carryOn(ctx, id)
	keep = err != nil
	return err
}

// carryOn registers what an import has left and says what became of it.
func (r *importRun) carryOn(ctx context.Context, id string) error {
	i, err := r.app.People.Import(ctx, commandLine(), id)
	if err == nil {
		i, err = r.steps(ctx, i)
	}
	if err != nil {
		return err
	}
	if i.Status != people.ImportFinished {
		if err := r.tell(ctx, i); err != nil {
			return err
		}
		return errors.New("a row was refused, so nobody was registered")
	}
	_, err = fmt.Fprintf(r.env.stdout, "%d persons registered, %d rows not registered\n", i.Counts.Done, i.Counts.Total-i.Counts.Done)
	return err
}

// stepRows is how many rows go between two words of progress.
const stepRows = 500

// steps carries the import on until it waits for somebody.
func (r *importRun) steps(ctx context.Context, i people.Import) (people.Import, error) {
	label := "checked"
	if i.Status == people.ImportRunning {
		label = "registered"
	}
	for i.Status.Busy() {
		var err error
		if i, err = r.app.People.ContinueImport(ctx, commandLine(), i.ID, stepRows); err != nil {
			return i, err
		}
		done := i.Counts.Total - i.Counts.Fresh
		if label == "registered" {
			done = i.Counts.Done
		}
		fmt.Fprintf(r.env.stderr, "\r%s: %d of %d rows", label, done, i.Counts.Total)
	}
	fmt.Fprintln(r.env.stderr)
	return i, nil
}

// targets are the guessed ones with what the flags say.
func (r *importRun) targets(i people.Import) ([]people.ImportTarget, error) {
	targets := slices.Clone(i.Targets)
	for heading, says := range r.Map {
		n := slices.IndexFunc(i.Headings, func(h string) bool { return strings.EqualFold(h, strings.TrimSpace(heading)) })
		if n < 0 {
			return nil, usage{fmt.Errorf("--map: the file has no column %q", heading)}
		}
		if says == "-" {
			says = ""
		}
		if t := people.ImportTarget(says); t != people.TargetNone && !slices.Contains(people.ImportTargets, t) {
			return nil, usage{fmt.Errorf("--map: there is no target %q; one of %v", says, people.ImportTargets)}
		}
		targets[n] = people.ImportTarget(says)
	}
	for n, t := range targets {
		if t == people.TargetNone {
			fmt.Fprintf(r.env.stderr, "column %d is left out\n", n+1)
		}
	}
	return targets, nil
}

// place finds the organisation and centre that the flags name.
func (r *importRun) place(ctx context.Context) (org, centre string, err error) {
	is := func(flag, id, name string) bool { return flag == id || strings.EqualFold(flag, name) }
	switch {
	case r.Centre != "":
		all, err := r.app.Reception.Centres(ctx, commandLine(), reception.CentreFilter{})
		if err != nil {
			return "", "", err
		}
		for _, n := range all.Centres {
			if is(r.Centre, n.Centre.ID, n.Centre.Name) {
				return n.Centre.OrgID, n.Centre.ID, nil
			}
		}
		return "", "", usage{fmt.Errorf("--centre: there is no centre %q", r.Centre)}
	case r.Org != "":
		all, err := r.app.Reception.Organisations(ctx, commandLine())
		if err != nil {
			return "", "", err
		}
		for _, o := range all {
			if is(r.Org, o.ID, o.Name) {
				return o.ID, "", nil
			}
		}
		return "", "", usage{fmt.Errorf("--org: there is no organisation %q", r.Org)}
	}
	return "", "", usage{errors.New("say with --centre or --org where the households are registered")}
}

// tell prints what is wrong, without a value of the file, and the counts; with
// --report it also writes the rows.
func (r *importRun) tell(ctx context.Context, i people.Import) error {
	out := bufio.NewWriter(r.env.stdout)
	for _, n := range i.Notes {
		fmt.Fprintln(out, r.l.T("people.import.note."+n.Code, "count", n.Count))
	}
	for _, status := range []people.ImportRowStatus{people.RowBad, people.RowAsk} {
		if err := r.tellRows(ctx, out, i, status); err != nil {
			return err
		}
	}
	c := i.Counts
	fmt.Fprintf(out, "%d rows: %d good, %d with errors, %d to decide, %d held back by another row of their household, %d left out\n",
		c.Total, c.Good, c.Bad, c.Ask, c.Held, c.LeftOut)
	if err := out.Flush(); err != nil || r.Report == "" {
		return err
	}
	return r.report(ctx, i.ID)
}

func (r *importRun) tellRows(ctx context.Context, out io.Writer, i people.Import, status people.ImportRowStatus) error {
	for after := 0; ; {
		rows, err := r.app.People.ImportRows(ctx, commandLine(), i.ID, people.ImportRowFilter{Status: status, After: after, Limit: 200})
		if err != nil || len(rows) == 0 {
			return err
		}
		for _, row := range rows {
			after = row.Number
			for _, p := range row.Problems {
				place := fmt.Sprintf("row %d", row.Number)
				if p.Column > 0 {
					place += fmt.Sprintf(", column %d", p.Column)
				}
				fmt.Fprintf(out, "%s: %s\n", place, r.l.T(p.Key, "max", p.Max, "row", p.Row))
			}
			if status == people.RowAsk && len(row.Matches) > 0 {
				m := row.Matches[0]
				who := fmt.Sprintf("row %d", m.Row)
				if m.Person != nil {
					who = m.Person.Reference
				}
				fmt.Fprintf(out, "row %d: very likely the same person as %s\n", row.Number, who)
			}
		}
	}
}

// report writes the rows that are not registered to a new file that its owner
// alone may read.
func (r *importRun) report(ctx context.Context, id string) error {
	f, err := os.OpenFile(r.Report, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	err = r.app.People.ImportReport(ctx, commandLine(), id, f, people.ImportWords{
		Row: "Row", Status: "Result", Problems: "Why",
		OfStatus: func(s people.ImportRowStatus) string { return r.l.T("people.import.row." + string(s)) },
		OfProblem: func(p people.ImportProblem, heading string) string {
			return strings.TrimPrefix(heading+": "+r.l.T(p.Key, "max", p.Max, "row", p.Row), ": ")
		},
	})
	return errors.Join(err, f.Close())
}

// readAtMost reads a file of at most limit bytes; the first byte beyond is read
// too, so that who looks at the length sees it.
func readAtMost(path string, limit int64) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, limit+1))
}
