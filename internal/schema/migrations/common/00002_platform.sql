-- +goose Up
CREATE TABLE crypt_keyset (
  name text PRIMARY KEY,
  sealed bytea NOT NULL,
  updated_at text NOT NULL
);
CREATE TABLE web_draft (
  account_id text NOT NULL,
  form text NOT NULL,
  sealed bytea NOT NULL,
  updated_at text NOT NULL,
  PRIMARY KEY (account_id, form)
);
CREATE TABLE web_idempotency (
  account_id text NOT NULL,
  key text NOT NULL,
  body_hash text NOT NULL,
  status integer NOT NULL,
  response bytea,
  created_at text NOT NULL,
  PRIMARY KEY (account_id, key)
);
CREATE INDEX web_idempotency_created ON web_idempotency (created_at);
CREATE TABLE audit_entry (
  id text PRIMARY KEY,
  at text NOT NULL,
  actor_id text NOT NULL,
  action text NOT NULL,
  object_type text NOT NULL,
  object_id text NOT NULL,
  person_id text,
  request_id text NOT NULL,
  detail text NOT NULL,
  seq bigint
);
CREATE UNIQUE INDEX audit_entry_seq ON audit_entry (seq);
CREATE INDEX audit_entry_open ON audit_entry (at, id) WHERE seq IS NULL;
CREATE INDEX audit_entry_person ON audit_entry (person_id, at);
CREATE INDEX audit_entry_object ON audit_entry (object_id, at);
CREATE INDEX audit_entry_actor ON audit_entry (actor_id, at);
CREATE INDEX audit_entry_action ON audit_entry (action, at);
CREATE INDEX audit_entry_at ON audit_entry (at, id);
CREATE TABLE audit_hash (
  position bigint PRIMARY KEY,
  hash bytea NOT NULL
);
CREATE TABLE audit_checkpoint (
  size bigint PRIMARY KEY,
  signed text NOT NULL,
  at text NOT NULL
);
