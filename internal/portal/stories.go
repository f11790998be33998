package portal

import (
	"context"
	"encoding/base64"
	"slices"
	"strings"
	"unicode/utf8"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
)

// StoryQuery asks the desk's list for a part.
type StoryQuery struct {
	Status StoryStatus // empty: all
	After  string      // cursor of the part before
	Limit  int         // at most 100; 0: 25
}

// Stories lists stories for the desk, the last changed first, and the cursor of
// the next part, empty on the last. Texts are not among what is read.
func (s *Service) Stories(ctx context.Context, by access.Actor, in StoryQuery) ([]Story, string, error) {
	if !by.May(PermStories) {
		return nil, "", fault.Denied()
	}
	if in.Status != "" && !slices.Contains(StoryStatuses, in.Status) {
		return nil, "", fault.InvalidField("status", "portal.story.error.choose")
	}
	return storyPart(in, func(after []string, limit int) ([]Story, error) {
		return stories(ctx, s.DB, in.Status, after, limit)
	}, func(st Story) clock.Instant { return st.Changed })
}

// Story returns a story for the desk, with its texts.
func (s *Service) Story(ctx context.Context, by access.Actor, id string) (Story, error) {
	if !by.May(PermStories) {
		return Story{}, fault.Denied()
	}
	if !db.ValidID(id) {
		return Story{}, storyMissing()
	}
	st, err := storyOf(ctx, s.DB, id)
	if err != nil {
		return Story{}, err
	}
	st.Texts, err = s.storyTexts(ctx, s.DB, id)
	return st, err
}

// PublishedStories lists what everybody may read, the newest first, and the
// cursor of the next part.
func (s *Service) PublishedStories(ctx context.Context, in StoryQuery) ([]Story, string, error) {
	return storyPart(in, func(after []string, limit int) ([]Story, error) {
		return publishedStories(ctx, s.DB, after, limit)
	}, func(st Story) clock.Instant { return st.Published })
}

// PublishedStory returns one that everybody may read, with its texts.
func (s *Service) PublishedStory(ctx context.Context, id string) (Story, error) {
	if !db.ValidID(id) {
		return Story{}, storyMissing()
	}
	st, err := storyOf(ctx, s.DB, id)
	if err == nil && st.Status != StoryPublished {
		err = storyMissing()
	}
	if err != nil {
		return Story{}, err
	}
	st.Texts, err = s.storyTexts(ctx, s.DB, id)
	return st, err
}

// storyPart cuts a part out of a list that is sorted by a time and the id.
func storyPart(in StoryQuery, read func(after []string, limit int) ([]Story, error), at func(Story) clock.Instant) ([]Story, string, error) {
	after, err := storyCursor(in.After)
	if err != nil {
		return nil, "", err
	}
	limit := 25
	if in.Limit > 0 {
		limit = min(in.Limit, 100)
	}
	list, err := read(after, limit+1)
	if err != nil || len(list) <= limit {
		return list, "", err
	}
	list = list[:limit]
	last := list[limit-1]
	return list, base64.RawURLEncoding.EncodeToString([]byte(at(last).String() + " " + last.ID)), nil
}

// storyCursor returns the time and the id of a cursor, nil for none.
func storyCursor(s string) ([]string, error) {
	if s == "" {
		return nil, nil
	}
	b, err := base64.RawURLEncoding.DecodeString(s)
	parts := strings.Split(string(b), " ")
	if err == nil && utf8.Valid(b) && len(parts) == 2 && db.ValidID(parts[1]) {
		if _, err = clock.ParseInstant(parts[0]); err == nil {
			return parts, nil
		}
	}
	return nil, fault.InvalidField("after", "portal.story.error.cursor")
}
