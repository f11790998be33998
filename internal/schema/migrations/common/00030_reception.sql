-- +goose Up
CREATE TABLE reception_organisation (
  id text PRIMARY KEY,
  name text NOT NULL,
  kind text NOT NULL CONSTRAINT reception_organisation_kind CHECK (kind IN ('operator', 'state', 'other')),
  phone text NOT NULL DEFAULT '',
  created_at text NOT NULL,
  version integer NOT NULL DEFAULT 1
);
CREATE TABLE reception_centre (
  id text PRIMARY KEY,
  org_id text NOT NULL REFERENCES reception_organisation (id),
  name text NOT NULL,
  type text NOT NULL,
  phase text NOT NULL CONSTRAINT reception_centre_phase CHECK (phase IN ('first', 'second', 'accommodation', 'none')),
  catering text NOT NULL,
  address text NOT NULL DEFAULT '',
  address_public boolean NOT NULL DEFAULT FALSE,
  commune text NOT NULL DEFAULT '',
  lat_e4 integer,
  lon_e4 integer,
  phone text NOT NULL DEFAULT '',
  status text NOT NULL CONSTRAINT reception_centre_status CHECK (status IN ('planned', 'open', 'closed')),
  for_minors boolean NOT NULL DEFAULT FALSE,
  women_only boolean NOT NULL DEFAULT FALSE,
  near_hospital boolean NOT NULL DEFAULT FALSE,
  near_school boolean NOT NULL DEFAULT FALSE,
  emergency boolean NOT NULL DEFAULT FALSE,
  synthetic boolean NOT NULL DEFAULT FALSE,
  rules text NOT NULL DEFAULT '',
  sort text NOT NULL,
  closed_at text, -- of the centre; its rooms and beds closed with it carry the same time
  created_at text NOT NULL,
  version integer NOT NULL DEFAULT 1
);
CREATE TABLE reception_building (
  id text PRIMARY KEY,
  centre_id text NOT NULL REFERENCES reception_centre (id),
  name text NOT NULL,
  lift boolean NOT NULL DEFAULT FALSE
);
CREATE INDEX reception_building_centre ON reception_building (centre_id);
CREATE TABLE reception_floor (
  id text PRIMARY KEY,
  building_id text NOT NULL REFERENCES reception_building (id),
  centre_id text NOT NULL REFERENCES reception_centre (id),
  level integer NOT NULL,
  name text NOT NULL DEFAULT ''
);
CREATE UNIQUE INDEX reception_floor_building_id_level ON reception_floor (building_id, level);
CREATE TABLE reception_room (
  id text PRIMARY KEY,
  centre_id text NOT NULL REFERENCES reception_centre (id),
  floor_id text NOT NULL REFERENCES reception_floor (id),
  number text NOT NULL,
  sort text NOT NULL DEFAULT '', -- orders 2.9 before 2.10
  cots integer NOT NULL DEFAULT 0 CONSTRAINT reception_room_cots CHECK (cots >= 0),
  area_dm2 integer, -- square decimetres
  step_free boolean NOT NULL DEFAULT FALSE,
  own_bathroom boolean NOT NULL DEFAULT FALSE,
  lockable boolean NOT NULL DEFAULT FALSE,
  family_unit boolean NOT NULL DEFAULT FALSE,
  isolation boolean NOT NULL DEFAULT FALSE,
  sex_rule text NOT NULL DEFAULT '' CONSTRAINT reception_room_sex_rule CHECK (sex_rule IN ('', 'women', 'men', 'family')),
  closed_at text,
  version integer NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX reception_room_floor_id_number ON reception_room (floor_id, number);
CREATE INDEX reception_room_centre ON reception_room (centre_id);
CREATE TABLE reception_neighbour (
  room_id text NOT NULL REFERENCES reception_room (id),
  neighbour_id text NOT NULL REFERENCES reception_room (id),
  PRIMARY KEY (room_id, neighbour_id)
);
CREATE TABLE reception_bed (
  id text PRIMARY KEY,
  room_id text NOT NULL REFERENCES reception_room (id),
  centre_id text NOT NULL REFERENCES reception_centre (id),
  label text NOT NULL,
  closed_at text
);
CREATE UNIQUE INDEX reception_bed_room_id_label ON reception_bed (room_id, label);
CREATE INDEX reception_bed_centre ON reception_bed (centre_id);
CREATE TABLE reception_stay (
  id text PRIMARY KEY,
  household_id text NOT NULL,
  centre_id text NOT NULL REFERENCES reception_centre (id),
  phase text NOT NULL,
  phase_since date, -- since when the household has been in this phase, over several stays
  from_date date NOT NULL,
  until_date date, -- the day of leaving, whose night is free again
  planned_until date, -- what it was before a departure or a transfer moved it
  status text NOT NULL CONSTRAINT reception_stay_status CHECK (status IN ('reserved', 'present', 'ended', 'cancelled', 'no_show')),
  departure_kind text NOT NULL DEFAULT '',
  cancel_reason text NOT NULL DEFAULT '',
  previous_id text REFERENCES reception_stay (id),
  created_at text NOT NULL,
  created_by text NOT NULL,
  ended_at text,
  version integer NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX reception_stay_household_id ON reception_stay (household_id) WHERE status = 'present';
CREATE INDEX reception_stay_household ON reception_stay (household_id, from_date);
CREATE INDEX reception_stay_centre ON reception_stay (centre_id, status, from_date);
CREATE INDEX reception_stay_leaving ON reception_stay (centre_id, status, until_date);
