-- +goose Up
CREATE TABLE portal_story (
  id text PRIMARY KEY,
  status text NOT NULL CONSTRAINT portal_story_status CHECK (status IN ('draft', 'published', 'withdrawn')),
  example boolean NOT NULL DEFAULT FALSE, -- an invented text, marked as such: nobody's consent is needed
  pseudonym text NOT NULL DEFAULT '', -- empty: no name is given
  town text NOT NULL DEFAULT '',
  country text NOT NULL DEFAULT '',
  lat_e3 integer NOT NULL DEFAULT 0,
  lon_e3 integer NOT NULL DEFAULT 0,
  source_lang text NOT NULL,
  consent_id text, -- the consent that holds for the story as it is now
  published_at text,
  changed_at text NOT NULL,
  created_at text NOT NULL,
  created_by text NOT NULL,
  version integer NOT NULL DEFAULT 1,
  CONSTRAINT portal_story_consent_needed CHECK (status <> 'published' OR example OR consent_id IS NOT NULL),
  CONSTRAINT portal_story_published_when CHECK (status <> 'published' OR published_at IS NOT NULL)
);
CREATE INDEX portal_story_changed ON portal_story (changed_at, id);
CREATE INDEX portal_story_public ON portal_story (published_at, id) WHERE status = 'published';
CREATE TABLE portal_story_text (
  id text PRIMARY KEY,
  story_id text NOT NULL REFERENCES portal_story (id),
  lang text NOT NULL,
  body_sealed bytea NOT NULL
);
CREATE UNIQUE INDEX portal_story_text_story_id_lang ON portal_story_text (story_id, lang);
CREATE TABLE portal_story_consent (
  id text PRIMARY KEY,
  story_id text NOT NULL REFERENCES portal_story (id),
  given_by text NOT NULL CONSTRAINT portal_story_consent_given_by CHECK (given_by IN ('narrator', 'representative')),
  given_on date NOT NULL,
  lang text NOT NULL, -- in which it was explained and given
  interpreter boolean NOT NULL DEFAULT FALSE,
  recorded_at text NOT NULL,
  recorded_by text NOT NULL,
  ended_at text,
  ended_by text,
  ended_why text CONSTRAINT portal_story_consent_ended_why CHECK (ended_why IN ('withdrawn', 'changed'))
);
CREATE UNIQUE INDEX portal_story_consent_story_id ON portal_story_consent (story_id) WHERE ended_at IS NULL;
