package app

import (
	"context"
	"log/slog"
	"time"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/files"
)

// registerJobs says what runs again and again, on one node.
func (a *App) registerJobs() {
	a.Jobs.Every(time.Hour, "staff.sweep", a.Staff.Sweep)
	a.Jobs.Every(time.Hour, "reception.day", func(ctx context.Context) error {
		return a.Reception.CloseDay(ctx, clock.Today(a.Clock))
	})
	a.Jobs.Every(time.Hour, "reception.waiting", func(ctx context.Context) error {
		_, err := a.Reception.ExpireWaiting(ctx, access.System("clock"))
		return err
	})
	a.Jobs.Every(24*time.Hour, "portal.enquiries", a.Portal.SweepEnquiries)
	a.Jobs.Every(24*time.Hour, "people.imports", a.People.SweepImports)
	a.Jobs.Every(time.Minute, "people.duplicates", a.sweepDuplicates)
	a.Jobs.Every(time.Hour, "feed.trim", a.DB.Trim)
	a.Jobs.Every(time.Minute, "portal.visits", a.Portal.WriteVisits)
	a.Jobs.Every(24*time.Hour, "files.sweep", func(context.Context) error { return a.sweepFiles() })
}

// A sweep for duplicates is worked on in slices that end before the next begins
// and before the queue takes a job for lost.
const (
	sweepSlice = 50 * time.Second
	sweepStep  = 500 // persons
)

// sweepDuplicates begins the sweep of the night and carries the one that is under
// way on for a while.
func (a *App) sweepDuplicates(ctx context.Context) error {
	by := access.System("sweep")
	sweep, err := a.People.StartNightlySweep(ctx, by)
	slice, cancel := context.WithTimeout(ctx, sweepSlice)
	defer cancel()
	for err == nil && sweep.Busy() && slice.Err() == nil {
		sweep, err = a.People.SweepDuplicates(ctx, by, sweepStep, true)
	}
	return err
}

// sweepFiles removes what an upload that was cut off left behind.
func (a *App) sweepFiles() error {
	local, ok := a.files.(*files.Local)
	if !ok {
		return nil
	}
	n, err := local.Sweep(a.Clock.Now().Add(-24 * time.Hour))
	if n > 0 {
		slog.Info("left-over files removed", "count", n)
	}
	return err
}
