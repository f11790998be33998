package staffweb

import (
	"encoding/json"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/i18n"
	"passerelle/internal/platform/ui"
	"passerelle/internal/staff"
)

var wordsStatus = map[string]string{
	staff.Invited:  "staff.status.invited",
	staff.Active:   "staff.status.active",
	staff.Disabled: "staff.status.disabled",
}

var statuses = []string{staff.Invited, staff.Active, staff.Disabled}

func statusFlag(l *i18n.Localizer, status string) ui.Flag {
	tone := map[string]ui.Tone{staff.Invited: ui.Info, staff.Active: ui.Good, staff.Disabled: ui.Warn}[status]
	return ui.Flag{Text: l.T(wordsStatus[status]), Tone: tone}
}

func roleWord(l *i18n.Localizer, role string) string { return l.T("staff.role." + role) }

var wordsScope = map[access.ScopeKind]string{
	access.ScopeAll:          "staff.scope.all",
	access.ScopeOrganisation: "staff.scope.organisation",
	access.ScopeCentre:       "staff.scope.centre",
	access.ScopeTeam:         "staff.scope.team",
}

// placeNames are the names of the places that the reader may see.
type placeNames map[access.Scope]string

func namesOf(places []Place) placeNames {
	names := placeNames{}
	for _, p := range places {
		names[access.Scope{Kind: p.Kind, ID: p.ID}] = p.Name
	}
	return names
}

// where says where a role holds: the place's name, or what kind of place it is.
func (n placeNames) where(l *i18n.Localizer, s access.Scope) string {
	if name := n[s]; name != "" {
		return name
	}
	return l.T(wordsScope[s.Kind])
}

func languageOptions() []ui.Option {
	var out []ui.Option
	for _, lang := range i18n.Staff {
		out = append(out, ui.Option{Value: string(lang), Label: lang.Autonym(), Lang: string(lang)})
	}
	return out
}

// detailText is the detail of an audit entry as it is stored: codes and counts.
func detailText(detail map[string]any) string {
	if len(detail) == 0 {
		return ""
	}
	b, err := json.Marshal(detail)
	if err != nil {
		return "" // it was read from JSON
	}
	return string(b)
}
