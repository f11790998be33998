package reception

import (
	"context"

	"passerelle/internal/platform/crypt"
	"passerelle/internal/platform/db"
)

// Rewrap seals the notes of transfers and of the waiting list again with the
// primary key, where another sealed them. It returns how many it changed.
func (s *Service) Rewrap(ctx context.Context, progress func(int)) (int, error) {
	changed := 0
	for _, notes := range sealedNotes {
		list, err := notes.all(ctx, s.db)
		if err != nil {
			return changed, err
		}
		for _, n := range list {
			if s.vault.Current(n.sealed) {
				continue
			}
			at := notes.place(n.id)
			plain, err := s.vault.Open(ctx, at, n.sealed)
			if err != nil {
				return changed, err
			}
			fresh, err := s.vault.Seal(at, plain)
			if err != nil {
				return changed, err
			}
			err = s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error { return notes.replace(ctx, tx, n, fresh) })
			if err != nil {
				return changed, err
			}
			changed++
			progress(changed)
		}
	}
	return changed, nil
}

// sealedNotes are the columns of this module that the vault seals.
var sealedNotes = []noteColumn{
	{place: notePlace, query: transferNotes, update: updateTransferNote},
	{place: waitingNotePlace, query: waitingNotes, update: updateWaitingNote},
}

type noteColumn struct {
	place         func(id string) crypt.Place
	query, update string
}

type sealedNote struct {
	id     string
	sealed []byte
}
