-- +goose Up
-- The directory of centres and services: what anybody may know. It begins with
-- what the operators publish of themselves; ids are UUIDs, as Open Referral
-- (HSDS) wants them, and the same in every installation.
CREATE TABLE portal_directory_organisation (
  id text PRIMARY KEY,
  name text NOT NULL,
  alternate_name text NOT NULL DEFAULT '',
  website text NOT NULL DEFAULT '',
  email text NOT NULL DEFAULT '',
  modified_at text NOT NULL
);
CREATE TABLE portal_directory_location (
  id text PRIMARY KEY,
  organisation_id text NOT NULL REFERENCES portal_directory_organisation (id),
  name text NOT NULL,
  address_public boolean NOT NULL, -- where not, nothing of the place below is published
  street text NOT NULL DEFAULT '',
  postal_code text NOT NULL DEFAULT '',
  locality text NOT NULL DEFAULT '',
  commune text NOT NULL DEFAULT '',
  country text NOT NULL DEFAULT 'LUX',
  latitude double precision,
  longitude double precision,
  on_map boolean NOT NULL,
  accessibility text NOT NULL DEFAULT '', -- codes separated by a space; none: not known
  search text NOT NULL DEFAULT '', -- commune and locality, folded
  modified_at text NOT NULL,
  version integer NOT NULL DEFAULT 1,
  CONSTRAINT portal_directory_location_point CHECK ((latitude IS NULL) = (longitude IS NULL))
);
CREATE TABLE portal_directory_service (
  id text PRIMARY KEY,
  at_id text NOT NULL, -- of the service at its location
  organisation_id text NOT NULL REFERENCES portal_directory_organisation (id),
  location_id text REFERENCES portal_directory_location (id),
  name text NOT NULL,
  kind text NOT NULL CONSTRAINT portal_directory_service_kind CHECK (kind IN ('emergency', 'first_reception', 'coordination', 'authority', 'centre', 'minors', 'return')),
  status text NOT NULL CONSTRAINT portal_directory_service_status CHECK (status IN ('active', 'inactive', 'defunct', 'temporarily closed')),
  languages text NOT NULL DEFAULT '', -- codes separated by a space; none: not known
  email text NOT NULL DEFAULT '',
  website text NOT NULL DEFAULT '',
  source text NOT NULL DEFAULT '', -- where what is said of it was published
  search text NOT NULL, -- name, organisation and telephones, folded
  position integer NOT NULL DEFAULT 0,
  modified_at text NOT NULL,
  version integer NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX portal_directory_service_at_id ON portal_directory_service (at_id);
CREATE INDEX portal_directory_service_organisation ON portal_directory_service (organisation_id);
CREATE INDEX portal_directory_service_location ON portal_directory_service (location_id);
CREATE TABLE portal_directory_phone (
  id text PRIMARY KEY,
  service_id text NOT NULL REFERENCES portal_directory_service (id),
  number text NOT NULL, -- exactly as published
  kind text NOT NULL CONSTRAINT portal_directory_phone_kind CHECK (kind IN ('voice', 'fax')),
  languages text NOT NULL DEFAULT '',
  note text NOT NULL DEFAULT '',
  position integer NOT NULL
);
CREATE INDEX portal_directory_phone_service ON portal_directory_phone (service_id);
CREATE TABLE portal_directory_hours (
  id text PRIMARY KEY,
  service_id text NOT NULL REFERENCES portal_directory_service (id),
  weekday integer NOT NULL CONSTRAINT portal_directory_hours_weekday CHECK (weekday BETWEEN 1 AND 7), -- 1: Monday
  opens text NOT NULL, -- HH:MM
  closes text NOT NULL,
  CONSTRAINT portal_directory_hours_order CHECK (opens < closes)
);
CREATE INDEX portal_directory_hours_service ON portal_directory_hours (service_id);
CREATE TABLE portal_directory_exception (
  id text PRIMARY KEY,
  service_id text NOT NULL REFERENCES portal_directory_service (id),
  from_date date NOT NULL,
  until_date date NOT NULL, -- the last day of it
  opens text NOT NULL DEFAULT '', -- empty: closed
  closes text NOT NULL DEFAULT '',
  reason text NOT NULL,
  modified_at text NOT NULL,
  CONSTRAINT portal_directory_exception_days CHECK (from_date <= until_date),
  CONSTRAINT portal_directory_exception_order CHECK (opens < closes OR opens = '' AND closes = '')
);
CREATE INDEX portal_directory_exception_service ON portal_directory_exception (service_id, until_date);
CREATE TABLE portal_directory_text (
  link_id text NOT NULL, -- a service or location
  field text NOT NULL,
  lang text NOT NULL,
  body text NOT NULL,
  PRIMARY KEY (link_id, field, lang)
);
INSERT INTO portal_directory_organisation (id, name, alternate_name, website, email, modified_at) VALUES
  ('7bae0752-3d4a-521f-9579-b7980332933c', 'Croix-Rouge luxembourgeoise – Service Migrants et Réfugiés', 'SMR', 'https://www.croix-rouge.lu/en/service/migrants-and-refugees-service/', '', '2026-11-01T00:00:00.000000Z'),
  ('09d58726-1f8a-56c8-9a2b-7fa02bfc9e5a', 'International Organization for Migration (IOM)', 'IOM – Country Office for Belgium and Luxembourg', 'http://www.belgium.iom.int/', 'IOMBrussels@iom.int', '2026-11-01T00:00:00.000000Z'),
  ('7348ac71-4211-5529-b2d0-3a2e88672b53', 'Direction générale de l’immigration', 'Immigration Directorate', '', '', '2026-11-01T00:00:00.000000Z'),
  ('cae55439-ea18-557a-b7b3-36bf0fea4bb4', 'Office national de l’accueil', 'ONA', '', '', '2026-11-01T00:00:00.000000Z'),
  ('23699d71-5a64-51bf-b064-d37dd85c4f4b', 'Corps grand-ducal d’incendie et de secours', 'CGDIS', '', '', '2026-11-01T00:00:00.000000Z'),
  ('2bf4dc24-07a5-5670-a6f0-d74d7ffa520f', 'Police grand-ducale', '', '', '', '2026-11-01T00:00:00.000000Z');
INSERT INTO portal_directory_location (id, organisation_id, name, address_public, street, postal_code, locality, commune, country, latitude, longitude, on_map, search, modified_at) VALUES
  ('3fc51a04-c518-5d8e-bb6e-7aa101490896', '7bae0752-3d4a-521f-9579-b7980332933c', 'Centre de primo-accueil', TRUE, '', '', '', 'Luxembourg', 'LUX', 49.61167, 6.13, TRUE, 'luxembourg', '2026-11-01T00:00:00.000000Z'),
  ('02dad084-f998-5379-b6d2-25af7d193ecf', '7bae0752-3d4a-521f-9579-b7980332933c', 'Dispositif Premier Accueil (DPA)', TRUE, '', '', '', 'Luxembourg', 'LUX', 49.61167, 6.13, TRUE, 'luxembourg', '2026-11-01T00:00:00.000000Z'),
  ('a779ae58-7f4f-5e5d-b4d7-948877a63728', '7bae0752-3d4a-521f-9579-b7980332933c', 'Coordination du Service Migrants et Réfugiés', TRUE, '13, rue de Bragance', 'L-1255', 'Luxembourg', 'Luxembourg', 'LUX', 49.61167, 6.13, TRUE, 'luxembourg luxembourg', '2026-11-01T00:00:00.000000Z'),
  ('df6298f5-b268-58a4-b4ca-bea44eeecbc8', '7bae0752-3d4a-521f-9579-b7980332933c', 'Centre d’accueil « Mersch Creos »', TRUE, '', '', '', 'Mersch', 'LUX', 49.74889, 6.10611, TRUE, 'mersch', '2026-11-01T00:00:00.000000Z'),
  ('7a75a8bc-84b9-5b08-b2b6-38481ad4056b', '7bae0752-3d4a-521f-9579-b7980332933c', 'Centre d’accueil « Eich »', TRUE, '', '', '', 'Luxembourg', 'LUX', 49.61167, 6.13, TRUE, 'luxembourg', '2026-11-01T00:00:00.000000Z'),
  ('02821301-94d0-57e4-a36e-7cdfae78c280', '7bae0752-3d4a-521f-9579-b7980332933c', 'Centre d’accueil « Diekirch Gare »', TRUE, '', '', '', 'Diekirch', 'LUX', 49.86778, 6.15583, TRUE, 'diekirch', '2026-11-01T00:00:00.000000Z'),
  ('fd4f98ca-3360-55a8-b364-c536779cd9f9', '7bae0752-3d4a-521f-9579-b7980332933c', 'Centre d’accueil « Lily Unden/Don Bosco »', TRUE, '', '', '', 'Luxembourg', 'LUX', 49.61167, 6.13, TRUE, 'luxembourg', '2026-11-01T00:00:00.000000Z'),
  ('28ccad33-fe2b-5bad-b797-8dc2f351d94b', '7bae0752-3d4a-521f-9579-b7980332933c', 'Centre d’accueil « Bertrange »', TRUE, '', '', '', 'Bertrange', 'LUX', 49.61111, 6.05, TRUE, 'bertrange', '2026-11-01T00:00:00.000000Z'),
  ('364c2d33-6ce8-5002-bbe7-7794a5d924be', '7bae0752-3d4a-521f-9579-b7980332933c', 'Centre d’accueil « Redange-sur-Attert »', TRUE, '', '', '', 'Redange-sur-Attert', 'LUX', 49.76437, 5.88997, TRUE, 'redange-sur-attert', '2026-11-01T00:00:00.000000Z'),
  ('d5163d23-04b3-5b74-a5c4-902930f43f59', '7bae0752-3d4a-521f-9579-b7980332933c', 'Centre d’accueil « Mersch-Gare »', TRUE, '', '', '', 'Mersch', 'LUX', 49.74889, 6.10611, TRUE, 'mersch', '2026-11-01T00:00:00.000000Z'),
  ('4f372f74-4042-5b08-b403-74a300c21ff5', '7bae0752-3d4a-521f-9579-b7980332933c', 'Centre d’accueil « Betzdorf »', TRUE, '', '', '', 'Betzdorf', 'LUX', 49.68333, 6.35, TRUE, 'betzdorf', '2026-11-01T00:00:00.000000Z'),
  ('20237eda-8699-5a97-9d16-b29688e3bacf', '7bae0752-3d4a-521f-9579-b7980332933c', 'Centre d’accueil « Dudelange »', TRUE, '', '', '', 'Dudelange', 'LUX', 49.48056, 6.0875, TRUE, 'dudelange', '2026-11-01T00:00:00.000000Z'),
  ('b4e20ba8-eeae-523d-a362-5199774536d4', '7bae0752-3d4a-521f-9579-b7980332933c', 'Centre d’accueil « Soleuvre »', TRUE, '', '', '', 'Sanem', 'LUX', 49.54806, 5.92889, TRUE, 'sanem', '2026-11-01T00:00:00.000000Z'),
  ('a5053066-a184-5f4d-9f40-ed7c12972202', '7bae0752-3d4a-521f-9579-b7980332933c', 'Centre d’accueil « Wasserbillig »', TRUE, '', '', '', 'Mertert', 'LUX', 49.70261, 6.47966, TRUE, 'mertert', '2026-11-01T00:00:00.000000Z'),
  ('5c9c9a93-ebca-5608-bad1-d729d2f74f7d', '7bae0752-3d4a-521f-9579-b7980332933c', 'Centre d’accueil « Bascharage »', TRUE, '', '', '', 'Käerjeng', 'LUX', 49.56727, 5.9073, TRUE, 'kaerjeng', '2026-11-01T00:00:00.000000Z'),
  ('322067ca-7668-5242-b304-43c47382689c', '7bae0752-3d4a-521f-9579-b7980332933c', 'Centre d’accueil « Weilerbach Schumacher »', TRUE, '', '', '', 'Berdorf', 'LUX', 49.82051, 6.34945, TRUE, 'berdorf', '2026-11-01T00:00:00.000000Z'),
  ('3ed4e625-e04b-5ea7-968f-8b02efbc20fa', '7bae0752-3d4a-521f-9579-b7980332933c', 'Centre d’accueil pour « Mineurs Non-Accompagnés »', FALSE, '', '', '', '', 'LUX', NULL, NULL, FALSE, '', '2026-11-01T00:00:00.000000Z'),
  ('d6754109-7f8d-55ec-86c2-f825a5a6bac7', '09d58726-1f8a-56c8-9a2b-7fa02bfc9e5a', 'IOM, Country Office for Belgium and Luxembourg', TRUE, '40, rue Montoyer, 3rd floor', '1000', 'Brussels', '', 'BEL', NULL, NULL, FALSE, 'brussels', '2026-11-01T00:00:00.000000Z');
INSERT INTO portal_directory_service (id, at_id, organisation_id, location_id, name, kind, status, email, website, source, search, position, modified_at) VALUES
  ('0bd7b65b-828d-5fd4-afea-87d74deb0f5c', '2be0ea53-b10f-5760-8931-032fdc190167', '23699d71-5a64-51bf-b064-d37dd85c4f4b', NULL, '112', 'emergency', 'active', '', '', '', '112 corps grand-ducal d’incendie et de secours 112', 10, '2026-11-01T00:00:00.000000Z'),
  ('c33890fc-af3d-5243-bf2d-158d59e38a9c', '67a7ca6e-92ad-5d86-9b80-1df85e3c6ca7', '2bf4dc24-07a5-5670-a6f0-d74d7ffa520f', NULL, '113', 'emergency', 'active', '', '', '', '113 police grand-ducale 113', 20, '2026-11-01T00:00:00.000000Z'),
  ('26407b71-4f3e-5d6a-98dc-df038e45198a', 'f2c9fa3a-b304-57db-9d03-ef6e7a612a0d', '7bae0752-3d4a-521f-9579-b7980332933c', '3fc51a04-c518-5d8e-bb6e-7aa101490896', 'Centre de primo-accueil', 'first_reception', 'active', '', '', 'https://www.croix-rouge.lu/en/service/migrants-and-refugees-service/', 'centre de primo-accueil croix-rouge luxembourgeoise – service migrants et refugies 2755 5440', 30, '2026-11-01T00:00:00.000000Z'),
  ('7ab48e6b-efc9-571e-ac8a-77f89baef46b', '0a163b14-571b-5be2-bf47-fb065693d8e1', '7bae0752-3d4a-521f-9579-b7980332933c', '02dad084-f998-5379-b6d2-25af7d193ecf', 'Dispositif Premier Accueil (DPA)', 'first_reception', 'active', '', '', 'https://www.croix-rouge.lu/en/service/migrants-and-refugees-service/', 'dispositif premier accueil (dpa) croix-rouge luxembourgeoise – service migrants et refugies 2755 5418', 40, '2026-11-01T00:00:00.000000Z'),
  ('b8a7a4aa-994d-5ca9-97ae-4cb443c40d43', 'add64819-2395-56b2-8dd2-5f016b1c7d2e', '7bae0752-3d4a-521f-9579-b7980332933c', 'a779ae58-7f4f-5e5d-b4d7-948877a63728', 'Coordination du Service Migrants et Réfugiés', 'coordination', 'active', '', 'https://www.croix-rouge.lu/en/service/migrants-and-refugees-service/', 'https://www.croix-rouge.lu/en/service/migrants-and-refugees-service/', 'coordination du service migrants et refugies croix-rouge luxembourgeoise – service migrants et refugies 2755 5400', 50, '2026-11-01T00:00:00.000000Z'),
  ('c8d2990f-2cd2-5b85-8f58-255d3e33ff25', 'a9afd0d2-eff8-51e2-8f6f-901428fa1efd', '7bae0752-3d4a-521f-9579-b7980332933c', 'df6298f5-b268-58a4-b4ca-bea44eeecbc8', 'Centre d’accueil « Mersch Creos »', 'centre', 'active', '', '', 'https://www.croix-rouge.lu/en/service/migrants-and-refugees-service/', 'centre d’accueil « mersch creos » croix-rouge luxembourgeoise – service migrants et refugies 2755 5460', 60, '2026-11-01T00:00:00.000000Z'),
  ('cefeba46-011f-5720-94b2-28251b99cf2b', '9f19422b-096f-57df-8968-ea20bb2f42fd', '7bae0752-3d4a-521f-9579-b7980332933c', '7a75a8bc-84b9-5b08-b2b6-38481ad4056b', 'Centre d’accueil « Eich »', 'centre', 'active', '', '', 'https://www.croix-rouge.lu/en/service/migrants-and-refugees-service/', 'centre d’accueil « eich » croix-rouge luxembourgeoise – service migrants et refugies 2755 5410', 70, '2026-11-01T00:00:00.000000Z'),
  ('67d0ddbe-dda9-5da1-bd8f-1bcf7901e31a', 'c6c7b99a-1c2d-57b2-90ef-46d9bfdc6bc3', '7bae0752-3d4a-521f-9579-b7980332933c', '02821301-94d0-57e4-a36e-7cdfae78c280', 'Centre d’accueil « Diekirch Gare »', 'centre', 'active', '', '', 'https://www.croix-rouge.lu/en/service/migrants-and-refugees-service/', 'centre d’accueil « diekirch gare » croix-rouge luxembourgeoise – service migrants et refugies 2755 5436', 80, '2026-11-01T00:00:00.000000Z'),
  ('2f0c8489-abb6-5093-9c3f-99602d111061', '30539be0-cb7d-5d72-9fcb-bb197a839fdd', '7bae0752-3d4a-521f-9579-b7980332933c', 'fd4f98ca-3360-55a8-b364-c536779cd9f9', 'Centre d’accueil « Lily Unden/Don Bosco »', 'centre', 'active', '', '', 'https://www.croix-rouge.lu/en/service/migrants-and-refugees-service/', 'centre d’accueil « lily unden/don bosco » croix-rouge luxembourgeoise – service migrants et refugies 2755 5480', 90, '2026-11-01T00:00:00.000000Z'),
  ('520f1940-4df1-5a5a-ae3a-8462750bac17', '20c64fce-5028-5fd0-8c54-503b0a9e94d2', '7bae0752-3d4a-521f-9579-b7980332933c', '28ccad33-fe2b-5bad-b797-8dc2f351d94b', 'Centre d’accueil « Bertrange »', 'centre', 'active', '', '', 'https://www.croix-rouge.lu/en/service/migrants-and-refugees-service/', 'centre d’accueil « bertrange » croix-rouge luxembourgeoise – service migrants et refugies 2755 5430', 100, '2026-11-01T00:00:00.000000Z'),
  ('4ac7c793-6a12-557d-9cd2-15ebe97c53a6', '57abec27-ba52-5772-850b-75a6b65e05f5', '7bae0752-3d4a-521f-9579-b7980332933c', '364c2d33-6ce8-5002-bbe7-7794a5d924be', 'Centre d’accueil « Redange-sur-Attert »', 'centre', 'active', '', '', 'https://www.croix-rouge.lu/en/service/migrants-and-refugees-service/', 'centre d’accueil « redange-sur-attert » croix-rouge luxembourgeoise – service migrants et refugies 2755 5432', 110, '2026-11-01T00:00:00.000000Z'),
  ('2f78f08c-f57c-5ba0-8556-801ab08290e2', 'b2d31554-c999-5d12-bc64-643b40531079', '7bae0752-3d4a-521f-9579-b7980332933c', 'd5163d23-04b3-5b74-a5c4-902930f43f59', 'Centre d’accueil « Mersch-Gare »', 'centre', 'active', '', '', 'https://www.croix-rouge.lu/en/service/migrants-and-refugees-service/', 'centre d’accueil « mersch-gare » croix-rouge luxembourgeoise – service migrants et refugies 2755-5439', 120, '2026-11-01T00:00:00.000000Z'),
  ('caf3c3b9-2e23-5b03-82cf-aa48d6f30435', 'ef35a2d6-1a3c-5378-9f3e-3bf26d426260', '7bae0752-3d4a-521f-9579-b7980332933c', '4f372f74-4042-5b08-b403-74a300c21ff5', 'Centre d’accueil « Betzdorf »', 'centre', 'active', '', '', 'https://www.croix-rouge.lu/en/service/migrants-and-refugees-service/', 'centre d’accueil « betzdorf » croix-rouge luxembourgeoise – service migrants et refugies 2755-5439', 130, '2026-11-01T00:00:00.000000Z'),
  ('f6e7d19e-1482-535b-a5a2-4160fba0cd23', '7f1fac78-1bd3-56f7-9524-03ee528934a9', '7bae0752-3d4a-521f-9579-b7980332933c', '20237eda-8699-5a97-9d16-b29688e3bacf', 'Centre d’accueil « Dudelange »', 'centre', 'active', '', '', 'https://www.croix-rouge.lu/en/service/migrants-and-refugees-service/', 'centre d’accueil « dudelange » croix-rouge luxembourgeoise – service migrants et refugies 2755 5470', 140, '2026-11-01T00:00:00.000000Z'),
  ('e400d786-593f-5f36-8fcc-f96d7bf0e803', '98220eec-f428-5a8b-911c-ae9050894ee9', '7bae0752-3d4a-521f-9579-b7980332933c', 'b4e20ba8-eeae-523d-a362-5199774536d4', 'Centre d’accueil « Soleuvre »', 'centre', 'active', '', '', 'https://www.croix-rouge.lu/en/service/migrants-and-refugees-service/', 'centre d’accueil « soleuvre » croix-rouge luxembourgeoise – service migrants et refugies 2755 5390', 150, '2026-11-01T00:00:00.000000Z'),
  ('93953ed5-4573-557a-94b0-013cc1835f38', '8c608dbd-e280-58d4-9152-edb6cd81bab2', '7bae0752-3d4a-521f-9579-b7980332933c', 'a5053066-a184-5f4d-9f40-ed7c12972202', 'Centre d’accueil « Wasserbillig »', 'centre', 'active', '', '', 'https://www.croix-rouge.lu/en/service/migrants-and-refugees-service/', 'centre d’accueil « wasserbillig » croix-rouge luxembourgeoise – service migrants et refugies 2755-5439', 160, '2026-11-01T00:00:00.000000Z'),
  ('97ef9e96-96d4-5c69-a26e-71d047152914', 'ad66f6b0-8259-5bee-95af-3795c97b7d77', '7bae0752-3d4a-521f-9579-b7980332933c', '5c9c9a93-ebca-5608-bad1-d729d2f74f7d', 'Centre d’accueil « Bascharage »', 'centre', 'active', '', '', 'https://www.croix-rouge.lu/en/service/migrants-and-refugees-service/', 'centre d’accueil « bascharage » croix-rouge luxembourgeoise – service migrants et refugies 2755 5437', 170, '2026-11-01T00:00:00.000000Z'),
  ('2ca3917f-731e-5589-804e-795439b87029', '805fe62b-5158-567d-a15a-52e58531ef06', '7bae0752-3d4a-521f-9579-b7980332933c', '322067ca-7668-5242-b304-43c47382689c', 'Centre d’accueil « Weilerbach Schumacher »', 'centre', 'active', '', '', 'https://www.croix-rouge.lu/en/service/migrants-and-refugees-service/', 'centre d’accueil « weilerbach schumacher » croix-rouge luxembourgeoise – service migrants et refugies 2755 5437', 180, '2026-11-01T00:00:00.000000Z'),
  ('76609f78-fa6a-5282-9217-cd721e3c9b08', '515dddfe-9d3f-5a90-a406-5698f8736175', '7bae0752-3d4a-521f-9579-b7980332933c', '3ed4e625-e04b-5ea7-968f-8b02efbc20fa', 'Centre d’accueil pour « Mineurs Non-Accompagnés »', 'minors', 'active', '', '', 'https://www.croix-rouge.lu/en/service/migrants-and-refugees-service/', 'centre d’accueil pour « mineurs non-accompagnes » croix-rouge luxembourgeoise – service migrants et refugies 2755 5490', 190, '2026-11-01T00:00:00.000000Z'),
  ('ebbeb98f-3bd6-5e66-8ce0-0cfe94f92405', '1f9a9a6d-ebf1-5bc2-8bef-3c81c07deb6d', '7348ac71-4211-5529-b2d0-3a2e88672b53', NULL, 'Direction générale de l’immigration', 'authority', 'active', '', '', '', 'direction generale de l’immigration direction generale de l’immigration', 200, '2026-11-01T00:00:00.000000Z'),
  ('437d9872-cf5e-5d18-9796-7a9615891d07', '34cc04e8-22c1-59fc-ae8d-0bd040eee872', 'cae55439-ea18-557a-b7b3-36bf0fea4bb4', NULL, 'Office national de l’accueil', 'authority', 'active', '', '', '', 'office national de l’accueil office national de l’accueil', 210, '2026-11-01T00:00:00.000000Z'),
  ('065a23c2-5fe2-5065-aeb7-0555c99edf9d', 'cf7e14cc-8010-559a-84c7-a3aee5c19136', '09d58726-1f8a-56c8-9a2b-7fa02bfc9e5a', 'd6754109-7f8d-55ec-86c2-f825a5a6bac7', 'Assisted Voluntary Return and Reintegration from the Grand Duchy of Luxembourg (AVRRL)', 'return', 'active', 'IOMBrussels@iom.int', 'http://www.belgium.iom.int/', 'http://www.belgium.iom.int/', 'assisted voluntary return and reintegration from the grand duchy of luxembourg (avrrl) international organization for migration (iom) +32.2 287 70 00 +32.2 287 70 06', 220, '2026-11-01T00:00:00.000000Z');
INSERT INTO portal_directory_phone (id, service_id, number, kind, position) VALUES
  ('2bbbba14-c181-506f-bfaf-c150f18bf161', '0bd7b65b-828d-5fd4-afea-87d74deb0f5c', '112', 'voice', 1),
  ('ae7f92db-623e-505b-b598-80202d90936f', 'c33890fc-af3d-5243-bf2d-158d59e38a9c', '113', 'voice', 1),
  ('e9e35580-e960-51b4-a60f-526ffa951bfc', '26407b71-4f3e-5d6a-98dc-df038e45198a', '2755 5440', 'voice', 1),
  ('8d4a8c53-4c5b-52c6-a3f5-f139b373d2da', '7ab48e6b-efc9-571e-ac8a-77f89baef46b', '2755 5418', 'voice', 1),
  ('a388b5af-ddbb-5509-b6e8-61cdfab44bd6', 'b8a7a4aa-994d-5ca9-97ae-4cb443c40d43', '2755 5400', 'voice', 1),
  ('7095a75e-f68f-55ee-ba31-e7a9dd0c8bce', 'c8d2990f-2cd2-5b85-8f58-255d3e33ff25', '2755 5460', 'voice', 1),
  ('79b480a6-b502-5c75-95e9-82692bc08542', 'cefeba46-011f-5720-94b2-28251b99cf2b', '2755 5410', 'voice', 1),
  ('ee02aec1-432e-50a8-8104-a1ed8133b5f7', '67d0ddbe-dda9-5da1-bd8f-1bcf7901e31a', '2755 5436', 'voice', 1),
  ('0f877db2-bd30-590a-8c66-aa0d08ffbdea', '2f0c8489-abb6-5093-9c3f-99602d111061', '2755 5480', 'voice', 1),
  ('d1004266-c8e6-5c6e-8cb8-db63b17d4073', '520f1940-4df1-5a5a-ae3a-8462750bac17', '2755 5430', 'voice', 1),
  ('6460858d-dafd-5df6-853d-851c13e380c2', '4ac7c793-6a12-557d-9cd2-15ebe97c53a6', '2755 5432', 'voice', 1),
  ('9b9b2bb4-d5ae-5dd4-9551-1c3362971b24', '2f78f08c-f57c-5ba0-8556-801ab08290e2', '2755-5439', 'voice', 1),
  ('d8ea6bef-621b-57eb-a04f-9ed52b1035e8', 'caf3c3b9-2e23-5b03-82cf-aa48d6f30435', '2755-5439', 'voice', 1),
  ('6e8014c3-56db-56a3-804b-d76d8aba1550', 'f6e7d19e-1482-535b-a5a2-4160fba0cd23', '2755 5470', 'voice', 1),
  ('8a08d5b1-c32f-5edc-9aa9-5542cb97fed4', 'e400d786-593f-5f36-8fcc-f96d7bf0e803', '2755 5390', 'voice', 1),
  ('42251820-0480-5c51-8cad-3d26603d6f35', '93953ed5-4573-557a-94b0-013cc1835f38', '2755-5439', 'voice', 1),
  ('22e0dcbc-d13b-535f-89c8-453f4eb7f660', '97ef9e96-96d4-5c69-a26e-71d047152914', '2755 5437', 'voice', 1),
  ('dd01db0e-8fed-5f11-a15c-6767fe9f82a9', '2ca3917f-731e-5589-804e-795439b87029', '2755 5437', 'voice', 1),
  ('545537c5-40c4-5b87-9df7-c7c7667d4c29', '76609f78-fa6a-5282-9217-cd721e3c9b08', '2755 5490', 'voice', 1),
  ('8c467ab8-59b2-56fb-94d0-6dedcee27053', '065a23c2-5fe2-5065-aeb7-0555c99edf9d', '+32.2 287 70 00', 'voice', 1),
  ('4f6d53b0-17f6-5bd6-a751-eae3dce6d2f7', '065a23c2-5fe2-5065-aeb7-0555c99edf9d', '+32.2 287 70 06', 'fax', 2);
INSERT INTO portal_directory_text (link_id, field, lang, body) VALUES
  ('26407b71-4f3e-5d6a-98dc-df038e45198a', 'description', 'en', 'First reception centre: persons who intend to apply for international protection are received here on arrival.'),
  ('26407b71-4f3e-5d6a-98dc-df038e45198a', 'description', 'fr', 'Centre de primo-accueil : les personnes qui souhaitent introduire une demande de protection internationale y sont reçues à leur arrivée.'),
  ('26407b71-4f3e-5d6a-98dc-df038e45198a', 'description', 'de', 'Erstaufnahmezentrum: Wer internationalen Schutz beantragen will, wird hier nach der Ankunft aufgenommen.'),
  ('26407b71-4f3e-5d6a-98dc-df038e45198a', 'description', 'lb', 'Éischtempfangszenter: Leit, déi international Protektioun ufroe wëllen, ginn hei bei hirer Arrivée opgeholl.'),
  ('b8a7a4aa-994d-5ca9-97ae-4cb443c40d43', 'description', 'en', 'Runs the reception centres and accommodation structures of the Red Cross, in close collaboration with the Office national de l’accueil (ONA).'),
  ('b8a7a4aa-994d-5ca9-97ae-4cb443c40d43', 'description', 'fr', 'Dirige les centres d’accueil et les structures d’hébergement de la Croix-Rouge, en étroite collaboration avec l’Office national de l’accueil (ONA).'),
  ('b8a7a4aa-994d-5ca9-97ae-4cb443c40d43', 'description', 'de', 'Leitet die Aufnahmezentren und Unterkünfte des Roten Kreuzes, in enger Zusammenarbeit mit dem Office national de l’accueil (ONA).'),
  ('b8a7a4aa-994d-5ca9-97ae-4cb443c40d43', 'description', 'lb', 'Leet d’Opfangzentren an d’Ënnerkënfte vum Roude Kräiz, an enker Zesummenaarbecht mam Office national de l’accueil (ONA).'),
  ('76609f78-fa6a-5282-9217-cd721e3c9b08', 'description', 'en', 'For children and young people who came without their parents. To protect them, the address is not published.'),
  ('76609f78-fa6a-5282-9217-cd721e3c9b08', 'description', 'fr', 'Pour les enfants et les jeunes arrivés sans leurs parents. Pour les protéger, l’adresse n’est pas publiée.'),
  ('76609f78-fa6a-5282-9217-cd721e3c9b08', 'description', 'de', 'Für Kinder und Jugendliche, die ohne ihre Eltern gekommen sind. Zu ihrem Schutz wird die Adresse nicht veröffentlicht.'),
  ('76609f78-fa6a-5282-9217-cd721e3c9b08', 'description', 'lb', 'Fir Kanner a Jugendlecher, déi ouni hir Elteren ukomm sinn. Fir se ze schützen, gëtt d’Adress net publizéiert.'),
  ('ebbeb98f-3bd6-5e66-8ce0-0cfe94f92405', 'description', 'en', 'Registers and decides applications for international protection.'),
  ('ebbeb98f-3bd6-5e66-8ce0-0cfe94f92405', 'description', 'fr', 'Enregistre les demandes de protection internationale et statue sur celles-ci.'),
  ('ebbeb98f-3bd6-5e66-8ce0-0cfe94f92405', 'description', 'de', 'Registriert Anträge auf internationalen Schutz und entscheidet über sie.'),
  ('ebbeb98f-3bd6-5e66-8ce0-0cfe94f92405', 'description', 'lb', 'Registréiert d’Demanden op international Protektioun an decidéiert doriwwer.'),
  ('437d9872-cf5e-5d18-9796-7a9615891d07', 'description', 'en', 'Organises the reception of applicants for international protection on behalf of the State.'),
  ('437d9872-cf5e-5d18-9796-7a9615891d07', 'description', 'fr', 'Organise, pour le compte de l’État, l’accueil des demandeurs de protection internationale.'),
  ('437d9872-cf5e-5d18-9796-7a9615891d07', 'description', 'de', 'Organisiert im Auftrag des Staates die Aufnahme von Personen, die internationalen Schutz beantragen.'),
  ('437d9872-cf5e-5d18-9796-7a9615891d07', 'description', 'lb', 'Organiséiert am Optrag vum Staat den Accueil vu Leit, déi international Protektioun ufroen.'),
  ('065a23c2-5fe2-5065-aeb7-0555c99edf9d', 'description', 'en', 'Information, travel and help with a new start for people who wish to return to their country of their own free will.'),
  ('065a23c2-5fe2-5065-aeb7-0555c99edf9d', 'description', 'fr', 'Information, voyage et aide à la réinstallation pour les personnes qui souhaitent rentrer volontairement dans leur pays.'),
  ('065a23c2-5fe2-5065-aeb7-0555c99edf9d', 'description', 'de', 'Information, Reise und Hilfe beim Neuanfang für Menschen, die freiwillig in ihr Land zurückkehren wollen.'),
  ('065a23c2-5fe2-5065-aeb7-0555c99edf9d', 'description', 'lb', 'Informatioun, Rees an Hëllef beim Neiufank fir Leit, déi fräiwëlleg an hiert Land zeréckgoe wëllen.'),
  ('065a23c2-5fe2-5065-aeb7-0555c99edf9d', 'eligibility', 'en', 'Asylum seekers whose application was rejected or who have withdrawn it; people in an irregular situation who have lived in Luxembourg for over a year without having applied for asylum.'),
  ('065a23c2-5fe2-5065-aeb7-0555c99edf9d', 'eligibility', 'fr', 'Demandeurs d’asile déboutés ou ayant retiré leur demande ; personnes en situation irrégulière vivant au Luxembourg depuis plus d’un an sans avoir demandé l’asile.'),
  ('065a23c2-5fe2-5065-aeb7-0555c99edf9d', 'eligibility', 'de', 'Asylsuchende, deren Antrag abgelehnt wurde oder die ihn zurückgezogen haben; Menschen ohne Aufenthaltsrecht, die seit mehr als einem Jahr in Luxemburg leben, ohne Asyl beantragt zu haben.'),
  ('065a23c2-5fe2-5065-aeb7-0555c99edf9d', 'eligibility', 'lb', 'Asylbewerber, deenen hir Demande refuséiert gouf oder déi se zréckgezunn hunn; Leit ouni Openthaltsrecht, déi zënter méi wéi engem Joer zu Lëtzebuerg liewen, ouni Asyl gefrot ze hunn.'),
  ('0bd7b65b-828d-5fd4-afea-87d74deb0f5c', 'description', 'en', 'Fire, ambulance, any danger to life. Free, day and night.'),
  ('0bd7b65b-828d-5fd4-afea-87d74deb0f5c', 'description', 'fr', 'Pompiers, ambulance, tout danger de mort. Gratuit, jour et nuit.'),
  ('0bd7b65b-828d-5fd4-afea-87d74deb0f5c', 'description', 'de', 'Feuerwehr, Rettungsdienst, jede Lebensgefahr. Kostenlos, Tag und Nacht.'),
  ('0bd7b65b-828d-5fd4-afea-87d74deb0f5c', 'description', 'lb', 'Pompjeeën, Ambulanz, all Liewensgefor. Gratis, Dag an Nuecht.'),
  ('c33890fc-af3d-5243-bf2d-158d59e38a9c', 'description', 'en', 'Police: if somebody threatens or hurts you. Free, day and night.'),
  ('c33890fc-af3d-5243-bf2d-158d59e38a9c', 'description', 'fr', 'Police : si quelqu’un vous menace ou vous blesse. Gratuit, jour et nuit.'),
  ('c33890fc-af3d-5243-bf2d-158d59e38a9c', 'description', 'de', 'Polizei: wenn jemand Sie bedroht oder verletzt. Kostenlos, Tag und Nacht.'),
  ('c33890fc-af3d-5243-bf2d-158d59e38a9c', 'description', 'lb', 'Police: wann een Iech menacéiert oder blesséiert. Gratis, Dag an Nuecht.');
