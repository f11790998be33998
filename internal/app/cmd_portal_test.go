package app

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	"passerelle/internal/platform/config"
	"passerelle/internal/platform/crypt"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/metrics"
	"passerelle/internal/testkit"
)

// The public side works with the rights that "portal grants" prints, and with
// them nobody can read a person, an account or the audit log.
func TestThePublicSideNeedsNoCaseData(t *testing.T) {
	t.Parallel()
	ctx, at := context.Background(), testkit.URL(t, db.Postgres)
	key := filepath.Join(t.TempDir(), "master.key")
	if err := crypt.NewMasterKeyFile(key); err != nil {
		t.Fatal(err)
	}
	u, err := url.Parse(at)
	if err != nil {
		t.Fatal(err)
	}
	configOf := func(user *url.Userinfo) config.Config {
		password, _ := user.Password()
		u.User = url.User(user.Username())
		c, err := config.Load(map[string]string{"data": t.TempDir(), "database": u.String(), "master-key-file": key, "listen": "127.0.0.1:0"},
			[]string{"PASSERELLE_DATABASE_PASSWORD=" + password}, "")
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	whole, err := Open(ctx, configOf(u.User), Options{}) // makes the keys
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(whole.Close)
	role := "portal_" + strings.ToLower(db.NewID()[:10])
	statements, err := grantsFor(ctx, whole.DB, role)
	if err != nil || len(statements) < 8 {
		t.Fatalf("%d statements, %v", len(statements), err)
	}
	sql := func(statement string) {
		t.Helper()
		if _, err := whole.DB.Writer().ExecContext(ctx, statement); err != nil {
			t.Fatalf("%s: %v", statement, err)
		}
	}
	sql("CREATE ROLE " + role + " LOGIN PASSWORD 'x'")
	t.Cleanup(func() { sql("DROP OWNED BY " + role); sql("DROP ROLE " + role) })
	sql("GRANT USAGE ON SCHEMA public TO " + role)
	for _, s := range statements {
		sql(s)
	}
	a, err := OpenPortal(ctx, configOf(url.UserPassword(role, "x")))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(a.Close)
	site, err := a.publicSite(false, metrics.New("test"))
	if err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]int{
		"/": 200, "/ar/": 200, "/fr/offline.json": 200, "/sw.js": 200, "/readyz": 200,
		"/login": 404, "/app": 404, "/app/public/notice": 404, "/api/v1/notices": 404,
	} {
		rec, r := httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, path, nil)
		r.RemoteAddr = "127.0.0.1:1"
		if site.Handler().ServeHTTP(rec, r); rec.Code != want {
			t.Errorf("%s: status %d, want %d", path, rec.Code, want)
		}
	}
	if err := a.Portal.WriteVisits(ctx); err != nil {
		t.Error(err)
	}
	read := 0
	tables, err := tablesAndSequences(ctx, whole.DB)
	if err != nil {
		t.Fatal(err)
	}
	for _, table := range tables {
		if table.sequence {
			continue
		}
		_, err := db.All(ctx, a.DB, db.Value[int], "SELECT 1 FROM "+table.name+" LIMIT 1")
		public := strings.HasPrefix(table.name, "portal_") || strings.HasPrefix(table.name, "funding_")
		switch ground := table.name == "platform_change" || table.name == "crypt_keyset" || table.name == "goose_db_version" || strings.HasPrefix(table.name, "river_job"); {
		case public && err != nil:
			t.Errorf("%s: %v", table.name, err)
		case !public && !ground && err == nil:
			t.Errorf("%s can be read", table.name)
		case err == nil:
			read++
		}
	}
	if read < 5 {
		t.Errorf("only %d tables can be read", read)
	}
}
