package portal

import (
	"context"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
)

// PublishStory shows a story to everybody. It needs a consent that holds.
func (s *Service) PublishStory(ctx context.Context, by access.Actor, id string, version int) (Story, error) {
	if !by.May(PermStoryPublish) {
		return Story{}, fault.Denied()
	}
	return s.changeStory(ctx, by, storyStep{id, version, "portal.publish_story"}, func(_ context.Context, _ *db.Tx, st *Story) error {
		if st.Status != StoryDraft {
			return fault.Conflicts("portal.story.error.not_draft")
		}
		if st.Consent == nil && !st.Example {
			return fault.Conflicts("portal.story.error.no_consent")
		}
		st.Status, st.Published = StoryPublished, clock.Now(s.Clock)
		return nil
	})
}

// HideStory takes a story back to the desk. Its consent holds on.
func (s *Service) HideStory(ctx context.Context, by access.Actor, id string, version int) (Story, error) {
	if !by.May(PermStoryPublish) {
		return Story{}, fault.Denied()
	}
	return s.changeStory(ctx, by, storyStep{id, version, "portal.hide_story"}, func(_ context.Context, _ *db.Tx, st *Story) error {
		if st.Status != StoryPublished {
			return fault.Conflicts("portal.story.error.not_published")
		}
		st.Status, st.Published = StoryDraft, clock.Instant{}
		return nil
	})
}
