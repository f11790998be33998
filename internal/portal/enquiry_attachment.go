package portal

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"path"
	"strings"
	"unicode"

	"passerelle/internal/platform/crypt"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
	"passerelle/internal/platform/files"
)

// The limits of what is sent with a message.
const (
	MaxAttachmentBytes = 5_000_000
	MaxAttachments     = 3
)

// Upload is a file as it was sent.
type Upload struct {
	Name    string
	Content io.Reader
}

// Attachment is a file that came with a message.
type Attachment struct {
	ID    string
	Name  string
	Media string
	Size  int
}

const (
	mediaPDF  = "application/pdf"
	mediaJPEG = "image/jpeg"
)

func placeAttachment(owner, id string) crypt.Place {
	return crypt.Place{Table: "portal_attachment", Row: owner + "/" + id, Column: "sealed"}
}

// attachment is a file that was checked: what it is tells its content.
type attachment struct {
	Attachment
	content []byte
	sealed  []byte
}

// readAttachments checks the files of a form. Pictures are made anew, so that
// nothing but the picture is kept.
func readAttachments(ctx context.Context, uploads []Upload, already int) ([]attachment, error) {
	if len(uploads)+already > MaxAttachments {
		return nil, fault.InvalidField("files", "portal.contact.error.files", "max", MaxAttachments)
	}
	var out []attachment
	for _, u := range uploads {
		b, err := io.ReadAll(io.LimitReader(u.Content, MaxAttachmentBytes+1))
		if err != nil {
			return nil, err
		}
		if len(b) > MaxAttachmentBytes {
			return nil, fault.InvalidField("files", "portal.contact.error.file_size", "max", MaxAttachmentBytes/1_000_000)
		}
		a := attachment{Attachment: Attachment{ID: db.NewID(), Name: fileName(u.Name), Media: mediaPDF}, content: b}
		if !bytes.HasPrefix(b, []byte("%PDF-")) {
			a.Media = mediaJPEG
			if a.content, err = files.ReadScan(ctx, bytes.NewReader(b)); err != nil {
				if fault.KindOf(err) != fault.Invalid {
					return nil, err
				}
				return nil, fault.InvalidField("files", "portal.contact.error.file_type")
			}
			a.Name = strings.TrimSuffix(a.Name, path.Ext(a.Name)) + ".jpg"
		}
		if a.Size = len(a.content); a.Size > MaxAttachmentBytes {
			return nil, fault.InvalidField("files", "portal.contact.error.file_size", "max", MaxAttachmentBytes/1_000_000)
		}
		out = append(out, a)
	}
	return out, nil
}

// fileName is the last part of a name, without what a terminal or a header
// would take for something else.
func fileName(name string) string {
	name = path.Base(strings.ReplaceAll(name, `\`, "/"))
	name = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || strings.ContainsRune(`"/;`, r) {
			return -1
		}
		return r
	}, name)
	if runes := []rune(name); len(runes) > 100 {
		name = string(runes[len(runes)-100:])
	}
	if name == "" || name == "." {
		return "file"
	}
	return name
}

// keepAttachments seals names and puts the files into the store, before the
// record names them: a crash in between leaves files that nothing names and
// nobody can open without the message's key.
func (s *Service) keepAttachments(ctx context.Context, key crypt.DataKey, owner string, list []attachment) error {
	for i := range list {
		list[i].sealed = key.Seal(placeAttachment(owner, list[i].ID), []byte(list[i].Name))
		if _, err := s.attachments.Put(ctx, key.FileKey(), list[i].ID, bytes.NewReader(list[i].content)); err != nil {
			s.dropAttachments(ctx, list)
			return err
		}
	}
	return nil
}

// dropAttachments deletes files that no record names. It goes on where the
// request ended: without the key they are of no use to anybody.
func (s *Service) dropAttachments(ctx context.Context, list []attachment) {
	ctx = context.WithoutCancel(ctx)
	var errs []error
	for _, a := range list {
		errs = append(errs, s.attachments.Delete(ctx, a.ID))
	}
	if err := errors.Join(errs...); err != nil {
		slog.WarnContext(ctx, "files of a message stay behind", "error", err.Error())
	}
}
