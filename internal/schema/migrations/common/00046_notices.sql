-- +goose Up
CREATE TABLE portal_notice (
  id text PRIMARY KEY,
  begins_at text NOT NULL,
  until_at text NOT NULL,
  ended_at text, -- before its time
  recorded_by text NOT NULL,
  CONSTRAINT portal_notice_times CHECK (until_at > begins_at)
);
CREATE INDEX portal_notice_begins_at ON portal_notice (begins_at, id);
CREATE TABLE portal_notice_text (
  notice_id text NOT NULL REFERENCES portal_notice (id),
  lang text NOT NULL,
  text text NOT NULL,
  PRIMARY KEY (notice_id, lang)
);
CREATE TABLE portal_visit (
  day date NOT NULL,
  lang text NOT NULL,
  page text NOT NULL, -- path behind the language
  visits integer NOT NULL,
  PRIMARY KEY (day, lang, page)
);
