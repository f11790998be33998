package portal

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
	"passerelle/internal/platform/i18n"
)

// TextAt names a version: the one under way by the version that was read of
// it, an earlier one by its number.
type TextAt struct {
	PageID  string
	Lang    i18n.Lang
	Version int // lock of the version under way
	Number  int
}

const (
	maxRemark  = 1000
	maxPlanned = 366 * 24 * time.Hour
)

// SubmitText hands a draft in for somebody else to read.
func (s *Service) SubmitText(ctx context.Context, by access.Actor, at TextAt) error {
	if !by.May(PermWritePage) {
		return fault.Denied()
	}
	return s.stepText(ctx, by, at, "portal.submit_text", func(t *PageText) error {
		if t.State != TextDraft {
			return fault.Conflicts("portal.pages.error.not_draft")
		}
		t.State, t.Remark = TextReview, ""
		return nil
	})
}

// ReturnText gives a text back to who wrote it, with a remark.
func (s *Service) ReturnText(ctx context.Context, by access.Actor, at TextAt, remark string) error {
	if !by.May(PermPublishPage) {
		return fault.Denied()
	}
	remark = strings.TrimSpace(remark)
	if remark == "" || utf8.RuneCountInString(remark) > maxRemark {
		return fault.InvalidField("remark", "portal.pages.error.remark", "count", maxRemark)
	}
	return s.stepText(ctx, by, at, "portal.return_text", func(t *PageText) error {
		if t.State != TextReview {
			return fault.Conflicts("portal.pages.error.not_review")
		}
		t.State, t.Remark = TextDraft, remark
		return nil
	})
}

// ApproveText publishes a text that was handed in, at once or from a time on.
// Whoever wrote in it may not.
func (s *Service) ApproveText(ctx context.Context, by access.Actor, at TextAt, from clock.Instant) error {
	if !by.May(PermPublishPage) {
		return fault.Denied()
	}
	now := clock.Now(s.Clock)
	if from.IsZero() {
		from = now
	}
	if from.Before(now) || from.After(now.Add(maxPlanned)) {
		return fault.InvalidField("from", "portal.pages.error.from")
	}
	return s.stepText(ctx, by, at, "portal.approve_text", func(t *PageText) error {
		if t.State != TextReview {
			return fault.Conflicts("portal.pages.error.not_review")
		}
		if t.WrittenBy(by) {
			return fault.Conflicts("portal.pages.error.own_text")
		}
		t.State, t.ReviewedBy, t.PublishAt = TextPublished, by.ID, from
		return nil
	})
}

// stepText takes the version under way one step further.
func (s *Service) stepText(ctx context.Context, by access.Actor, at TextAt, action string, step func(*PageText) error) error {
	return s.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if _, err := pageByID(ctx, tx, at.PageID); err != nil {
			return err
		}
		t, err := openText(ctx, tx, at.PageID, at.Lang)
		if err != nil {
			return err
		}
		if t.Version != at.Version {
			return fault.Conflicts("portal.pages.error.changed")
		}
		if err := step(&t); err != nil {
			return err
		}
		if err := updateText(ctx, tx, t, clock.Now(s.Clock)); err != nil {
			return err
		}
		return s.recordText(ctx, tx, by, action, t)
	})
}

// DiscardText throws a draft away.
func (s *Service) DiscardText(ctx context.Context, by access.Actor, at TextAt) error {
	if !by.May(PermWritePage) {
		return fault.Denied()
	}
	return s.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if _, err := pageByID(ctx, tx, at.PageID); err != nil {
			return err
		}
		t, err := openText(ctx, tx, at.PageID, at.Lang)
		if err != nil {
			return err
		}
		t.Version = at.Version
		if err := deletePageDraft(ctx, tx, t); err != nil {
			return err
		}
		return s.recordText(ctx, tx, by, "portal.discard_text", t)
	})
}

// WithdrawText takes back a version that was approved. One that is scheduled
// goes alone; the one that readers see goes with all before it, so that the
// language has no text.
func (s *Service) WithdrawText(ctx context.Context, by access.Actor, at TextAt) error {
	if !by.May(PermPublishPage) {
		return fault.Denied()
	}
	now := clock.Now(s.Clock)
	return s.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if _, err := pageByID(ctx, tx, at.PageID); err != nil {
			return err
		}
		t, err := textByNumber(ctx, tx, at.PageID, at.Lang, at.Number)
		if err != nil {
			return err
		}
		withdraw := withdrawUntil
		if t.PublishAt.After(now) {
			withdraw = withdrawOne
		}
		n, err := withdraw(ctx, tx, t, now)
		if err != nil {
			return err
		}
		if n == 0 {
			return fault.Conflicts("portal.pages.error.not_published")
		}
		return s.recordText(ctx, tx, by, "portal.withdraw_text", t)
	})
}

// ConfirmReading notes that a native speaker has read what is published in a
// language and found it right.
func (s *Service) ConfirmReading(ctx context.Context, by access.Actor, at TextAt) error {
	if !by.May(PermPublishPage) {
		return fault.Denied()
	}
	return s.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		now := clock.Now(s.Clock)
		if _, err := pageByID(ctx, tx, at.PageID); err != nil {
			return err
		}
		t, err := liveText(ctx, tx, at.PageID, at.Lang, now)
		if err != nil {
			return err
		}
		n, err := markRead(ctx, tx, t, clock.Today(s.Clock), now)
		if err := once(n, err); err != nil {
			return err
		}
		return s.recordText(ctx, tx, by, "portal.confirm_reading", t)
	})
}

// TextStep is a step of a text on its way: "submit", "approve", "return",
// "withdraw", "confirm", "discard" or "restore".
type TextStep struct {
	Step   string
	At     TextAt
	Remark string        // of return
	From   clock.Instant // of approve
}

// StepText takes a step by its name.
func (s *Service) StepText(ctx context.Context, by access.Actor, in TextStep) error {
	switch in.Step {
	case "submit":
		return s.SubmitText(ctx, by, in.At)
	case "approve":
		return s.ApproveText(ctx, by, in.At, in.From)
	case "return":
		return s.ReturnText(ctx, by, in.At, in.Remark)
	case "withdraw":
		return s.WithdrawText(ctx, by, in.At)
	case "confirm":
		return s.ConfirmReading(ctx, by, in.At)
	case "discard":
		return s.DiscardText(ctx, by, in.At)
	case "restore":
		_, err := s.RestoreText(ctx, by, in.At)
		return err
	}
	return fault.Missing()
}
