package funding

import (
	"encoding/base64"
	"strconv"
	"strings"
	"unicode/utf8"

	"passerelle/internal/platform/fault"
)

// pageSize returns how many rows a page has.
func pageSize(asked int) int {
	if asked <= 0 {
		return 50
	}
	return min(asked, 200)
}

// cursor packs the sort values of the last row of a page.
func cursor(values ...string) string {
	return base64.RawURLEncoding.EncodeToString([]byte(strings.Join(values, "\x00")))
}

// parseCursor unpacks n sort values, nil for an empty cursor.
func parseCursor(s string, n int) ([]string, error) {
	if s == "" {
		return nil, nil
	}
	b, err := base64.RawURLEncoding.DecodeString(s)
	values := strings.Split(string(b), "\x00")
	if err != nil || len(values) != n || !utf8.Valid(b) || len(b) > 500 {
		return nil, badCursor()
	}
	return values, nil
}

func badCursor() error { return fault.InvalidField("after", "funding.error.cursor") }

// wholeOf reads a number of a cursor.
func wholeOf(s string) (int, error) {
	n, err := strconv.Atoi(s)
	if err != nil || n < -1_000_000 || n > 1_000_000 {
		return 0, badCursor()
	}
	return n, nil
}
