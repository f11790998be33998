package portal

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/audit"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
	"passerelle/internal/platform/i18n"
)

// PermNotice allows to put an urgent notice on every public page and to end it.
var PermNotice = access.Declare("portal.notice")

// Notice stands on every public page for a while: a flood, a line that is down.
type Notice struct {
	ID       string
	Texts    map[i18n.Lang]string
	BeginsAt clock.Instant
	UntilAt  clock.Instant
	EndedAt  clock.Instant // before its time; zero otherwise
}

// In reports whether the notice stands at a time.
func (n Notice) In(at clock.Instant) bool {
	return n.EndedAt.IsZero() && !n.BeginsAt.After(at) && n.UntilAt.After(at)
}

// For returns the text for a reader of a language: in it, or else in English.
func (n Notice) For(lang i18n.Lang) (text string, in i18n.Lang) {
	if text = n.Texts[lang]; text != "" {
		return text, lang
	}
	return n.Texts[i18n.English], i18n.English
}

// NoticeInput is a notice that begins now.
type NoticeInput struct {
	Texts map[i18n.Lang]string // one line each; those of the staff languages are needed
	Hours int                  // 1 to maxNoticeHours
}

// Bounds of a notice: one that stands for ever is not read.
const (
	maxNoticeHours = 14 * 24
	maxNoticeText  = 280 // characters
)

// PublishNotice puts a notice on every public page, in the place of the one that
// stands there.
func (s *Service) PublishNotice(ctx context.Context, by access.Actor, in NoticeInput) (Notice, error) {
	if !by.May(PermNotice) {
		return Notice{}, fault.Denied()
	}
	texts, err := in.check()
	if err != nil {
		return Notice{}, err
	}
	n := Notice{ID: db.NewID(), Texts: texts, BeginsAt: clock.Now(s.Clock)}
	n.UntilAt = n.BeginsAt.Add(time.Duration(in.Hours) * time.Hour)
	return n, s.publish(ctx, func(ctx context.Context, tx *db.Tx) error {
		if _, err := endNotices(ctx, tx, "", n.BeginsAt); err != nil {
			return err
		}
		if err := insertNotice(ctx, tx, n, by.ID); err != nil {
			return err
		}
		return s.Audit.Record(ctx, tx, by, audit.Entry{Action: "portal.notice.publish", ObjectType: "notice", ObjectID: n.ID,
			Detail: map[string]any{"languages": len(n.Texts), "hours": in.Hours}})
	})
}

func (in NoticeInput) check() (map[i18n.Lang]string, error) {
	var l fault.List
	texts := map[i18n.Lang]string{}
	for lang, text := range in.Texts {
		field := "text." + string(lang)
		if !lang.Known() {
			l.Add(field, "portal.desk.error.language")
			continue
		}
		if text = strings.Join(strings.Fields(text), " "); utf8.RuneCountInString(text) > maxNoticeText {
			l.Add(field, "portal.desk.error.text_long", "max", maxNoticeText)
		}
		if text != "" {
			texts[lang] = text
		}
	}
	for _, lang := range i18n.Staff {
		if texts[lang] == "" {
			l.Add("text."+string(lang), "portal.desk.error.text_needed")
		}
	}
	if in.Hours < 1 || in.Hours > maxNoticeHours {
		l.Add("hours", "portal.desk.error.hours", "max", maxNoticeHours)
	}
	return texts, l.Err()
}

// EndNotice takes a notice off before its time. One that is over already stays so.
func (s *Service) EndNotice(ctx context.Context, by access.Actor, id string) error {
	if !by.May(PermNotice) {
		return fault.Denied()
	}
	if !db.ValidID(id) {
		return fault.Missing()
	}
	return s.publish(ctx, func(ctx context.Context, tx *db.Tx) error {
		ended, err := endNotices(ctx, tx, id, clock.Now(s.Clock))
		if err != nil || ended == 0 {
			return err
		}
		return s.Audit.Record(ctx, tx, by, audit.Entry{Action: "portal.notice.end", ObjectType: "notice", ObjectID: id})
	})
}

// noticesShown is how many notices the desk sees, the newest first.
const noticesShown = 20

// Notices returns the last notices, the newest first.
func (s *Service) Notices(ctx context.Context, by access.Actor) ([]Notice, error) {
	if !by.May(PermNotice) {
		return nil, fault.Denied()
	}
	return listNotices(ctx, s.DB, noticesShown)
}

// CurrentNotice returns what stands on every public page; ok is false for nothing.
// It is public.
func (s *Service) CurrentNotice(ctx context.Context) (n Notice, ok bool, err error) {
	last, err := listNotices(ctx, s.DB, 1)
	now := clock.Now(s.Clock)
	at := slices.IndexFunc(last, func(n Notice) bool { return n.In(now) })
	if err != nil || at < 0 {
		return Notice{}, false, err
	}
	return last[at], true, nil
}
