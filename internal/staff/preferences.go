package staff

import (
	"context"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
)

// Preferences are how an account likes its pages.
type Preferences struct {
	Lang      string // en, fr, de, lb
	Theme     string // light, dark, or empty to follow the device
	Shortcuts bool   // single-key shortcuts
}

// SetPreferences stores one's own preferences.
func (s *Service) SetPreferences(ctx context.Context, by access.Actor, p Preferences) error {
	if !validLang(p.Lang) {
		return fault.InvalidField("lang", "staff.error.lang")
	}
	if p.Theme != "" && p.Theme != "light" && p.Theme != "dark" {
		return fault.InvalidField("theme", "staff.error.theme")
	}
	return s.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error { return setPreferences(ctx, tx, by.ID, p) })
}
