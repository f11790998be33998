package app

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"passerelle/internal/platform/db"
	"passerelle/internal/platform/metrics"
)

// canaries are names that nobody else has.
func canaries(n int) []string {
	out := make([]string, n)
	for i := range out {
		out[i] = fmt.Sprintf("Kanarq%c%cvogl", 'a'+rune(i/10), 'a'+rune(i%10))
	}
	return out
}

// client sends one mutation after the other to the API of a server.
type client struct {
	t     *testing.T
	base  string
	token string
}

func (c client) post(path string, body, out any) {
	c.t.Helper()
	b, err := json.Marshal(body)
	if err != nil {
		c.t.Fatal(err)
	}
	r, err := http.NewRequest(http.MethodPost, c.base+"/api/v1"+path, bytes.NewReader(b))
	if err != nil {
		c.t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+c.token)
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Idempotency-Key", db.NewID())
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		c.t.Fatal(err)
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode >= 300 {
		c.t.Fatalf("%s: %d %v %s", path, resp.StatusCode, err, answer)
	}
	if err := json.Unmarshal(answer, out); err != nil {
		c.t.Fatal(err)
	}
}

// The command rotates the keys of a database that another process serves, and
// that process goes on registering. Afterwards everybody is found and nobody
// stands in the files.
func TestKeysRotateWhileServing(t *testing.T) {
	t.Parallel()
	ctx, dir := context.Background(), t.TempDir()
	a, accounts, err := openDemo(ctx, dir, "127.0.0.1:0", 20, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	site, err := a.Site(true, metrics.New("test"))
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(site.Handler())
	defer server.Close()
	desk := client{t, server.URL, tokenOf(accounts, "reception_desk")}
	org, centre := firstCentre(t, a)
	names := canaries(50)
	register := func(names []string) {
		for _, name := range names {
			person := map[string]any{"given": "Canary", "family": name, "sex": "f", "birth": "1990", "nationalities": []string{"ERI"}, "note": "Seen by " + name}
			var answer struct{ Household string }
			desk.post("/households", map[string]any{"org": org, "centre": centre, "head": 0, "persons": []any{person}}, &answer)
		}
	}
	register(names[:20])
	rotated := make(chan string, 1)
	go func() {
		code, _, stderr := command("key", "rotate", "--data", dir, "--master-key-file", filepath.Join(dir, "master.key"))
		rotated <- fmt.Sprint(code, " ", stderr)
	}()
	register(names[20:])
	if end := <-rotated; !strings.HasPrefix(end, "0 ") {
		t.Fatalf("key rotate: %s", end)
	}
	everybody := func(client client) {
		t.Helper()
		for _, name := range names {
			var found struct{ Persons []struct{ Family string } }
			client.post("/persons/search", map[string]any{"q": name}, &found)
			if !slices.Contains(found.Persons, struct{ Family string }{name}) {
				t.Errorf("%s is not found: %v", name, found)
			}
		}
	}
	everybody(desk)
	inFiles(t, dir, names)

	// A process that starts now knows the new key only.
	server.Close()
	a.Close()
	again, _, err := openDemo(ctx, dir, "127.0.0.1:0", 20, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	if site, err = again.Site(true, metrics.New("test")); err != nil {
		t.Fatal(err)
	}
	second := httptest.NewServer(site.Handler())
	defer second.Close()
	everybody(client{t, second.URL, desk.token})
	code, stdout, stderr := command("doctor", "--data", dir, "--master-key-file", filepath.Join(dir, "master.key"))
	if code != 0 {
		t.Errorf("doctor: %d\n%s%s", code, stdout, stderr)
	}
}

func tokenOf(accounts []demoAccount, role string) string {
	for _, a := range accounts {
		if a.Role == role {
			return a.Token
		}
	}
	return ""
}

func firstCentre(t *testing.T, a *App) (org, centre string) {
	t.Helper()
	row, err := db.One(context.Background(), a.DB, func(r db.Row) (o [2]string, err error) { return o, r.Scan(&o[0], &o[1]) },
		`SELECT c.org_id, c.id FROM reception_centre c JOIN reception_organisation o ON o.id = c.org_id
			WHERE o.name LIKE '%Croix-Rouge%' ORDER BY c.name LIMIT 1`)
	if err != nil {
		t.Fatal(err)
	}
	return row[0], row[1]
}

// inFiles looks for names in every file of a folder, in the ways in which text is stored.
func inFiles(t *testing.T, dir string, names []string) {
	t.Helper()
	var files []string
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		files = append(files, filepath.Base(path))
		lower := bytes.ToLower(content)
		for _, name := range names {
			name = strings.ToLower(name)
			if bytes.Contains(lower, []byte(name)) || bytes.Contains(lower, utf16LE(name)) {
				t.Errorf("%s stands in %s", name, filepath.Base(path))
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if all := strings.Join(files, " "); !strings.Contains(all, databaseName) || !strings.Contains(all, databaseName+"-wal") {
		t.Errorf("looked only at %s", all)
	}
}

func utf16LE(s string) []byte {
	var out []byte
	for _, u := range utf16.Encode([]rune(s)) {
		out = append(out, byte(u), byte(u>>8))
	}
	return out
}
