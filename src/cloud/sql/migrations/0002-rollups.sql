-- Roll-ups by hour and by day of the store's own time zone. Whoever changes rows leaves a mark with their time; `lintel.roll_up`
-- takes marks and counts those hours and days anew. So late, restated and coarser rows need nothing else.

CREATE TABLE lintel.surface (
  checksum text PRIMARY KEY,
  views text[] NOT NULL,
  applied_at timestamptz NOT NULL DEFAULT now()
);

-- What head office says of a store. Messages never change it.
ALTER TABLE lintel.store
  ADD COLUMN name text,
  ADD COLUMN region text,
  ADD COLUMN area_m2 real CHECK (area_m2 > 0),
  ADD COLUMN first_full_day date;

-- Append-only: with a unique key a writer would wait for the roll-up's transaction.
CREATE TABLE lintel.rollup_mark (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  store_id int NOT NULL,
  from_at timestamptz NOT NULL,
  to_at timestamptz NOT NULL,
  marked_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- How long rows are kept; NULL is for ever. Roll-ups of hours before `dropped_before` stay as they are.
CREATE TABLE lintel.retention (
  what text PRIMARY KEY,
  keep interval,
  dropped_before timestamptz NOT NULL DEFAULT '-infinity'
);
INSERT INTO lintel.retention (what, keep) VALUES
  ('count', '90 days'), ('indoor', '5 years'), ('day', '5 years'), ('event', '2 years'), ('unsynced', '13 months'),
  ('dead letter', '30 days');

CREATE TABLE lintel.rollup_hour_store (
  store_id int NOT NULL,
  hour_at timestamptz NOT NULL,
  local_day date NOT NULL,
  local_hour int NOT NULL,
  gateways int NOT NULL,
  row_count int NOT NULL,
  holdover_rows int NOT NULL,
  seconds int NOT NULL,
  seen_s int NOT NULL,
  entries int,
  exits int,
  entries_var real,
  exits_var real,
  doors_var real,
  sales int,
  shopfront_seen_s int,
  passers_by int,
  passers_by_var real,
  capture_entries int,
  capture_passers_by int,
  occupancy real,
  occupancy_low real,
  occupancy_high real,
  occupancy_max real,
  occupancy_time_s real,
  occupancy_seen_s int,
  received_at timestamptz NOT NULL,
  PRIMARY KEY (store_id, hour_at)
);

CREATE TABLE lintel.rollup_hour_door (
  store_id int NOT NULL,
  thing_id int NOT NULL,
  hour_at timestamptz NOT NULL,
  local_day date NOT NULL,
  seconds int NOT NULL,
  seen_s int NOT NULL,
  entries int,
  exits int,
  backfilled int,
  entries_err real,
  exits_err real,
  PRIMARY KEY (store_id, hour_at, thing_id)
);

CREATE TABLE lintel.rollup_hour_line (
  store_id int NOT NULL,
  thing_id int NOT NULL,
  hour_at timestamptz NOT NULL,
  local_day date NOT NULL,
  seconds int NOT NULL,
  seen_s int NOT NULL,
  entries int,
  exits int,
  entries_var real,
  exits_var real,
  PRIMARY KEY (store_id, hour_at, thing_id)
);

CREATE TABLE lintel.rollup_hour_feedback (
  store_id int NOT NULL,
  thing_id int NOT NULL,
  hour_at timestamptz NOT NULL,
  local_day date NOT NULL,
  seconds int NOT NULL,
  seen_s int NOT NULL,
  answers int,
  points int,
  PRIMARY KEY (store_id, hour_at, thing_id)
);

-- Made from hours, which are kept for ever.
CREATE TABLE lintel.rollup_day_store (
  store_id int NOT NULL,
  local_day date NOT NULL,
  from_at timestamptz NOT NULL,
  to_at timestamptz NOT NULL,
  gateways int NOT NULL,
  row_count int NOT NULL,
  holdover_rows int NOT NULL,
  seconds int NOT NULL,
  seen_s int NOT NULL,
  entries int,
  exits int,
  entries_var real,
  exits_var real,
  doors_var real,
  sales int,
  conversion_entries int,
  conversion_sales int,
  shopfront_seen_s int,
  passers_by int,
  passers_by_var real,
  capture_entries int,
  capture_passers_by int,
  occupancy_max real,
  occupancy_time_s real,
  occupancy_seen_s int,
  received_at timestamptz NOT NULL,
  PRIMARY KEY (store_id, local_day)
);

CREATE TABLE lintel.rollup_day_door (
  store_id int NOT NULL,
  thing_id int NOT NULL,
  local_day date NOT NULL,
  seconds int NOT NULL,
  seen_s int NOT NULL,
  entries int,
  exits int,
  backfilled int,
  entries_err real,
  exits_err real,
  PRIMARY KEY (store_id, local_day, thing_id)
);

CREATE TABLE lintel.rollup_day_line (
  store_id int NOT NULL,
  thing_id int NOT NULL,
  local_day date NOT NULL,
  seconds int NOT NULL,
  seen_s int NOT NULL,
  entries int,
  exits int,
  entries_var real,
  exits_var real,
  PRIMARY KEY (store_id, local_day, thing_id)
);

CREATE TABLE lintel.rollup_day_feedback (
  store_id int NOT NULL,
  thing_id int NOT NULL,
  local_day date NOT NULL,
  seconds int NOT NULL,
  seen_s int NOT NULL,
  answers int,
  points int,
  PRIMARY KEY (store_id, local_day, thing_id)
);

-- Of what people did inside, which leaves by the hour: a row belongs to the local day in which it ends. Amounts have the
-- names that they have in the table of the rows. seen_s: of the rows that told amounts; covered_s: of all rows, each second
-- once.
CREATE TABLE lintel.rollup_day_zone (
  store_id int NOT NULL,
  thing_id int NOT NULL,
  local_day date NOT NULL,
  row_count int NOT NULL,
  few_rows int NOT NULL,
  covered_s int,
  seen_s int,
  entries int,
  exits int,
  visits int,
  engaged int,
  cut int,
  entries_var real,
  exits_var real,
  visits_var real,
  engaged_var real,
  time_seen_s int,
  person_time_s int,
  dwell_s int,
  stays int,
  PRIMARY KEY (store_id, local_day, thing_id)
);

CREATE TABLE lintel.rollup_day_aisle (
  store_id int NOT NULL,
  thing_id int NOT NULL,
  local_day date NOT NULL,
  row_count int NOT NULL,
  few_rows int NOT NULL,
  covered_s int,
  seen_s int,
  entries int,
  exits int,
  groups_in int,
  groups_out int,
  entries_var real,
  exits_var real,
  PRIMARY KEY (store_id, local_day, thing_id)
);

CREATE TABLE lintel.rollup_day_queue (
  store_id int NOT NULL,
  thing_id int NOT NULL,
  local_day date NOT NULL,
  row_count int NOT NULL,
  few_rows int NOT NULL,
  covered_s int,
  seen_s int,
  joined int,
  served int,
  abandoned int,
  wait_s int,
  length_s int,
  served_var real,
  abandoned_var real,
  wait_s_var real,
  length_s_var real,
  PRIMARY KEY (store_id, local_day, thing_id)
);

CREATE TABLE lintel.rollup_day_trolley (
  store_id int NOT NULL,
  thing_id int NOT NULL,
  local_day date NOT NULL,
  row_count int NOT NULL,
  few_rows int NOT NULL,
  covered_s int,
  seen_s int,
  entries int,
  exits int,
  time_seen_s int,
  trolley_time_s int,
  dwell_s int,
  PRIMARY KEY (store_id, local_day, thing_id)
);

CREATE TABLE lintel.rollup_day_product (
  store_id int NOT NULL,
  thing_id int NOT NULL,
  local_day date NOT NULL,
  row_count int NOT NULL,
  few_rows int NOT NULL,
  covered_s int,
  seen_s int,
  pick_ups int,
  put_backs int,
  PRIMARY KEY (store_id, local_day, thing_id)
);

CREATE TABLE lintel.rollup_day_radio (
  store_id int NOT NULL,
  thing_id int NOT NULL,
  local_day date NOT NULL,
  row_count int NOT NULL,
  few_rows int NOT NULL,
  covered_s int,
  seen_s int,
  inside_time_s int,
  people_time_s real,
  PRIMARY KEY (store_id, local_day, thing_id)
);

CREATE TABLE lintel.rollup_day_step (
  store_id int NOT NULL,
  local_day date NOT NULL,
  by_trolley boolean NOT NULL,
  from_zone int NOT NULL,
  to_zone int NOT NULL,
  n int NOT NULL,
  PRIMARY KEY (store_id, local_day, by_trolley, from_zone, to_zone)
);

-- Keys of these begin with the gateway or the thing.
CREATE INDEX ON lintel.day_zone (store_id, local_day);
CREATE INDEX ON lintel.day_trolley (store_id, local_day);
CREATE INDEX ON lintel.day_dwell (store_id, local_day);
CREATE INDEX ON lintel.day_store (store_id, local_day);

-- A mark of a whole store: its time zone was learned or corrected, so that all its hours and days are others.
CREATE FUNCTION lintel.mark_store() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO lintel.rollup_mark (store_id, from_at, to_at) VALUES (NEW.store_id, '-infinity', 'infinity');
  RETURN NULL;
END $$;
CREATE TRIGGER timezone_changed AFTER UPDATE OF timezone ON lintel.store
  FOR EACH ROW WHEN (OLD.timezone IS DISTINCT FROM NEW.timezone) EXECUTE FUNCTION lintel.mark_store();

-- Rows of the version before have no mark yet.
INSERT INTO lintel.rollup_mark (store_id, from_at, to_at) SELECT store_id, '-infinity', 'infinity' FROM lintel.store;
