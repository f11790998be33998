package portal

import (
	"context"
	"errors"
	"fmt"
	"math"

	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/crypt"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
	"passerelle/internal/platform/i18n"
)

// ending says when, by whom and why a consent ends.
type ending struct {
	at  clock.Instant
	by  string
	why string
}

// recording says when and by whom something was written down.
type recording struct {
	at clock.Instant
	by string
}

const storyColumns = `SELECT s.id, s.status, s.example, s.pseudonym, s.town, s.country, s.lat_e3, s.lon_e3, s.source_lang, s.published_at,
	s.changed_at, s.version, c.id, c.given_by, c.given_on, c.lang, c.interpreter
	FROM portal_story s LEFT JOIN portal_story_consent c ON c.id = s.consent_id`

func scanStory(r db.Row) (Story, error) {
	var s Story
	var lat, lon int
	var published *clock.Instant
	var consent, givenBy, lang *string
	var on *clock.Date
	var interpreter *bool
	err := r.Scan(&s.ID, &s.Status, &s.Example, &s.Pseudonym, &s.Town, &s.Country, &lat, &lon, &s.Source, &published,
		&s.Changed, &s.Version, &consent, &givenBy, &on, &lang, &interpreter)
	if err != nil {
		return s, err
	}
	s.At = Point{float64(lat) / 1e3, float64(lon) / 1e3}
	if published != nil {
		s.Published = *published
	}
	if consent != nil {
		s.Consent = &StoryConsent{ID: *consent, GivenBy: ConsentBy(*givenBy), On: *on, Lang: i18n.Code(*lang), Interpreter: *interpreter}
	}
	return s, nil
}

func storyOf(ctx context.Context, q db.Querier, id string) (Story, error) {
	s, err := db.One(ctx, q, scanStory, storyColumns+` WHERE s.id = $1`, id)
	if errors.Is(err, db.ErrNoRow) {
		err = storyMissing()
	}
	return s, err
}

func stories(ctx context.Context, q db.Querier, status StoryStatus, after []string, limit int) ([]Story, error) {
	where, args := `TRUE`, []any{}
	if status != "" {
		args = append(args, status)
		where = `s.status = $1`
	}
	if after != nil {
		args = append(args, after[0], after[1])
		where += fmt.Sprintf(` AND (s.changed_at, s.id) < ($%d, $%d)`, len(args)-1, len(args))
	}
	args = append(args, limit)
	return db.All(ctx, q, scanStory, storyColumns+` WHERE `+where+fmt.Sprintf(` ORDER BY s.changed_at DESC, s.id DESC LIMIT $%d`, len(args)), args...)
}

func publishedStories(ctx context.Context, q db.Querier, after []string, limit int) ([]Story, error) {
	if after == nil {
		return db.All(ctx, q, scanStory, storyColumns+` WHERE s.status = 'published' ORDER BY s.published_at DESC, s.id DESC LIMIT $1`, limit)
	}
	return db.All(ctx, q, scanStory, storyColumns+` WHERE s.status = 'published' AND (s.published_at, s.id) < ($1, $2)
		ORDER BY s.published_at DESC, s.id DESC LIMIT $3`, after[0], after[1], limit)
}

func milli(degrees float64) int { return int(math.Round(degrees * 1e3)) }

func insertStory(ctx context.Context, tx *db.Tx, s Story, by string) error {
	_, err := tx.Exec(ctx, `INSERT INTO portal_story (id, status, example, pseudonym, town, country, lat_e3, lon_e3, source_lang,
		published_at, changed_at, created_at, created_by, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
		s.ID, s.Status, s.Example, s.Pseudonym, s.Town, s.Country, milli(s.At.Lat), milli(s.At.Lon), s.Source,
		s.Published, s.Changed, s.Changed, by, s.Version)
	return err
}

// updateStory stores s, whose version is one more than what is there.
func updateStory(ctx context.Context, tx *db.Tx, s Story) error {
	var consent *string
	if s.Consent != nil {
		consent = &s.Consent.ID
	}
	n, err := tx.Exec(ctx, `UPDATE portal_story SET status = $1, pseudonym = $2, town = $3, country = $4, lat_e3 = $5, lon_e3 = $6,
		source_lang = $7, consent_id = $8, published_at = $9, changed_at = $10, version = version + 1 WHERE id = $11 AND version = $12`,
		s.Status, s.Pseudonym, s.Town, s.Country, milli(s.At.Lat), milli(s.At.Lon), s.Source, consent, s.Published, s.Changed, s.ID, s.Version-1)
	if err == nil && n == 0 {
		err = fault.Conflicts("portal.story.error.changed")
	}
	return err
}

func insertStoryConsent(ctx context.Context, tx *db.Tx, storyID string, c StoryConsent, r recording) error {
	_, err := tx.Exec(ctx, `INSERT INTO portal_story_consent (id, story_id, given_by, given_on, lang, interpreter, recorded_at, recorded_by)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`, c.ID, storyID, c.GivenBy, c.On, c.Lang, c.Interpreter, r.at, r.by)
	return err
}

// endStoryConsent ends the consent of a story, where it has one.
func endStoryConsent(ctx context.Context, tx *db.Tx, storyID string, e ending) error {
	_, err := tx.Exec(ctx, `UPDATE portal_story_consent SET ended_at = $1, ended_by = $2, ended_why = $3
		WHERE story_id = $4 AND ended_at IS NULL`, e.at, e.by, e.why, storyID)
	return err
}

func deleteStoryTexts(ctx context.Context, tx *db.Tx, storyID string) error {
	_, err := tx.Exec(ctx, `DELETE FROM portal_story_text WHERE story_id = $1`, storyID)
	return err
}

func storyPlace(id string) crypt.Place {
	return crypt.Place{Table: "portal_story_text", Row: id, Column: "body"}
}

func (s *Service) replaceStoryTexts(ctx context.Context, tx *db.Tx, st Story) error {
	if err := deleteStoryTexts(ctx, tx, st.ID); err != nil {
		return err
	}
	for lang, text := range st.Texts {
		id := db.NewID()
		sealed, err := s.Vault.Seal(storyPlace(id), []byte(text))
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `INSERT INTO portal_story_text (id, story_id, lang, body_sealed) VALUES ($1, $2, $3, $4)`,
			id, st.ID, lang, sealed); err != nil {
			return err
		}
	}
	return nil
}

// sealedStory is a text of a story as it is stored.
type sealedStory struct {
	id     string
	lang   i18n.Lang
	sealed []byte
}

func scanSealedStory(r db.Row) (t sealedStory, err error) {
	return t, r.Scan(&t.id, &t.lang, &t.sealed)
}

func (s *Service) storyTexts(ctx context.Context, q db.Querier, storyID string) (map[i18n.Lang]string, error) {
	rows, err := db.All(ctx, q, scanSealedStory, `SELECT id, lang, body_sealed FROM portal_story_text WHERE story_id = $1`, storyID)
	if err != nil {
		return nil, err
	}
	out := map[i18n.Lang]string{}
	for _, t := range rows {
		plain, err := s.Vault.Open(ctx, storyPlace(t.id), t.sealed)
		if err != nil {
			return nil, err
		}
		out[t.lang] = string(plain)
	}
	return out, nil
}

func sealedStories(ctx context.Context, q db.Querier, after string, limit int) ([]sealedStory, error) {
	return db.All(ctx, q, scanSealedStory, `SELECT id, lang, body_sealed FROM portal_story_text WHERE id > $1 ORDER BY id LIMIT $2`, after, limit)
}

// replaceStorySeal puts a fresh seal on a text unless it was changed meanwhile.
func replaceStorySeal(ctx context.Context, tx *db.Tx, t sealedStory, fresh []byte) error {
	_, err := tx.Exec(ctx, `UPDATE portal_story_text SET body_sealed = $1 WHERE id = $2 AND body_sealed = $3`, fresh, t.id, t.sealed)
	return err
}
