-- +goose Up
-- One row is one bed (or cot place) held for one person, or taken out of service, from a day until a day.
CREATE TABLE reception_hold (
  id text PRIMARY KEY,
  kind text NOT NULL CONSTRAINT reception_hold_kind CHECK (kind IN ('person', 'outage')),
  bed_id text REFERENCES reception_bed (id), -- NULL: a cot place of the room
  room_id text NOT NULL REFERENCES reception_room (id),
  centre_id text NOT NULL REFERENCES reception_centre (id),
  stay_id text REFERENCES reception_stay (id),
  household_id text,
  person_id text,
  from_date date NOT NULL,
  until_date date, -- the first night that is free again; NULL: open
  status text NOT NULL CONSTRAINT reception_hold_status CHECK (status IN ('reserved', 'occupied', 'ended', 'cancelled', 'no_show', 'out')),
  reason text NOT NULL DEFAULT '',
  outage_id text, -- beds taken out of service by one act
  created_at text NOT NULL,
  created_by text NOT NULL,
  ended_at text,
  CONSTRAINT reception_hold_order CHECK (until_date IS NULL OR until_date >= from_date),
  CONSTRAINT reception_hold_shape CHECK (
    (kind = 'person' AND person_id IS NOT NULL AND stay_id IS NOT NULL AND status <> 'out') OR
    (kind = 'outage' AND person_id IS NULL AND bed_id IS NOT NULL AND status IN ('out', 'cancelled')))
);
-- A bed has one sleeper and a sleeper one bed, also where a stay has run past its end.
CREATE UNIQUE INDEX reception_hold_bed_id ON reception_hold (bed_id) WHERE status = 'occupied';
CREATE UNIQUE INDEX reception_hold_person_id ON reception_hold (person_id) WHERE status = 'occupied';
CREATE INDEX reception_hold_bed ON reception_hold (bed_id, from_date);
CREATE INDEX reception_hold_person ON reception_hold (person_id, from_date);
CREATE INDEX reception_hold_room ON reception_hold (room_id, status);
CREATE INDEX reception_hold_centre ON reception_hold (centre_id, status, from_date);
CREATE INDEX reception_hold_ended ON reception_hold (centre_id, until_date) WHERE status = 'ended';
CREATE INDEX reception_hold_outage ON reception_hold (outage_id) WHERE outage_id IS NOT NULL;
CREATE INDEX reception_hold_stay ON reception_hold (stay_id);
CREATE INDEX reception_hold_active ON reception_hold (status, from_date) WHERE status IN ('reserved', 'occupied', 'out');
-- +goose StatementBegin
CREATE TRIGGER reception_hold_bed_twice_insert BEFORE INSERT ON reception_hold
WHEN NEW.bed_id IS NOT NULL AND NEW.status IN ('reserved', 'occupied', 'ended', 'out') AND NEW.from_date <> COALESCE(NEW.until_date, '')
BEGIN
  SELECT RAISE(ABORT, 'reception_hold_bed_twice') WHERE EXISTS (
    SELECT 1 FROM reception_hold h
    WHERE h.bed_id = NEW.bed_id AND h.id <> NEW.id AND h.status IN ('reserved', 'occupied', 'ended', 'out')
      AND h.from_date <> COALESCE(h.until_date, '')
      AND h.from_date < COALESCE(NEW.until_date, '9999-12-31')
      AND NEW.from_date < COALESCE(h.until_date, '9999-12-31'));
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER reception_hold_person_twice_insert BEFORE INSERT ON reception_hold
WHEN NEW.person_id IS NOT NULL AND NEW.status IN ('reserved', 'occupied', 'ended') AND NEW.from_date <> COALESCE(NEW.until_date, '')
BEGIN
  SELECT RAISE(ABORT, 'reception_hold_person_twice') WHERE EXISTS (
    SELECT 1 FROM reception_hold h
    WHERE h.person_id = NEW.person_id AND h.id <> NEW.id AND h.status IN ('reserved', 'occupied', 'ended')
      AND h.from_date <> COALESCE(h.until_date, '')
      AND h.from_date < COALESCE(NEW.until_date, '9999-12-31')
      AND NEW.from_date < COALESCE(h.until_date, '9999-12-31'));
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER reception_hold_bed_twice_update BEFORE UPDATE OF bed_id, person_id, from_date, until_date, status ON reception_hold
WHEN NEW.bed_id IS NOT NULL AND NEW.status IN ('reserved', 'occupied', 'ended', 'out') AND NEW.from_date <> COALESCE(NEW.until_date, '')
BEGIN
  SELECT RAISE(ABORT, 'reception_hold_bed_twice') WHERE EXISTS (
    SELECT 1 FROM reception_hold h
    WHERE h.bed_id = NEW.bed_id AND h.id <> NEW.id AND h.status IN ('reserved', 'occupied', 'ended', 'out')
      AND h.from_date <> COALESCE(h.until_date, '')
      AND h.from_date < COALESCE(NEW.until_date, '9999-12-31')
      AND NEW.from_date < COALESCE(h.until_date, '9999-12-31'));
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER reception_hold_person_twice_update BEFORE UPDATE OF bed_id, person_id, from_date, until_date, status ON reception_hold
WHEN NEW.person_id IS NOT NULL AND NEW.status IN ('reserved', 'occupied', 'ended') AND NEW.from_date <> COALESCE(NEW.until_date, '')
BEGIN
  SELECT RAISE(ABORT, 'reception_hold_person_twice') WHERE EXISTS (
    SELECT 1 FROM reception_hold h
    WHERE h.person_id = NEW.person_id AND h.id <> NEW.id AND h.status IN ('reserved', 'occupied', 'ended')
      AND h.from_date <> COALESCE(h.until_date, '')
      AND h.from_date < COALESCE(NEW.until_date, '9999-12-31')
      AND NEW.from_date < COALESCE(h.until_date, '9999-12-31'));
END;
-- +goose StatementEnd
