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

// ServiceEdit is a service as an editor leaves it, with its texts in one language.
type ServiceEdit struct {
	ID        string // empty: a new one
	Version   int    // the one that was edited
	OrgID     string
	Name      string
	Kind      ServiceKind
	Status    ServiceStatus
	Languages []string
	Email     string
	Website   string
	Source    string
	Phones    []DirectoryPhone // all of them, in their order; their ids are not read
	Lang      string           // of the texts
	Texts     map[TextField]string
}

// SaveService adds a service to the directory or changes one, and publishes it
// at once. Texts in other languages stay as they are.
func (s *Service) SaveService(ctx context.Context, by access.Actor, in ServiceEdit) (DirectoryService, error) {
	if err := allowDirectory(by); err != nil {
		return DirectoryService{}, err
	}
	if in.ID != "" && !ValidUUID(in.ID) {
		return DirectoryService{}, fault.Missing()
	}
	if err := in.wellFormed(); err != nil {
		return DirectoryService{}, err
	}
	added := in.ID == ""
	if added {
		in.ID = newUUID()
	}
	err := s.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		org, err := orgOfDirectory(ctx, tx, in.OrgID)
		if err != nil {
			return err
		}
		if err := in.keepWithheld(ctx, tx); err != nil {
			return err
		}
		now := clock.Now(s.Clock)
		if added {
			err = insertService(ctx, tx, in, org, now)
		} else {
			err = updateService(ctx, tx, in, org, now)
		}
		if err != nil {
			return err
		}
		if err := replacePhones(ctx, tx, in); err != nil {
			return err
		}
		if err := replaceTexts(ctx, tx, in.ID, in.Lang, in.Texts); err != nil {
			return err
		}
		return s.Audit.Record(ctx, tx, by, audit.Entry{Action: "portal.save_service", ObjectType: "directory_service", ObjectID: in.ID,
			Detail: map[string]any{"new": added, "kind": in.Kind, "status": in.Status, "lang": in.Lang, "phones": len(in.Phones)}})
	})
	if err != nil {
		return DirectoryService{}, err
	}
	return s.oneService(ctx, in.ID, desk)
}

func (in *ServiceEdit) wellFormed() error {
	var l fault.List
	lineField(&l, "name", &in.Name, true)
	knownCode(&l, "kind", in.Kind, ServiceKinds)
	knownCode(&l, "status", in.Status, ServiceStatuses)
	knownCode(&l, "lang", i18n.Lang(in.Lang), i18n.Public)
	languagesField(&l, "languages", in.Languages)
	emailField(&l, "email", &in.Email)
	webField(&l, "website", &in.Website)
	webField(&l, "source", &in.Source)
	if len(in.Phones) > maxPhones {
		l.Add("phones", "portal.directory.error.phones", "max", maxPhones)
	}
	for i := range in.Phones {
		p, field := &in.Phones[i], phoneName(i)
		phoneField(&l, field, &p.Number)
		knownCode(&l, field+"_kind", p.Kind, []PhoneKind{PhoneVoice, PhoneFax})
		languagesField(&l, field+"_languages", p.Languages)
		lineField(&l, field+"_note", &p.Note, false)
	}
	for field, body := range in.Texts {
		if !slices.Contains(ServiceTexts, field) {
			l.Add(string(field), "portal.directory.error.choice")
			continue
		}
		bodyField(&l, string(field), &body)
		in.Texts[field] = body
	}
	return l.Err()
}

// phoneName is the form field of the telephone at i.
func phoneName(i int) string { return "phone" + string(rune('0'+i%maxPhones)) }

// keepWithheld refuses to call a service one for minors while its address is
// published.
func (in ServiceEdit) keepWithheld(ctx context.Context, q db.Querier) error {
	if in.Kind != KindMinors {
		return nil
	}
	list, err := serviceByID(ctx, q, in.ID, desk)
	if err != nil || len(list) == 0 || list[0].Location == nil || !list[0].Location.AddressPublic {
		return err
	}
	return fault.InvalidField("kind", "portal.directory.error.minors")
}
