-- $1: as for write-count.sql. A day is final: later rows of it are ignored.
WITH given AS MATERIALIZED (
  SELECT store_id, gateway_id, "row", ("row" ->> 'from')::timestamptz AS from_at, ("row" ->> 'day')::date AS local_day,
    "row" -> 'store' AS s
  FROM jsonb_to_recordset($1::jsonb) AS g(store_id int, gateway_id int, "row" jsonb)
), thing AS MATERIALIZED (
  SELECT g.store_id, thing_id, from_at, local_day, ("row" ->> 'seconds')::int AS seconds, g."row" ->> 'def' AS def, list, i
  FROM given g
  CROSS JOIN LATERAL (VALUES ('zones'), ('trolleys')) AS lists(list)
  CROSS JOIN LATERAL jsonb_array_elements(g."row" -> list) AS i
  JOIN lintel.thing t ON t.store_id = g.store_id AND t.kind = 'zone' AND t.thing = i ->> 'id'
), zones AS (
  INSERT INTO lintel.day_zone (
    store_id, thing_id, from_at, seconds, local_day, since_at, seen_s, few, def, person_time_s, dwell_s, person_time_s_var,
    dwell_s_var, extra)
  SELECT store_id, thing_id, from_at, seconds, local_day, (i ->> 'since')::timestamptz, (i ->> 'seenS')::int,
    coalesce((i ->> 'few')::boolean, false), def, (i ->> 'personTimeS')::int, (i ->> 'dwellS')::int,
    (i ->> 'personTimeSVar')::real, (i ->> 'dwellSVar')::real,
    nullif(i - '{id,since,seenS,few,personTimeS,dwellS,personTimeSVar,dwellSVar,bins}'::text[], '{}')
  FROM thing WHERE list = 'zones'
  ON CONFLICT DO NOTHING
), trolleys AS (
  INSERT INTO lintel.day_trolley (
    store_id, thing_id, from_at, seconds, local_day, since_at, seen_s, few, def, trolley_time_s, dwell_s, extra)
  SELECT store_id, thing_id, from_at, seconds, local_day, (i ->> 'since')::timestamptz, (i ->> 'seenS')::int,
    coalesce((i ->> 'few')::boolean, false), def, (i ->> 'trolleyTimeS')::int, (i ->> 'dwellS')::int,
    nullif(i - '{id,since,seenS,few,trolleyTimeS,dwellS}'::text[], '{}')
  FROM thing WHERE list = 'trolleys'
  ON CONFLICT DO NOTHING
), dwell AS (
  INSERT INTO lintel.day_dwell (store_id, thing_id, from_at, local_day, from_s, to_s, ended, cut)
  SELECT store_id, thing_id, from_at, local_day, (bin ->> 0)::real, coalesce((bin ->> 1)::real, 'Infinity'),
    (bin ->> 2)::int, (bin ->> 3)::int
  FROM thing CROSS JOIN LATERAL jsonb_array_elements(i -> 'bins') AS bin
  WHERE list = 'zones'
  ON CONFLICT DO NOTHING
)
INSERT INTO lintel.day_store (
  store_id, gateway_id, from_at, seconds, kind, local_day, def, seen_s, visits, person_time_s, bounced, visits_var,
  person_time_s_var, bounced_var, classes, radios, radios_var, repeat_visitors, repeat_visitors_var, hourly_time_s, extra)
SELECT store_id, gateway_id, from_at, ("row" ->> 'seconds')::int,
  CASE WHEN s ? 'visits' THEN 'visits' WHEN s ? 'radios' THEN 'repeat' ELSE 'occupancy' END,
  local_day, "row" ->> 'def', (s ->> 'seenS')::int, (s ->> 'visits')::int, (s ->> 'personTimeS')::int,
  (s ->> 'bounced')::int, (s ->> 'visitsVar')::real, (s ->> 'personTimeSVar')::real, (s ->> 'bouncedVar')::real, s -> 'classes',
  (s ->> 'radios')::real, (s ->> 'radiosVar')::real, (s ->> 'repeatVisitors')::real, (s ->> 'repeatVisitorsVar')::real,
  (SELECT array_agg(value::int ORDER BY ordinality) FROM jsonb_array_elements_text(s -> 'hourlyTimeS') WITH ORDINALITY),
  nullif(s - '{seenS,visits,visitsVar,personTimeS,personTimeSVar,bounced,bouncedVar,classes}'::text[]
    - '{radios,radiosVar,repeatVisitors,repeatVisitorsVar,hourlyTimeS}'::text[], '{}')
FROM given WHERE s IS NOT NULL
ON CONFLICT DO NOTHING
