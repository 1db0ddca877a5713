-- Takes marks and recounts their hours and days from the rows; repeating is harmless. Only one runs at a time: another returns
-- 0 at once.

-- Returns `sum(a), sum(b), …` for all amounts of a roll-up that are not released once a day.
CREATE OR REPLACE FUNCTION lintel.amounts_of(rollup text, form text) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT string_agg(format(form, attname), ', ' ORDER BY attnum)
  FROM pg_attribute
  WHERE attrelid = ('lintel.' || rollup)::regclass AND attnum > 0 AND NOT attisdropped
    AND attname NOT IN ('store_id', 'thing_id', 'hour_at', 'local_day', 'row_count', 'few_rows', 'open_s', 'open_seen_s',
      'time_seen_s', 'person_time_s', 'trolley_time_s', 'dwell_s', 'stays')
$$;

-- Returns the seconds of opening hours of a local day.
CREATE OR REPLACE FUNCTION lintel.open_seconds_of(local_day date, opens time, closes time, timezone text) RETURNS float8
LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
  RETURN lintel.open_seconds(local_day::timestamp AT TIME ZONE timezone, (local_day + 1)::timestamp AT TIME ZONE timezone, opens,
    closes, timezone);
END $$;

-- Returns the share of an hour's rows that lies in opening hours. A row longer than an hour counts as evenly covered.
CREATE OR REPLACE FUNCTION lintel.open_share(hour_at timestamptz, seconds float8, opens time, closes time, timezone text)
RETURNS float8 LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
DECLARE
  span float8 := greatest(3600, seconds);
BEGIN
  IF opens IS NULL THEN
    RETURN 1;
  END IF;
  RETURN lintel.open_seconds(hour_at, hour_at + make_interval(secs => span), opens, closes, timezone) / span;
END $$;

-- Recounts hours of doors, lines and feedback terminals. All people of a door share one relative error, so errors add up like
-- amounts.
CREATE OR REPLACE FUNCTION lintel.roll_up_hours(kind text, stores int[], hours timestamptz[]) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
  rollup text := 'rollup_hour_' || kind;
  sums text := lintel.amounts_of(rollup, 'sum(c.%I)');
BEGIN
  sums := replace(sums, 'sum(c.entries_err)', 'sum(c.entries * c.err)');
  sums := replace(sums, 'sum(c.exits_err)', 'sum(c.exits * c.err)');
  EXECUTE format(
    'DELETE FROM lintel.%I r USING unnest($1, $2) AS h(store_id, hour_at)
     WHERE r.store_id = h.store_id AND r.hour_at = h.hour_at', rollup) USING stores, hours;
  EXECUTE format(
    'INSERT INTO lintel.%I (store_id, thing_id, hour_at, local_day, %s)
     SELECT h.store_id, t.thing_id, h.hour_at, (h.hour_at AT TIME ZONE timezone)::date, %s
     FROM unnest($1, $2) AS h(store_id, hour_at) JOIN lintel.store USING (store_id) JOIN lintel.thing t USING (store_id)
     JOIN lintel.%I c ON c.thing_id = t.thing_id AND c.from_at >= h.hour_at
       AND c.from_at < h.hour_at + interval ''2 hours'' AND date_trunc(''hour'', c.from_at, timezone) = h.hour_at
     WHERE t.kind = $3 GROUP BY h.store_id, t.thing_id, h.hour_at, timezone',
    rollup, lintel.amounts_of(rollup, '%I'), sums, 'count_' || kind) USING stores, hours, kind;
END $$;

CREATE OR REPLACE FUNCTION lintel.roll_up_store_hours(stores int[], hours timestamptz[]) RETURNS void
LANGUAGE sql AS $$
  DELETE FROM lintel.rollup_hour_store r USING unnest(stores, hours) AS h(store_id, hour_at)
  WHERE r.store_id = h.store_id AND r.hour_at = h.hour_at;
  INSERT INTO lintel.rollup_hour_store (
    store_id, hour_at, local_day, local_hour, gateways, row_count, holdover_rows, seconds, seen_s, entries, exits, entries_var, exits_var,
    doors_var, sales, shopfront_seen_s, passers_by, passers_by_var, capture_entries, capture_passers_by, occupancy, occupancy_low,
    occupancy_high, occupancy_max, occupancy_time_s, occupancy_seen_s, received_at)
  SELECT store_id, hour_at, (hour_at AT TIME ZONE timezone)::date, extract(hour FROM hour_at AT TIME ZONE timezone),
    count(DISTINCT gateway_id), count(*),
    count(*) FILTER (WHERE clock = 'holdover'), sum(seconds), sum(seen_s), sum(entries), sum(exits), sum(entries_var),
    sum(exits_var),
    (SELECT sum(entries_err ^ 2) FROM lintel.rollup_hour_door d WHERE d.store_id = h.store_id AND d.hour_at = h.hour_at),
    sum(sales), sum(shopfront_seen_s), sum(passers_by), sum(passers_by_var),
    sum(entries) FILTER (WHERE passers_by IS NOT NULL), sum(passers_by) FILTER (WHERE entries IS NOT NULL),
    (array_agg(occupancy ORDER BY from_at DESC) FILTER (WHERE occupancy IS NOT NULL))[1],
    (array_agg(occupancy_low ORDER BY from_at DESC) FILTER (WHERE occupancy IS NOT NULL))[1],
    (array_agg(occupancy_high ORDER BY from_at DESC) FILTER (WHERE occupancy IS NOT NULL))[1],
    max(occupancy), sum(occupancy * seconds), sum(seconds) FILTER (WHERE occupancy IS NOT NULL), max(received_at)
  FROM unnest(stores, hours) AS h(store_id, hour_at) JOIN lintel.store USING (store_id)
  JOIN lintel.count_store c USING (store_id)
  WHERE c.from_at >= hour_at AND c.from_at < hour_at + interval '2 hours'
    AND date_trunc('hour', c.from_at, timezone) = hour_at
  GROUP BY store_id, h.store_id, hour_at, timezone;
$$;

-- Recounts days of doors, lines and feedback terminals from their hours.
CREATE OR REPLACE FUNCTION lintel.roll_up_days(kind text, stores int[], days date[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format(
    'DELETE FROM lintel.%I r USING unnest($1, $2) AS d(store_id, local_day)
     WHERE r.store_id = d.store_id AND r.local_day = d.local_day', 'rollup_day_' || kind) USING stores, days;
  EXECUTE format(
    'INSERT INTO lintel.%I (store_id, thing_id, local_day, open_s, open_seen_s, %s)
     SELECT d.store_id, t.thing_id, d.local_day, lintel.open_seconds_of(d.local_day, opens, closes, timezone),
       sum(seen_s * lintel.open_share(hour_at, seconds, opens, closes, timezone)), %s
     FROM unnest($1, $2) AS d(store_id, local_day) JOIN lintel.store USING (store_id) JOIN lintel.thing t USING (store_id)
     JOIN lintel.%I h ON h.store_id = d.store_id AND h.thing_id = t.thing_id AND h.local_day = d.local_day
       AND h.hour_at BETWEEN d.local_day - interval ''1 day'' AND d.local_day + interval ''2 days''
     WHERE t.kind = $3 GROUP BY d.store_id, t.thing_id, d.local_day, opens, closes, timezone',
    'rollup_day_' || kind, lintel.amounts_of('rollup_day_' || kind, '%I'),
    lintel.amounts_of('rollup_day_' || kind, 'sum(h.%I)'), 'rollup_hour_' || kind) USING stores, days, kind;
END $$;

-- Conversion uses hours in which both sales and entries have at least 90 % coverage.
CREATE OR REPLACE FUNCTION lintel.roll_up_store_days(stores int[], days date[]) RETURNS void LANGUAGE sql AS $$
  DELETE FROM lintel.rollup_day_store r USING unnest(stores, days) AS d(store_id, local_day)
  WHERE r.store_id = d.store_id AND r.local_day = d.local_day;
  INSERT INTO lintel.rollup_day_store (
    store_id, local_day, from_at, to_at, gateways, row_count, holdover_rows, seconds, seen_s, entries, exits, entries_var,
    exits_var, doors_var, sales, conversion_entries, conversion_sales, shopfront_seen_s, passers_by, passers_by_var,
    capture_entries, capture_passers_by, occupancy_max, occupancy_time_s, occupancy_seen_s, received_at, open_s, open_received_s,
    open_seen_s, open_shopfront_seen_s, open_occupancy_seen_s)
  SELECT store_id, d.local_day, d.local_day::timestamp AT TIME ZONE timezone,
    (d.local_day + 1)::timestamp AT TIME ZONE timezone, max(gateways), sum(row_count), sum(holdover_rows), sum(seconds),
    sum(seen_s), sum(entries), sum(exits), sum(entries_var), sum(exits_var),
    (SELECT sum(entries_err ^ 2) FROM lintel.rollup_day_door o
      WHERE o.store_id = d.store_id AND o.local_day = d.local_day),
    sum(sales), sum(entries) FILTER (WHERE is_whole), sum(sales) FILTER (WHERE is_whole), sum(shopfront_seen_s),
    sum(passers_by), sum(passers_by_var), sum(capture_entries), sum(capture_passers_by), max(occupancy_max),
    sum(occupancy_time_s), sum(occupancy_seen_s), max(received_at),
    lintel.open_seconds_of(d.local_day, opens, closes, timezone), sum(seconds * open_share), sum(seen_s * open_share),
    sum(shopfront_seen_s * open_share), sum(occupancy_seen_s * open_share)
  FROM unnest(stores, days) AS d(store_id, local_day) JOIN lintel.store USING (store_id)
  JOIN lintel.rollup_hour_store h USING (store_id, local_day)
  CROSS JOIN LATERAL (
    SELECT sales IS NOT NULL AND entries IS NOT NULL AND seen_s >= 0.9 * 3600 * gateways AS is_whole,
      lintel.open_share(hour_at, seconds / gateways, opens, closes, timezone) AS open_share
    OFFSET 0
  ) AS hour
  WHERE h.hour_at BETWEEN d.local_day - interval '1 day' AND d.local_day + interval '2 days'
  GROUP BY store_id, d.store_id, d.local_day, opens, closes, timezone;
$$;

-- Recounts days of indoor metrics from the rows. A row with `few` has seconds that the next row contains again.
CREATE OR REPLACE FUNCTION lintel.roll_up_indoor(rollup text, fact text, stores int[], days date[]) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
  sums text := lintel.amounts_of(rollup, 'sum(i.%I)');
BEGIN
  sums := replace(sums, 'sum(i.seen_s)', 'sum(i.seen_s) FILTER (WHERE NOT few)');
  sums := replace(sums, 'sum(i.covered_s)', 'sum(i.seen_s * (lintel.open_seconds(i.from_at, i.to_at, opens, closes, timezone)
    / nullif(extract(epoch FROM i.to_at - i.since_at), 0)))');
  EXECUTE format(
    'DELETE FROM lintel.%I r USING unnest($1, $2) AS d(store_id, local_day)
     WHERE r.store_id = d.store_id AND r.local_day = d.local_day', rollup) USING stores, days;
  EXECUTE format(
    'INSERT INTO lintel.%I (store_id, thing_id, local_day, row_count, few_rows, open_s, %s)
     SELECT d.store_id, t.thing_id, d.local_day, count(*), count(*) FILTER (WHERE few),
       lintel.open_seconds_of(d.local_day, opens, closes, timezone), %s
     FROM unnest($1, $2) AS d(store_id, local_day) JOIN lintel.store USING (store_id)
     JOIN lintel.thing t USING (store_id)
     JOIN lintel.%I i ON i.thing_id = t.thing_id AND i.to_at > d.local_day::timestamp AT TIME ZONE timezone
       AND i.to_at <= (d.local_day + 1)::timestamp AT TIME ZONE timezone
     GROUP BY d.store_id, t.thing_id, d.local_day, opens, closes, timezone',
    rollup, lintel.amounts_of(rollup, '%I'), sums, fact) USING stores, days;
END $$;

-- Adds times of zones and trolleys, which are released once a day, to the counts of that day.
CREATE OR REPLACE FUNCTION lintel.roll_up_times(stores int[], days date[]) RETURNS void LANGUAGE sql AS $$
  INSERT INTO lintel.rollup_day_zone AS known (
    store_id, thing_id, local_day, row_count, few_rows, time_seen_s, person_time_s, dwell_s, stays)
  SELECT d.store_id, thing_id, d.local_day, 0, 0, sum(seen_s) FILTER (WHERE NOT few), sum(person_time_s), sum(dwell_s),
    (SELECT sum(ended + cut) FROM lintel.day_dwell b
      WHERE b.store_id = d.store_id AND b.local_day = d.local_day AND b.thing_id = z.thing_id)
  FROM unnest(stores, days) AS d(store_id, local_day)
  JOIN lintel.day_zone z ON z.store_id = d.store_id AND z.local_day = d.local_day
  GROUP BY d.store_id, thing_id, d.local_day
  ON CONFLICT (store_id, local_day, thing_id) DO UPDATE SET time_seen_s = excluded.time_seen_s,
    person_time_s = excluded.person_time_s, dwell_s = excluded.dwell_s, stays = excluded.stays;
  INSERT INTO lintel.rollup_day_trolley AS known (
    store_id, thing_id, local_day, row_count, few_rows, time_seen_s, trolley_time_s, dwell_s)
  SELECT d.store_id, thing_id, d.local_day, 0, 0, sum(seen_s) FILTER (WHERE NOT few), sum(trolley_time_s), sum(dwell_s)
  FROM unnest(stores, days) AS d(store_id, local_day)
  JOIN lintel.day_trolley z ON z.store_id = d.store_id AND z.local_day = d.local_day
  GROUP BY d.store_id, thing_id, d.local_day
  ON CONFLICT (store_id, local_day, thing_id) DO UPDATE SET time_seen_s = excluded.time_seen_s,
    trolley_time_s = excluded.trolley_time_s, dwell_s = excluded.dwell_s;
$$;

CREATE OR REPLACE FUNCTION lintel.roll_up_steps(stores int[], days date[]) RETURNS void LANGUAGE sql AS $$
  DELETE FROM lintel.rollup_day_step r USING unnest(stores, days) AS d(store_id, local_day)
  WHERE r.store_id = d.store_id AND r.local_day = d.local_day;
  INSERT INTO lintel.rollup_day_step (store_id, local_day, by_trolley, from_zone, to_zone, n)
  SELECT d.store_id, d.local_day, by_trolley, from_zone, to_zone, sum(n)
  FROM unnest(stores, days) AS d(store_id, local_day) JOIN lintel.store USING (store_id)
  JOIN lintel.gateway g USING (store_id)
  JOIN lintel.indoor_step i ON i.gateway_id = g.gateway_id AND i.to_at > d.local_day::timestamp AT TIME ZONE timezone
    AND i.to_at <= (d.local_day + 1)::timestamp AT TIME ZONE timezone
  GROUP BY d.store_id, d.local_day, by_trolley, from_zone, to_zone;
$$;

-- Returns the hours of the marks; for stores marked as a whole, the hours of all their rows.
CREATE OR REPLACE FUNCTION lintel.marked_hours(marked int[], froms timestamptz[], tos timestamptz[])
RETURNS TABLE (store_id int, hour_at timestamptz) LANGUAGE sql STABLE AS $$
  WITH mark AS (
    SELECT m.*, timezone, isfinite(from_at) AS is_part
    FROM unnest(marked, froms, tos) AS m(store_id, from_at, to_at) JOIN lintel.store USING (store_id)
  )
  SELECT store_id, date_trunc('hour', at, timezone)
  FROM mark CROSS JOIN LATERAL (
    SELECT generate_series(from_at, to_at - interval '1 second', interval '15 minutes') AS at
    UNION ALL SELECT to_at - interval '1 second'
  ) AS times
  WHERE is_part
  UNION
  SELECT c.store_id, date_trunc('hour', c.from_at, timezone)
  FROM mark JOIN lintel.count_store c USING (store_id) WHERE NOT is_part
$$;

CREATE OR REPLACE FUNCTION lintel.marked_days(marked int[], froms timestamptz[], stores int[], hours timestamptz[])
RETURNS TABLE (store_id int, local_day date) LANGUAGE sql STABLE AS $$
  SELECT h.store_id, (hour_at AT TIME ZONE timezone)::date
  FROM unnest(stores, hours) AS h(store_id, hour_at) JOIN lintel.store USING (store_id)
  UNION
  SELECT m.store_id, ((to_at - interval '1 second') AT TIME ZONE timezone)::date
  FROM unnest(marked, froms) AS m(store_id, from_at) JOIN lintel.store USING (store_id)
  JOIN lintel.thing t USING (store_id)
  CROSS JOIN LATERAL (
    SELECT to_at FROM lintel.indoor_zone WHERE thing_id = t.thing_id
    UNION ALL SELECT to_at FROM lintel.indoor_line WHERE thing_id = t.thing_id
    UNION ALL SELECT to_at FROM lintel.indoor_queue WHERE thing_id = t.thing_id
    UNION ALL SELECT to_at FROM lintel.indoor_trolley WHERE thing_id = t.thing_id
    UNION ALL SELECT to_at FROM lintel.indoor_product WHERE thing_id = t.thing_id
    UNION ALL SELECT to_at FROM lintel.indoor_radio WHERE thing_id = t.thing_id
  ) AS i
  WHERE NOT isfinite(from_at)
  UNION
  SELECT m.store_id, local_day
  FROM unnest(marked, froms) AS m(store_id, from_at) JOIN lintel.day_zone USING (store_id)
  WHERE NOT isfinite(m.from_at)
$$;

-- Deletes a store's roll-ups after a change of its time zone, except hours whose rows were removed.
CREATE OR REPLACE FUNCTION lintel.forget_rollups(of_store int) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  rollup text;
BEGIN
  FOR rollup IN SELECT tablename FROM pg_tables WHERE schemaname = 'lintel' AND tablename LIKE 'rollup\_hour\_%' LOOP
    EXECUTE format('DELETE FROM lintel.%I WHERE store_id = $1 AND hour_at >=
      (SELECT dropped_before FROM lintel.retention WHERE what = ''count'')', rollup) USING of_store;
  END LOOP;
  FOR rollup IN SELECT tablename FROM pg_tables WHERE schemaname = 'lintel' AND tablename LIKE 'rollup\_day\_%' LOOP
    EXECUTE format('DELETE FROM lintel.%I WHERE store_id = $1 AND local_day >
      (SELECT max(dropped_before) FROM lintel.retention WHERE what IN (''count'', ''indoor''))', rollup) USING of_store;
  END LOOP;
END $$;

-- Returns the number of marks taken; fewer than `most` when none is left.
CREATE OR REPLACE FUNCTION lintel.roll_up(most int) RETURNS int LANGUAGE plpgsql AS $$
DECLARE
  marked int[];
  froms timestamptz[];
  tos timestamptz[];
  stores int[];
  hours timestamptz[];
  day_stores int[];
  days date[];
BEGIN
  IF NOT pg_try_advisory_xact_lock(hashtext('lintel.roll_up')) THEN
    RETURN 0;
  END IF;
  WITH mark AS (
    DELETE FROM lintel.rollup_mark WHERE id IN (SELECT id FROM lintel.rollup_mark ORDER BY id LIMIT most)
    RETURNING store_id, from_at, to_at
  )
  SELECT array_agg(store_id), array_agg(from_at), array_agg(to_at) INTO marked, froms, tos FROM mark;
  IF marked IS NOT NULL THEN
    PERFORM lintel.forget_rollups(store_id) FROM unnest(marked, froms) AS m(store_id, from_at) WHERE NOT isfinite(from_at);
    SELECT coalesce(array_agg(store_id), '{}'), coalesce(array_agg(hour_at), '{}') INTO stores, hours
    FROM lintel.marked_hours(marked, froms, tos);
    SELECT coalesce(array_agg(store_id), '{}'), coalesce(array_agg(local_day), '{}') INTO day_stores, days
    FROM lintel.marked_days(marked, froms, stores, hours);
    SELECT coalesce(array_agg(store_id), '{}'), coalesce(array_agg(hour_at), '{}') INTO stores, hours
    FROM unnest(stores, hours) AS h(store_id, hour_at)
    WHERE hour_at >= (SELECT dropped_before FROM lintel.retention WHERE what = 'count');
    PERFORM lintel.roll_up_all(stores, hours, day_stores, days);
  END IF;
  RETURN coalesce(cardinality(marked), 0);
END $$;

CREATE OR REPLACE FUNCTION lintel.roll_up_all(stores int[], hours timestamptz[], day_stores int[], days date[])
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM lintel.roll_up_hours(kind, stores, hours) FROM unnest(ARRAY['door', 'line', 'feedback']) AS kind;
  PERFORM lintel.roll_up_store_hours(stores, hours);
  PERFORM lintel.roll_up_days(kind, day_stores, days) FROM unnest(ARRAY['door', 'line', 'feedback']) AS kind;
  PERFORM lintel.roll_up_store_days(day_stores, days);
  PERFORM lintel.roll_up_indoor('rollup_day_' || name, 'indoor_' || name, day_stores, days)
  FROM unnest(ARRAY['zone', 'queue', 'trolley', 'product', 'radio']) AS name;
  PERFORM lintel.roll_up_indoor('rollup_day_aisle', 'indoor_line', day_stores, days);
  PERFORM lintel.roll_up_times(day_stores, days);
  PERFORM lintel.roll_up_steps(day_stores, days);
END $$;
