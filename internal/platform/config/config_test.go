package config_test

import (
	"encoding/base64"
	"errors"
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"passerelle/internal/platform/config"
	"passerelle/internal/platform/i18n"
)

const canary = "s3cr3t-canary"

func write(t *testing.T, name, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func names(err error) []string {
	var ps config.Problems
	errors.As(err, &ps)
	var out []string
	for _, p := range ps {
		out = append(out, p.Setting)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func TestPrecedence(t *testing.T) {
	t.Parallel()
	file := write(t, "passerelle.toml", `
listen = "127.0.0.1:1"
log-level = "warn"
languages = ["en", "fr"]
[smtp]
host = "mail.example.lu"
port = 25
`)
	c, err := config.Load(map[string]string{"listen": "127.0.0.1:3"},
		[]string{"PASSERELLE_LISTEN=127.0.0.1:2", "PASSERELLE_LOG_LEVEL=error", "PASSERELLE_PORT=tcp://10.0.0.1:80", "HOME=/root"}, file)
	if err != nil {
		t.Fatal(err)
	}
	if c.Listen != "127.0.0.1:3" || c.LogLevel != "error" || c.SMTP.Host != "mail.example.lu" || c.SMTP.Port != 25 || c.LogFormat != "json" {
		t.Errorf("%+v", c)
	}
	if !slices.Equal(c.Languages, []i18n.Lang{"en", "fr"}) {
		t.Errorf("languages %v", c.Languages)
	}
	if c.SessionIdle != 30*time.Minute || c.SessionAbsolute != 12*time.Hour || c.MetricsListen != "" {
		t.Errorf("defaults: %+v", c)
	}
}

func TestDefaultsLoad(t *testing.T) {
	t.Parallel()
	c, err := config.Load(nil, nil, "")
	if err != nil {
		t.Fatal(err)
	}
	if len(c.Languages) != len(i18n.Public) || c.Listen != "127.0.0.1:8080" {
		t.Errorf("%+v", c)
	}
	for _, s := range config.Settings() {
		if s.Help == "" || !strings.HasPrefix(s.Env(), "PASSERELLE_") {
			t.Errorf("%+v", s)
		}
	}
}

func TestSecrets(t *testing.T) {
	t.Parallel()
	secretFile := write(t, "smtp", canary+"\n")
	c, err := config.Load(map[string]string{"database": "postgres://app@db/passerelle", "smtp-password-file": secretFile},
		[]string{"PASSERELLE_DATABASE_PASSWORD=p@ss/word", "PASSERELLE_S3_SECRET_KEY=k", "PASSERELLE_MASTER_KEY_FILE=/run/key"}, "")
	if err != nil {
		t.Fatal(err)
	}
	if c.SMTP.Password.Reveal() != canary || c.Files.SecretKey.Reveal() != "k" || c.MasterKeyFile != "/run/key" || c.MasterKey != "" {
		t.Errorf("%+v", c)
	}
	if got := c.Database.Reveal(); got != "postgres://app:p%40ss%2Fword@db/passerelle" {
		t.Error(got)
	}
	if shown := fmt.Sprintf("%+v %#v", c, c); strings.Contains(shown, canary) || strings.Contains(shown, "p%40ss") {
		t.Error("a printed configuration shows secrets")
	}
}

// What Load refuses, which settings it names, and that it never repeats a
// secret.
func TestLoadRefuses(t *testing.T) {
	t.Parallel()
	empty := write(t, "empty", "\n")
	big := write(t, "big", strings.Repeat("x", 1<<17))
	tests := []struct {
		name  string
		flags map[string]string
		env   []string
		file  string
		want  []string
	}{
		{name: "secret as a flag", flags: map[string]string{"master-key": canary}, want: []string{"master-key"}},
		{name: "secret in the file", file: `smtp-password = "` + canary + `"`, want: []string{"smtp-password"}},
		{name: "password in a flag", flags: map[string]string{"database": "postgres://u:" + canary + "@h/d"}, want: []string{"database"}},
		{name: "password as a parameter", flags: map[string]string{"database": "postgres://u@h/d?password=" + canary}, want: []string{"database"}},
		{name: "malformed URL", env: []string{"PASSERELLE_DATABASE=postgres://u:" + canary + "@h:%zz/d"}, want: []string{"database"}},
		{name: "other database", env: []string{"PASSERELLE_DATABASE=mysql://u:" + canary + "@h/d"}, want: []string{"database"}},
		{name: "no database name", env: []string{"PASSERELLE_DATABASE=postgres://u:" + canary + "@h"}, want: []string{"database"}},
		{name: "password without user", env: []string{"PASSERELLE_DATABASE=postgres://h/d", "PASSERELLE_DATABASE_PASSWORD=" + canary}, want: []string{"database"}},
		{name: "twice", env: []string{"PASSERELLE_SMTP_PASSWORD=" + canary, "PASSERELLE_SMTP_PASSWORD_FILE=" + empty}, want: []string{"smtp-password"}},
		{name: "empty secret", env: []string{"PASSERELLE_SMTP_PASSWORD_FILE=" + empty}, want: []string{"smtp-password-file"}},
		{name: "large secret", env: []string{"PASSERELLE_SMTP_PASSWORD_FILE=" + big}, want: []string{"smtp-password-file"}},
		{name: "no secret file", env: []string{"PASSERELLE_SMTP_PASSWORD_FILE=/nowhere"}, want: []string{"smtp-password-file"}},
		{name: "unknown flag", flags: map[string]string{"lisen": "x"}, want: []string{"lisen"}},
		{name: "unknown key", file: "[smtp]\nhots = \"x\"", want: []string{"smtp-hots"}},
		{name: "not TOML", file: "smtp-password = \"" + canary, want: []string{"config"}},
		{name: "odd value", file: "listen = 1979-05-27", want: []string{"listen"}},
		{name: "all at once", env: []string{"PASSERELLE_SMTP_PORT=0", "PASSERELLE_SESSION_IDLE=5", "PASSERELLE_LOG_LEVEL=loud", "PASSERELLE_LANGUAGES=en,en",
			"PASSERELLE_TRUSTED_PROXIES=10.0.0.0/8,x", "PASSERELLE_PUBLIC_URL=http://example.lu", "PASSERELLE_SMTP_FROM=A <a@example.lu>"},
			want: []string{"languages", "log-level", "public-url", "session-idle", "smtp-from", "smtp-port", "trusted-proxies"}},
		{name: "trusts all", env: []string{"PASSERELLE_TRUSTED_PROXIES=0.0.0.0/0"}, want: []string{"trusted-proxies"}},
	}
	for _, tt := range tests {
		var file string
		if tt.file != "" {
			file = write(t, "c.toml", tt.file)
		}
		_, err := config.Load(tt.flags, tt.env, file)
		if got := names(err); !slices.Equal(got, tt.want) {
			t.Errorf("%s: got %v, want %v (%v)", tt.name, got, tt.want, err)
		}
		if err != nil && strings.Contains(err.Error(), canary) {
			t.Errorf("%s: repeats the secret: %v", tt.name, err)
		}
	}
	if _, err := config.Load(nil, nil, "/nowhere/passerelle.toml"); !slices.Equal(names(err), []string{"config"}) {
		t.Error(err)
	}
}

// sound returns settings that serve accepts.
func sound(t *testing.T) config.Config {
	t.Helper()
	c, err := config.Load(map[string]string{"data": filepath.Join(t.TempDir(), "data")},
		[]string{"PASSERELLE_MASTER_KEY=" + base64.StdEncoding.EncodeToString(make([]byte, 32))}, "")
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestCheck(t *testing.T) {
	t.Parallel()
	file := write(t, "file", "x")
	tests := []struct {
		name   string
		change func(*config.Config)
		want   []string
	}{
		{"sound", func(*config.Config) {}, nil},
		{"no data", func(c *config.Config) { c.DataDir = "" }, []string{"data"}},
		{"data is a file", func(c *config.Config) { c.DataDir = file }, []string{"data"}},
		{"parent missing", func(c *config.Config) { c.DataDir = "/nowhere/at/all" }, []string{"data"}},
		{"PostgreSQL without files", func(c *config.Config) { c.DataDir = ""; c.Database = "postgres://u@h/d" }, []string{"files-dir"}},
		{"no key", func(c *config.Config) { c.MasterKey = "" }, []string{"master-key"}},
		{"short key", func(c *config.Config) { c.MasterKey = "AAAA" }, []string{"master-key"}},
		{"key file missing", func(c *config.Config) { c.MasterKey = ""; c.MasterKeyFile = "/nowhere" }, []string{"master-key-file"}},
		{"key file", func(c *config.Config) { c.MasterKey = ""; c.MasterKeyFile = file }, nil},
		{"public HTTP", func(c *config.Config) { c.Listen = "0.0.0.0:80"; c.PublicURL = "https://x.lu" }, []string{"listen"}},
		{"every interface", func(c *config.Config) { c.Listen = ":80"; c.PublicURL = "https://x.lu" }, []string{"listen"}},
		{"a host name", func(c *config.Config) { c.Listen = "passerelle.lu:80" }, []string{"listen", "public-url"}},
		{"behind a proxy", func(c *config.Config) {
			c.Listen = "10.0.0.2:80"
			c.TrustedProxies = []netip.Prefix{netip.MustParsePrefix("10.0.0.1/32")}
			c.PublicURL = "https://x.lu"
		}, nil},
		{"IPv6 loopback", func(c *config.Config) { c.Listen = "[::1]:8080" }, nil},
		{"mapped loopback", func(c *config.Config) { c.Listen = "[::ffff:127.0.0.1]:8080" }, nil},
		{"no port", func(c *config.Config) { c.Listen = "127.0.0.1" }, []string{"listen"}},
		{"port", func(c *config.Config) { c.Listen = "127.0.0.1:99999" }, []string{"listen"}},
		{"metrics public", func(c *config.Config) { c.MetricsListen = ":9090" }, []string{"metrics-listen"}},
		{"metrics private", func(c *config.Config) { c.MetricsListen = "10.1.2.3:9090" }, nil},
		{"metrics same", func(c *config.Config) { c.MetricsListen = c.Listen }, []string{"metrics-listen"}},
		{"half TLS", func(c *config.Config) { c.TLSCertFile = file }, []string{"tls-cert-file"}},
		{"bad TLS", func(c *config.Config) { c.TLSCertFile, c.TLSKeyFile = file, file }, []string{"tls-cert-file"}},
		{"mail", func(c *config.Config) { c.SMTP.Host, c.SMTP.User, c.SMTP.Security = "mail.lu", "u", "none" },
			[]string{"smtp-from", "smtp-security", "smtp-user"}},
		{"S3", func(c *config.Config) { c.Files.Endpoint = "http://s3.lu" },
			[]string{"s3-access-key", "s3-bucket", "s3-endpoint", "s3-secret-key"}},
		{"S3 malformed", func(c *config.Config) {
			c.Files = config.Files{Endpoint: "s3.lu", Bucket: "b", Region: "r", AccessKey: "a", SecretKey: "s"}
		}, []string{"s3-endpoint"}},
		{"idle", func(c *config.Config) { c.SessionIdle = 24 * time.Hour }, []string{"session-idle"}},
		{"no English", func(c *config.Config) { c.Languages = []i18n.Lang{"fr"} }, []string{"languages"}},
		{"checkpoints", func(c *config.Config) { c.AuditCheckpointFile = "/nowhere/at/all" }, []string{"audit-checkpoint-file"}},
	}
	for _, tt := range tests {
		c := sound(t)
		tt.change(&c)
		problems := c.Check()
		if got := names(config.Problems(problems)); !slices.Equal(got, tt.want) {
			t.Errorf("%s: got %v, want %v", tt.name, problems, tt.want)
		}
		for _, p := range problems {
			if p.What == "" || p.Do == "" {
				t.Errorf("%s: %+v does not say what to do", tt.name, p)
			}
		}
	}
}

func FuzzFile(f *testing.F) {
	f.Add("listen = \"x\"\n[smtp]\nport = 1")
	f.Fuzz(func(t *testing.T, s string) {
		_, _ = config.Load(nil, nil, write(t, "c.toml", s)) // Must not panic.
	})
}
