package app

import (
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"passerelle/internal/platform/db"
	"passerelle/internal/reception"
)

// command runs the command line and returns what it printed.
func command(args ...string) (code int, stdout, stderr string) {
	var out, problems bytes.Buffer
	code = Main(args, strings.NewReader(""), &out, &problems, nil)
	return code, out.String(), problems.String()
}

func TestImportCommand(t *testing.T) {
	ctx, dir := context.Background(), t.TempDir()
	a, _, err := openDemo(ctx, dir, "127.0.0.1:0", 0, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	centres, err := a.Reception.Centres(ctx, commandLine(), reception.CentreFilter{})
	if err != nil {
		t.Fatal(err)
	}
	centre := centres.Centres[0].Centre
	a.Close()
	count := func(table string) int {
		t.Helper()
		c, err := demoConfig(dir, "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		a, err := Open(ctx, c, Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer a.Close()
		n, err := db.One(ctx, a.DB, db.Value[int], `SELECT COUNT(*) FROM `+table)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	file := func(name, text string) string {
		t.Helper()
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	good := file("good.csv", "Prénom;Nom;Naissance;X\nAmal;Haddad;14.03.1985;1\nRima;Khoury;1990;2\n")
	mixed := file("mixed.csv", "Prénom;Nom;Naissance\nOlena;Shevchenko;1971\nCanary;Canarysson;bientôt\n")
	binary := file("binary.csv", "\x00\x01\x02")
	report := filepath.Join(dir, "report.csv")
	at := []string{"--centre", strings.ToUpper(centre.Name)}
	for _, tt := range []struct {
		name    string
		args    []string
		code    int
		says    string
		persons int
	}{
		{"nothing named", nil, ExitUsage, "name a FILE", 0},
		{"no centre", []string{good}, ExitUsage, "say with --centre or --org", 0},
		{"other centre", []string{good, "--centre", "Nowhere"}, ExitUsage, "there is no centre", 0},
		{"other organisation", []string{good, "--org", "Nobody"}, ExitUsage, "there is no organisation", 0},
		{"other mode", append([]string{good, "--mode", "some"}, at...), ExitUsage, "must be one of", 0},
		{"no file", append([]string{filepath.Join(dir, "none.csv")}, at...), ExitFailed, "no such file", 0},
		{"no text", append([]string{binary}, at...), ExitFailed, "neither a CSV file nor an Excel workbook", 0},
		{"no column", append([]string{good, "--map", "Y=given"}, at...), ExitUsage, "has no column", 0},
		{"no target", append([]string{good, "--map", "X=shoe"}, at...), ExitUsage, "there is no target", 0},
		{"no import", []string{"--resume", db.NewID()}, ExitFailed, "cannot find", 0},
		{"dry run", append([]string{good, "--dry-run"}, at...), ExitDone, "2 rows: 2 good", 0},
		{"refused", append([]string{mixed}, at...), ExitFailed, "row 3, column 3: Write a date", 0},
		{"all", append([]string{good, "--map", "X=source_reference"}, at...), ExitDone, "2 persons registered, 0 rows not registered", 2},
		{"again", append([]string{good}, at...), ExitFailed, "row 2: very likely the same person as LU-", 2},
		{"again, skipped", append([]string{good, "--dry-run", "--duplicates", "skip"}, at...), ExitDone, "2 left out", 2},
		{"only good", append([]string{mixed, "--mode", "good", "--report", report}, at...), ExitDone, "1 persons registered, 1 rows not registered", 3},
		{"report exists", append([]string{mixed, "--dry-run", "--report", report}, at...), ExitFailed, "exists", 3},
	} {
		t.Run(tt.name, func(t *testing.T) {
			args := append([]string{"import", "people", "--data", dir, "--master-key-file", filepath.Join(dir, "master.key")}, tt.args...)
			code, stdout, stderr := command(args...)
			if code != tt.code || !strings.Contains(stdout+stderr, tt.says) {
				t.Errorf("exit %d, want %d and %q; said\n%s%s", code, tt.code, tt.says, stdout, stderr)
			}
			if strings.Contains(stdout+stderr, "anary") || strings.Contains(stdout+stderr, "are kept") {
				t.Errorf("tells a name or leaves rows behind:\n%s%s", stdout, stderr)
			}
			if n := count("people_person"); n != tt.persons {
				t.Errorf("%d persons, want %d", n, tt.persons)
			}
		})
	}
	if n := count("people_import_row"); n != 0 { // what was not registered is in the file
		t.Errorf("%d rows left behind", n)
	}
	if text, err := os.ReadFile(report); err != nil || !strings.Contains(string(text), "Canarysson") {
		t.Errorf("report %q, %v", text, err)
	}
}
