-- +goose Up
CREATE TABLE people_counter (
  year integer PRIMARY KEY,
  next bigint NOT NULL -- the first number that nobody has taken
);
CREATE TABLE people_household (
  id text PRIMARY KEY,
  reference text NOT NULL,
  head_id text, -- null when nobody is left in it
  org_id text NOT NULL,
  centre_id text,
  created_at text NOT NULL,
  created_by text NOT NULL,
  closed_at text,
  origin_id text REFERENCES people_household (id), -- the household it was split from
  joined_id text REFERENCES people_household (id), -- the household that its members joined
  version integer NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX people_household_reference ON people_household (reference);
CREATE TABLE people_person (
  id text PRIMARY KEY,
  reference text NOT NULL,
  household_id text NOT NULL REFERENCES people_household (id),
  household_size integer NOT NULL, -- of the household, on each member: lists filter by it
  org_id text NOT NULL,
  centre_id text,
  sex text NOT NULL CONSTRAINT people_person_sex CHECK (sex IN ('f', 'm', 'x', 'u')),
  birth_year integer,
  birth_precision text NOT NULL CONSTRAINT people_person_birth_precision CHECK (birth_precision IN ('day', 'month', 'year', 'estimated', 'unknown')),
  nationalities text NOT NULL, -- alpha-3 codes between spaces, ' SYR XXA '; XXA is stateless
  languages text NOT NULL, -- codes as above, of people_language
  needs text NOT NULL, -- codes as above, of the open rows of people_need
  interpreter boolean NOT NULL,
  status text NOT NULL, -- the newest of people_status, empty for none
  unaccompanied boolean NOT NULL,
  restricted boolean NOT NULL,
  arrived_on date NOT NULL,
  photo_id text,
  sealed bytea NOT NULL,
  created_at text NOT NULL,
  created_by text NOT NULL,
  updated_at text NOT NULL,
  erased_at text,
  version integer NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX people_person_reference ON people_person (reference);
-- Lists filter and count on these alone, so that they never read what lies sealed.
CREATE INDEX people_person_created ON people_person (created_at, id, org_id, centre_id, household_size, sex, birth_year, nationalities, languages,
  needs, interpreter, status, unaccompanied, restricted, erased_at);
CREATE INDEX people_person_org ON people_person (org_id, created_at, id, centre_id, household_size, sex, birth_year, nationalities, languages,
  needs, interpreter, status, unaccompanied, restricted, erased_at);
CREATE INDEX people_person_centre ON people_person (centre_id, org_id, created_at, id, household_size, sex, birth_year, nationalities, languages,
  needs, interpreter, status, unaccompanied, restricted, erased_at);
CREATE TABLE people_datakey (
  person_id text PRIMARY KEY REFERENCES people_person (id),
  wrapped bytea NOT NULL
);
CREATE TABLE people_member (
  household_id text NOT NULL REFERENCES people_household (id),
  person_id text NOT NULL REFERENCES people_person (id),
  joined_at text NOT NULL,
  joined_by text NOT NULL,
  relationship text NOT NULL, -- to the head, UNHCR code
  left_at text,
  left_by text,
  PRIMARY KEY (household_id, person_id, joined_at)
);
CREATE UNIQUE INDEX people_member_person_id ON people_member (person_id) WHERE left_at IS NULL;
CREATE INDEX people_member_past ON people_member (person_id) WHERE left_at IS NOT NULL;
CREATE TABLE people_document (
  person_id text NOT NULL REFERENCES people_person (id),
  id text NOT NULL,
  type text NOT NULL,
  issuer text NOT NULL,
  valid_until date,
  blind bytea, -- null where it has no number
  sealed bytea NOT NULL,
  recorded_at text NOT NULL,
  recorded_by text NOT NULL,
  removed_at text,
  removed_by text,
  PRIMARY KEY (person_id, id)
);
CREATE INDEX people_document_blind ON people_document (blind);
CREATE TABLE people_contact (
  person_id text NOT NULL REFERENCES people_person (id),
  id text NOT NULL,
  kind text NOT NULL CONSTRAINT people_contact_kind CHECK (kind IN ('phone', 'email', 'address', 'other')),
  safe boolean NOT NULL,
  blind bytea, -- null for an address
  sealed bytea NOT NULL,
  recorded_at text NOT NULL,
  recorded_by text NOT NULL,
  removed_at text,
  removed_by text,
  PRIMARY KEY (person_id, id)
);
CREATE INDEX people_contact_blind ON people_contact (blind);
CREATE TABLE people_language (
  person_id text NOT NULL REFERENCES people_person (id),
  language text NOT NULL,
  level text NOT NULL,
  interpreter boolean NOT NULL,
  position integer NOT NULL, -- the first is the one to speak
  PRIMARY KEY (person_id, language)
);
CREATE TABLE people_status (
  person_id text NOT NULL REFERENCES people_person (id),
  id text NOT NULL,
  status text NOT NULL,
  from_date date NOT NULL,
  until_date date,
  recorded_at text NOT NULL,
  recorded_by text NOT NULL,
  removed_at text,
  removed_by text,
  PRIMARY KEY (person_id, id)
);
CREATE TABLE people_need (
  person_id text NOT NULL REFERENCES people_person (id),
  id text NOT NULL,
  code text NOT NULL,
  from_date date NOT NULL,
  until_date date,
  sealed bytea,
  recorded_at text NOT NULL,
  recorded_by text NOT NULL,
  ended_at text,
  ended_by text,
  PRIMARY KEY (person_id, id)
);
CREATE UNIQUE INDEX people_need_person_id_code ON people_need (person_id, code) WHERE until_date IS NULL;
CREATE TABLE people_consent (
  person_id text NOT NULL REFERENCES people_person (id),
  id text NOT NULL,
  purpose text NOT NULL,
  given boolean NOT NULL,
  language text NOT NULL,
  interpreter boolean NOT NULL,
  notice text NOT NULL, -- version of the text that was given
  at text NOT NULL,
  recorded_by text NOT NULL,
  withdrawn_at text,
  withdrawn_by text,
  PRIMARY KEY (person_id, id)
);
CREATE TABLE people_representative (
  person_id text NOT NULL REFERENCES people_person (id), -- the minor
  id text NOT NULL,
  representative_id text REFERENCES people_person (id), -- where the representative is in the register
  kind text NOT NULL, -- parent, relative, guardian, ad_hoc_administrator, provisional
  from_date date NOT NULL,
  until_date date,
  sealed bytea,
  recorded_at text NOT NULL,
  recorded_by text NOT NULL,
  ended_at text,
  ended_by text,
  PRIMARY KEY (person_id, id)
);
CREATE INDEX people_representative_representative ON people_representative (representative_id) WHERE representative_id IS NOT NULL;
CREATE TABLE people_link (
  id text PRIMARY KEY,
  a_id text NOT NULL REFERENCES people_person (id),
  b_id text NOT NULL REFERENCES people_person (id),
  verdict text NOT NULL CONSTRAINT people_link_verdict CHECK (verdict IN ('same', 'different')),
  decided_at text NOT NULL,
  decided_by text NOT NULL,
  undone_at text,
  undone_by text,
  CONSTRAINT people_link_order CHECK (a_id < b_id)
);
CREATE UNIQUE INDEX people_link_a_id_b_id ON people_link (a_id, b_id) WHERE undone_at IS NULL;
CREATE INDEX people_link_b ON people_link (b_id);
CREATE TABLE people_import (
  id text PRIMARY KEY,
  account_id text NOT NULL,
  org_id text NOT NULL,
  centre_id text,
  status text NOT NULL CONSTRAINT people_import_status CHECK (status IN ('mapping', 'checking', 'checked', 'running', 'finished')),
  mode text NOT NULL, -- all, good; empty until it runs
  mapping text NOT NULL, -- what each column says, as codes; - for a column that is left out
  total integer NOT NULL,
  fresh integer NOT NULL, -- rows by their status
  good integer NOT NULL DEFAULT 0,
  bad integer NOT NULL DEFAULT 0,
  ask integer NOT NULL DEFAULT 0,
  held integer NOT NULL DEFAULT 0,
  left_out integer NOT NULL DEFAULT 0,
  done integer NOT NULL DEFAULT 0,
  alike integer NOT NULL DEFAULT 0, -- rows like somebody, whatever their status
  version integer NOT NULL DEFAULT 1,
  created_at text NOT NULL,
  touched_at text NOT NULL,
  finished_at text,
  wrapped bytea, -- the import's data key; null once its rows are gone
  sealed bytea -- name of the file, headings
);
CREATE INDEX people_import_account ON people_import (account_id, created_at, id);
CREATE TABLE people_import_row (
  import_id text NOT NULL REFERENCES people_import (id),
  number integer NOT NULL, -- of the row in the file
  household integer NOT NULL, -- number of the first row of its household
  status text NOT NULL CONSTRAINT people_import_row_status CHECK (status IN ('fresh', 'good', 'bad', 'ask', 'held', 'left_out', 'done')),
  verdict text NOT NULL, -- of the likest person: same, look; empty for none
  decision text NOT NULL, -- skip, import, link; empty for none
  link_id text, -- whom it is linked with
  problems text NOT NULL, -- codes, never the values
  sealed bytea, -- the values; null once they are registered
  matches bytea, -- sealed: whom it is like
  person_id text,
  PRIMARY KEY (import_id, number)
);
CREATE INDEX people_import_row_household ON people_import_row (import_id, household, number);
CREATE INDEX people_import_row_status ON people_import_row (import_id, status, household, number);
CREATE TABLE people_import_heading (
  account_id text NOT NULL,
  heading bytea NOT NULL, -- keyed hash of a heading
  target text NOT NULL, -- what the account last said that such a column says
  PRIMARY KEY (account_id, heading)
);
