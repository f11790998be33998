-- +goose Up
CREATE TABLE staff_account (
  id text PRIMARY KEY,
  login text NOT NULL,
  name_sealed bytea NOT NULL,
  email_sealed bytea,
  status text NOT NULL CONSTRAINT staff_account_status CHECK (status IN ('invited', 'active', 'disabled')),
  password_hash text,
  totp_sealed bytea,
  totp_confirmed boolean NOT NULL DEFAULT FALSE,
  totp_last_step bigint NOT NULL DEFAULT 0,
  invite_hash text,
  invite_until text,
  epoch integer NOT NULL DEFAULT 1,
  lang text NOT NULL DEFAULT 'en',
  theme text NOT NULL DEFAULT '',
  shortcuts boolean NOT NULL DEFAULT TRUE,
  invited_by text,
  created_at text NOT NULL,
  version integer NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX staff_account_login ON staff_account (login);
CREATE UNIQUE INDEX staff_account_invite_hash ON staff_account (invite_hash);
CREATE TABLE staff_role (
  account_id text NOT NULL REFERENCES staff_account (id),
  role text NOT NULL,
  scope_kind text NOT NULL CONSTRAINT staff_role_scope_kind CHECK (scope_kind IN ('all', 'organisation', 'centre', 'team')),
  scope_id text NOT NULL DEFAULT '',
  granted_by text NOT NULL,
  granted_at text NOT NULL,
  PRIMARY KEY (account_id, role, scope_kind, scope_id)
);
CREATE TABLE staff_session (
  id_hash text PRIMARY KEY,
  account_id text NOT NULL REFERENCES staff_account (id),
  epoch integer NOT NULL,
  stage text NOT NULL CONSTRAINT staff_session_stage CHECK (stage IN ('password', 'full')),
  agent text NOT NULL,
  created_at text NOT NULL,
  seen_at text NOT NULL,
  until text NOT NULL
);
CREATE INDEX staff_session_account ON staff_session (account_id);
CREATE TABLE staff_token (
  id text PRIMARY KEY,
  account_id text NOT NULL REFERENCES staff_account (id),
  hash text NOT NULL,
  label text NOT NULL,
  epoch integer NOT NULL,
  created_at text NOT NULL,
  until text NOT NULL,
  used_at text,
  revoked_at text
);
CREATE UNIQUE INDEX staff_token_hash ON staff_token (hash);
CREATE INDEX staff_token_account ON staff_token (account_id);
CREATE TABLE staff_recovery (
  account_id text NOT NULL REFERENCES staff_account (id),
  hash text NOT NULL,
  used_at text,
  PRIMARY KEY (account_id, hash)
);
CREATE TABLE staff_attempt (
  bucket bytea PRIMARY KEY,
  failures integer NOT NULL,
  blocked_until text,
  last_at text NOT NULL
);
CREATE INDEX staff_attempt_last ON staff_attempt (last_at);
