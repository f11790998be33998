package portal

import (
	"context"
	"crypto/rand"
	"encoding/base32"
	"errors"
	"strings"

	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/crypt"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
)

// draftDays is how long a draft waits for its code.
const draftDays = 30

// EnquiryDraft is a form that somebody has begun.
type EnquiryDraft struct {
	Purpose string
	Form    EnquiryForm
	Files   []Attachment
	Until   clock.Date // last day on which the code opens it

	row draftRow
	key crypt.DataKey
}

var codeAlphabet = base32.NewEncoding("0123456789abcdefghjkmnpqrstvwxyz").WithPadding(base32.NoPadding)

// newCode returns 75 random bits as people can copy them: abcde-fghjk-mnpqr.
func newCode() string {
	var b [10]byte
	rand.Read(b[:])
	c := codeAlphabet.EncodeToString(b[:])[:15]
	return c[:5] + "-" + c[5:10] + "-" + c[10:]
}

// tidyCode reads a code as people type it: capitals, spaces, letters that look
// like digits.
func tidyCode(code string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == 'o':
			return '0'
		case r == 'i' || r == 'l':
			return '1'
		case r >= '0' && r <= '9' || r >= 'a' && r <= 'z':
			return r
		}
		return -1
	}, strings.ToLower(code))
}

func (s *Service) codeHash(code string) []byte {
	return s.Vault.Blind("portal.draft", tidyCode(code))
}

func placeDraft(id string) crypt.Place {
	return crypt.Place{Table: "portal_enquiry_draft", Row: id, Column: "sealed"}
}

// SaveDraft keeps a form that is not finished for thirty days and returns the
// code that opens it, which nobody can find again. A draft that it came from
// keeps its code. Answers may be wrong or missing; files may not.
func (s *Service) SaveDraft(ctx context.Context, in Message) (code string, err error) {
	purpose, ok := PurposeOf(in.Purpose)
	if !ok {
		return "", fault.Missing()
	}
	if _, err := s.readTicket(in.Ticket, 0); err != nil {
		return "", err
	}
	return s.saveDraft(ctx, purpose, in)
}

// HoldEnquiry checks a message as Submit does and keeps it as a draft until
// ConfirmHeld sends it: the way of browsers without a script.
func (s *Service) HoldEnquiry(ctx context.Context, in Message) (code string, err error) {
	purpose, ok := PurposeOf(in.Purpose)
	if !ok {
		return "", fault.Missing()
	}
	if _, err := s.readTicket(in.Ticket, minFilling); err != nil {
		return "", err
	}
	already := 0
	if in.Draft != "" {
		if d, err := s.openDraft(ctx, in.Draft); err == nil {
			already = len(d.Files)
		}
	}
	_, faults, err := s.readForm(ctx, purpose, in.Form)
	if err != nil {
		return "", err
	}
	if purpose.FileRequired && already+len(in.Files) == 0 {
		faults.Add("files", "portal.contact.error.file_needed")
	}
	if err := faults.Err(); err != nil {
		return "", err
	}
	return s.saveDraft(ctx, purpose, in)
}

func (s *Service) saveDraft(ctx context.Context, purpose Purpose, in Message) (string, error) {
	home, err := s.homeOf(ctx, purpose, in.Draft)
	if err != nil {
		return "", err
	}
	code := in.Draft
	if !home.draft {
		code = newCode()
	}
	var list []attachment
	if len(in.Files) > 0 {
		if list, err = s.wellFormedFiles(ctx, purpose, in.Files, home.files); err != nil {
			return "", err
		}
	}
	d := draftRow{id: home.id, code: s.codeHash(code), purpose: purpose.Code, lang: in.Lang, until: clock.Today(s.Clock).AddDays(draftDays), datakey: home.wrapped}
	if d.sealed, err = home.key.SealJSON(placeDraft(d.id), sealedEnquiry{purpose.bounded(in.Form)}); err != nil {
		return "", err
	}
	if err := s.keepAttachments(ctx, home.key, d.id, list); err != nil {
		return "", err
	}
	err = s.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if home.draft {
			if err := updateDraft(ctx, tx, d); err != nil {
				return err
			}
		} else if err := insertDraft(ctx, tx, d); err != nil {
			return err
		}
		return insertAttachments(ctx, tx, d.id, home.files, list)
	})
	if err != nil {
		s.dropAttachments(ctx, list)
		return "", err
	}
	return code, nil
}

// bounded keeps the answers to the purpose's questions as they were typed, none
// longer than any may be.
func (p Purpose) bounded(in EnquiryForm) EnquiryForm {
	out := EnquiryForm{}
	for _, f := range p.Fields {
		names := []string{f.Name}
		if f.Kind == FieldDate {
			names = append(names, f.Name+"_day", f.Name+"_month", f.Name+"_year")
		}
		for _, name := range names {
			for i, v := range in[name] {
				if runes := []rune(v); len(runes) > maxLong {
					v = string(runes[:maxLong])
				}
				if i < 20 {
					out[name] = append(out[name], v)
				}
			}
		}
	}
	return out
}

// Draft returns what somebody has begun. A code that opens nothing is an invalid
// field "code", whether it never did or does no more.
func (s *Service) Draft(ctx context.Context, code string) (EnquiryDraft, error) {
	return s.openDraft(ctx, code)
}

func (s *Service) openDraft(ctx context.Context, code string) (d EnquiryDraft, err error) {
	unknown := fault.InvalidField("code", "portal.contact.error.code")
	if len(tidyCode(code)) != 15 {
		return d, unknown
	}
	d.row, err = draftByCode(ctx, s.DB, s.codeHash(code), clock.Today(s.Clock))
	if errors.Is(err, db.ErrNoRow) {
		return d, unknown
	}
	if err != nil {
		return d, err
	}
	d.Purpose, d.Until = d.row.purpose, d.row.until
	if d.key, err = s.Vault.Unwrap(ctx, d.row.id, d.row.datakey); err != nil {
		return d, err
	}
	var sealed sealedEnquiry
	if err := d.key.OpenJSON(placeDraft(d.row.id), d.row.sealed, &sealed); err != nil {
		return d, err
	}
	d.Form = sealed.Form
	d.Files, err = s.attachmentsOf(ctx, s.DB, d.key, d.row.id)
	return d, err
}
