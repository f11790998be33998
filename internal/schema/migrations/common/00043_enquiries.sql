-- +goose Up
CREATE TABLE portal_purpose (
  code text PRIMARY KEY,
  due_days integer NOT NULL CONSTRAINT portal_purpose_due CHECK (due_days BETWEEN 0 AND 365),
  retention_days integer NOT NULL CONSTRAINT portal_purpose_retention CHECK (retention_days BETWEEN 30 AND 3650), -- after it was closed, or received
  source text NOT NULL, -- of the period
  version integer NOT NULL DEFAULT 1
);
INSERT INTO portal_purpose (code, due_days, retention_days, source) VALUES
  ('question', 5, 365, ''), ('arriving', 0, 365, ''), ('awareness', 10, 730, ''), ('volunteer', 10, 730, ''), ('donation', 5, 365, ''),
  ('internship', 15, 365, ''), ('job', 15, 730, ''), ('return', 2, 730, ''), ('family', 2, 1825, ''), ('complaint', 5, 1825, '');
CREATE TABLE portal_enquiry_counter (
  year integer PRIMARY KEY,
  next integer NOT NULL
);
CREATE TABLE portal_slot (
  id text PRIMARY KEY,
  on_date date NOT NULL,
  from_time text NOT NULL,
  until_time text NOT NULL,
  place text NOT NULL,
  capacity integer NOT NULL,
  taken integer NOT NULL DEFAULT 0,
  CONSTRAINT portal_slot_capacity CHECK (capacity BETWEEN 1 AND 500),
  CONSTRAINT portal_slot_full CHECK (taken BETWEEN 0 AND capacity)
);
CREATE UNIQUE INDEX portal_slot_on_date_from_time_place ON portal_slot (on_date, from_time, place);
CREATE TABLE portal_good (
  code text PRIMARY KEY,
  state text NOT NULL CONSTRAINT portal_good_state CHECK (state IN ('needed', 'welcome', 'not_needed')),
  position integer NOT NULL
);
INSERT INTO portal_good (code, state, position) VALUES
  ('clothing', 'needed', 1), ('shoes', 'needed', 2), ('baby', 'needed', 3), ('hygiene', 'needed', 4), ('school', 'welcome', 5), ('toys', 'welcome', 6),
  ('books', 'welcome', 7), ('kitchen', 'welcome', 8), ('bedding', 'welcome', 9), ('furniture', 'not_needed', 10);
CREATE TABLE portal_enquiry (
  id text PRIMARY KEY,
  reference text NOT NULL,
  form_key text NOT NULL, -- of the form that was sent: sent twice it is one message
  purpose text NOT NULL REFERENCES portal_purpose (code),
  desk text NOT NULL,
  lang text NOT NULL,
  status text NOT NULL CONSTRAINT portal_enquiry_status CHECK (status IN ('new', 'in_progress', 'waiting', 'answered', 'closed', 'spam')),
  notice text NOT NULL, -- version of the notice that was shown
  received_at text NOT NULL,
  due_on date NOT NULL,
  assigned_to text NOT NULL DEFAULT '',
  closed_on date,
  merged_into text REFERENCES portal_enquiry (id),
  converted_to text NOT NULL DEFAULT '',
  slot_id text REFERENCES portal_slot (id),
  datakey bytea, -- wrapped; gone when the message is deleted
  sealed bytea,
  deleted_at text,
  version integer NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX portal_enquiry_reference ON portal_enquiry (reference);
CREATE UNIQUE INDEX portal_enquiry_form_key ON portal_enquiry (form_key);
CREATE INDEX portal_enquiry_inbox ON portal_enquiry (desk, status, due_on, id);
CREATE INDEX portal_enquiry_received ON portal_enquiry (received_at, id);
CREATE INDEX portal_enquiry_merged ON portal_enquiry (merged_into) WHERE merged_into IS NOT NULL;
CREATE TABLE portal_enquiry_entry (
  id text PRIMARY KEY,
  enquiry_id text NOT NULL REFERENCES portal_enquiry (id),
  kind text NOT NULL CONSTRAINT portal_enquiry_entry_kind CHECK (kind IN ('note', 'answer', 'conversion')),
  at text NOT NULL,
  by_id text NOT NULL,
  sealed bytea NOT NULL
);
CREATE INDEX portal_enquiry_entry_of ON portal_enquiry_entry (enquiry_id, at);
CREATE TABLE portal_enquiry_draft (
  id text PRIMARY KEY, -- becomes the id of the message
  code bytea NOT NULL, -- keyed hash
  purpose text NOT NULL REFERENCES portal_purpose (code),
  lang text NOT NULL,
  until_date date NOT NULL,
  datakey bytea NOT NULL,
  sealed bytea NOT NULL
);
CREATE UNIQUE INDEX portal_enquiry_draft_code ON portal_enquiry_draft (code);
CREATE INDEX portal_enquiry_draft_until ON portal_enquiry_draft (until_date);
CREATE TABLE portal_attachment (
  id text PRIMARY KEY, -- and of the file
  owner_id text NOT NULL, -- message or draft
  position integer NOT NULL,
  media text NOT NULL,
  size integer NOT NULL,
  sealed bytea NOT NULL -- its name
);
CREATE UNIQUE INDEX portal_attachment_owner_id_position ON portal_attachment (owner_id, position);
CREATE TABLE portal_canned (
  id text PRIMARY KEY,
  purpose text NOT NULL REFERENCES portal_purpose (code),
  lang text NOT NULL,
  title text NOT NULL,
  body text NOT NULL,
  changed_at text NOT NULL,
  changed_by text NOT NULL
);
CREATE UNIQUE INDEX portal_canned_purpose_lang_title ON portal_canned (purpose, lang, title);
