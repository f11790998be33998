-- +goose Up
CREATE TABLE portal_page (
  id text PRIMARY KEY,
  kind text NOT NULL CONSTRAINT portal_page_kind CHECK (kind IN ('guide', 'faq')),
  path text NOT NULL, -- "service/reception" stands below "service"
  position integer NOT NULL DEFAULT 0,
  source_lang text NOT NULL, -- of the text that the others are translations of
  legal boolean NOT NULL DEFAULT FALSE,
  archived_at text,
  created_at text NOT NULL,
  created_by text NOT NULL,
  version integer NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX portal_page_kind_path ON portal_page (kind, path);
CREATE TABLE portal_page_text (
  id text PRIMARY KEY,
  page_id text NOT NULL REFERENCES portal_page (id),
  lang text NOT NULL,
  number integer NOT NULL, -- of the version, from 1
  state text NOT NULL CONSTRAINT portal_page_text_state CHECK (state IN ('draft', 'review', 'published', 'withdrawn')),
  title text NOT NULL,
  summary text NOT NULL,
  body text NOT NULL, -- Markdown
  hash text NOT NULL, -- of title, summary and body
  source_hash text NOT NULL DEFAULT '', -- hash of the source version that it was made from
  unread boolean NOT NULL DEFAULT FALSE, -- to be read by a native speaker
  checked_on date,
  writer text NOT NULL, -- who saved it last
  writers text NOT NULL, -- all who saved it, ids separated by a space
  remark text NOT NULL DEFAULT '', -- of the second pair of eyes that gave it back
  reviewed_by text,
  reviewed_at text,
  publish_at text, -- in the future: scheduled
  created_at text NOT NULL,
  updated_at text NOT NULL,
  version integer NOT NULL DEFAULT 1,
  CONSTRAINT portal_page_text_published CHECK ((state IN ('draft', 'review')) = (publish_at IS NULL)),
  CONSTRAINT portal_page_text_second_eyes CHECK (reviewed_by IS NULL OR reviewed_by <> writer)
);
CREATE UNIQUE INDEX portal_page_text_page_id_lang_number ON portal_page_text (page_id, lang, number);
CREATE UNIQUE INDEX portal_page_text_page_id_lang ON portal_page_text (page_id, lang) WHERE state IN ('draft', 'review');
CREATE INDEX portal_page_text_live ON portal_page_text (page_id, lang, state, publish_at);
CREATE TABLE portal_page_contact (
  key text PRIMARY KEY,
  name text NOT NULL,
  name_lang text NOT NULL,
  phone text NOT NULL DEFAULT '',
  email text NOT NULL DEFAULT '',
  address text NOT NULL DEFAULT '',
  updated_at text NOT NULL,
  updated_by text NOT NULL,
  version integer NOT NULL DEFAULT 1
);
CREATE TABLE portal_page_picture (
  id text PRIMARY KEY,
  jpeg bytea NOT NULL,
  width integer NOT NULL,
  height integer NOT NULL,
  created_at text NOT NULL,
  created_by text NOT NULL
);
CREATE TABLE portal_page_vote (
  page_id text NOT NULL REFERENCES portal_page (id),
  lang text NOT NULL,
  helpful integer NOT NULL DEFAULT 0,
  unhelpful integer NOT NULL DEFAULT 0,
  PRIMARY KEY (page_id, lang)
);
