package logging

import (
	"fmt"
	"io"
	"log/slog"
	"strings"
)

// Format is how a log line is written.
type Format string

// The formats.
const (
	JSON Format = "json" // One JSON object a line, for a log collector.
	Text Format = "text" // key=value, for a terminal.
)

// ParseLevel reads "debug", "info", "warn" or "error".
func ParseLevel(s string) (slog.Level, error) {
	for _, l := range []slog.Level{slog.LevelDebug, slog.LevelInfo, slog.LevelWarn, slog.LevelError} {
		if strings.EqualFold(s, l.String()) {
			return l, nil
		}
	}
	return 0, fmt.Errorf("log level is debug, info, warn or error")
}

// ParseFormat reads "json" or "text".
func ParseFormat(s string) (Format, error) {
	if f := Format(s); f == JSON || f == Text {
		return f, nil
	}
	return "", fmt.Errorf("log format is json or text")
}

// New returns a logger that writes to w what is at least level, redacted.
func New(w io.Writer, level slog.Level, format Format) *slog.Logger {
	options := &slog.HandlerOptions{Level: level, ReplaceAttr: redact}
	if format == Text {
		return slog.New(slog.NewTextHandler(w, options))
	}
	return slog.New(slog.NewJSONHandler(w, options))
}
