package config

import (
	"net/netip"
	"path/filepath"
	"strings"
	"time"

	"passerelle/internal/platform/i18n"
	"passerelle/internal/platform/logging"
)

// Config is a complete set of settings. [Load] makes it.
type Config struct {
	DataDir             string         // Folder of the SQLite database and of local files.
	Database            logging.Secret // PostgreSQL URL with its password; empty for SQLite in DataDir.
	Listen              string         // host:port of pages and API.
	MetricsListen       string         // host:port of /metrics; empty switches it off.
	PublicURL           string         // Where users reach us, without a trailing slash; for links in letters and mail.
	TrustedProxies      []netip.Prefix // Whose X-Forwarded-* headers count; not empty means "behind a proxy".
	TLSCertFile         string         // PEM; with TLSKeyFile we speak HTTPS ourselves.
	TLSKeyFile          string
	MasterKeyFile       string         // File with the master key, or
	MasterKey           logging.Secret // the key itself, 32 bytes in base64.
	SMTP                SMTP
	Files               Files
	LogLevel            string      // debug, info, warn or error.
	LogFormat           string      // json or text.
	Languages           []i18n.Lang // Of public pages, in the order of the language menu.
	RateLimits          RateLimits
	SessionIdle         time.Duration // A session ends after this long without a request,
	SessionAbsolute     time.Duration // and after this long in any case.
	AuditCheckpointFile string        // Signed checkpoints of the audit log are also written here; best on another machine.
}

// SMTP is how mail leaves. An empty Host means that none does.
type SMTP struct {
	Host     string
	Port     int
	User     string
	Password logging.Secret
	From     string // Bare address.
	Security string // "starttls" (required, not opportunistic), "tls", or "none" on this machine.
}

// Files is where encrypted files lie: in Dir, or in an S3 bucket when Endpoint
// is set.
type Files struct {
	Dir       string
	Endpoint  string // URL of the S3-compatible service.
	Bucket    string
	Region    string
	AccessKey string
	SecretKey logging.Secret
}

// RateLimits are the limits of one client address. After failures each login
// waits by itself besides.
type RateLimits struct {
	LoginsPerMinute   int
	RequestsPerSecond int
}

// BehindProxy reports whether a proxy that we trust takes the requests.
func (c Config) BehindProxy() bool { return len(c.TrustedProxies) > 0 }

// TLS reports whether we speak HTTPS ourselves.
func (c Config) TLS() bool { return c.TLSCertFile != "" && c.TLSKeyFile != "" }

// FilesDir is the folder of local files: Files.Dir, or "files" in DataDir.
func (c Config) FilesDir() string {
	if c.Files.Dir != "" || c.DataDir == "" {
		return c.Files.Dir
	}
	return filepath.Join(c.DataDir, "files")
}

// Problem is one thing wrong with the settings.
type Problem struct {
	Setting string // Name of the setting: "smtp-host".
	What    string // What is wrong.
	Do      string // What to do about it.
}

// String returns the problem in one line.
func (p Problem) String() string { return p.Setting + ": " + p.What + "; " + p.Do }

// Problems is an error that lists all of them.
type Problems []Problem

// Error returns one problem a line.
func (ps Problems) Error() string {
	lines := make([]string, len(ps))
	for i, p := range ps {
		lines[i] = p.String()
	}
	return strings.Join(lines, "\n")
}

// Err returns ps as an error, or nil when there is no problem.
func (ps Problems) Err() error {
	if len(ps) == 0 {
		return nil
	}
	return ps
}
