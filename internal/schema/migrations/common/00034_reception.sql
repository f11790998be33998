-- +goose Up
-- A bed has one sleeper and a sleeper one bed, also where the stay has run past its end.
CREATE UNIQUE INDEX reception_hold_bed_id ON reception_hold (bed_id) WHERE status = 'occupied';
CREATE UNIQUE INDEX reception_hold_person_id ON reception_hold (person_id) WHERE status = 'occupied';
CREATE UNIQUE INDEX reception_stay_household_id ON reception_stay (household_id) WHERE status = 'present';
ALTER TABLE reception_hold ADD COLUMN planned_until date; -- the end that was planned before a departure or transfer cut the hold
ALTER TABLE reception_hold ADD COLUMN ended_at text;
