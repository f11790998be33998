package app

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"passerelle/internal/platform/db"
	"passerelle/internal/platform/i18n"
	"passerelle/internal/platform/ui"
)

// world names one object of each kind in a centre that a role reaches and one
// in a centre of another organisation, which it does not.
type world struct{ inside, outside objects }

type objects struct {
	org, centre, household, stay, person, other, room, bed, building, floor string
	reference                                                               string // of the person
}

// world reads two centres with residents from the demonstration.
func (h *house) world(t *testing.T) world {
	t.Helper()
	ctx := context.Background()
	find := func(where string) objects {
		o, err := db.One(ctx, h.DB, func(r db.Row) (o objects, err error) {
			return o, r.Scan(&o.org, &o.centre, &o.household, &o.stay, &o.person, &o.reference, &o.room, &o.bed, &o.floor, &o.building)
		}, `SELECT c.org_id, c.id, s.household_id, s.id, p.id, p.reference, h.room_id, h.bed_id, r.floor_id, f.building_id
			FROM reception_stay s JOIN reception_centre c ON c.id = s.centre_id JOIN reception_organisation o ON o.id = c.org_id
			JOIN reception_hold h ON h.stay_id = s.id AND h.status = 'occupied' AND h.bed_id IS NOT NULL
			JOIN people_person p ON p.id = h.person_id JOIN reception_room r ON r.id = h.room_id JOIN reception_floor f ON f.id = r.floor_id
			WHERE s.status = 'present' AND `+where+` ORDER BY p.reference LIMIT 1`)
		if err != nil {
			t.Fatalf("no resident where %s: %v", where, err)
		}
		other, err := db.One(ctx, h.DB, db.Value[string], `SELECT id FROM people_person WHERE centre_id = $1 AND id <> $2 ORDER BY reference LIMIT 1`, o.centre, o.person)
		if err != nil {
			t.Fatal(err)
		}
		o.other = other
		return o
	}
	return world{inside: find(`o.kind = 'operator' AND c.name NOT LIKE '%ictif%'`), outside: find(`o.name NOT LIKE '%Croix-Rouge%'`)}
}

// path fills in the pattern of a route; ok is false for routes that need what
// only a running process has, such as an invitation code.
func (w world) path(pattern string, o objects) (path string, ok bool) {
	path = strings.TrimSuffix(pattern, "{$}")
	first := strings.Split(strings.TrimPrefix(strings.TrimPrefix(path, "/api/v1"), "/app"), "/")
	kind := ""
	if len(first) > 1 {
		kind = first[1]
	}
	ids := map[string]string{
		"people": o.person, "households": o.household, "centres": o.centre, "stays": o.stay,
		"rooms": o.room, "beds": o.bed, "buildings": o.building, "floors": o.floor, "organisations": o.org,
	}
	for name, value := range map[string]string{"{other}": o.other, "{household}": o.household, "{person}": o.person, "{centre}": o.centre, "{room}": o.room, "{bed}": o.bed, "{floor}": o.floor, "{building}": o.building, "{kind}": "free", "{part}": "arrivals", "{state}": "free"} {
		path = strings.ReplaceAll(path, name, value)
	}
	if strings.Contains(path, "{id}") {
		id, known := ids[kind]
		if !known {
			return "", false
		}
		path = strings.ReplaceAll(path, "{id}", id)
	}
	return path, !strings.Contains(path, "{")
}

// setLanguage changes the language of the account behind a session cookie.
func (h *house) setLanguage(t *testing.T, cookie string, lang i18n.Lang) {
	t.Helper()
	w := h.post(t, ui.PathPreferences, cookie, "lang="+string(lang)+"&back=/app")
	if w.Code != http.StatusSeeOther {
		t.Fatalf("language %s: status %d", lang, w.Code)
	}
}
