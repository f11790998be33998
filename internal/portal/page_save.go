package portal

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/audit"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
	"passerelle/internal/platform/i18n"
)

// TextInput is what an editor writes.
type TextInput struct {
	PageID    string
	Lang      i18n.Lang
	Version   int // of the draft that was read; 0: there is none yet
	Title     string
	Summary   string // one sentence for lists and search engines
	Body      string // Markdown
	CheckedOn clock.Date
	UpToDate  bool // it says what the source says now
	Unread    bool // it is to be read by a native speaker
}

const (
	maxTitle   = 200
	maxSummary = 400
	maxBody    = 60_000
)

// SaveText writes the version of a page that is under way in a language. Saving
// what was handed in makes a draft of it again: what is read is what is published.
func (s *Service) SaveText(ctx context.Context, by access.Actor, in TextInput) (PageText, error) {
	if !by.May(PermWritePage) {
		return PageText{}, fault.Denied()
	}
	in.Title, in.Summary = strings.TrimSpace(in.Title), strings.TrimSpace(in.Summary)
	in.Body = strings.TrimSpace(strings.ReplaceAll(in.Body, "\r\n", "\n"))
	formErr := in.wellFormed(clock.Today(s.Clock))
	var out PageText
	err := s.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		p, err := pageByID(ctx, tx, in.PageID)
		if err != nil {
			return err
		}
		shelf, err := s.shelf(ctx, tx)
		if err != nil {
			return err
		}
		var l fault.List
		l.AddErr(formErr)
		l.AddErr(checkMarkdown(in.Body, shelf))
		if err := l.Err(); err != nil {
			return err
		}
		if out, err = s.putText(ctx, tx, by, p, in); err != nil {
			return err
		}
		return s.recordText(ctx, tx, by, "portal.save_text", out)
	})
	return out, err
}

func (in TextInput) wellFormed(today clock.Date) error {
	var l fault.List
	if !in.Lang.Known() {
		l.Add("lang", "portal.pages.error.lang")
	}
	if in.Title == "" || utf8.RuneCountInString(in.Title) > maxTitle {
		l.Add("title", "portal.pages.error.title", "count", maxTitle)
	}
	if utf8.RuneCountInString(in.Summary) > maxSummary {
		l.Add("summary", "portal.pages.error.summary", "count", maxSummary)
	}
	if in.Body == "" || len(in.Body) > maxBody {
		l.Add("body", "portal.pages.error.body", "count", maxBody)
	}
	if !in.CheckedOn.IsZero() && (!in.CheckedOn.Valid() || in.CheckedOn.After(today)) {
		l.Add("checked_on", "portal.pages.error.checked_on")
	}
	return l.Err()
}

// putText changes the version under way or begins the next one.
func (s *Service) putText(ctx context.Context, tx *db.Tx, by access.Actor, p Page, in TextInput) (PageText, error) {
	now := clock.Now(s.Clock)
	t, err := openText(ctx, tx, p.ID, in.Lang)
	isNew := fault.Is(err, fault.NotFound, "")
	switch {
	case err != nil && !isNew:
		return t, err
	case isNew && in.Version != 0, !isNew && in.Version != t.Version:
		return t, fault.Conflicts("portal.pages.error.changed")
	}
	if isNew {
		if t, err = s.nextVersion(ctx, tx, p, in.Lang); err != nil {
			return t, err
		}
	}
	t.State, t.Title, t.Summary, t.Body, t.CheckedOn, t.Unread = TextDraft, in.Title, in.Summary, in.Body, in.CheckedOn, in.Unread
	t.Hash = hashOf(t.Title, t.Summary, t.Body)
	t.writtenBy(by)
	if in.Lang != p.SourceLang && in.UpToDate {
		source, err := liveText(ctx, tx, p.ID, p.SourceLang, now)
		if err != nil && !fault.Is(err, fault.NotFound, "") {
			return t, err
		}
		t.SourceHash = source.Hash
	}
	if isNew {
		return t, insertText(ctx, tx, t, now)
	}
	if err := updateText(ctx, tx, t, now); err != nil {
		return t, err
	}
	t.Version++
	return t, nil
}

// nextVersion is an empty version after the last; a translation begins from the
// source that the published one was made from.
func (s *Service) nextVersion(ctx context.Context, tx *db.Tx, p Page, lang i18n.Lang) (PageText, error) {
	n, err := lastNumber(ctx, tx, p.ID, lang)
	if err != nil {
		return PageText{}, err
	}
	t := PageText{ID: db.NewID(), PageID: p.ID, Lang: lang, Number: n + 1, State: TextDraft, Version: 1}
	before, err := liveText(ctx, tx, p.ID, lang, clock.Now(s.Clock))
	if err != nil && !fault.Is(err, fault.NotFound, "") {
		return t, err
	}
	t.SourceHash = before.SourceHash
	return t, nil
}

// writtenBy notes who wrote, for the second pair of eyes.
func (t *PageText) writtenBy(by access.Actor) {
	t.Writer = by.ID
	if !t.WrittenBy(by) {
		t.Writers = strings.TrimSpace(t.Writers + " " + by.ID)
	}
}

// WrittenBy reports whether the actor wrote in the text, and hence may not
// approve it.
func (t *PageText) WrittenBy(by access.Actor) bool {
	return slices.Contains(strings.Fields(t.Writers), by.ID)
}

func (s *Service) recordText(ctx context.Context, tx *db.Tx, by access.Actor, action string, t PageText) error {
	return s.Audit.Record(ctx, tx, by, audit.Entry{Action: action, ObjectType: "page", ObjectID: t.PageID,
		Detail: map[string]any{"lang": t.Lang, "number": t.Number}})
}

// RestoreText begins a version with what an earlier one said.
func (s *Service) RestoreText(ctx context.Context, by access.Actor, at TextAt) (PageText, error) {
	if !by.May(PermWritePage) {
		return PageText{}, fault.Denied()
	}
	var out PageText
	err := s.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		p, err := pageByID(ctx, tx, at.PageID)
		if err != nil {
			return err
		}
		old, err := textByNumber(ctx, tx, p.ID, at.Lang, at.Number)
		if err != nil {
			return err
		}
		if out, err = s.nextVersion(ctx, tx, p, at.Lang); err != nil {
			return err
		}
		out.Title, out.Summary, out.Body, out.Hash = old.Title, old.Summary, old.Body, old.Hash
		out.SourceHash, out.Unread, out.CheckedOn = old.SourceHash, old.Unread, old.CheckedOn
		out.writtenBy(by)
		if err := insertText(ctx, tx, out, clock.Now(s.Clock)); err != nil {
			return err
		}
		return s.recordText(ctx, tx, by, "portal.restore_text", out)
	})
	return out, err
}
