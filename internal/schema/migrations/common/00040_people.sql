-- +goose Up
CREATE TABLE people_candidate (
  id text PRIMARY KEY,
  a_id text NOT NULL REFERENCES people_person (id),
  b_id text NOT NULL REFERENCES people_person (id),
  score integer NOT NULL, -- per thousand
  verdict text NOT NULL CONSTRAINT people_candidate_verdict CHECK (verdict IN ('same', 'look')),
  run integer NOT NULL, -- of the sweep that found it last
  found_at text NOT NULL,
  decision text NOT NULL DEFAULT 'open' CONSTRAINT people_candidate_decision CHECK (decision IN ('open', 'later', 'same', 'different')),
  remind_on date, -- of later: the day on which it is asked about again
  decided_at text,
  decided_by text,
  version integer NOT NULL DEFAULT 1,
  CONSTRAINT people_candidate_order CHECK (a_id < b_id)
);
CREATE UNIQUE INDEX people_candidate_a_id_b_id ON people_candidate (a_id, b_id);
CREATE INDEX people_candidate_b ON people_candidate (b_id);
CREATE INDEX people_candidate_undecided ON people_candidate (score, id) WHERE decision IN ('open', 'later');
CREATE INDEX people_candidate_decided ON people_candidate (decided_by, decided_at) WHERE decided_by IS NOT NULL;
CREATE TABLE people_sweep (
  id integer PRIMARY KEY CONSTRAINT people_sweep_one CHECK (id = 1), -- there is one row
  run integer NOT NULL,
  after_id text NOT NULL, -- how far it is: the last person looked at
  seen integer NOT NULL,
  total integer NOT NULL,
  found integer NOT NULL,
  started_at text NOT NULL,
  started_by text NOT NULL,
  finished_at text
);
