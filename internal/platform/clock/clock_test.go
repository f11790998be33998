package clock_test

import (
	"encoding/json"
	"errors"
	"testing"
	"time"

	"pgregory.net/rapid"

	"passerelle/internal/platform/clock"
)

func TestParseDate(t *testing.T) {
	t.Parallel()
	for _, s := range []string{"2024-02-29", "0001-01-01", "9999-12-31"} {
		d, err := clock.ParseDate(s)
		if err != nil || d.String() != s {
			t.Errorf("%s: %v, %v", s, d, err)
		}
	}
	for _, s := range []string{"", "2023-02-29", "0000-01-01", "2024-2-9", "2024-13-01", "10000-01-01", "2024-01-01T", "-001-01-01", "２024-01-01"} {
		if d, err := clock.ParseDate(s); !errors.Is(err, clock.ErrDate) {
			t.Errorf("%q: %v, %v", s, d, err)
		}
	}
	if _, err := clock.NewDate(2023, 2, 29); !errors.Is(err, clock.ErrDate) {
		t.Error("29 February 2023 exists")
	}
}

func FuzzParseDate(f *testing.F) {
	f.Add("2024-02-29")
	f.Fuzz(func(t *testing.T, s string) {
		d, err := clock.ParseDate(s)
		if err == nil && (d.String() != s || !d.Valid()) {
			t.Errorf("%q reads as %q", s, d)
		}
	})
}

func TestDateArithmetic(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		d := clock.Date{Year: 2024, Month: 2, Day: 29}.AddDays(rapid.IntRange(-300000, 300000).Draw(t, "from"))
		n := rapid.IntRange(-300000, 300000).Draw(t, "n")
		e := d.AddDays(n)
		if e.Sub(d) != n || e.Compare(d) != sign(n) || e.Before(d) != (n < 0) || e.After(d) != (n > 0) {
			t.Fatalf("%s + %d = %s", d, n, e)
		}
		if n%7 == 0 && e.Weekday() != d.Weekday() {
			t.Fatalf("%s and %s fall on different days of the week", d, e)
		}
	})
	if !(clock.Date{}).Before(clock.Date{Year: 1, Month: 1, Day: 1}) || !(clock.Date{}).AddDays(1).IsZero() {
		t.Error("no date is a date")
	}
}

func sign(n int) int {
	switch {
	case n < 0:
		return -1
	case n > 0:
		return 1
	}
	return 0
}

func TestAge(t *testing.T) {
	t.Parallel()
	born := clock.Date{Year: 2008, Month: 2, Day: 29}
	tests := []struct {
		on   string
		want int
	}{{"2026-02-28", 17}, {"2026-03-01", 18}, {"2008-02-29", 0}, {"2007-01-01", -2}}
	for _, tt := range tests {
		on, _ := clock.ParseDate(tt.on)
		if got := born.YearsAt(on); got != tt.want {
			t.Errorf("%s: %d", tt.on, got)
		}
	}
}

// The day changes at midnight in Luxembourg, also across daylight saving time.
func TestToday(t *testing.T) {
	t.Parallel()
	tests := []struct{ utc, want string }{
		{"2026-01-31T22:59:59Z", "2026-01-31"},
		{"2026-01-31T23:00:00Z", "2026-02-01"},
		{"2026-07-31T21:59:59Z", "2026-07-31"},
		{"2026-07-31T22:00:00Z", "2026-08-01"},
	}
	for _, tt := range tests {
		at, err := time.Parse(time.RFC3339, tt.utc)
		if err != nil {
			t.Fatal(err)
		}
		if got := clock.Today(clock.Fixed(at)); got.String() != tt.want {
			t.Errorf("%s: %s", tt.utc, got)
		}
	}
}

func TestDateColumn(t *testing.T) {
	t.Parallel()
	d := clock.Date{Year: 2026, Month: 3, Day: 9}
	if v, err := d.Value(); v != "2026-03-09" || err != nil {
		t.Errorf("%v, %v", v, err)
	}
	if v, err := (clock.Date{}).Value(); v != nil || err != nil {
		t.Errorf("no date is stored as %v, %v", v, err)
	}
	if _, err := (clock.Date{Year: 2026, Month: 2, Day: 30}).Value(); err == nil {
		t.Error("stored 30 February")
	}
	for _, src := range []any{"2026-03-09", []byte("2026-03-09"), time.Date(2026, 3, 9, 0, 0, 0, 0, time.UTC)} {
		var got clock.Date
		if err := got.Scan(src); err != nil || got != d {
			t.Errorf("%T: %v, %v", src, got, err)
		}
	}
	got := d
	if err := got.Scan(nil); err != nil || !got.IsZero() {
		t.Errorf("NULL: %v, %v", got, err)
	}
	for _, src := range []any{"9 March", 7} {
		if err := got.Scan(src); err == nil {
			t.Errorf("scanned %v", src)
		}
	}
}

func TestInstant(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		micros := rapid.Int64Range(-60_000_000_000_000_000, 250_000_000_000_000_000)
		a, b := clock.At(time.UnixMicro(micros.Draw(t, "a"))), clock.At(time.UnixMicro(micros.Draw(t, "b")))
		if (a.String() < b.String()) != a.Before(b) {
			t.Fatalf("%s and %s sort differently as text", a, b)
		}
		v, err := a.Value()
		if err != nil || len(v.(string)) != len(clock.InstantLayout) {
			t.Fatalf("%v, %v", v, err)
		}
		var back clock.Instant
		if err := back.Scan(v); err != nil || back != a {
			t.Fatalf("%s came back as %s, %v", a, back, err)
		}
	})
	if v, err := (clock.Instant{}).Value(); v != nil || err != nil {
		t.Errorf("no instant is stored as %v, %v", v, err)
	}
	var i clock.Instant
	for _, src := range []any{"yesterday", 7} {
		if err := i.Scan(src); err == nil {
			t.Errorf("scanned %v", src)
		}
	}
	local := time.Date(2026, 7, 1, 2, 0, 0, 999, clock.Luxembourg)
	if got := clock.At(local).String(); got != "2026-07-01T00:00:00.000000Z" {
		t.Error(got)
	}
}

func TestJSON(t *testing.T) {
	t.Parallel()
	type pair struct {
		D clock.Date
		I clock.Instant
	}
	in := pair{clock.Date{Year: 2026, Month: 1, Day: 2}, clock.At(time.Date(2026, 1, 2, 3, 4, 5, 6000, time.UTC))}
	b, err := json.Marshal(in)
	if err != nil || string(b) != `{"D":"2026-01-02","I":"2026-01-02T03:04:05.000006Z"}` {
		t.Fatalf("%s, %v", b, err)
	}
	var out pair
	if err := json.Unmarshal(b, &out); err != nil || out != in {
		t.Errorf("%v, %v", out, err)
	}
	if err := json.Unmarshal([]byte(`{"D":"","I":""}`), &out); err != nil || out != (pair{}) {
		t.Errorf("%v, %v", out, err)
	}
	if err := json.Unmarshal([]byte(`{"D":"2026-02-30"}`), &out); err == nil {
		t.Error("read 30 February")
	}
}

func TestManual(t *testing.T) {
	t.Parallel()
	start := time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC)
	m := clock.NewManual(start)
	if got := m.Advance(36 * time.Hour); !got.Equal(start.Add(36*time.Hour)) || clock.Today(m).String() != "2026-01-03" {
		t.Errorf("%s, %s", got, clock.Today(m))
	}
	m.Set(start)
	if !m.Now().Equal(start) || clock.Now(m) != clock.At(start) {
		t.Error("Set")
	}
}
