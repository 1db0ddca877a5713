-- Tables of contract 2. PostgreSQL 14 and later (multiranges, date_trunc with a time zone).
-- Facts add up: each amount is in exactly one row. Revisions and coarser rows replace what they cover.
CREATE SCHEMA lintel;
CREATE SCHEMA kpi;

CREATE TABLE lintel.schema_version (
  version int PRIMARY KEY,
  name text NOT NULL,
  checksum text NOT NULL,
  applied_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE lintel.store (
  store_id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  tenant text NOT NULL,
  store text NOT NULL,
  -- A zone that PostgreSQL does not know would end every query of these views.
  timezone text NOT NULL DEFAULT 'UTC' CHECK ((timestamptz 'epoch' AT TIME ZONE timezone) IS NOT NULL),
  opens time,
  closes time,
  UNIQUE (tenant, store)
);

CREATE TABLE lintel.gateway (
  gateway_id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  store_id int NOT NULL REFERENCES lintel.store,
  gateway text NOT NULL,
  UNIQUE (store_id, gateway)
);

-- Doors, lines, zones, queues, feedback terminals, product tags and receivers.
CREATE TABLE lintel.thing (
  thing_id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  store_id int NOT NULL REFERENCES lintel.store,
  kind text NOT NULL,
  thing text NOT NULL,
  name text,
  UNIQUE (store_id, kind, thing)
);

-- What the numbers of a row mean: one line for each hash and thing.
CREATE TABLE lintel.definition (
  store_id int NOT NULL REFERENCES lintel.store,
  def text NOT NULL,
  from_at timestamptz NOT NULL,
  k int NOT NULL,
  body jsonb NOT NULL,
  PRIMARY KEY (store_id, def)
);

CREATE TABLE lintel.count_store (
  store_id int NOT NULL,
  gateway_id int NOT NULL,
  from_at timestamptz NOT NULL,
  seconds int NOT NULL,
  rev int NOT NULL,
  seq bigint NOT NULL,
  clock text NOT NULL,
  def text NOT NULL,
  seen_s int NOT NULL,
  entries int,
  exits int,
  entries_var real,
  exits_var real,
  sales int,
  occupancy real,
  occupancy_low real,
  occupancy_high real,
  shopfront_seen_s int,
  passers_by int,
  passers_by_var real,
  extra jsonb,
  received_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (store_id, from_at, gateway_id)
) PARTITION BY RANGE (from_at);

CREATE TABLE lintel.count_door (
  store_id int NOT NULL,
  thing_id int NOT NULL,
  gateway_id int NOT NULL,
  from_at timestamptz NOT NULL,
  seconds int NOT NULL,
  seen_s int NOT NULL,
  entries int,
  exits int,
  err real,
  backfilled int,
  extra jsonb,
  PRIMARY KEY (thing_id, from_at)
) PARTITION BY RANGE (from_at);

CREATE TABLE lintel.count_line (
  store_id int NOT NULL,
  thing_id int NOT NULL,
  gateway_id int NOT NULL,
  from_at timestamptz NOT NULL,
  seconds int NOT NULL,
  seen_s int NOT NULL,
  entries int,
  exits int,
  entries_var real,
  exits_var real,
  extra jsonb,
  PRIMARY KEY (thing_id, from_at)
) PARTITION BY RANGE (from_at);

CREATE TABLE lintel.count_feedback (
  store_id int NOT NULL,
  thing_id int NOT NULL,
  gateway_id int NOT NULL,
  from_at timestamptz NOT NULL,
  seconds int NOT NULL,
  seen_s int NOT NULL,
  answers int,
  points int,
  extra jsonb,
  PRIMARY KEY (thing_id, from_at)
) PARTITION BY RANGE (from_at);

-- What every indoor table begins with. A row belongs to the local day in which it ends.
CREATE TABLE lintel.indoor (
  store_id int NOT NULL,
  thing_id int NOT NULL,
  from_at timestamptz NOT NULL,
  to_at timestamptz NOT NULL,
  since_at timestamptz NOT NULL,
  seen_s int NOT NULL,
  few boolean NOT NULL,
  def text NOT NULL,
  extra jsonb
);

CREATE TABLE lintel.indoor_zone (
  LIKE lintel.indoor,
  entries int,
  exits int,
  visits int,
  engaged int,
  cut int,
  entries_var real,
  exits_var real,
  visits_var real,
  engaged_var real,
  PRIMARY KEY (thing_id, to_at)
);

CREATE TABLE lintel.indoor_line (
  LIKE lintel.indoor,
  entries int,
  exits int,
  groups_in int,
  groups_out int,
  entries_var real,
  exits_var real,
  PRIMARY KEY (thing_id, to_at)
);

CREATE TABLE lintel.indoor_queue (
  LIKE lintel.indoor,
  joined int,
  served int,
  abandoned int,
  wait_s int,
  length_s int,
  joined_var real,
  served_var real,
  abandoned_var real,
  wait_s_var real,
  length_s_var real,
  PRIMARY KEY (thing_id, to_at)
);

CREATE TABLE lintel.indoor_trolley (
  LIKE lintel.indoor,
  entries int,
  exits int,
  PRIMARY KEY (thing_id, to_at)
);

CREATE TABLE lintel.indoor_product (LIKE lintel.indoor, pick_ups int, put_backs int, PRIMARY KEY (thing_id, to_at));

CREATE TABLE lintel.indoor_radio (
  LIKE lintel.indoor,
  inside_time_s int,
  people_time_s real,
  people_time_s_var real,
  PRIMARY KEY (thing_id, to_at)
);

DROP TABLE lintel.indoor;

CREATE TABLE lintel.indoor_step (
  store_id int NOT NULL,
  gateway_id int NOT NULL,
  to_at timestamptz NOT NULL,
  by_trolley boolean NOT NULL,
  from_zone int NOT NULL,
  to_zone int NOT NULL,
  n int NOT NULL,
  PRIMARY KEY (gateway_id, to_at, by_trolley, from_zone, to_zone)
);

-- Time that people spent in a zone on a day; its dwell by length is in day_dwell.
CREATE TABLE lintel.day_zone (
  store_id int NOT NULL,
  thing_id int NOT NULL,
  from_at timestamptz NOT NULL,
  seconds int NOT NULL,
  local_day date NOT NULL,
  since_at timestamptz NOT NULL,
  seen_s int NOT NULL,
  few boolean NOT NULL,
  def text NOT NULL,
  person_time_s int,
  dwell_s int,
  person_time_s_var real,
  dwell_s_var real,
  extra jsonb,
  PRIMARY KEY (thing_id, from_at)
);

CREATE TABLE lintel.day_trolley (
  store_id int NOT NULL,
  thing_id int NOT NULL,
  from_at timestamptz NOT NULL,
  seconds int NOT NULL,
  local_day date NOT NULL,
  since_at timestamptz NOT NULL,
  seen_s int NOT NULL,
  few boolean NOT NULL,
  def text NOT NULL,
  trolley_time_s int,
  dwell_s int,
  extra jsonb,
  PRIMARY KEY (thing_id, from_at)
);

CREATE TABLE lintel.day_dwell (
  store_id int NOT NULL,
  thing_id int NOT NULL,
  from_at timestamptz NOT NULL,
  local_day date NOT NULL,
  from_s real NOT NULL,
  to_s real NOT NULL DEFAULT 'Infinity',
  ended int NOT NULL,
  cut int NOT NULL,
  PRIMARY KEY (thing_id, from_at, from_s)
);

CREATE TABLE lintel.day_store (
  store_id int NOT NULL,
  gateway_id int NOT NULL,
  from_at timestamptz NOT NULL,
  seconds int NOT NULL,
  kind text NOT NULL,
  local_day date NOT NULL,
  def text NOT NULL,
  seen_s int NOT NULL,
  visits int,
  person_time_s int,
  bounced int,
  visits_var real,
  person_time_s_var real,
  bounced_var real,
  classes jsonb,
  radios real,
  radios_var real,
  repeat_visitors real,
  repeat_visitors_var real,
  hourly_time_s int[],
  extra jsonb,
  PRIMARY KEY (gateway_id, kind, from_at)
);

-- Rows of a boot that never knew the time: in no view until a person says which day it was.
CREATE TABLE lintel.unsynced_row (
  gateway_id int NOT NULL,
  boot text NOT NULL,
  seq bigint NOT NULL,
  stream text NOT NULL,
  body jsonb NOT NULL,
  received_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (gateway_id, seq)
);

CREATE TABLE lintel.gateway_event (
  gateway_id int NOT NULL,
  seq bigint NOT NULL,
  at timestamptz NOT NULL,
  kind text NOT NULL,
  body jsonb NOT NULL,
  PRIMARY KEY (gateway_id, seq)
);

CREATE TABLE lintel.gateway_seq (
  gateway_id int PRIMARY KEY,
  -- Some ten thousand holes: a gateway with more makes them on purpose, and each costs at every write.
  seen int8multirange NOT NULL CHECK (pg_column_size(seen) < 250000),
  gone int8multirange NOT NULL DEFAULT '{}' CHECK (pg_column_size(gone) < 250000),
  asked_at timestamptz
);

CREATE TABLE lintel.gateway_gap (
  gateway_id int NOT NULL,
  from_seq bigint NOT NULL,
  to_seq bigint NOT NULL,
  reason text NOT NULL,
  told_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (gateway_id, from_seq, to_seq)
);

-- The newest state of each gateway.
CREATE TABLE lintel.gateway_state (
  gateway_id int PRIMARY KEY,
  state text NOT NULL,
  since timestamptz NOT NULL,
  version text NOT NULL,
  body jsonb NOT NULL,
  received_at timestamptz NOT NULL DEFAULT now(),
  -- The boot before the present one. When it is back, two devices use this name.
  former_boot text,
  doubled_at timestamptz
);

-- Fields of a newer contract at the top of a row whose tables have no `extra` for them.
CREATE TABLE lintel.row_extra (
  gateway_id int NOT NULL,
  seq bigint NOT NULL,
  stream text NOT NULL,
  extra jsonb NOT NULL,
  PRIMARY KEY (gateway_id, seq)
);

-- What was refused, and why. `lintel cloud maintain` removes old ones.
CREATE TABLE lintel.dead_letter (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  received_at timestamptz NOT NULL DEFAULT now(),
  sender text NOT NULL,
  topic text NOT NULL,
  reason text NOT NULL,
  payload text NOT NULL
);

-- How many were refused on a day (UTC), kept or not; sender '*' is all that the quotas of the senders let through.
CREATE TABLE lintel.dead_letter_day (
  day date NOT NULL,
  sender text NOT NULL,
  refused bigint NOT NULL,
  PRIMARY KEY (day, sender)
);

-- Rows of a month without a partition: none is lost, and `lintel cloud maintain` moves them.
CREATE TABLE lintel.count_store_default PARTITION OF lintel.count_store DEFAULT;
CREATE TABLE lintel.count_door_default PARTITION OF lintel.count_door DEFAULT;
CREATE TABLE lintel.count_line_default PARTITION OF lintel.count_line DEFAULT;
CREATE TABLE lintel.count_feedback_default PARTITION OF lintel.count_feedback DEFAULT;

-- Makes the partition of a fact for a month, and moves there what waits in the default one. True when there was none. One
-- transaction each: two of these locks at once could wait for a receiver that waits for them.
CREATE FUNCTION lintel.ensure_partition(fact text, month date) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  part text := fact || to_char(month, '_YYYY_MM');
  from_at timestamptz := date_trunc('month', month)::timestamp AT TIME ZONE 'UTC';
  to_at timestamptz := (date_trunc('month', month)::timestamp + interval '1 month') AT TIME ZONE 'UTC';
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('lintel.ensure_partition'));
  IF to_regclass('lintel.' || part) IS NOT NULL THEN
    RETURN false;
  END IF;
  EXECUTE format('LOCK TABLE lintel.%I IN ACCESS EXCLUSIVE MODE', fact || '_default');
  EXECUTE format('CREATE TABLE lintel.%I (LIKE lintel.%I INCLUDING ALL)', part, fact);
  EXECUTE format(
    'WITH moved AS (DELETE FROM lintel.%I WHERE from_at >= %L AND from_at < %L RETURNING *)
     INSERT INTO lintel.%I SELECT * FROM moved', fact || '_default', from_at, to_at, part);
  EXECUTE format('ALTER TABLE lintel.%I ATTACH PARTITION lintel.%I FOR VALUES FROM (%L) TO (%L)',
    fact, part, from_at, to_at);
  RETURN true;
END $$;

-- Unit, null, and whether it adds up: said once for each column, and put on every table that has it.
DO $$
DECLARE
  said record;
  place record;
BEGIN
  FOR said IN SELECT * FROM (VALUES
    ('seconds', 'Length of the row in seconds. Adds up.'),
    ('seen_s', 'Seconds in which at least one sufficient sensor counted. Adds up; 0: nobody looked.'),
    ('entries', 'People who came in. Adds up. NULL: nobody looked, or few.'),
    ('exits', 'People who went out. Adds up. NULL: nobody looked, or few.'),
    ('sales', 'Transactions. Adds up. NULL: no till, or none reported.'),
    ('occupancy', 'People inside at the end of the row. A state: never add it up.'),
    ('passers_by', 'People outside who did not come in. Adds up. NULL: nobody looked.'),
    ('backfilled', 'Of entries and exits: made known by a counter after an outage. Adds up.'),
    ('err', 'Relative error that all counted people share. A property: does not add up.'),
    ('points', '100 for the happiest button to 0. Adds up: divided by answers it is the mean.'),
    ('few', 'True: fewer than k people, or none; the amounts are NULL and come with a later row.'),
    ('since_at', 'Where these amounts begin: before from_at when earlier rows were few.'),
    ('person_time_s', 'Person-seconds inside. Adds up: divided by seen_s it is the mean number of people.'),
    ('dwell_s', 'Dwell in seconds of those who went out. Adds up: divided by exits it is the mean.'),
    ('cut', 'Stays whose start or end was not seen: they lasted longer. Adds up.'),
    ('trolley_time_s', 'Trolley-seconds inside. Adds up: divided by seen_s it is the mean number of trolleys.'),
    ('wait_s', 'Waits in seconds of the served. Adds up: divided by served it is the mean.'),
    ('length_s', 'Person-seconds waiting. Adds up: divided by seen_s it is the mean length.'),
    ('rev', 'Starts at 1; a higher one replaced the row.'),
    ('extra', 'Fields of a newer contract that this table has no column for.')
  ) AS t(name, text) LOOP
    FOR place IN SELECT table_name FROM information_schema.columns
      WHERE table_schema = 'lintel' AND column_name = said.name LOOP
      EXECUTE format('COMMENT ON COLUMN lintel.%I.%I IS %L', place.table_name, said.name, said.text);
    END LOOP;
  END LOOP;
END $$;
