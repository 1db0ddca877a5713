-- $1: as for ensure-things.sql. A day is final at the first telling.
WITH given AS MATERIALIZED (
  SELECT store_id, gateway_id, "row", ("row" ->> 'from')::timestamptz AS from_at, ("row" ->> 'day')::date AS local_day,
    "row" -> 'store' AS s
  FROM jsonb_to_recordset($1::jsonb) AS g(tenant text, store text, gateway text, stream text, "row" jsonb)
  JOIN lintel.store USING (tenant, store)
  JOIN lintel.gateway USING (store_id, gateway)
  WHERE stream = 'day' AND "row" ->> 'clock' <> 'unsynced'
), dwell AS (
  INSERT INTO lintel.day_dwell (store_id, thing_id, from_at, local_day, from_s, to_s, ended, cut)
  SELECT g.store_id, thing_id, from_at, local_day, (bin ->> 0)::real, coalesce((bin ->> 1)::real, 'Infinity'),
    (bin ->> 2)::int, (bin ->> 3)::int
  FROM given g
  CROSS JOIN LATERAL jsonb_array_elements("row" -> 'zones') AS zone
  CROSS JOIN LATERAL jsonb_array_elements(zone -> 'bins') AS bin
  JOIN lintel.thing t ON t.store_id = g.store_id AND t.kind = 'zone' AND t.thing = zone ->> 'id'
  ON CONFLICT DO NOTHING
)
INSERT INTO lintel.day_store (
  store_id, gateway_id, from_at, seconds, kind, local_day, def, seen_s, visits, person_time_s, bounced, person_time_s_var,
  bounced_var, classes, radios, repeat_visitors, repeat_visitors_var, hourly_time_s, extra)
SELECT store_id, gateway_id, from_at, ("row" ->> 'seconds')::int,
  CASE WHEN s ? 'visits' THEN 'visits' WHEN s ? 'radios' THEN 'repeat' ELSE 'occupancy' END,
  local_day, "row" ->> 'def', (s ->> 'seenS')::int, (s ->> 'visits')::int, (s ->> 'personTimeS')::int,
  (s ->> 'bounced')::int, (s ->> 'personTimeSVar')::real, (s ->> 'bouncedVar')::real, s -> 'classes',
  (s ->> 'radios')::real, (s ->> 'repeatVisitors')::real, (s ->> 'repeatVisitorsVar')::real,
  (SELECT array_agg(value::int ORDER BY ordinality) FROM jsonb_array_elements_text(s -> 'hourlyTimeS') WITH ORDINALITY),
  nullif(s - '{seenS,visits,visitsVar,personTimeS,personTimeSVar,bounced,bouncedVar,classes}'::text[]
    - '{radios,radiosVar,repeatVisitors,repeatVisitorsVar,hourlyTimeS}'::text[], '{}')
FROM given WHERE s IS NOT NULL
ON CONFLICT DO NOTHING
