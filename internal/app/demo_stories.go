package app

import (
	"context"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/i18n"
	"passerelle/internal/portal"
)

// addDemoStories publishes the invented stories and leaves one more, invented
// too, on the desk, so that consent and publication can be tried.
func (a *App) addDemoStories(ctx context.Context, by access.Actor) error {
	if err := a.Portal.AddExampleStories(ctx, by); err != nil {
		return err
	}
	town := portal.FindTowns("Prizren")[0]
	_, err := a.Portal.SaveStory(ctx, by, portal.StoryInput{Pseudonym: "Besa", TownKey: town.Key, Source: i18n.Albanian, Texts: map[i18n.Lang]string{
		i18n.Albanian: "Kjo histori është e shpikur.\n\nU ktheva në shtëpi në pranverë. Tani kam një furrë të vogël.",
		i18n.English:  "This story is invented.\n\nI went home in spring. Now I have a small bakery.",
	}})
	return err
}
