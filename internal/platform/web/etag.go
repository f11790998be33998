package web

import (
	"strconv"
	"strings"

	"passerelle/internal/platform/fault"
)

// ETag returns the entity tag of a version.
func ETag(version int) string { return `"` + strconv.Itoa(version) + `"` }

// IfMatch returns the version that an If-Match header names. An update without
// one is refused, so that nobody overwrites what he has not seen.
func IfMatch(header string) (int, error) {
	v, err := strconv.Atoi(strings.Trim(strings.TrimPrefix(header, "W/"), `"`))
	if err != nil || v < 1 {
		return 0, fault.InvalidField("If-Match", "web.error.if_match")
	}
	return v, nil
}
