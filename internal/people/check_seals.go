package people

import (
	"context"

	"passerelle/internal/platform/db"
)

// CheckSeals opens the sealed identity of every person with their key and
// returns how many do not open. It is for the doctor's command: it shows nobody.
func (s *Service) CheckSeals(ctx context.Context) (int, error) {
	bad, after := 0, ""
	for {
		page, err := sealedPersons(ctx, s.db, after, rewrapPage)
		if err != nil || len(page) == 0 {
			return bad, err
		}
		for _, p := range page {
			after = p.id
			key, err := s.vault.Unwrap(ctx, p.id, p.wrapped)
			if err != nil {
				bad++
				continue
			}
			var identity sealedIdentity
			if err := key.OpenJSON(placePerson(p.id), p.sealed, &identity); err != nil {
				bad++
			}
		}
	}
}

type sealedPerson struct {
	id              string
	wrapped, sealed []byte
}

func scanSealedPerson(r db.Row) (p sealedPerson, err error) {
	return p, r.Scan(&p.id, &p.wrapped, &p.sealed)
}
