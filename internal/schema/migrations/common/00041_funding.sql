-- +goose Up
-- Texts in several languages are JSON: {"lang", "body", "translations"}.
CREATE TABLE funding_objective (
  id text PRIMARY KEY,
  fund text NOT NULL,
  code text NOT NULL,
  title text NOT NULL,
  valid_from date NOT NULL,
  valid_until date, -- last day, open where NULL
  source text NOT NULL,
  confirmed boolean NOT NULL -- the wording was compared with what the authority publishes
);
CREATE UNIQUE INDEX funding_objective_fund_code_valid_from ON funding_objective (fund, code, valid_from);
-- What the law calls the objectives of the fund belongs to the law, not to an
-- installation: it comes with the schema, and a later regulation adds rows.
INSERT INTO funding_objective (id, fund, code, title, valid_from, valid_until, source, confirmed) VALUES
  ('amif-2021-so1', 'AMIF', 'SO1', '{"lang":"en","body":"Common European Asylum System","translations":{"fr":"Régime d’asile européen commun","de":"Gemeinsames Europäisches Asylsystem","lb":"Gemeinsaamt Europäescht Asylsystem"}}', '2021-01-01', '2027-12-31', 'Regulation (EU) 2021/1147, Article 3(2)(a)', FALSE),
  ('amif-2021-so2', 'AMIF', 'SO2', '{"lang":"en","body":"Integration and legal migration","translations":{"fr":"Intégration et migration légale","de":"Integration und legale Migration","lb":"Integratioun a legal Migratioun"}}', '2021-01-01', '2027-12-31', 'Regulation (EU) 2021/1147, Article 3(2)(b)', TRUE),
  ('amif-2021-so3', 'AMIF', 'SO3', '{"lang":"en","body":"Countering irregular migration, return and readmission","translations":{"fr":"Lutte contre la migration irrégulière, retour et réadmission","de":"Bekämpfung der irregulären Migration, Rückkehr und Rückübernahme","lb":"Bekämpfung vun der irregulärer Migratioun, Retour a Réadmissioun"}}', '2021-01-01', '2027-12-31', 'Regulation (EU) 2021/1147, Article 3(2)(c)', FALSE),
  ('amif-2021-so4', 'AMIF', 'SO4', '{"lang":"en","body":"Solidarity and sharing of responsibility","translations":{"fr":"Solidarité et partage des responsabilités","de":"Solidarität und Aufteilung der Verantwortung","lb":"Solidaritéit an Opdeele vun der Verantwortung"}}', '2021-01-01', '2027-12-31', 'Regulation (EU) 2021/1147, Article 3(2)(d)', FALSE);
CREATE TABLE funding_call (
  id text PRIMARY KEY,
  fund text NOT NULL,
  period_from integer NOT NULL, -- years of the programming period
  period_until integer NOT NULL,
  year integer NOT NULL, -- of the call: the register shows the latest first
  objective_id text NOT NULL REFERENCES funding_objective (id),
  name text NOT NULL,
  managing_authority text NOT NULL,
  intermediary_body text NOT NULL, -- JSON null where there is none
  introduction text NOT NULL,
  opens_on date,
  closes_on date,
  source_link text NOT NULL DEFAULT '',
  search text NOT NULL, -- folded name, for the desk's search
  version integer NOT NULL DEFAULT 1,
  created_at text NOT NULL,
  updated_at text NOT NULL,
  CONSTRAINT funding_call_period CHECK (period_until >= period_from),
  CONSTRAINT funding_call_dates CHECK (opens_on IS NULL OR closes_on IS NULL OR closes_on >= opens_on)
);
CREATE INDEX funding_call_year ON funding_call (year, id);
CREATE TABLE funding_operation (
  id text PRIMARY KEY,
  call_id text NOT NULL REFERENCES funding_call (id),
  position integer NOT NULL, -- within the call, in the order of selection
  title text NOT NULL,
  leader text NOT NULL, -- JSON null where it is not stated
  audience text NOT NULL,
  objective text NOT NULL,
  period_from date NOT NULL,
  period_until date NOT NULL,
  contact_name_sealed bytea,
  contact_email_sealed bytea,
  link text NOT NULL DEFAULT '',
  status text NOT NULL CONSTRAINT funding_operation_status CHECK (status IN ('draft', 'published', 'withdrawn')),
  search text NOT NULL, -- folded title, leader, audience and objective in all languages
  version integer NOT NULL DEFAULT 1,
  created_at text NOT NULL,
  updated_at text NOT NULL,
  published_at text,
  CONSTRAINT funding_operation_period CHECK (period_until >= period_from)
);
CREATE UNIQUE INDEX funding_operation_call_id_position ON funding_operation (call_id, position);
CREATE INDEX funding_operation_status ON funding_operation (status, period_from, period_until);
CREATE TABLE funding_audience (
  operation_id text NOT NULL REFERENCES funding_operation (id) ON DELETE CASCADE,
  code text NOT NULL,
  PRIMARY KEY (operation_id, code)
);
CREATE INDEX funding_audience_code ON funding_audience (code, operation_id);
CREATE TABLE funding_first (
  name text PRIMARY KEY, -- what the program brought along once
  loaded_at text NOT NULL
);
