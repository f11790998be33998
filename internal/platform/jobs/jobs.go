package jobs

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"passerelle/internal/platform/db"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/riverdriver/riverdatabasesql"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/riverqueue/river/rivermigrate"
)

// Queue takes jobs and works them.
type Queue struct {
	d        *db.DB
	client   *river.Client[*sql.Tx]
	handlers map[string]func(context.Context, json.RawMessage) error
	periodic []*river.PeriodicJob
	started  bool
}

// New returns a queue on d without handlers.
func New(d *db.DB) *Queue {
	return &Queue{d: d, handlers: map[string]func(context.Context, json.RawMessage) error{}}
}

// envelope is the one kind of job that River sees.
type envelope struct {
	Name string          `json:"name"`
	Body json.RawMessage `json:"body"`
}

// Kind implements river.JobArgs.
func (envelope) Kind() string { return "passerelle" }

// On says what a job does. Register all before Start.
func On[A any](q *Queue, name string, run func(ctx context.Context, args A) error) {
	if q.handlers[name] != nil {
		panic("jobs: registered twice: " + name)
	}
	q.handlers[name] = func(ctx context.Context, body json.RawMessage) error {
		var args A
		if err := json.Unmarshal(body, &args); err != nil {
			return fmt.Errorf("job %s: arguments: %w", name, err)
		}
		return run(ctx, args)
	}
}

// housekeeping is the queue of what runs again and again. One at a time is
// worked, so that it never takes more than one processor from those at work.
const housekeeping = "housekeeping"

// Every runs a job on one node, again and again, first soon after the start.
func (q *Queue) Every(interval time.Duration, name string, run func(ctx context.Context) error) {
	On(q, name, func(ctx context.Context, _ struct{}) error { return run(ctx) })
	q.periodic = append(q.periodic, river.NewPeriodicJob(river.PeriodicInterval(interval), func() (river.JobArgs, *river.InsertOpts) {
		return envelope{Name: name, Body: json.RawMessage("{}")}, &river.InsertOpts{MaxAttempts: 3, Queue: housekeeping}
	}, &river.PeriodicJobOpts{RunOnStart: true, ID: name}))
}

// Enqueue adds a job in the caller's transaction.
func (q *Queue) Enqueue(ctx context.Context, tx *db.Tx, name string, args any) error {
	if q.handlers[name] == nil {
		return fmt.Errorf("jobs: nobody works %q", name)
	}
	body, err := json.Marshal(args)
	if err != nil {
		return err
	}
	if err := q.connect(); err != nil {
		return err
	}
	_, err = q.client.InsertTx(ctx, tx.SQL(), envelope{Name: name, Body: body}, nil)
	return err
}

// Start works jobs until Stop. An error says why it cannot.
func (q *Queue) Start(ctx context.Context) error {
	if err := q.connect(); err != nil {
		return err
	}
	q.started = true
	return q.client.Start(context.WithoutCancel(ctx))
}

// Stop lets running jobs finish until ctx ends.
func (q *Queue) Stop(ctx context.Context) error {
	if !q.started {
		return nil
	}
	return q.client.Stop(ctx)
}

func (q *Queue) connect() error {
	if q.client != nil {
		return nil
	}
	workers := river.NewWorkers()
	river.AddWorker(workers, river.WorkFunc(func(ctx context.Context, job *river.Job[envelope]) error {
		run := q.handlers[job.Args.Name]
		if run == nil {
			return river.JobCancel(errors.New("nobody works " + job.Args.Name))
		}
		return run(ctx, job.Args.Body)
	}))
	c, err := river.NewClient(driver(q.d), &river.Config{
		Queues:            map[string]river.QueueConfig{river.QueueDefault: {MaxWorkers: 4}, housekeeping: {MaxWorkers: 1}},
		Workers:           workers,
		PeriodicJobs:      q.periodic,
		FetchPollInterval: 2 * time.Second,
		Logger:            slog.New(quiet{slog.Default().Handler()}),
	})
	if err != nil {
		return err
	}
	q.client = c
	return nil
}

func driver(d *db.DB) riverdriver.Driver[*sql.Tx] {
	if d.Engine() == db.Postgres {
		return riverdatabasesql.New(d.Writer())
	}
	return riversqlite.New(d.Writer())
}

// Migrate brings River's own tables to the newest version.
func Migrate(ctx context.Context, d *db.DB) error {
	m, err := rivermigrate.New(driver(d), &rivermigrate.Config{Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		return err
	}
	_, err = m.Migrate(ctx, rivermigrate.DirectionUp, nil)
	return err
}

// quiet passes River's warnings and drops its chatter.
type quiet struct{ slog.Handler }

// Enabled implements slog.Handler.
func (q quiet) Enabled(ctx context.Context, l slog.Level) bool {
	return l >= slog.LevelWarn && q.Handler.Enabled(ctx, l)
}
