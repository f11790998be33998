package synthetic_test

import (
	"fmt"
	"strings"
	"testing"

	"passerelle/internal/synthetic"
)

const zoneValues = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"

// holds reports whether the digit checks the field (ICAO 9303-3).
func holds(field string, digit byte) bool {
	sum := 0
	for i, c := range field {
		v := max(strings.IndexRune(zoneValues, c), 0)
		switch i % 3 {
		case 0:
			sum += 7 * v
		case 1:
			sum += 3 * v
		default:
			sum += v
		}
	}
	return int(digit-'0') == sum%10
}

// The specimen of ICAO 9303-4 keeps the test itself honest.
func TestCheckDigitOfTheSpecimen(t *testing.T) {
	t.Parallel()
	if err := checkZone("P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10"); err != nil {
		t.Error(err)
	}
	if checkZone("P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408123F1204159ZE184226B<<<<<10") == nil {
		t.Error("a wrong birth date passes")
	}
}

func checkZone(zone string) error {
	if strings.Trim(zone, zoneValues+"<\n") != "" {
		return fmt.Errorf("characters")
	}
	lines := strings.Split(zone, "\n")
	for _, l := range lines {
		if len(l) != map[int]int{2: 44, 3: 30}[len(lines)] {
			return fmt.Errorf("%d lines, one of %d", len(lines), len(l))
		}
	}
	var fields [][2]string // field, check digit
	if len(lines) == 2 {
		s := lines[1]
		fields = [][2]string{{s[0:9], s[9:10]}, {s[13:19], s[19:20]}, {s[21:27], s[27:28]}, {s[28:42], s[42:43]},
			{s[0:10] + s[13:20] + s[21:43], s[43:44]}}
	} else {
		f, s := lines[0], lines[1]
		fields = [][2]string{{f[5:14], f[14:15]}, {s[0:6], s[6:7]}, {s[8:14], s[14:15]},
			{f[5:30] + s[0:7] + s[8:15] + s[18:29], s[29:30]}}
	}
	for _, f := range fields {
		if !holds(f[0], f[1][0]) {
			return fmt.Errorf("check digit of %s", f[0])
		}
	}
	return nil
}

func TestMachineReadableZones(t *testing.T) {
	t.Parallel()
	seen := map[string]int{}
	for _, h := range households(8000) {
		for _, p := range h.Members {
			for _, d := range p.Documents {
				if d.MRZ == "" {
					continue
				}
				seen[d.Type]++
				if err := checkZone(d.MRZ); err != nil {
					t.Fatalf("%v in\n%s", err, d.MRZ)
				}
				for _, part := range []string{d.Number, p.Birth.Date.Format("060102"), d.ExpiresOn.Format("060102"), strings.ToUpper(p.Sex)} {
					if !strings.Contains(d.MRZ, part) {
						t.Fatalf("no %s in\n%s", part, d.MRZ)
					}
				}
			}
		}
	}
	for _, kind := range []string{synthetic.Passport, synthetic.IdentityCard, synthetic.TravelDocument} {
		if seen[kind] < 50 {
			t.Errorf("%d zones of %s", seen[kind], kind)
		}
	}
}
