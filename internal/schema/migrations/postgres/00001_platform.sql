-- +goose Up
CREATE EXTENSION IF NOT EXISTS btree_gist;
CREATE TABLE platform_change (
  seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  topic text NOT NULL,
  object text NOT NULL,
  node text NOT NULL,
  xid xid8 NOT NULL DEFAULT pg_current_xact_id()
);
CREATE INDEX platform_change_order ON platform_change (xid, seq);
