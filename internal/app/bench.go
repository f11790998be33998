package app

import (
	"encoding/json"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// benchCommand measures and prints one JSON object a line.
type benchCommand struct {
	Arrivals benchArrivals `cmd:"" help:"Register and place households concurrently through the service."`
	Pages    benchPages    `cmd:"" help:"Drive the real HTTP server as users do."`
	Portal   benchPortal   `cmd:"" help:"Read the public pages as visitors do."`
	Names    benchNames    `cmd:"" help:"Find persons and tell names apart on data with known answers."`
}

// timings collects how long things took, from many goroutines.
type timings struct {
	mu     sync.Mutex
	ms     []float64
	errors int
}

func (t *timings) add(took time.Duration, err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.ms = append(t.ms, float64(took.Microseconds())/1000)
	if err != nil {
		t.errors++
	}
}

// percentile returns the nearest-rank percentile in milliseconds, 0 without a measurement.
func (t *timings) percentile(p int) float64 {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.ms) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(t.ms))
	return sorted[max(0, (len(sorted)*p+99)/100-1)]
}

func (t *timings) count() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return len(t.ms)
}

func printFigures(w io.Writer, v any) error {
	b, err := json.Marshal(v)
	if err != nil {
		return err
	}
	_, err = w.Write(append(b, '\n'))
	return err
}

// residentMB reads the resident memory of a process and its highest value, in
// megabytes, from /proc; both are 0 where there is none.
func residentMB(pid int) (now, peak float64) {
	b, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/status")
	if err != nil {
		return 0, 0
	}
	field := func(name string) float64 {
		_, rest, ok := strings.Cut(string(b), name+":")
		if !ok {
			return 0
		}
		kb, err := strconv.ParseFloat(strings.Fields(rest)[0], 64)
		if err != nil {
			return 0
		}
		return kb / 1024
	}
	return field("VmRSS"), field("VmHWM")
}
