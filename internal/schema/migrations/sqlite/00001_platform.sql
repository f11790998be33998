-- +goose Up
CREATE TABLE platform_change (
  seq integer PRIMARY KEY AUTOINCREMENT,
  topic text NOT NULL,
  object text NOT NULL,
  node text NOT NULL
);
