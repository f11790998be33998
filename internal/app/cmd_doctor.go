package app

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"passerelle/internal/platform/db"
)

type doctorCommand struct {
	settings
	Journal string `help:"File of acknowledged registrations, from bench arrivals --journal: each must be there once." type:"path"`
}

// Run carries out passerelle doctor.
func (d *doctorCommand) Run(ctx context.Context, env environment) error {
	return withApp(ctx, d.settings, env, func(a *App) error {
		bad := 0
		report := func(ok bool, what string) {
			mark := "ok  "
			if !ok {
				mark, bad = "BAD ", bad+1
			}
			fmt.Fprintln(env.stdout, mark, what)
		}
		for _, p := range a.Config.Check() {
			report(false, p.String())
		}
		if err := a.examine(ctx, report); err != nil {
			return err
		}
		if d.Journal != "" {
			if err := a.checkJournal(ctx, d.Journal, report); err != nil {
				return err
			}
		}
		if bad > 0 {
			return fmt.Errorf("%d of the checks failed", bad)
		}
		_, err := fmt.Fprintln(env.stdout, "All is well.")
		return err
	})
}

// examine checks database, keys, audit log and invariants.
func (a *App) examine(ctx context.Context, report func(bool, string)) error {
	if a.DB.Engine() == db.SQLite {
		text, err := fileIntegrity(ctx, a.DB)
		if err != nil {
			return err
		}
		report(text == "ok", "SQLite integrity: "+text)
	}
	doubles, err := doubleHolds(ctx, a.DB)
	if err != nil {
		return err
	}
	report(doubles == 0, fmt.Sprintf("beds or persons held twice: %d", doubles))
	for _, inv := range invariants {
		n, err := db.One(ctx, a.DB, db.Value[int], inv.query)
		if err != nil {
			return fmt.Errorf("%s: %w", inv.name, err)
		}
		report(n == 0, fmt.Sprintf("%s: %d", inv.name, n))
	}
	sealed, err := a.People.CheckSeals(ctx)
	if err != nil {
		return err
	}
	report(sealed == 0, fmt.Sprintf("files that do not open with their key: %d", sealed))
	if _, err := a.Audit.Sequence(ctx); err != nil {
		return err
	}
	rep, err := a.Audit.Verify(ctx, existing(a.Config.AuditCheckpointFile))
	if err != nil {
		return err
	}
	report(len(rep.Problems) == 0, fmt.Sprintf("audit log: %d entries, %d checkpoints, %d outside", rep.Entries, rep.Checkpoints, rep.Outside))
	for _, p := range rep.Problems {
		report(false, "audit log: "+p)
	}
	return nil
}

// existing returns path where there is such a file, otherwise "".
func existing(path string) string {
	if _, err := os.Stat(path); err != nil {
		return ""
	}
	return path
}

// checkJournal looks for each acknowledged reference. A last line that was cut
// off by a kill was never acknowledged and is passed over.
func (a *App) checkJournal(ctx context.Context, path string, report func(bool, string)) error {
	f, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("journal: %w", err)
	}
	defer f.Close()
	counts, err := referenceCounts(ctx, a.DB)
	if err != nil {
		return err
	}
	lines, lost, twice := 0, 0, 0
	in := bufio.NewReader(f)
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			break
		}
		lines++
		switch counts[strings.TrimSpace(line)] {
		case 0:
			lost++
		case 1:
		default:
			twice++
		}
	}
	if lines == 0 {
		return errors.New("journal: it names no registration")
	}
	report(lost == 0 && twice == 0, fmt.Sprintf("acknowledged registrations: %d, lost: %d, there twice: %d", lines, lost, twice))
	return nil
}
