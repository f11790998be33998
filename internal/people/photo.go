package people

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/audit"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
	"passerelle/internal/platform/files"
)

// PermPhoto allows to see, set and remove a person's photo.
var PermPhoto = access.Declare("people.photo")

// thumbnail is what the id of a photo's small form ends in.
const thumbnail = "t"

// SetPhoto keeps a photo of somebody who agreed to it, re-encoded and without
// metadata, in place of the one before. What is no photo is refused as
// files.ReadPhoto says.
func (s *Service) SetPhoto(ctx context.Context, by access.Actor, personID string, r io.Reader) error {
	if s.files == nil {
		return fault.Conflicts(errPhotos)
	}
	row, err := visible(ctx, s.db, by, PermPhoto, personID)
	if err != nil {
		return err
	}
	photo, err := files.ReadPhoto(ctx, r)
	if err != nil {
		return err
	}
	key, err := s.vault.Unwrap(ctx, personID, row.wrapped)
	if err != nil {
		return err
	}
	// The files are there before the record names them; a crash in between leaves
	// two that nothing names and nobody can open without the person's key.
	id, before := db.NewID(), ""
	_, full := s.files.Put(ctx, key.FileKey(), id, bytes.NewReader(photo.Full))
	_, small := s.files.Put(ctx, key.FileKey(), id+thumbnail, bytes.NewReader(photo.Thumbnail))
	if err := errors.Join(full, small); err != nil {
		s.dropPhoto(ctx, id)
		return err
	}
	err = s.change(ctx, by, act{PermPhoto, "people.photo.set"}, personID, func(ctx context.Context, tx *db.Tx, p *opened) (map[string]any, error) {
		agreed, err := p.agreed(ctx, tx, ConsentPhoto)
		if err != nil {
			return nil, err
		}
		if !agreed {
			return nil, fault.Conflicts(errPhotoConsent)
		}
		before = p.photoID
		return nil, setPhoto(ctx, tx, personID, id)
	})
	if err != nil {
		s.dropPhoto(ctx, id)
		return err
	}
	s.dropPhoto(ctx, before)
	return nil
}

// RemovePhoto removes a person's photo.
func (s *Service) RemovePhoto(ctx context.Context, by access.Actor, personID string) error {
	var before string
	err := s.change(ctx, by, act{PermPhoto, "people.photo.remove"}, personID, func(ctx context.Context, tx *db.Tx, p *opened) (map[string]any, error) {
		if before = p.photoID; before == "" {
			return nil, fault.Missing()
		}
		return nil, setPhoto(ctx, tx, personID, "")
	})
	if err == nil {
		s.dropPhoto(ctx, before)
	}
	return err
}

// Photo returns a person's photo as JPEG. That the full photo was seen is on
// record; a thumbnail is shown beside a name and is not.
func (s *Service) Photo(ctx context.Context, by access.Actor, personID string, small bool) ([]byte, error) {
	row, err := visible(ctx, s.db, by, PermPhoto, personID)
	if err != nil {
		return nil, err
	}
	if row.photoID == "" || s.files == nil {
		return nil, fault.Missing()
	}
	key, err := s.vault.Unwrap(ctx, personID, row.wrapped)
	if err != nil {
		return nil, err
	}
	id := row.photoID
	if small {
		id += thumbnail
	}
	b, err := s.files.Read(ctx, key.FileKey(), id)
	if errors.Is(err, files.ErrNotFound) {
		return nil, fault.Missing()
	}
	if err != nil || small {
		return b, err
	}
	return b, s.audit.Read(ctx, by, audit.Entry{Action: "people.photo.read", ObjectType: "person", ObjectID: personID, PersonID: personID})
}

// dropPhoto deletes the files of a photo that no record names any more. It goes
// on where the request ended: without the record they are of no use to anybody.
func (s *Service) dropPhoto(ctx context.Context, id string) {
	if id == "" || s.files == nil {
		return
	}
	ctx = context.WithoutCancel(ctx)
	if err := errors.Join(s.files.Delete(ctx, id), s.files.Delete(ctx, id+thumbnail)); err != nil {
		slog.WarnContext(ctx, "files of a removed photo stay behind", "id", id, "error", err.Error())
	}
}
