package portal

import (
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/audit"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
	"passerelle/internal/platform/i18n"
)

//go:embed data/example_stories.json
var exampleStories []byte

// AddExampleStories publishes three invented stories, marked as such, whose
// towns lie as far from Luxembourg as those of the former programme's page.
func (s *Service) AddExampleStories(ctx context.Context, by access.Actor) error {
	if !by.May(PermStories) || !by.May(PermStoryPublish) {
		return fault.Denied()
	}
	var list []struct {
		Pseudonym string               `json:"pseudonym"`
		Town      string               `json:"town"`
		Texts     map[i18n.Lang]string `json:"texts"`
	}
	if err := json.Unmarshal(exampleStories, &list); err != nil {
		return err
	}
	slices.Reverse(list) // the newest stands first
	now := clock.Now(s.Clock)
	return s.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		for i, e := range list {
			town, ok := TownByKey(e.Town)
			if !ok {
				return fmt.Errorf("portal: example story: no town %s", e.Town)
			}
			st := Story{ID: db.NewID(), Status: StoryPublished, Example: true, Pseudonym: e.Pseudonym, Town: town.Name, Country: town.Country,
				At: town.At, Source: i18n.English, Texts: e.Texts, Version: 1, Changed: now, Published: now.Add(time.Duration(i-len(list)) * time.Hour)}
			if err := insertStory(ctx, tx, st, by.ID); err != nil {
				return err
			}
			if err := s.replaceStoryTexts(ctx, tx, st); err != nil {
				return err
			}
			if err := s.Audit.Record(ctx, tx, by, audit.Entry{Action: "portal.add_example_story", ObjectType: "story", ObjectID: st.ID}); err != nil {
				return err
			}
		}
		return nil
	})
}
