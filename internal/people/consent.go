package people

import (
	"context"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/db"
)

// PermConsent allows to see and record consent and information given.
var PermConsent = access.Declare("people.consent")

// RecordConsent records that information was given or consent asked for; it
// returns the id of the entry.
func (s *Service) RecordConsent(ctx context.Context, by access.Actor, personID string, in ConsentInput) (id string, err error) {
	f := newForm(s.today())
	in.check(f)
	if err := f.err(); err != nil {
		return "", err
	}
	return id, s.change(ctx, by, act{PermConsent, "people.consent.record"}, personID, func(ctx context.Context, tx *db.Tx, p *opened) (map[string]any, error) {
		id = db.NewID()
		w := s.write(by)
		b := newPersonBatches().consent
		b.add(personID, id, string(in.Purpose), in.Given, in.Language, in.Interpreter, in.Notice, w.at, w.by)
		return map[string]any{"purpose": in.Purpose, "given": in.Given, "language": in.Language}, b.write(ctx, tx)
	})
}

// WithdrawConsent records that a consent was withdrawn, from now on. A photo
// goes with the consent to keep it.
func (s *Service) WithdrawConsent(ctx context.Context, by access.Actor, personID, consentID string) error {
	var photo string
	err := s.change(ctx, by, act{PermConsent, "people.consent.withdraw"}, personID, func(ctx context.Context, tx *db.Tx, p *opened) (map[string]any, error) {
		photo = ""
		purpose, err := withdrawConsent(ctx, tx, personID, consentID, s.write(by))
		if err != nil {
			return nil, err
		}
		if purpose == ConsentPhoto {
			if photo = p.photoID; photo != "" {
				err = setPhoto(ctx, tx, personID, "")
			}
		}
		return map[string]any{"purpose": purpose, "photo_removed": photo != ""}, err
	})
	if err == nil {
		s.dropPhoto(ctx, photo)
	}
	return err
}

// consents reports whether a consent for the purpose holds: the last word counts.
func consents(all []Consent, purpose ConsentPurpose) bool {
	holds := false
	for _, c := range all { // in the order of recording
		if c.Purpose == purpose {
			holds = c.Given && c.WithdrawnAt.IsZero()
		}
	}
	return holds
}

// agreed reports whether the person agreed to the purpose, as of now.
func (p *opened) agreed(ctx context.Context, q db.Querier, purpose ConsentPurpose) (bool, error) {
	lists := p.lists(ctx, q)
	all := lists.consents()
	return consents(all, purpose), lists.err
}
