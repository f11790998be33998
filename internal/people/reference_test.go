package people_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"passerelle/internal/people"
)

func TestReferenceReadsWhatPeopleType(t *testing.T) {
	t.Parallel()
	want := people.FormatReference(2026, 4217)
	if want != "LU-2026-004217-X" {
		t.Fatalf("FormatReference = %q", want)
	}
	for _, text := range []string{
		want,
		strings.ToLower(want),
		strings.ReplaceAll(want, "-", ""),
		strings.ReplaceAll(want, "-", " "),
		"  " + strings.ReplaceAll(want, "-", " – ") + "\n",
		"\u200e" + strings.ReplaceAll(want, "-", "\u2011") + "\u200f",
	} {
		year, n, err := people.ParseReference(text)
		if err != nil || year != 2026 || n != 4217 {
			t.Errorf("ParseReference(%q) = %d, %d, %v", text, year, n, err)
		}
	}
}

func TestReferenceRefuses(t *testing.T) {
	t.Parallel()
	good := people.FormatReference(2026, 1_234_567)
	for _, text := range []string{
		"", "LU", "LU-2026-004217", "DE" + good[2:], good + "A", "LU-2026-000000-A",
		"LU-2026-0" + good[8:], "LU-20Z6-004217-A", "LU-2026-004217-I", "LU-2026-004217-é",
	} {
		_, _, err := people.ParseReference(text)
		wantParseError(t, err, "reference_shape", "")
	}
	wrong := "A"
	if strings.HasSuffix(good, wrong) {
		wrong = "B"
	}
	_, _, err := people.ParseReference(good[:len(good)-1] + wrong)
	wantParseError(t, err, "reference_check", "")
}

// The promise of the check letter, tried in full on drawn references: no
// single wrong character and no swap of two neighbours reads as a reference.
func TestReferenceDetectsSlips(t *testing.T) {
	t.Parallel()
	const alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	rapid.Check(t, func(t *rapid.T) {
		ref := people.FormatReference(rapid.IntRange(2000, 2199).Draw(t, "year"), rapid.IntRange(1, 99_999_999).Draw(t, "n"))
		plain := strings.ReplaceAll(ref, "-", "")
		for i := range len(plain) {
			for _, c := range alphabet {
				slip := plain[:i] + string(c) + plain[i+1:]
				if _, _, err := people.ParseReference(slip); err == nil && slip != plain {
					t.Fatalf("%s passes for %s", slip, plain)
				}
			}
		}
		for i := range len(plain) - 1 {
			slip := plain[:i] + plain[i+1:i+2] + plain[i:i+1] + plain[i+2:]
			if _, _, err := people.ParseReference(slip); err == nil && slip != plain {
				t.Fatalf("%s passes for %s", slip, plain)
			}
		}
	})
}

func TestReferenceRoundTrips(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		year, n := rapid.IntRange(1000, 9999).Draw(t, "year"), rapid.IntRange(1, 99_999_999).Draw(t, "n")
		y, m, err := people.ParseReference(people.FormatReference(year, n))
		if err != nil || y != year || m != n {
			t.Fatalf("%d %d → %d %d, %v", year, n, y, m, err)
		}
	})
}

func FuzzParseReference(f *testing.F) {
	f.Add("LU-2026-004217-A")
	f.Add(people.FormatReference(2026, 12_345_678))
	f.Add("lu2026 004217é")
	f.Fuzz(func(t *testing.T, s string) {
		year, n, err := people.ParseReference(s)
		if err != nil {
			if !errors.As(err, new(*people.ParseError)) {
				t.Fatalf("error %T", err)
			}
			return
		}
		if again := fmt.Sprint(people.ParseReference(people.FormatReference(year, n))); again != fmt.Sprint(year, n, nil) {
			t.Fatalf("%q: %s", s, again)
		}
	})
}
