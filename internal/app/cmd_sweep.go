package app

import (
	"context"
	"fmt"
)

type sweepCommand struct{ settings }

// Run carries out passerelle sweep. It goes on where one was cut off, and beside
// a program that serves.
func (c *sweepCommand) Run(ctx context.Context, env environment) error {
	return withApp(ctx, c.settings, env, func(a *App) error {
		if err := a.DB.Mark(ctx); err != nil {
			return err
		}
		if err := a.People.LoadIndex(ctx); err != nil {
			return err
		}
		sweep, err := a.People.StartSweep(ctx, commandLine())
		for err == nil && sweep.Busy() {
			if sweep, err = a.People.SweepDuplicates(ctx, commandLine(), sweepStep, false); err == nil {
				fmt.Fprintf(env.stderr, "\rcompared: %d of %d persons", sweep.Seen, sweep.Total)
			}
		}
		fmt.Fprintln(env.stderr)
		if err != nil {
			return inWords(err)
		}
		_, err = fmt.Fprintf(env.stdout, "%d persons compared; pairs to decide on: %d\n", sweep.Seen, sweep.Found)
		return err
	})
}
