package config

import (
	"errors"
	"fmt"
	"net/mail"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"

	"passerelle/internal/platform/i18n"
	"passerelle/internal/platform/logging"
)

// Setting describes one setting for the command line's help and the manual.
type Setting struct {
	Name    string // Flag; the environment variable and TOML key follow from it.
	Default string
	Help    string
	Secret  bool // Only from the environment, or from a file named by Name+"-file".
	set     func(*Config, string) error
}

// Env returns the setting's environment variable.
func (s Setting) Env() string { return envName(s.Name) }

func envName(setting string) string {
	return "PASSERELLE_" + strings.ToUpper(strings.ReplaceAll(setting, "-", "_"))
}

// Settings returns all settings in the order of the manual.
func Settings() []Setting { return slices.Clone(settings) }

var settings = []Setting{
	{"data", "", "folder of the SQLite database and of files", false, text(func(c *Config) *string { return &c.DataDir })},
	{"database", "", "PostgreSQL URL, postgres://user@host/name; without it SQLite in the data folder", false, database},
	{"database-password", "", "password of the database user", true, nil}, // Joined to the URL once all is read.
	{"listen", "127.0.0.1:8080", "host:port of pages and API", false, text(func(c *Config) *string { return &c.Listen })},
	{"metrics-listen", "", "host:port of /metrics; empty switches it off", false, text(func(c *Config) *string { return &c.MetricsListen })},
	{"public-url", "", "where users reach the program: https://passerelle.example.lu", false, publicURL},
	{"trusted-proxies", "", "address ranges of the proxy in front, comma separated: 10.0.0.0/8", false, proxies},
	{"tls-cert-file", "", "certificate chain, PEM", false, text(func(c *Config) *string { return &c.TLSCertFile })},
	{"tls-key-file", "", "private key of the certificate, PEM", false, text(func(c *Config) *string { return &c.TLSKeyFile })},
	{"master-key", "", "key that encrypts all others, 32 bytes in base64", true, secret(func(c *Config) *logging.Secret { return &c.MasterKey })},
	{"smtp-host", "", "mail server; empty: no mail is sent", false, text(func(c *Config) *string { return &c.SMTP.Host })},
	{"smtp-port", "587", "port of the mail server", false, number(1, 65535, func(c *Config) *int { return &c.SMTP.Port })},
	{"smtp-user", "", "user at the mail server", false, text(func(c *Config) *string { return &c.SMTP.User })},
	{"smtp-password", "", "password at the mail server", true, secret(func(c *Config) *logging.Secret { return &c.SMTP.Password })},
	{"smtp-from", "", "address that mail comes from", false, address},
	{"smtp-security", "starttls", "starttls, tls, or none (only on this machine)", false,
		oneOf(func(c *Config) *string { return &c.SMTP.Security }, "starttls", "tls", "none")},
	{"files-dir", "", "folder of encrypted files; default: files in the data folder", false, text(func(c *Config) *string { return &c.Files.Dir })},
	{"s3-endpoint", "", "URL of an S3-compatible service that holds the encrypted files instead", false, text(func(c *Config) *string { return &c.Files.Endpoint })},
	{"s3-bucket", "", "bucket", false, text(func(c *Config) *string { return &c.Files.Bucket })},
	{"s3-region", "us-east-1", "region", false, text(func(c *Config) *string { return &c.Files.Region })},
	{"s3-access-key", "", "access key id", false, text(func(c *Config) *string { return &c.Files.AccessKey })},
	{"s3-secret-key", "", "secret access key", true, secret(func(c *Config) *logging.Secret { return &c.Files.SecretKey })},
	{"log-level", "info", "debug, info, warn or error", false,
		oneOf(func(c *Config) *string { return &c.LogLevel }, "debug", "info", "warn", "error")},
	{"log-format", "json", "json or text", false, oneOf(func(c *Config) *string { return &c.LogFormat }, "json", "text")},
	{"languages", joinLanguages(), "languages of public pages, comma separated", false, languages},
	{"rate-logins-per-minute", "120", "log-in attempts from one address, behind which a whole centre may stand", false,
		number(1, 10000, func(c *Config) *int { return &c.RateLimits.LoginsPerMinute })},
	{"rate-requests-per-second", "400", "requests from one address", false,
		number(1, 100000, func(c *Config) *int { return &c.RateLimits.RequestsPerSecond })},
	{"session-idle", "30m", "a session ends after this long without a request", false,
		duration(func(c *Config) *time.Duration { return &c.SessionIdle })},
	{"session-absolute", "12h", "a session ends after this long in any case", false,
		duration(func(c *Config) *time.Duration { return &c.SessionAbsolute })},
	{"audit-checkpoint-file", "", "file, best on another machine, that signed audit checkpoints are appended to", false,
		text(func(c *Config) *string { return &c.AuditCheckpointFile })},
}

func joinLanguages() string {
	names := make([]string, len(i18n.Public))
	for i, l := range i18n.Public {
		names[i] = string(l)
	}
	return strings.Join(names, ",")
}

func text(field func(*Config) *string) func(*Config, string) error {
	return func(c *Config, v string) error {
		*field(c) = v
		return nil
	}
}

func secret(field func(*Config) *logging.Secret) func(*Config, string) error {
	return func(c *Config, v string) error {
		*field(c) = logging.Secret(v)
		return nil
	}
}

func number(low, high int, field func(*Config) *int) func(*Config, string) error {
	return func(c *Config, v string) error {
		n, err := strconv.Atoi(v)
		if err != nil || n < low || n > high {
			return fmt.Errorf("is not a whole number from %d to %d", low, high)
		}
		*field(c) = n
		return nil
	}
}

func duration(field func(*Config) *time.Duration) func(*Config, string) error {
	return func(c *Config, v string) error {
		d, err := time.ParseDuration(v)
		if err != nil || d < time.Minute {
			return errors.New("is not a duration of a minute or more, such as 30m or 12h")
		}
		*field(c) = d
		return nil
	}
}

func oneOf(field func(*Config) *string, choices ...string) func(*Config, string) error {
	return func(c *Config, v string) error {
		if !slices.Contains(choices, v) {
			return fmt.Errorf("is none of %s", strings.Join(choices, ", "))
		}
		*field(c) = v
		return nil
	}
}

func address(c *Config, v string) error {
	if v == "" {
		return nil
	}
	a, err := mail.ParseAddress(v)
	if err != nil || a.Address != v {
		return errors.New("is not a bare mail address")
	}
	c.SMTP.From = v
	return nil
}

func proxies(c *Config, v string) error {
	c.TrustedProxies = nil
	for _, part := range split(v) {
		p, err := netip.ParsePrefix(part)
		if err != nil {
			a, errAddr := netip.ParseAddr(part)
			if errAddr != nil {
				return errors.New("is not a list of addresses or ranges such as 10.0.0.0/8")
			}
			p = netip.PrefixFrom(a, a.BitLen())
		}
		if p.Bits() == 0 {
			return errors.New("trusts every address, so that anybody may claim any address")
		}
		c.TrustedProxies = append(c.TrustedProxies, p)
	}
	return nil
}

func languages(c *Config, v string) error {
	c.Languages = nil
	for _, part := range split(v) {
		l := i18n.Lang(part)
		if !l.Known() || slices.Contains(c.Languages, l) {
			return fmt.Errorf("is not a list of different languages out of %s", joinLanguages())
		}
		c.Languages = append(c.Languages, l)
	}
	if len(c.Languages) == 0 {
		return errors.New("names no language")
	}
	return nil
}

func split(v string) []string {
	var out []string
	for part := range strings.SplitSeq(v, ",") {
		if part = strings.TrimSpace(part); part != "" {
			out = append(out, part)
		}
	}
	return out
}
