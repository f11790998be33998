package portal

import (
	"context"
	"maps"
	"slices"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/audit"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
	"passerelle/internal/platform/i18n"
)

// StoryInput is what the desk writes.
type StoryInput struct {
	ID        string // empty: a new one
	Version   int    // the one it was read with
	Pseudonym string
	TownKey   string // of [FindTowns]; empty keeps the town of a stored story
	Source    i18n.Lang
	Texts     map[i18n.Lang]string // an empty one is taken away
}

// SaveStory writes a new story or changes a draft. A consent is for the story
// as it was read out: where anything changes it is ended and is asked for again.
// What is published must be hidden first.
func (s *Service) SaveStory(ctx context.Context, by access.Actor, in StoryInput) (Story, error) {
	if !by.May(PermStories) {
		return Story{}, fault.Denied()
	}
	if in.ID != "" && !db.ValidID(in.ID) {
		return Story{}, storyMissing()
	}
	town, err := in.wellFormed()
	if err != nil {
		return Story{}, err
	}
	var out Story
	err = s.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if out, err = s.storyToSave(ctx, tx, in); err != nil {
			return err
		}
		out.Pseudonym, out.Source, out.Texts = in.Pseudonym, in.Source, in.Texts
		if in.TownKey != "" {
			out.Town, out.Country, out.At = town.Name, town.Country, town.At
		}
		return s.storeStory(ctx, tx, by, &out)
	})
	return out, err
}

// wellFormed finds every fault of the form together.
func (in *StoryInput) wellFormed() (Town, error) {
	var l fault.List
	storyText(&l, "pseudonym", &in.Pseudonym, maxPseudonym, false)
	town, known := TownByKey(in.TownKey)
	if !known && (in.TownKey != "" || in.ID == "") {
		l.Add("town", "portal.story.error.town")
	}
	oneOf(&l, "source", in.Source, i18n.Public)
	texts := map[i18n.Lang]string{}
	for _, lang := range slices.Sorted(maps.Keys(in.Texts)) {
		text, field := in.Texts[lang], "text_"+string(lang)
		if !lang.Known() {
			l.Add("texts", "portal.story.error.choose")
			continue
		}
		if storyText(&l, field, &text, maxStory, true); text != "" {
			texts[lang] = text
		}
	}
	in.Texts = texts
	if in.Source.Known() && texts[in.Source] == "" {
		l.Add("text_"+string(in.Source), "portal.story.error.no_text")
	}
	return town, l.Err()
}

// storyToSave returns the draft that is changed, or the beginning of a new one.
func (s *Service) storyToSave(ctx context.Context, tx *db.Tx, in StoryInput) (Story, error) {
	if in.ID == "" {
		return Story{Status: StoryDraft}, nil
	}
	old, err := storyOf(ctx, tx, in.ID)
	switch {
	case err != nil:
		return old, err
	case old.Version != in.Version:
		return old, fault.Conflicts("portal.story.error.changed")
	case old.Status == StoryPublished:
		return old, fault.Conflicts("portal.story.error.hide_first")
	case old.Status == StoryWithdrawn || old.Example:
		return old, fault.Conflicts("portal.story.error.closed")
	}
	return old, nil
}

// storeStory writes a story with its texts and ends the consent to what it was.
func (s *Service) storeStory(ctx context.Context, tx *db.Tx, by access.Actor, st *Story) error {
	now, added := clock.Now(s.Clock), st.ID == ""
	st.Changed, st.Consent = now, nil
	st.Version++
	if added {
		st.ID = db.NewID()
		if err := insertStory(ctx, tx, *st, by.ID); err != nil {
			return err
		}
	} else {
		if err := updateStory(ctx, tx, *st); err != nil {
			return err
		}
		if err := endStoryConsent(ctx, tx, st.ID, ending{now, by.ID, "changed"}); err != nil {
			return err
		}
	}
	if err := s.replaceStoryTexts(ctx, tx, *st); err != nil {
		return err
	}
	return s.Audit.Record(ctx, tx, by, audit.Entry{Action: "portal.save_story", ObjectType: "story", ObjectID: st.ID,
		Detail: map[string]any{"new": added, "languages": len(st.Texts)}})
}
