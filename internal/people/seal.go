package people

import (
	"context"
	"fmt"

	"passerelle/internal/platform/crypt"
)

// Where sealed values lie. A row of a person's list is bound to the person too.
func placePerson(id string) crypt.Place {
	return crypt.Place{Table: "people_person", Row: id, Column: "sealed"}
}

func placeOf(table, person, id string) crypt.Place {
	return crypt.Place{Table: table, Row: person + "/" + id, Column: "sealed"}
}

// The purposes of keyed hashes, so that a phone and a document number never compare.
const (
	blindContact  = "people.contact"
	blindDocument = "people.document"
)

// blind returns the keyed hash of a normalised value, nil for none.
func (s *Service) blind(purpose, value string) any {
	if value == "" {
		return nil
	}
	return s.vault.Blind(purpose, value)
}

// sealedContact is what people_contact.sealed holds.
type sealedContact struct {
	Value string `json:"value"`
	Note  string `json:"note,omitempty"`
}

// sealedDocument is what people_document.sealed holds.
type sealedDocument struct {
	Number   string `json:"number,omitempty"`
	IssuedOn string `json:"issued_on,omitempty"`
	Copy     bool   `json:"copy,omitempty"`
	Note     string `json:"note,omitempty"`
}

// sealedRepresentative is what people_representative.sealed holds.
type sealedRepresentative struct {
	Name    string `json:"name,omitempty"`
	Contact string `json:"contact,omitempty"`
}

// openIdentity opens what lies sealed of a person whose wrapped key is at hand.
func (s *Service) openIdentity(ctx context.Context, id string, wrapped, sealed []byte) (crypt.DataKey, sealedIdentity, error) {
	var si sealedIdentity
	key, err := s.vault.Unwrap(ctx, id, wrapped)
	if err == nil {
		err = key.OpenJSON(placePerson(id), sealed, &si)
	}
	if err != nil {
		return key, si, fmt.Errorf("open person %s: %w", id, err)
	}
	return key, si, nil
}
