package portal

import (
	"context"
	"errors"

	"passerelle/internal/platform/db"
)

// EnquiryLetter is what leaves by mail to who wrote.
type EnquiryLetter struct {
	To, Lang, Reference, Purpose string
	Text                         string // of an answer
}

// ConfirmationLetter returns the letter that confirms a message; false where it
// was deleted meanwhile.
func (s *Service) ConfirmationLetter(ctx context.Context, enquiryID string) (EnquiryLetter, bool, error) {
	e, err := enquiryByID(ctx, s.DB, enquiryID)
	if errors.Is(err, db.ErrNoRow) {
		return EnquiryLetter{}, false, nil
	}
	if err != nil {
		return EnquiryLetter{}, false, err
	}
	form, err := s.openForm(ctx, e)
	return EnquiryLetter{To: form.Get("email"), Lang: e.lang, Reference: e.reference, Purpose: e.purpose}, err == nil, err
}

// AnswerLetter returns the letter of an answer; false where it was deleted meanwhile.
func (s *Service) AnswerLetter(ctx context.Context, entryID string) (EnquiryLetter, bool, error) {
	entry, err := entryByID(ctx, s.DB, entryID)
	if errors.Is(err, db.ErrNoRow) {
		return EnquiryLetter{}, false, nil
	}
	if err != nil {
		return EnquiryLetter{}, false, err
	}
	out, found, err := s.ConfirmationLetter(ctx, entry.enquiry)
	if err != nil || !found {
		return out, false, err
	}
	e, err := enquiryByID(ctx, s.DB, entry.enquiry)
	if err != nil {
		return out, false, err
	}
	key, err := s.Vault.Unwrap(ctx, e.id, e.datakey)
	if err != nil {
		return out, false, err
	}
	var sealed sealedEntry
	err = key.OpenJSON(placeEntry(e.id, entry.id), entry.sealed, &sealed)
	out.Text = sealed.Text
	return out, err == nil, err
}
