package logging

import (
	"fmt"
	"io"
	"log/slog"
)

// Secret is a string that does not show itself: not in a log, not with any
// verb of fmt, not as a JSON value. Only Reveal gives it away. (fmt prints
// unexported fields as they are: keep a Secret in an exported one.)
type Secret string

// Reveal returns the secret.
func (s Secret) Reveal() string { return string(s) }

// String returns "[redacted]", or "" when there is no secret.
func (s Secret) String() string {
	if s == "" {
		return ""
	}
	return redacted
}

// Format writes [Secret.String] for every verb.
func (s Secret) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, s.String()) }

// LogValue gives the log [Secret.String].
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.String()) }

// MarshalText gives encoders [Secret.String].
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }
