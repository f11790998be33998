-- +goose Up
CREATE TABLE reception_transfer (
  id text PRIMARY KEY,
  household_id text NOT NULL,
  stay_id text NOT NULL REFERENCES reception_stay (id),
  from_centre_id text NOT NULL REFERENCES reception_centre (id),
  to_centre_id text NOT NULL REFERENCES reception_centre (id),
  from_org_id text NOT NULL REFERENCES reception_organisation (id),
  to_org_id text NOT NULL REFERENCES reception_organisation (id),
  on_date date NOT NULL,
  status text NOT NULL CONSTRAINT reception_transfer_status CHECK (status IN ('proposed', 'accepted', 'refused', 'withdrawn', 'done')),
  reason text NOT NULL, -- code
  refusal text NOT NULL DEFAULT '', -- code
  note_sealed bytea,
  bus text NOT NULL DEFAULT '',
  seats integer NOT NULL,
  new_stay_id text REFERENCES reception_stay (id),
  proposed_at text NOT NULL,
  proposed_by text NOT NULL,
  decided_at text,
  decided_by text,
  version integer NOT NULL DEFAULT 1
);
CREATE INDEX reception_transfer_to ON reception_transfer (to_centre_id, status, on_date);
CREATE INDEX reception_transfer_from ON reception_transfer (from_centre_id, status, on_date);
CREATE UNIQUE INDEX reception_transfer_household_id ON reception_transfer (household_id) WHERE status IN ('proposed', 'accepted');
CREATE TABLE reception_waiting (
  id text PRIMARY KEY,
  reference text NOT NULL, -- what the call list shows instead of a name
  household_id text NOT NULL,
  org_id text NOT NULL,
  centre_id text, -- where the household asked
  persons integer NOT NULL,
  since date NOT NULL,
  confirmed_on date NOT NULL,
  confirm_until date NOT NULL,
  status text NOT NULL CONSTRAINT reception_waiting_status CHECK (status IN ('waiting', 'placed', 'left', 'expired')),
  grounds text NOT NULL DEFAULT '', -- vulnerability grounds, codes separated by a space
  note_sealed bytea,
  created_at text NOT NULL,
  created_by text NOT NULL,
  closed_at text,
  version integer NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX reception_waiting_reference ON reception_waiting (reference);
CREATE UNIQUE INDEX reception_waiting_household_id ON reception_waiting (household_id) WHERE status = 'waiting';
CREATE INDEX reception_waiting_open ON reception_waiting (status, since);
CREATE TABLE reception_conflict (
  id text PRIMARY KEY,
  household_a text NOT NULL,
  household_b text NOT NULL,
  level text NOT NULL CONSTRAINT reception_conflict_level CHECK (level IN ('room', 'centre')),
  recorded_at text NOT NULL,
  recorded_by text NOT NULL,
  ended_at text,
  CONSTRAINT reception_conflict_order CHECK (household_a < household_b)
);
CREATE UNIQUE INDEX reception_conflict_household_a_household_b ON reception_conflict (household_a, household_b) WHERE ended_at IS NULL;
CREATE INDEX reception_conflict_b ON reception_conflict (household_b);
CREATE TABLE reception_day (
  centre_id text NOT NULL REFERENCES reception_centre (id),
  day date NOT NULL,
  gross integer NOT NULL,
  out_of_service integer NOT NULL,
  blocked integer NOT NULL,
  reserved integer NOT NULL,
  occupied integer NOT NULL,
  persons integer NOT NULL,
  arrivals integer NOT NULL, -- persons, as in the columns below
  departures integer NOT NULL,
  moved_in integer NOT NULL, -- from another centre: no arrival of the network
  moved_out integer NOT NULL,
  PRIMARY KEY (centre_id, day)
);
CREATE INDEX reception_day_day ON reception_day (day);
