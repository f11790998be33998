package portal

import (
	"context"
	"database/sql"
	"fmt"
	"math"
	"strings"

	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/db"
)

// reader says whose eyes a query is for.
type reader bool

const (
	published reader = false // everybody's: what is withheld stays in the database
	desk      reader = true  // those who look after the directory
)

// place is a column of location l as the reader may see it: where the address
// is withheld, the query itself returns nothing of it.
func (r reader) place(column, nothing string) string {
	if r == desk {
		return "l." + column
	}
	return "CASE WHEN l.address_public THEN l." + column + " ELSE " + nothing + " END"
}

func (r reader) columns() string {
	return `v.id, v.at_id, v.name, v.kind, v.status, v.languages, v.email, v.website, v.source, v.modified_at, v.version,
		o.id, o.name, o.alternate_name, o.website, o.email, o.modified_at,
		l.id, l.organisation_id, l.name, l.address_public, ` +
		r.place("street", "''") + ", " + r.place("postal_code", "''") + ", " + r.place("locality", "''") + ", " +
		r.place("commune", "''") + ", " + r.place("country", "''") + ", " + r.place("latitude", "NULL") + ", " +
		r.place("longitude", "NULL") + ", " + r.place("on_map", "FALSE") + ", " + r.place("accessibility", "''") + `, l.modified_at, l.version`
}

const fromServices = ` FROM portal_directory_service v JOIN portal_directory_organisation o ON o.id = v.organisation_id
	LEFT JOIN portal_directory_location l ON l.id = v.location_id`

func scanService(r db.Row) (v DirectoryService, err error) {
	var langs string
	var id, org, name, street, postal, locality, commune, country, access sql.NullString
	var public, onMap sql.NullBool
	var lat, lon sql.NullFloat64
	var version sql.NullInt64
	var modified clock.Instant
	err = r.Scan(&v.ID, &v.AtID, &v.Name, &v.Kind, &v.Status, &langs, &v.Email, &v.Website, &v.Source, &v.ModifiedAt, &v.Version,
		&v.Org.ID, &v.Org.Name, &v.Org.AlternateName, &v.Org.Website, &v.Org.Email, &v.Org.ModifiedAt,
		&id, &org, &name, &public, &street, &postal, &locality, &commune, &country, &lat, &lon, &onMap, &access, &modified, &version)
	v.Languages = strings.Fields(langs)
	if id.Valid {
		v.Location = &DirectoryLocation{
			ID: id.String, OrgID: org.String, Name: name.String, AddressPublic: public.Bool, Street: street.String, PostalCode: postal.String,
			Locality: locality.String, Commune: commune.String, Country: country.String, Latitude: lat.Float64, Longitude: lon.Float64,
			HasPoint: lat.Valid, OnMap: onMap.Bool && lat.Valid, ModifiedAt: modified, Version: int(version.Int64),
		}
		for _, code := range strings.Fields(access.String) {
			v.Location.Accessibility = append(v.Location.Accessibility, Accessibility(code))
		}
	}
	return v, err
}

// contains is a condition that column holds text; the pattern's own signs are
// taken literally.
func contains(column, text string, args []any) (string, []any) {
	args = append(args, "%"+strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(text)+"%")
	return fmt.Sprintf(`%s LIKE $%d ESCAPE '\'`, column, len(args)), args
}

// where compiles the question. Whatever asks for a place asks for public places alone.
func (q ServiceQuery) where(eyes reader) (string, []any) {
	conds, args := []string{"TRUE"}, []any(nil)
	add := func(format string, value any) {
		args = append(args, value)
		conds = append(conds, fmt.Sprintf(format, len(args)))
	}
	seen := "l.address_public AND "
	if eyes == desk {
		seen = ""
	} else {
		conds = append(conds, "v.status <> 'defunct'")
	}
	if q.Search != "" {
		var byName, byPlace string
		byName, args = contains("v.search", folded(q.Search), args)
		byPlace, args = contains("l.search", folded(q.Search), args)
		conds = append(conds, "("+byName+" OR "+seen+byPlace+")")
	}
	if q.Kind != "" {
		add("v.kind = $%d", q.Kind)
	}
	if q.Commune != "" {
		add(seen+"l.commune = $%d", q.Commune)
	}
	if q.PostalCode != "" {
		add(seen+"l.postal_code = $%d", q.PostalCode)
	}
	if q.Language != "" {
		var cond string
		cond, args = contains("' ' || v.languages || ' '", " "+q.Language+" ", args)
		conds = append(conds, cond)
	}
	if q.Accessibility != "" {
		var cond string
		cond, args = contains("' ' || l.accessibility || ' '", " "+string(q.Accessibility)+" ", args)
		conds = append(conds, seen+cond)
	}
	if q.OrgID != "" {
		add("v.organisation_id = $%d", q.OrgID)
	}
	if q.LocationID != "" {
		add("v.location_id = $%d", q.LocationID)
	}
	if !q.ModifiedAfter.IsZero() {
		add("v.modified_at > $%d", q.ModifiedAfter)
	}
	if q.Near != nil && q.WithinKM > 0 {
		var far string
		far, args = q.far(args)
		args = append(args, q.WithinKM*q.WithinKM)
		conds = append(conds, seen+"l.latitude IS NOT NULL", fmt.Sprintf("%s <= $%d", far, len(args)))
	}
	return " WHERE " + strings.Join(conds, " AND "), args
}

// far is the square of the distance from q.Near in kilometres, on the plane:
// exact to a few metres within the country, and without functions that only
// one engine has.
func (q ServiceQuery) far(args []any) (string, []any) {
	const perDegree = 111.195
	east := perDegree * math.Cos(q.Near.Latitude*math.Pi/180)
	args = append(args, q.Near.Latitude, q.Near.Longitude)
	n, e := len(args)-1, len(args)
	return fmt.Sprintf("((l.latitude - CAST($%d AS double precision)) * (l.latitude - CAST($%d AS double precision)) * %.6f + (l.longitude - CAST($%d AS double precision)) * (l.longitude - CAST($%d AS double precision)) * %.6f)",
		n, n, perDegree*perDegree, e, e, east*east), args
}

func countServices(ctx context.Context, d db.Querier, q ServiceQuery, eyes reader) (int, error) {
	where, args := q.where(eyes)
	return db.One(ctx, d, db.Value[int], `SELECT count(*)`+fromServices+where, args...)
}

func findServices(ctx context.Context, d db.Querier, q ServiceQuery, eyes reader) ([]DirectoryService, error) {
	where, args := q.where(eyes)
	order := "v.position, v.id"
	if q.Near != nil {
		var far string
		far, args = q.far(args)
		order = "CASE WHEN l.address_public AND l.latitude IS NOT NULL THEN 0 ELSE 1 END, CASE WHEN l.address_public THEN " + far + " ELSE 0 END, v.position, v.id"
	}
	args = append(args, q.Size, (q.Page-1)*q.Size)
	return db.All(ctx, d, scanService, `SELECT `+eyes.columns()+fromServices+where+` ORDER BY `+order+
		fmt.Sprintf(` LIMIT $%d OFFSET $%d`, len(args)-1, len(args)), args...)
}

func serviceByID(ctx context.Context, d db.Querier, id string, eyes reader) ([]DirectoryService, error) {
	gone := " AND v.status <> 'defunct'"
	if eyes == desk {
		gone = ""
	}
	return db.All(ctx, d, scanService, `SELECT `+eyes.columns()+fromServices+` WHERE (v.id = $1 OR v.at_id = $1)`+gone, id)
}

func directoryOrgs(ctx context.Context, d db.Querier) ([]DirectoryOrg, error) {
	return db.All(ctx, d, func(r db.Row) (o DirectoryOrg, err error) {
		return o, r.Scan(&o.ID, &o.Name, &o.AlternateName, &o.Website, &o.Email, &o.ModifiedAt)
	}, `SELECT o.id, o.name, o.alternate_name, o.website, o.email, o.modified_at FROM portal_directory_organisation o ORDER BY lower(o.name), o.id`)
}
