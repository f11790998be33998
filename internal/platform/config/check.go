package config

import (
	"crypto/tls"
	"encoding/base64"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"passerelle/internal/platform/i18n"
)

// Check returns what stands in the way of serving: settings that are missing,
// contradict each other or are unsafe, and folders that cannot be written. It
// makes the data folder when its parent exists, and touches nothing else.
func (c Config) Check() []Problem {
	var ps Problems
	ps = append(ps, c.checkStorage()...)
	ps = append(ps, c.checkMasterKey()...)
	ps = append(ps, c.checkListen()...)
	ps = append(ps, c.checkTLS()...)
	ps = append(ps, c.checkSMTP()...)
	ps = append(ps, c.checkS3()...)
	if c.SessionIdle > c.SessionAbsolute {
		ps = append(ps, Problem{"session-idle", "is longer than session-absolute", "make it shorter"})
	}
	if len(c.Languages) > 0 && !slices.Contains(c.Languages, i18n.English) {
		ps = append(ps, Problem{"languages", "leaves out English, to which missing texts fall back", "add en"})
	}
	if f := c.AuditCheckpointFile; f != "" {
		if err := writable(filepath.Dir(f)); err != nil {
			ps = append(ps, Problem{"audit-checkpoint-file", err.Error(), "name a file in a folder that this user can write"})
		}
	}
	return ps
}

func (c Config) checkStorage() (ps Problems) {
	if c.DataDir != "" {
		if err := makeWritable(c.DataDir); err != nil {
			return Problems{{"data", err.Error(), "name a folder that this user can write, or make it"}}
		}
	} else if c.Database == "" {
		return Problems{{"data", "is missing", "name a folder with --data, or a PostgreSQL database with --database"}}
	}
	if c.Files.Endpoint != "" {
		return nil
	}
	switch dir := c.FilesDir(); {
	case dir == "":
		ps = append(ps, Problem{"files-dir", "is missing", "name a folder with --data or --files-dir, or set s3-endpoint"})
	default:
		if err := makeWritable(dir); err != nil {
			ps = append(ps, Problem{"files-dir", err.Error(), "name a folder that this user can write"})
		}
	}
	return ps
}

// makeWritable makes dir if only its last element is missing, so that a typing
// error does not grow a tree somewhere.
func makeWritable(dir string) error {
	if err := os.Mkdir(dir, 0o700); err != nil && !os.IsExist(err) {
		return err
	}
	return writable(dir)
}

func writable(dir string) error {
	f, err := os.CreateTemp(dir, ".writable-*")
	if err != nil {
		return err
	}
	f.Close()
	return os.Remove(f.Name())
}

func (c Config) checkMasterKey() Problems {
	switch {
	case c.MasterKey != "":
		raw, err := base64.StdEncoding.DecodeString(strings.TrimSpace(c.MasterKey.Reveal()))
		if err != nil || len(raw) != 32 {
			return Problems{{"master-key", "is not 32 bytes in base64", "set it to the content of a key file"}}
		}
	case c.MasterKeyFile != "":
		f, err := os.Open(c.MasterKeyFile)
		if err != nil {
			return Problems{{masterKeyFile, err.Error(), "name the key file; without the key that made the database it cannot be read"}}
		}
		f.Close()
	default:
		return Problems{{"master-key", "is missing", "name a key file with --master-key-file or set PASSERELLE_MASTER_KEY"}}
	}
	return nil
}

func (c Config) checkListen() (ps Problems) {
	host, ok := splitListen(c.Listen)
	switch {
	case !ok:
		ps = append(ps, Problem{"listen", "is not host:port", "write it as 127.0.0.1:8080"})
	case isLoopback(host):
	case !c.TLS() && !c.BehindProxy():
		ps = append(ps, Problem{"listen", "would send passwords and files unencrypted over the network",
			"listen on 127.0.0.1, or set tls-cert-file and tls-key-file, or declare the proxy with trusted-proxies"})
	}
	public := ok && !isLoopback(host) || c.BehindProxy()
	if public && c.PublicURL == "" {
		ps = append(ps, Problem{"public-url", "is missing", "set it to the address that users type"})
	}
	if c.MetricsListen == "" {
		return ps
	}
	switch host, ok := splitListen(c.MetricsListen); {
	case !ok:
		ps = append(ps, Problem{"metrics-listen", "is not host:port", "write it as 127.0.0.1:9090"})
	case !isLoopback(host) && !isPrivate(host):
		ps = append(ps, Problem{"metrics-listen", "may be reached from the Internet", "name a loopback or private address"})
	case c.MetricsListen == c.Listen:
		ps = append(ps, Problem{"metrics-listen", "is the same as listen", "give it a port of its own"})
	}
	return ps
}

func (c Config) checkTLS() Problems {
	switch {
	case c.TLSCertFile == "" && c.TLSKeyFile == "":
		return nil
	case !c.TLS():
		return Problems{{"tls-cert-file", "and tls-key-file go together", "set both or neither"}}
	}
	if _, err := tls.LoadX509KeyPair(c.TLSCertFile, c.TLSKeyFile); err != nil {
		return Problems{{"tls-cert-file", err.Error(), "name a PEM certificate chain and its key"}}
	}
	return nil
}

func (c Config) checkSMTP() (ps Problems) {
	if c.SMTP.Host == "" {
		return nil
	}
	if c.SMTP.From == "" {
		ps = append(ps, Problem{"smtp-from", "is missing", "set the address that mail comes from"})
	}
	if (c.SMTP.User == "") != (c.SMTP.Password == "") {
		ps = append(ps, Problem{"smtp-user", "and smtp-password go together", "set both or neither"})
	}
	if c.SMTP.Security == "none" && !isLoopback(c.SMTP.Host) {
		ps = append(ps, Problem{"smtp-security", "none would send mail unencrypted over the network", "set starttls or tls"})
	}
	return ps
}

func (c Config) checkS3() (ps Problems) {
	if c.Files.Endpoint == "" {
		return nil
	}
	u, err := url.Parse(c.Files.Endpoint)
	switch {
	case err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.User != nil || u.RawQuery != "":
		ps = append(ps, Problem{"s3-endpoint", "is not an address such as https://s3.example.lu", "correct it"})
	case u.Scheme == "http" && !isLoopback(u.Hostname()):
		ps = append(ps, Problem{"s3-endpoint", "is not https", "use https"})
	}
	for name, v := range map[string]string{"s3-bucket": c.Files.Bucket, "s3-region": c.Files.Region,
		"s3-access-key": c.Files.AccessKey, "s3-secret-key": c.Files.SecretKey.Reveal()} {
		if v == "" {
			ps = append(ps, Problem{name, "is missing", "set it, or leave s3-endpoint empty to keep files in a folder"})
		}
	}
	return ps
}
