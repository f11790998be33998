package portal

import (
	"context"
	"slices"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/audit"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
	"passerelle/internal/platform/i18n"
)

// LocationEdit is the place of a service as an editor leaves it, with its texts
// in one language.
type LocationEdit struct {
	ServiceID     string
	Version       int // of the place that was edited; 0: the service has none yet
	Name          string
	AddressPublic bool
	Street        string
	PostalCode    string
	Locality      string
	Commune       string // of Luxembourg, or empty
	Country       string
	Latitude      float64
	Longitude     float64
	HasPoint      bool
	OnMap         bool
	Accessibility []Accessibility
	Lang          string
	Texts         map[TextField]string
}

// SaveLocation changes where a service is, for all services at that place, or
// gives it a place. The address of a service for unaccompanied minors cannot be
// made public.
func (s *Service) SaveLocation(ctx context.Context, by access.Actor, in LocationEdit) (DirectoryService, error) {
	if err := allowDirectory(by); err != nil {
		return DirectoryService{}, err
	}
	if !ValidUUID(in.ServiceID) {
		return DirectoryService{}, fault.Missing()
	}
	if err := in.wellFormed(); err != nil {
		return DirectoryService{}, err
	}
	in.OnMap = in.OnMap && in.AddressPublic && in.HasPoint
	err := s.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		list, err := serviceByID(ctx, tx, in.ServiceID, desk)
		if err != nil {
			return err
		}
		if len(list) == 0 {
			return fault.Missing()
		}
		v, now := list[0], clock.Now(s.Clock)
		if in.AddressPublic {
			if err := mayBePublic(ctx, tx, v); err != nil {
				return err
			}
		}
		id, err := in.store(ctx, tx, v, now)
		if err != nil {
			return err
		}
		if err := replaceTexts(ctx, tx, id, in.Lang, in.Texts); err != nil {
			return err
		}
		return s.Audit.Record(ctx, tx, by, audit.Entry{Action: "portal.save_location", ObjectType: "directory_location", ObjectID: id,
			Detail: map[string]any{"service": v.ID, "new": v.Location == nil, "public": in.AddressPublic, "map": in.OnMap, "lang": in.Lang}})
	})
	if err != nil {
		return DirectoryService{}, err
	}
	return s.oneService(ctx, in.ServiceID, desk)
}

// store writes the place and returns its id.
func (in LocationEdit) store(ctx context.Context, tx *db.Tx, v DirectoryService, now clock.Instant) (string, error) {
	if v.Location == nil {
		if in.Version != 0 {
			return "", fault.Conflicts("portal.directory.error.changed_meanwhile")
		}
		id := newUUID()
		return id, insertLocation(ctx, tx, in, v, id, now)
	}
	return v.Location.ID, updateLocation(ctx, tx, in, v.Location.ID, now)
}

// mayBePublic refuses to publish a place at which minors without parents live.
func mayBePublic(ctx context.Context, q db.Querier, v DirectoryService) error {
	minors := v.Kind == KindMinors
	if v.Location != nil {
		at, err := countServices(ctx, q, ServiceQuery{LocationID: v.Location.ID, Kind: KindMinors}, desk)
		if err != nil {
			return err
		}
		minors = minors || at > 0
	}
	if minors {
		return fault.InvalidField("address_public", "portal.directory.error.minors")
	}
	return nil
}

func (in *LocationEdit) wellFormed() error {
	var l fault.List
	lineField(&l, "name", &in.Name, true)
	lineField(&l, "street", &in.Street, false)
	lineField(&l, "postal_code", &in.PostalCode, false)
	lineField(&l, "locality", &in.Locality, false)
	if _, known := FindCommune(in.Commune); in.Commune != "" && !known {
		l.Add("commune", "portal.directory.error.choice")
	}
	if !i18n.IsCountry(i18n.Code(in.Country)) {
		l.Add("country", "portal.directory.error.choice")
	}
	if in.HasPoint && !(in.Latitude >= -90 && in.Latitude <= 90 && in.Longitude >= -180 && in.Longitude <= 180) {
		l.Add("latitude", "portal.directory.error.point")
	}
	if in.OnMap && !in.HasPoint {
		l.Add("on_map", "portal.directory.error.no_point")
	}
	for _, code := range in.Accessibility {
		if !slices.Contains(AccessibilityCodes, code) {
			l.Add("accessibility", "portal.directory.error.choice")
			break
		}
	}
	knownCode(&l, "lang", i18n.Lang(in.Lang), i18n.Public)
	for field, body := range in.Texts {
		if !slices.Contains(LocationTexts, field) {
			l.Add(string(field), "portal.directory.error.choice")
			continue
		}
		bodyField(&l, string(field), &body)
		in.Texts[field] = body
	}
	return l.Err()
}
