package portal

import (
	"context"
	"errors"
	"strings"

	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
)

func orgOfDirectory(ctx context.Context, q db.Querier, id string) (string, error) {
	name, err := db.One(ctx, q, db.Value[string], `SELECT o.name FROM portal_directory_organisation o WHERE o.id = $1`, id)
	if errors.Is(err, db.ErrNoRow) {
		err = fault.InvalidField("organisation", "portal.directory.error.choice")
	}
	return name, err
}

// searchText is what a service is found by beside its place.
func (in ServiceEdit) searchText(org string) string {
	parts := []string{in.Name, org}
	for _, p := range in.Phones {
		parts = append(parts, p.Number)
	}
	return folded(parts...)
}

func insertService(ctx context.Context, tx *db.Tx, in ServiceEdit, org string, now clock.Instant) error {
	_, err := tx.Exec(ctx, `INSERT INTO portal_directory_service (id, at_id, organisation_id, name, kind, status, languages, email, website, source, search, modified_at, position)
		SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, coalesce(max(position), 0) + 10 FROM portal_directory_service`,
		in.ID, newUUID(), in.OrgID, in.Name, in.Kind, in.Status, strings.Join(in.Languages, " "), in.Email, in.Website, in.Source, in.searchText(org), now)
	return err
}

func updateService(ctx context.Context, tx *db.Tx, in ServiceEdit, org string, now clock.Instant) error {
	n, err := tx.Exec(ctx, `UPDATE portal_directory_service SET organisation_id = $1, name = $2, kind = $3, status = $4, languages = $5, email = $6,
		website = $7, source = $8, search = $9, modified_at = $10, version = version + 1 WHERE id = $11 AND version = $12`,
		in.OrgID, in.Name, in.Kind, in.Status, strings.Join(in.Languages, " "), in.Email, in.Website, in.Source, in.searchText(org), now, in.ID, in.Version)
	if err != nil || n == 1 {
		return err
	}
	return staleService(ctx, tx, in.ID)
}

// touchService marks a service as changed, if version is the one it has now;
// version 0 is any.
func touchService(ctx context.Context, tx *db.Tx, id string, version int, now clock.Instant) error {
	n, err := tx.Exec(ctx, `UPDATE portal_directory_service SET modified_at = $1, version = version + 1 WHERE id = $2 AND (version = $3 OR $3 = 0)`, now, id, version)
	if err != nil || n == 1 {
		return err
	}
	return staleService(ctx, tx, id)
}

func staleService(ctx context.Context, q db.Querier, id string) error {
	_, err := db.One(ctx, q, db.Value[int], `SELECT version FROM portal_directory_service WHERE id = $1`, id)
	switch {
	case errors.Is(err, db.ErrNoRow):
		return fault.Missing()
	case err != nil:
		return err
	}
	return fault.Conflicts("portal.directory.error.changed_meanwhile")
}

func replacePhones(ctx context.Context, tx *db.Tx, in ServiceEdit) error {
	if _, err := tx.Exec(ctx, `DELETE FROM portal_directory_phone WHERE service_id = $1`, in.ID); err != nil {
		return err
	}
	for i, p := range in.Phones {
		if _, err := tx.Exec(ctx, `INSERT INTO portal_directory_phone (id, service_id, number, kind, languages, note, position) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
			newUUID(), in.ID, p.Number, p.Kind, strings.Join(p.Languages, " "), p.Note, i+1); err != nil {
			return err
		}
	}
	return nil
}

// replaceTexts writes the given texts of one language; an empty one is removed.
func replaceTexts(ctx context.Context, tx *db.Tx, linkID, lang string, texts map[TextField]string) error {
	for field, body := range texts {
		if _, err := tx.Exec(ctx, `DELETE FROM portal_directory_text WHERE link_id = $1 AND field = $2 AND lang = $3`, linkID, field, lang); err != nil {
			return err
		}
		if body == "" {
			continue
		}
		if _, err := tx.Exec(ctx, `INSERT INTO portal_directory_text (link_id, field, lang, body) VALUES ($1, $2, $3, $4)`, linkID, field, lang, body); err != nil {
			return err
		}
	}
	return nil
}

func replaceHours(ctx context.Context, tx *db.Tx, in HoursEdit) error {
	if _, err := tx.Exec(ctx, `DELETE FROM portal_directory_hours WHERE service_id = $1`, in.ServiceID); err != nil {
		return err
	}
	for _, h := range in.Week {
		if _, err := tx.Exec(ctx, `INSERT INTO portal_directory_hours (id, service_id, weekday, opens, closes) VALUES ($1, $2, $3, $4, $5)`,
			newUUID(), in.ServiceID, h.Weekday, h.Opens, h.Closes); err != nil {
			return err
		}
	}
	return nil
}

func insertException(ctx context.Context, tx *db.Tx, id string, in ExceptionEdit, now clock.Instant) error {
	_, err := tx.Exec(ctx, `INSERT INTO portal_directory_exception (id, service_id, from_date, until_date, opens, closes, reason, modified_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`, id, in.ServiceID, in.From, in.Until, in.Opens, in.Closes, in.Reason, now)
	return err
}

func deleteException(ctx context.Context, tx *db.Tx, serviceID, id string) error {
	n, err := tx.Exec(ctx, `DELETE FROM portal_directory_exception WHERE id = $1 AND service_id = $2`, id, serviceID)
	if err == nil && n == 0 {
		return fault.Missing()
	}
	return err
}

// values are the columns of a place in the order of both statements below.
func (in LocationEdit) values(now clock.Instant) []any {
	var lat, lon any
	if in.HasPoint {
		lat, lon = in.Latitude, in.Longitude
	}
	codes := make([]string, len(in.Accessibility))
	for i, c := range in.Accessibility {
		codes[i] = string(c)
	}
	return []any{in.Name, in.AddressPublic, in.Street, in.PostalCode, in.Locality, in.Commune, in.Country, lat, lon, in.OnMap,
		strings.Join(codes, " "), folded(in.Commune, in.Locality), now}
}

func insertLocation(ctx context.Context, tx *db.Tx, in LocationEdit, v DirectoryService, id string, now clock.Instant) error {
	_, err := tx.Exec(ctx, `INSERT INTO portal_directory_location (name, address_public, street, postal_code, locality, commune, country, latitude, longitude, on_map,
		accessibility, search, modified_at, id, organisation_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
		append(in.values(now), id, v.Org.ID)...)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `UPDATE portal_directory_service SET location_id = $1, modified_at = $2, version = version + 1 WHERE id = $3`, id, now, v.ID)
	return err
}

func updateLocation(ctx context.Context, tx *db.Tx, in LocationEdit, id string, now clock.Instant) error {
	n, err := tx.Exec(ctx, `UPDATE portal_directory_location SET name = $1, address_public = $2, street = $3, postal_code = $4, locality = $5, commune = $6,
		country = $7, latitude = $8, longitude = $9, on_map = $10, accessibility = $11, search = $12, modified_at = $13, version = version + 1
		WHERE id = $14 AND version = $15`, append(in.values(now), id, in.Version)...)
	if err != nil {
		return err
	}
	if n != 1 {
		return fault.Conflicts("portal.directory.error.changed_meanwhile")
	}
	_, err = tx.Exec(ctx, `UPDATE portal_directory_service SET modified_at = $1 WHERE location_id = $2`, now, id)
	return err
}
