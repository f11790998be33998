package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/config"
	"passerelle/internal/reception"
	"passerelle/internal/synthetic"
)

// benchArrivals registers and places households through the service, as many
// desks at once would.
type benchArrivals struct {
	Households int    `default:"2000" help:"Households that arrive."`
	Workers    int    `default:"16" help:"Desks at the same time."`
	Beds       int    `help:"Gross beds; default: a few less than the households need, so that some wait."`
	Database   string `help:"PostgreSQL URL of an empty database; default: SQLite in a fresh folder."`
	Dir        string `help:"Folder of the SQLite database, kept; default: a fresh one, removed at the end." type:"path"`
	Journal    string `help:"Append the reference of each acknowledged registration to this file, for passerelle doctor --journal." type:"path"`
}

// arrivalFigures is the result.
type arrivalFigures struct {
	RegistrationsPerS float64 `json:"registrations_per_s"`
	P50               float64 `json:"p50_ms"`
	P95               float64 `json:"p95_ms"`
	P99               float64 `json:"p99_ms"`
	DoubleHolds       int     `json:"double_holds"`
	Lost              int     `json:"lost"`
	Unplaced          int     `json:"unplaced"`
	FitButWaiting     int     `json:"fit_but_waiting"` // households that wait although a place fits them
	Households        int     `json:"households"`
	Persons           int     `json:"persons"`
	Beds              int     `json:"beds"`
	Workers           int     `json:"workers"`
	Errors            int     `json:"errors"`
	Engine            string  `json:"engine"`
}

// Run carries out passerelle bench arrivals.
func (b *benchArrivals) Run(ctx context.Context, env environment) error {
	if b.Households < 1 || b.Households > 1_000_000 || b.Workers < 1 || b.Workers > 512 || b.Beds < 0 {
		return usage{errors.New("give --households 1 to 1,000,000 and --workers 1 to 512")}
	}
	c, remove, err := b.config(env)
	if err != nil {
		return err
	}
	defer remove()
	if err := Migrate(ctx, c); err != nil {
		return err
	}
	a, err := Open(ctx, c, Options{Work: true})
	if err != nil {
		return err
	}
	defer a.Close()
	journal, err := openJournal(b.Journal)
	if err != nil {
		return err
	}
	defer journal.Close()
	figures, err := a.arrivals(ctx, *b, journal)
	if err != nil {
		return err
	}
	return printFigures(env.stdout, figures)
}

func (b *benchArrivals) config(env environment) (config.Config, func(), error) {
	dir, remove := b.Dir, func() {}
	if dir == "" {
		tmp, err := os.MkdirTemp("", "passerelle-bench-")
		if err != nil {
			return config.Config{}, nil, err
		}
		dir, remove = tmp, func() { os.RemoveAll(tmp) }
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return config.Config{}, nil, err
	}
	c, err := demoConfig(dir, "127.0.0.1:0")
	if err == nil && b.Database != "" {
		c, err = config.Load(map[string]string{"data": dir, "master-key-file": filepath.Join(dir, "master.key"), "audit-checkpoint-file": c.AuditCheckpointFile},
			append(env.vars, "PASSERELLE_DATABASE="+b.Database), "")
	}
	if err != nil {
		remove()
		return c, nil, usage{err}
	}
	return c, remove, nil
}

// bedsPerPerson leaves a little too few beds, so that the last households
// compete for what is left.
const bedsPerPerson = 0.95

// arrivals lets b.Workers desks receive b.Households households and checks
// afterwards what is in the register.
func (a *App) arrivals(ctx context.Context, b benchArrivals, journal *journal) (arrivalFigures, error) {
	gen := synthetic.New(demoSeed, a.Clock.Now())
	f := arrivalFigures{Households: b.Households, Workers: b.Workers, Engine: string(a.DB.Engine())}
	for i := range b.Households {
		f.Persons += len(gen.Household(i).Members)
	}
	beds := b.Beds
	if beds == 0 {
		beds = max(1, int(float64(f.Persons)*bedsPerPerson))
	}
	places, err := a.benchPlaces(ctx, beds)
	if err != nil {
		return f, err
	}
	f.Beds = places.beds
	by, took := access.System("bench"), &timings{}
	var next, unplaced atomic.Int64
	var acked sync.Map
	start := time.Now()
	var wg sync.WaitGroup
	for range b.Workers {
		wg.Go(func() {
			for i := next.Add(1) - 1; i < int64(b.Households) && ctx.Err() == nil; i = next.Add(1) - 1 {
				in := arrivalOf(gen.Household(int(i)), places, start)
				begun := time.Now()
				out, err := a.Reception.ReceiveHousehold(ctx, by, in)
				took.add(time.Since(begun), err)
				if err != nil {
					continue
				}
				acked.Store(out.HouseholdID, len(out.Persons))
				if out.Placement == nil {
					unplaced.Add(1)
				}
				if err := journal.write(out.Reference); err != nil {
					panic(err) // the measurement is worth nothing without its journal
				}
			}
		})
	}
	wg.Wait()
	seconds := time.Since(start).Seconds()
	if ctx.Err() != nil {
		return f, ctx.Err()
	}
	f.Errors, f.Unplaced = took.errors, int(unplaced.Load())
	f.RegistrationsPerS = float64(took.count()-took.errors) / seconds
	f.P50, f.P95, f.P99 = took.percentile(50), took.percentile(95), took.percentile(99)
	return f, a.checkArrivals(ctx, &f, &acked)
}

// arrivalOf is a household that arrives today and takes the best place there is.
func arrivalOf(h synthetic.Household, places demoPlaces, today time.Time) reception.ReceiveIn {
	first := places.any()
	in := householdOf(h, first.org, "", today)
	return reception.ReceiveIn{Household: in, Best: &reception.SuggestIn{}, Wait: true}
}

// benchPlaces makes centres with as many beds, none of them out of service.
func (a *App) benchPlaces(ctx context.Context, beds int) (demoPlaces, error) {
	list := synthetic.Scale(beds)
	total := 0
	var kept []synthetic.Centre
	for _, c := range list {
		if !c.Accommodation || total >= beds {
			continue
		}
		c.Beds = min(c.Beds, beds-total)
		total += c.Beds
		kept = append(kept, c)
	}
	return a.addCentres(ctx, kept)
}

// any returns one centre: the one whose key comes first.
func (p demoPlaces) any() demoCentre {
	first := ""
	for key := range p.centres {
		if first == "" || key < first {
			first = key
		}
	}
	return p.centres[first]
}

// checkArrivals counts what must not be: beds held twice, acknowledged
// households that are not there, and households that wait beside a free place.
func (a *App) checkArrivals(ctx context.Context, f *arrivalFigures, acked *sync.Map) error {
	doubles, err := doubleHolds(ctx, a.DB)
	if err != nil {
		return err
	}
	f.DoubleHolds = doubles
	stored, err := householdSizes(ctx, a.DB)
	if err != nil {
		return err
	}
	acked.Range(func(id, persons any) bool {
		if stored[id.(string)] != persons.(int) {
			f.Lost++
		}
		return true
	})
	waiting, err := waitingHouseholds(ctx, a.DB)
	if err != nil {
		return err
	}
	for _, id := range waiting {
		s, err := a.Reception.Suggest(ctx, access.System("bench"), reception.SuggestIn{HouseholdID: id})
		if err != nil {
			return err
		}
		if len(s.Best) > 0 {
			f.FitButWaiting++
		}
	}
	return nil
}

// journal is a file of acknowledged references, one a line, on disk before the
// next one is written.
type journal struct {
	mu sync.Mutex
	f  *os.File
}

func openJournal(path string) (*journal, error) {
	if path == "" {
		return &journal{}, nil
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return nil, fmt.Errorf("journal: %w", err)
	}
	return &journal{f: f}, nil
}

func (j *journal) write(reference string) error {
	if j.f == nil {
		return nil
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	if _, err := io.WriteString(j.f, reference+"\n"); err != nil {
		return err
	}
	return j.f.Sync()
}

// Close closes the file.
func (j *journal) Close() error {
	if j.f == nil {
		return nil
	}
	return j.f.Close()
}
