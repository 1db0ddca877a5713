-- Roll-ups of :stores stores over the :days days before today, and the rows of people inside that views read directly. Numbers follow
-- a day's course by weekday and hour; every seventh store has an outage of a day, and nights are counted as 0.
SET synchronous_commit = off;
SELECT setseed(0.25);

INSERT INTO lintel.store (tenant, store, timezone, opens, closes, name, region, first_full_day)
SELECT 'acme', 'store-' || n, (ARRAY['Europe/London', 'Europe/Berlin', 'Asia/Kathmandu', 'America/New_York'])[1 + n % 4],
  '09:00', '19:00', 'Store ' || n, 'Region ' || n % 10, now()::date - 400
FROM generate_series(1, :stores) AS n;
INSERT INTO lintel.gateway (store_id, gateway) SELECT store_id, 'gw-1' FROM lintel.store;
INSERT INTO lintel.thing (store_id, kind, thing, name)
SELECT store_id, kind, thing, initcap(thing) FROM lintel.store CROSS JOIN (VALUES ('door', 'front'), ('door', 'back'),
  ('zone', 'table'), ('zone', 'shelf'), ('zone', 'window'), ('zone', 'corner'), ('queue', 'till'), ('feedback', 'pad'),
  ('product', 'milk'), ('line', 'aisle'), ('receiver', 'ear')) AS t(kind, thing);
INSERT INTO lintel.definition (store_id, def, from_at, k, body)
SELECT store_id, '3f9a1c20', now() - interval '100 days', 5, '{"things": [{"kind": "store", "id": "store", "visitS": 120},
  {"kind": "door", "id": "front", "name": "Front", "auditId": "a1"}, {"kind": "zone", "id": "table", "visitS": 5}]}'
FROM lintel.store;
INSERT INTO lintel.gateway_state (gateway_id, state, since, version, body)
SELECT gateway_id, 'online', now() - interval '1 day', '0.1.0', '{"waitingRows": 0, "diskFree": 0.8, "down": []}' FROM lintel.gateway;
INSERT INTO lintel.gateway_seq (gateway_id, seen)
SELECT gateway_id, CASE WHEN gateway_id % 9 = 0 THEN '{[1,500),[510,130000)}' ELSE '{[1,130000)}' END::int8multirange FROM lintel.gateway;
INSERT INTO lintel.gateway_event (gateway_id, seq, at, kind, body)
SELECT gateway_id, n, now() - n * interval '2 days', 'SensorFaulted', '{"kind": "SensorFaulted", "sensor": "cam"}'
FROM lintel.gateway CROSS JOIN generate_series(1, 40) AS n;

CREATE TEMP TABLE day AS
SELECT store_id, timezone, local_day::date, local_day AT TIME ZONE timezone AS from_at,
  (local_day + interval '1 day') AT TIME ZONE timezone AS to_at,
  (store_id % 7 = 0 AND extract(doy FROM local_day)::int % 31 = store_id % 31) AS is_out,
  (20 + store_id % 40) * (CASE WHEN extract(isodow FROM local_day) >= 6 THEN 1.6 ELSE 1 END) AS busy
FROM lintel.store CROSS JOIN generate_series((now()::date - :days)::timestamp, (now()::date - 1)::timestamp,
  interval '1 day') AS local_day;

CREATE TEMP TABLE hour AS
SELECT store_id, local_day, hour_at, extract(hour FROM hour_at AT TIME ZONE timezone)::int AS h, is_out,
  CASE WHEN is_out THEN NULL WHEN extract(hour FROM hour_at AT TIME ZONE timezone) BETWEEN 9 AND 18
    THEN greatest(0, round(busy * (0.5 + random())))::int ELSE 0 END AS n
FROM day CROSS JOIN LATERAL generate_series(from_at, to_at - interval '1 hour', interval '1 hour') AS hour_at;

INSERT INTO lintel.rollup_hour_store (store_id, hour_at, local_day, local_hour, gateways, row_count, holdover_rows, seconds, seen_s, entries,
  exits, doors_var, sales, shopfront_seen_s, passers_by, capture_entries, capture_passers_by, occupancy, occupancy_low, occupancy_high,
  occupancy_max, occupancy_time_s, occupancy_seen_s, received_at)
SELECT store_id, hour_at, local_day, h, 1, 60, 0, 3600, CASE WHEN is_out THEN 0 ELSE 3600 END, n, n, (n * 0.05) ^ 2, n / 4, 3600, n * 4,
  n, n * 4, n / 6, n / 8, n / 4, n / 3, n / 6 * 3600, 3600, hour_at + interval '1 hour'
FROM hour;
INSERT INTO lintel.rollup_hour_door (store_id, thing_id, hour_at, local_day, seconds, seen_s, entries, exits, backfilled, entries_err, exits_err)
SELECT store_id, thing_id, hour_at, local_day, 3600, 3600, part, part, 0, part * 0.05, part * 0.05
FROM hour JOIN lintel.thing USING (store_id) CROSS JOIN LATERAL (SELECT CASE thing WHEN 'front' THEN n - n / 3 ELSE n / 3 END AS part) AS p
WHERE kind = 'door';
INSERT INTO lintel.rollup_hour_feedback (store_id, thing_id, hour_at, local_day, seconds, seen_s, answers, points)
SELECT store_id, thing_id, hour_at, local_day, 3600, 3600, n / 10, n / 10 * 75
FROM hour JOIN lintel.thing USING (store_id) WHERE kind = 'feedback' AND h BETWEEN 8 AND 19;
INSERT INTO lintel.indoor_zone (store_id, thing_id, from_at, to_at, since_at, seen_s, few, def, entries, exits, visits, engaged, cut)
SELECT store_id, thing_id, hour_at, hour_at + interval '1 hour', hour_at, 3600, coalesce(n, 0) < 15, '3f9a1c20', part, part, part / 2, part / 4, 0
FROM hour JOIN lintel.thing USING (store_id) CROSS JOIN LATERAL (SELECT CASE WHEN n >= 15 THEN n / 3 END AS part) AS p
WHERE kind = 'zone' AND h BETWEEN 8 AND 19;
INSERT INTO lintel.indoor_queue (store_id, thing_id, from_at, to_at, since_at, seen_s, few, def, joined, served, abandoned, wait_s, length_s)
SELECT store_id, thing_id, hour_at, hour_at + interval '1 hour', hour_at, 3600, coalesce(n, 0) < 15, '3f9a1c20', part, part - 1, 1, part * 90, part * 100
FROM hour JOIN lintel.thing USING (store_id) CROSS JOIN LATERAL (SELECT CASE WHEN n >= 15 THEN n / 4 END AS part) AS p
WHERE kind = 'queue' AND h BETWEEN 8 AND 19;

INSERT INTO lintel.rollup_day_door
SELECT store_id, thing_id, local_day, sum(seconds), sum(seen_s), sum(entries), sum(exits), 0, sum(entries_err), sum(exits_err), 36000, 36000
FROM lintel.rollup_hour_door GROUP BY 1, 2, 3;
INSERT INTO lintel.rollup_day_feedback
SELECT store_id, thing_id, local_day, sum(seconds), sum(seen_s), sum(answers), sum(points), 36000, 36000 FROM lintel.rollup_hour_feedback GROUP BY 1, 2, 3;
INSERT INTO lintel.rollup_day_store (store_id, local_day, from_at, to_at, gateways, row_count, holdover_rows, seconds, seen_s, entries,
  exits, doors_var, sales, conversion_entries, conversion_sales, shopfront_seen_s, passers_by, capture_entries, capture_passers_by,
  occupancy_max, occupancy_time_s, occupancy_seen_s, received_at, open_s, open_received_s, open_seen_s, open_shopfront_seen_s,
  open_occupancy_seen_s)
SELECT store_id, local_day, min(day.from_at), min(day.to_at), 1, count(*), 0, sum(seconds), sum(seen_s), sum(entries), sum(exits),
  (sum(entries) * 0.05) ^ 2, sum(sales), sum(entries), sum(sales), sum(shopfront_seen_s), sum(passers_by), sum(capture_entries),
  sum(capture_passers_by), max(occupancy_max), sum(occupancy_time_s), sum(occupancy_seen_s), max(received_at), 36000,
  sum(seconds) FILTER (WHERE is_open), sum(seen_s) FILTER (WHERE is_open), sum(shopfront_seen_s) FILTER (WHERE is_open),
  sum(occupancy_seen_s) FILTER (WHERE is_open)
FROM lintel.rollup_hour_store CROSS JOIN LATERAL (SELECT local_hour BETWEEN 9 AND 18 AS is_open) AS at JOIN day USING (store_id, local_day) GROUP BY 1, 2;

CREATE TEMP TABLE busy_day AS SELECT store_id, local_day, from_at, coalesce(entries, 0) AS n FROM lintel.rollup_day_store;
INSERT INTO lintel.rollup_day_zone (store_id, thing_id, local_day, row_count, few_rows, open_s, covered_s, seen_s, entries, exits, visits, engaged,
  cut, time_seen_s, person_time_s, dwell_s, stays)
SELECT store_id, thing_id, local_day, 24, 12, 36000, 36000, 43200, n / 3, n / 3, n / 6, n / 12, 0, 86400, n * 20, n * 18, n / 3
FROM busy_day JOIN lintel.thing USING (store_id) WHERE kind = 'zone';
INSERT INTO lintel.rollup_day_queue (store_id, thing_id, local_day, row_count, few_rows, open_s, covered_s, seen_s, joined, served, abandoned, wait_s, length_s)
SELECT store_id, thing_id, local_day, 24, 12, 36000, 36000, 43200, n / 4, n / 4 - 2, 2, n * 20, n * 25
FROM busy_day JOIN lintel.thing USING (store_id) WHERE kind = 'queue' AND n > 20;
INSERT INTO lintel.rollup_day_product (store_id, thing_id, local_day, row_count, few_rows, open_s, covered_s, seen_s, pick_ups, put_backs)
SELECT store_id, thing_id, local_day, 24, 12, 36000, 36000, 43200, n / 8, n / 20 FROM busy_day JOIN lintel.thing USING (store_id) WHERE kind = 'product';
INSERT INTO lintel.rollup_day_aisle (store_id, thing_id, local_day, row_count, few_rows, open_s, covered_s, seen_s, entries, exits, groups_in, groups_out)
SELECT store_id, thing_id, local_day, 24, 12, 36000, 36000, 43200, n / 2, n / 2, n / 4, n / 4 FROM busy_day JOIN lintel.thing USING (store_id) WHERE kind = 'line';
INSERT INTO lintel.rollup_day_radio (store_id, thing_id, local_day, row_count, few_rows, open_s, covered_s, seen_s, inside_time_s, people_time_s)
SELECT store_id, thing_id, local_day, 24, 12, 36000, 36000, 43200, n * 100, n * 80 FROM busy_day JOIN lintel.thing USING (store_id) WHERE kind = 'receiver';
INSERT INTO lintel.rollup_day_trolley (store_id, thing_id, local_day, row_count, few_rows, open_s, covered_s, seen_s, entries, exits, time_seen_s, trolley_time_s, dwell_s)
SELECT store_id, thing_id, local_day, 24, 12, 36000, 36000, 43200, n / 6, n / 6, 86400, n * 30, n * 30
FROM busy_day JOIN lintel.thing USING (store_id) WHERE kind = 'zone' AND thing = 'table';
INSERT INTO lintel.rollup_day_step (store_id, local_day, by_trolley, from_zone, to_zone, n)
SELECT store_id, local_day, false, f.thing_id, t.thing_id, n / 60 * 5 + 5
FROM busy_day JOIN lintel.thing f USING (store_id) JOIN lintel.thing t USING (store_id)
WHERE f.kind = 'zone' AND t.kind = 'zone' AND f.thing_id < t.thing_id;
INSERT INTO lintel.day_zone (store_id, thing_id, from_at, seconds, local_day, since_at, seen_s, few, def, person_time_s, dwell_s)
SELECT store_id, thing_id, from_at, 86400, local_day, from_at, 86400, false, '3f9a1c20', n * 20, n * 18
FROM busy_day JOIN lintel.thing USING (store_id) WHERE kind = 'zone';
INSERT INTO lintel.day_dwell (store_id, thing_id, from_at, local_day, from_s, to_s, ended, cut)
SELECT store_id, thing_id, from_at, local_day, 5 * 1.6 ^ bin, CASE bin WHEN 9 THEN 'Infinity' ELSE 5 * 1.6 ^ (bin + 1) END,
  5 + n / 40 / (1 + abs(bin - 4)), bin % 2
FROM busy_day JOIN lintel.thing USING (store_id) CROSS JOIN generate_series(0, 9) AS bin WHERE kind = 'zone';
INSERT INTO lintel.day_store (store_id, gateway_id, from_at, seconds, kind, local_day, def, seen_s, visits, person_time_s, bounced,
  person_time_s_var, bounced_var, classes)
SELECT store_id, gateway_id, from_at, 43200, 'visits', local_day, '3f9a1c20', 43000, n, n * 400, n / 5, n * 10000.0, n / 3,
  jsonb_build_array(jsonb_build_array(120, n / 5), jsonb_build_array(600, n / 2), jsonb_build_array(NULL, n - n / 5 - n / 2))
FROM busy_day JOIN lintel.gateway USING (store_id) WHERE n > 20;
INSERT INTO lintel.day_store (store_id, gateway_id, from_at, seconds, kind, local_day, def, seen_s, radios, repeat_visitors, repeat_visitors_var)
SELECT store_id, gateway_id, from_at, 43200, 'repeat', local_day, '3f9a1c20', 43000, n / 2, n / 20, n / 10
FROM busy_day JOIN lintel.gateway USING (store_id) WHERE n > 20;
