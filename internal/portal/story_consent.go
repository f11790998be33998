package portal

import (
	"context"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/audit"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
	"passerelle/internal/platform/i18n"
)

// ConsentInput records that a consent was given.
type ConsentInput struct {
	StoryID     string
	Version     int
	GivenBy     ConsentBy
	On          clock.Date // not after today
	Lang        i18n.Code
	Interpreter bool
}

// RecordStoryConsent records the consent to publish a story as it is now. One
// that was recorded before must end first.
func (s *Service) RecordStoryConsent(ctx context.Context, by access.Actor, in ConsentInput) (Story, error) {
	if !by.May(PermStoryConsent) {
		return Story{}, fault.Denied()
	}
	if !db.ValidID(in.StoryID) {
		return Story{}, storyMissing()
	}
	var l fault.List
	oneOf(&l, "given_by", in.GivenBy, ConsentsBy)
	if !in.On.Valid() || in.On.After(clock.Today(s.Clock)) {
		l.Add("on", "portal.story.error.consent_day")
	}
	if !i18n.IsLanguage(in.Lang) {
		l.Add("lang", "portal.story.error.choose")
	}
	if err := l.Err(); err != nil {
		return Story{}, err
	}
	return s.changeStory(ctx, by, storyStep{in.StoryID, in.Version, "portal.record_story_consent"}, func(ctx context.Context, tx *db.Tx, st *Story) error {
		if st.Status != StoryDraft || st.Example || st.Consent != nil {
			return fault.Conflicts("portal.story.error.consent_not_now")
		}
		st.Consent = &StoryConsent{ID: db.NewID(), GivenBy: in.GivenBy, On: in.On, Lang: in.Lang, Interpreter: in.Interpreter}
		return insertStoryConsent(ctx, tx, st.ID, *st.Consent, recording{clock.Now(s.Clock), by.ID})
	})
}

// WithdrawStory ends the consent: from now on nobody outside sees the story, and
// its texts, the name and the town are deleted. What stays is that a consent was
// given and withdrawn.
func (s *Service) WithdrawStory(ctx context.Context, by access.Actor, id string, version int) (Story, error) {
	if !by.May(PermStoryConsent) {
		return Story{}, fault.Denied()
	}
	return s.changeStory(ctx, by, storyStep{id, version, "portal.withdraw_story"}, func(ctx context.Context, tx *db.Tx, st *Story) error {
		if st.Status == StoryWithdrawn {
			return fault.Conflicts("portal.story.error.closed")
		}
		if err := endStoryConsent(ctx, tx, st.ID, ending{clock.Now(s.Clock), by.ID, "withdrawn"}); err != nil {
			return err
		}
		if err := deleteStoryTexts(ctx, tx, st.ID); err != nil {
			return err
		}
		st.Status, st.Published = StoryWithdrawn, clock.Instant{}
		st.Pseudonym, st.Town, st.Country, st.At, st.Consent, st.Texts = "", "", "", Point{}, nil, nil
		return nil
	})
}

// storyStep names a story, the version it was read with and the act.
type storyStep struct {
	id      string
	version int
	action  string
}

// changeStory lets change act on a story that nobody changed meanwhile and
// stores what it makes of it.
func (s *Service) changeStory(ctx context.Context, by access.Actor, step storyStep, change func(context.Context, *db.Tx, *Story) error) (Story, error) {
	if !db.ValidID(step.id) {
		return Story{}, storyMissing()
	}
	var out Story
	err := s.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		if out, err = storyOf(ctx, tx, step.id); err != nil {
			return err
		}
		if out.Version != step.version {
			return fault.Conflicts("portal.story.error.changed")
		}
		before := out.Status
		if err := change(ctx, tx, &out); err != nil {
			return err
		}
		out.Version++
		out.Changed = clock.Now(s.Clock)
		if err := updateStory(ctx, tx, out); err != nil {
			return err
		}
		return s.Audit.Record(ctx, tx, by, audit.Entry{Action: step.action, ObjectType: "story", ObjectID: out.ID,
			Detail: map[string]any{"from": before, "to": out.Status}})
	})
	return out, err
}
