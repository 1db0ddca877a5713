-- Stores and their counts. Each view of `kpi` shows only the stores that the login may see.

CREATE VIEW lintel.visible_store AS
SELECT * FROM lintel.store s
WHERE session_user = (SELECT pg_get_userbyid(nspowner) FROM pg_namespace WHERE nspname = 'lintel')
  OR EXISTS (
    SELECT FROM lintel.reader_right r
    WHERE (r.login = session_user OR r.login = ANY (lintel.page_people()))
      AND (r.tenant IS NULL OR r.tenant = s.tenant) AND (r.region IS NULL OR r.region = s.region)
      AND (r.store IS NULL OR r.store = s.store));

-- Days of visible stores. Coverage refers to the opening hours so far; to all hours if those are unknown, and before the store
-- opens.
CREATE VIEW lintel.visible_day AS
SELECT s.tenant, s.store, s.timezone, s.first_full_day, d.*,
  CASE WHEN open_past > 0 THEN open_past ELSE day_past END AS span_s,
  CASE WHEN open_past > 0 THEN open_received_s ELSE seconds END AS received_s,
  CASE WHEN open_past > 0 THEN open_seen_s ELSE seen_s END AS covered_s,
  CASE WHEN open_past > 0 THEN open_shopfront_seen_s ELSE shopfront_seen_s END AS shopfront_covered_s,
  CASE WHEN open_past > 0 THEN open_occupancy_seen_s ELSE occupancy_seen_s END AS occupancy_covered_s
FROM lintel.rollup_day_store d JOIN lintel.visible_store s USING (store_id)
CROSS JOIN LATERAL (
  SELECT greatest(1, extract(epoch FROM least(now(), to_at) - from_at))::float8 AS day_past,
    CASE WHEN to_at <= now() THEN open_s ELSE lintel.open_seconds(from_at, now(), opens, closes, s.timezone) END::float8 AS open_past
) AS past;

CREATE VIEW kpi.store WITH (security_barrier) AS
SELECT tenant, store, name, region, area_m2, first_full_day, closed_on, timezone, opens, closes,
  (now() AT TIME ZONE timezone)::date AS today
FROM lintel.visible_store;

-- Hours are found through their day, whose key suits queries of all stores and one day.
CREATE VIEW kpi.store_hour WITH (security_barrier) AS
SELECT tenant, store, hour_at, d.local_day, local_hour AS hour_of_day, extract(isodow FROM d.local_day)::int AS weekday,
  h.entries,
  CASE WHEN h.entries IS NOT NULL THEN greatest(0, h.entries - kpi.half_interval(h.entries, h.entries_var, h.doors_var)) END
    AS entries_low,
  h.entries + kpi.half_interval(h.entries, h.entries_var, h.doors_var) AS entries_high,
  h.exits, h.sales, h.passers_by, h.occupancy, h.seen_s, h.seconds,
  least(1, h.seen_s / (3600.0 * h.gateways))::float8 AS coverage
FROM lintel.rollup_day_store d JOIN lintel.visible_store USING (store_id)
CROSS JOIN LATERAL (
  SELECT * FROM lintel.rollup_hour_store r
  WHERE r.store_id = d.store_id AND r.hour_at >= d.from_at AND r.hour_at < d.to_at
  OFFSET 0
) AS h;

CREATE VIEW kpi.store_day WITH (security_barrier) AS
SELECT tenant, store, local_day, extract(isodow FROM local_day)::int AS weekday, entries,
  CASE WHEN entries IS NOT NULL THEN greatest(0, entries - kpi.half_interval(entries, entries_var, doors_var)) END AS entries_low,
  entries + kpi.half_interval(entries, entries_var, doors_var) AS entries_high,
  exits, sales, passers_by, seen_s, seconds,
  least(1, covered_s / (span_s * gateways)) AS coverage, least(1, received_s / (span_s * gateways)) AS received,
  to_at <= now() AS is_over
FROM lintel.visible_day;

-- The error common to all people of a door is the same on each day, so it adds up linearly. Chance adds up by squares.
CREATE VIEW kpi.store_week WITH (security_barrier) AS
SELECT tenant, store, week, entries,
  CASE WHEN entries IS NOT NULL THEN greatest(0, entries - kpi.half_interval(entries, entries_var, doors_err ^ 2)) END AS entries_low,
  entries + kpi.half_interval(entries, entries_var, doors_err ^ 2) AS entries_high,
  exits, sales, passers_by, days, least(1, coverage) AS coverage, is_established AND days = 7 AND coverage >= 0.9 AS is_comparable
FROM (
  SELECT tenant, store, local_day - extract(isodow FROM local_day)::int + 1 AS week, sum(entries) AS entries,
    sum(entries_var) AS entries_var, sum(sqrt(doors_var)) AS doors_err, sum(exits) AS exits, sum(sales) AS sales,
    sum(passers_by) AS passers_by, count(*) AS days, sum(covered_s) / sum(span_s * gateways) AS coverage,
    bool_and(local_day >= first_full_day) AS is_established
  FROM lintel.visible_day GROUP BY tenant, store, local_day - extract(isodow FROM local_day)::int + 1
) AS week;

CREATE VIEW kpi.door_hour WITH (security_barrier) AS
SELECT tenant, store, thing AS door, t.name, hour_at, d.local_day, h.entries,
  CASE WHEN h.entries IS NOT NULL THEN greatest(0, h.entries - kpi.half_interval(h.entries, 0, h.entries_err ^ 2)) END AS entries_low,
  h.entries + kpi.half_interval(h.entries, 0, h.entries_err ^ 2) AS entries_high,
  h.exits, h.backfilled, h.seen_s, h.seconds, h.seen_s::float8 / nullif(h.seconds, 0) AS coverage
FROM lintel.rollup_day_store d JOIN lintel.visible_store USING (store_id)
CROSS JOIN LATERAL (
  SELECT * FROM lintel.rollup_hour_door r
  WHERE r.store_id = d.store_id AND r.hour_at >= d.from_at AND r.hour_at < d.to_at
  OFFSET 0
) AS h
JOIN lintel.thing t ON t.thing_id = h.thing_id;

CREATE VIEW kpi.door_day WITH (security_barrier) AS
SELECT tenant, store, thing AS door, t.name, local_day, entries,
  CASE WHEN entries IS NOT NULL THEN greatest(0, floor(entries - kpi.half_interval(entries, 0, entries_err ^ 2))) END::bigint
    AS entries_low,
  ceil(entries + kpi.half_interval(entries, 0, entries_err ^ 2))::bigint AS entries_high,
  exits, backfilled, seen_s, seconds, kpi.day_coverage(open_seen_s, open_s, local_day, opens, closes, timezone) AS coverage
FROM lintel.rollup_day_door JOIN lintel.visible_store USING (store_id) JOIN lintel.thing t USING (store_id, thing_id);

CREATE VIEW kpi.line_day WITH (security_barrier) AS
SELECT tenant, store, thing AS line, t.name, local_day, entries,
  CASE WHEN entries IS NOT NULL THEN greatest(0, entries - kpi.half_interval(entries, entries_var, 0)) END AS entries_low,
  entries + kpi.half_interval(entries, entries_var, 0) AS entries_high,
  exits, seen_s, seconds, kpi.day_coverage(open_seen_s, open_s, local_day, opens, closes, timezone) AS coverage
FROM lintel.rollup_day_line JOIN lintel.visible_store USING (store_id) JOIN lintel.thing t USING (store_id, thing_id);

-- Occupancy: the newest value, and the mean over the hour.
CREATE VIEW kpi.occupancy_hour WITH (security_barrier) AS
SELECT tenant, store, hour_at, d.local_day, h.occupancy, h.occupancy_low, h.occupancy_high, h.occupancy_max,
  h.occupancy_time_s / nullif(h.occupancy_seen_s, 0) AS mean_occupancy,
  CASE WHEN h.occupancy_seen_s IS NOT NULL THEN least(1, h.occupancy_seen_s / 3600.0)::float8 END AS coverage
FROM lintel.rollup_day_store d JOIN lintel.visible_store USING (store_id)
CROSS JOIN LATERAL (
  SELECT * FROM lintel.rollup_hour_store r
  WHERE r.store_id = d.store_id AND r.hour_at >= d.from_at AND r.hour_at < d.to_at
  OFFSET 0
) AS h;

CREATE VIEW kpi.occupancy_day WITH (security_barrier) AS
SELECT tenant, store, local_day, occupancy_max, occupancy_time_s / nullif(occupancy_seen_s, 0) AS mean_occupancy,
  occupancy_time_s / 3600 AS person_hours,
  CASE WHEN occupancy_seen_s IS NOT NULL THEN least(1, occupancy_covered_s / span_s) END AS coverage
FROM lintel.visible_day;
