package portal

import (
	"context"
	"io"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/audit"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
	"passerelle/internal/platform/files"
)

// PicturePath is where pictures of pages stand for everybody; their id follows.
const PicturePath = "/pictures/"

// PagePicture is a picture that pages may show. What it shows is said, in the
// language of the page, where a page shows it.
type PagePicture struct {
	ID            string
	Width, Height int
	CreatedAt     clock.Instant
}

// AddPicture keeps a picture for pages: made small, without metadata. It lies
// open in the database, not sealed among the files: it is made to be seen by
// everybody, it belongs to the texts that show it and is saved with them, and
// the public side can show it where it has no key to anything.
func (s *Service) AddPicture(ctx context.Context, by access.Actor, r io.Reader) (PagePicture, error) {
	if !by.May(PermWritePage) {
		return PagePicture{}, fault.Denied()
	}
	photo, err := files.ReadPhoto(ctx, r)
	if err != nil {
		return PagePicture{}, pictureFault(err)
	}
	p := PagePicture{ID: db.NewID(), Width: photo.Width, Height: photo.Height, CreatedAt: clock.Now(s.Clock)}
	err = s.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := insertPicture(ctx, tx, p, photo.Full, by.ID); err != nil {
			return err
		}
		return s.Audit.Record(ctx, tx, by, audit.Entry{Action: "portal.add_picture", ObjectType: "page_picture", ObjectID: p.ID})
	})
	return p, err
}

// pictureFault says at which field the picture was wrong.
func pictureFault(err error) error {
	var l fault.List
	for _, f := range fault.Of(err) {
		if f.Kind != fault.Invalid {
			return err
		}
		l.Add("picture", f.Key, f.Args...)
	}
	return l.Err()
}

// Pictures lists the pictures, the newest first.
func (s *Service) Pictures(ctx context.Context, by access.Actor) ([]PagePicture, error) {
	if !by.May(PermPages) {
		return nil, fault.Denied()
	}
	return pagePictures(ctx, s.DB)
}

// Picture returns a picture as JPEG, for everybody.
func (s *Service) Picture(ctx context.Context, id string) ([]byte, error) {
	if !db.ValidID(id) {
		return nil, fault.Missing()
	}
	return pictureBytes(ctx, s.DB, id)
}
