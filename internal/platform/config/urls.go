package config

import (
	"errors"
	"net"
	"net/netip"
	"net/url"
	"strings"

	"passerelle/internal/platform/logging"
)

// errDatabase says nothing of the URL: even a malformed one holds a password.
var errDatabase = errors.New("is not a URL of the form postgres://user@host:5432/name")

func database(c *Config, v string) error {
	if v == "" {
		return nil
	}
	if _, err := parseDatabase(v); err != nil {
		return err
	}
	c.Database = logging.Secret(v)
	return nil
}

func parseDatabase(v string) (*url.URL, error) {
	u, err := url.Parse(v)
	if err != nil || u.Scheme != "postgres" && u.Scheme != "postgresql" || strings.Trim(u.Path, "/") == "" {
		return nil, errDatabase
	}
	if u.Host == "" && !u.Query().Has("host") { // A socket is named by ?host=/run/postgresql.
		return nil, errDatabase
	}
	return u, nil
}

// hasPassword reports whether the database URL carries a password.
func hasPassword(v string) bool {
	u, err := url.Parse(v)
	if err != nil {
		return false
	}
	_, set := u.User.Password()
	return set || u.Query().Has("password")
}

// withPassword puts the password into a database URL that has been checked.
func withPassword(v, password string) (string, error) {
	u, err := parseDatabase(v)
	if err != nil {
		return "", err
	}
	if u.User.Username() == "" {
		return "", errors.New("a password needs a user in the database URL")
	}
	u.User = url.UserPassword(u.User.Username(), password)
	return u.String(), nil
}

func publicURL(c *Config, v string) error {
	if v == "" {
		return nil
	}
	u, err := url.Parse(v)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" ||
		strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.Fragment != "" || u.User != nil {
		return errors.New("is not an address such as https://passerelle.example.lu, without a path")
	}
	if u.Scheme == "http" && !isLoopback(u.Hostname()) {
		return errors.New("is not https")
	}
	c.PublicURL = u.Scheme + "://" + u.Host
	return nil
}

// isLoopback reports whether host, a name or an address, can only be this
// machine. An empty host is every interface.
func isLoopback(host string) bool {
	if strings.EqualFold(host, "localhost") {
		return true
	}
	a, err := netip.ParseAddr(host)
	return err == nil && a.Unmap().IsLoopback()
}

// isPrivate reports whether host is an address that the Internet does not
// reach.
func isPrivate(host string) bool {
	a, err := netip.ParseAddr(host)
	return err == nil && a.Unmap().IsPrivate()
}

// splitListen splits host:port; the port is a number from 0 to 65535.
func splitListen(v string) (host string, ok bool) {
	host, port, err := net.SplitHostPort(v)
	if err != nil {
		return "", false
	}
	if _, err := netip.ParseAddrPort("127.0.0.1:" + port); err != nil {
		return "", false
	}
	return host, true
}
