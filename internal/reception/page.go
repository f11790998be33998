package reception

import (
	"encoding/base64"
	"strings"
	"unicode/utf8"

	"passerelle/internal/platform/access"
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
		return nil, fault.InvalidField("after", "reception.error.cursor")
	}
	return values, nil
}

// reach is where a query looks: one centre that was already allowed, or all
// centres where the actor holds a permission.
type reach struct {
	by       access.Actor
	perm     access.Permission
	centreID string
}
