package app

import (
	"context"
	"errors"
	"fmt"
)

type auditCommand struct {
	Verify auditVerify `cmd:"" help:"Recompute the log and compare it with its signed checkpoints."`
}

type auditVerify struct {
	settings
	Checkpoints string `help:"File of checkpoints kept outside the database; default: the configured one." type:"path"`
}

// Run carries out passerelle audit verify.
func (v *auditVerify) Run(ctx context.Context, env environment) error {
	return withApp(ctx, v.settings, env, func(a *App) error {
		path := v.Checkpoints
		if path == "" {
			path = a.Config.AuditCheckpointFile
		}
		if _, err := a.Audit.Sequence(ctx); err != nil {
			return err
		}
		rep, err := a.Audit.Verify(ctx, path)
		if err != nil {
			return err
		}
		fmt.Fprintf(env.stdout, "%d entries, %d waiting for their place, %d checkpoints, %d outside checkpoints\n", rep.Entries, rep.Open, rep.Checkpoints, rep.Outside)
		for _, p := range rep.Problems {
			fmt.Fprintln(env.stdout, "problem:", p)
		}
		if len(rep.Problems) > 0 {
			return errors.New("the audit log is not whole")
		}
		_, err = fmt.Fprintln(env.stdout, "The audit log is whole.")
		return err
	})
}
