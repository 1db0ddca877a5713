-- $1: as for write-count.sql. Rows of indoor metrics are final: an existing row stays.
WITH given AS MATERIALIZED (
  SELECT store_id, gateway_id, "row", ("row" ->> 'from')::timestamptz AS from_at, "row" ->> 'def' AS def,
    ("row" ->> 'from')::timestamptz + make_interval(secs => ("row" ->> 'seconds')::int) AS to_at
  FROM jsonb_to_recordset($1::jsonb) AS g(store_id int, gateway_id int, "row" jsonb)
), item AS MATERIALIZED (
  SELECT g.store_id, t.thing_id, g.from_at, g.to_at, (i ->> 'since')::timestamptz AS since_at,
    (i ->> 'seenS')::int AS seen_s, coalesce((i ->> 'few')::boolean, false) AS few, g.def, list, i
  FROM given g
  CROSS JOIN LATERAL (VALUES
    ('zone', 'zones'), ('line', 'lines'), ('queue', 'queues'), ('zone', 'trolleys'), ('product', 'products'),
    ('receiver', 'radios')
  ) AS kinds(kind, list)
  CROSS JOIN LATERAL jsonb_array_elements(g."row" -> list) AS i
  JOIN lintel.thing t ON t.store_id = g.store_id AND t.kind = kinds.kind AND t.thing = i ->> 'id'
), zones AS (
  INSERT INTO lintel.indoor_zone (
    store_id, thing_id, from_at, to_at, since_at, seen_s, few, def, entries, exits, visits, engaged, cut,
    entries_var, exits_var, visits_var, engaged_var, extra)
  SELECT
    store_id, thing_id, from_at, to_at, since_at, seen_s, few, def, (i ->> 'in')::int, (i ->> 'out')::int,
    (i ->> 'visits')::int, (i ->> 'engaged')::int, (i ->> 'cut')::int, (i ->> 'inVar')::real, (i ->> 'outVar')::real,
    (i ->> 'visitsVar')::real, (i ->> 'engagedVar')::real,
    nullif(i - '{id,since,seenS,few,in,out,visits,engaged,cut,inVar,outVar,visitsVar,engagedVar}'::text[], '{}')
  FROM item WHERE list = 'zones'
  ON CONFLICT DO NOTHING
), lines AS (
  INSERT INTO lintel.indoor_line (
    store_id, thing_id, from_at, to_at, since_at, seen_s, few, def, entries, exits, groups_in, groups_out,
    entries_var, exits_var, extra)
  SELECT
    store_id, thing_id, from_at, to_at, since_at, seen_s, few, def, (i ->> 'in')::int, (i ->> 'out')::int,
    (i ->> 'groupsIn')::int, (i ->> 'groupsOut')::int, (i ->> 'inVar')::real, (i ->> 'outVar')::real,
    nullif(i - '{id,since,seenS,few,in,out,groupsIn,groupsOut,inVar,outVar}'::text[], '{}')
  FROM item WHERE list = 'lines'
  ON CONFLICT DO NOTHING
), queues AS (
  INSERT INTO lintel.indoor_queue (
    store_id, thing_id, from_at, to_at, since_at, seen_s, few, def, joined, served, abandoned, wait_s, length_s,
    joined_var, served_var, abandoned_var, wait_s_var, length_s_var, extra)
  SELECT
    store_id, thing_id, from_at, to_at, since_at, seen_s, few, def, (i ->> 'joined')::int, (i ->> 'served')::int,
    (i ->> 'abandoned')::int, (i ->> 'waitS')::int, (i ->> 'lengthS')::int, (i ->> 'joinedVar')::real,
    (i ->> 'servedVar')::real, (i ->> 'abandonedVar')::real, (i ->> 'waitSVar')::real, (i ->> 'lengthSVar')::real,
    nullif(i - '{id,since,seenS,few,joined,served,abandoned,waitS}'::text[]
      - '{lengthS,joinedVar,servedVar,abandonedVar,waitSVar,lengthSVar}'::text[], '{}')
  FROM item WHERE list = 'queues'
  ON CONFLICT DO NOTHING
), trolleys AS (
  INSERT INTO lintel.indoor_trolley (
    store_id, thing_id, from_at, to_at, since_at, seen_s, few, def, entries, exits, extra)
  SELECT
    store_id, thing_id, from_at, to_at, since_at, seen_s, few, def, (i ->> 'in')::int, (i ->> 'out')::int,
    nullif(i - '{id,since,seenS,few,in,out}'::text[], '{}')
  FROM item WHERE list = 'trolleys'
  ON CONFLICT DO NOTHING
), products AS (
  INSERT INTO lintel.indoor_product (
    store_id, thing_id, from_at, to_at, since_at, seen_s, few, def, pick_ups, put_backs, extra)
  SELECT
    store_id, thing_id, from_at, to_at, since_at, seen_s, few, def, (i ->> 'pickUps')::int, (i ->> 'putBacks')::int,
    nullif(i - '{id,since,seenS,few,pickUps,putBacks}'::text[], '{}')
  FROM item WHERE list = 'products'
  ON CONFLICT DO NOTHING
), radios AS (
  INSERT INTO lintel.indoor_radio (
    store_id, thing_id, from_at, to_at, since_at, seen_s, few, def, inside_time_s, people_time_s, people_time_s_var,
    extra)
  SELECT
    store_id, thing_id, from_at, to_at, since_at, seen_s, few, def, (i ->> 'insideTimeS')::int,
    (i ->> 'peopleTimeS')::real, (i ->> 'peopleTimeSVar')::real,
    nullif(i - '{id,since,seenS,few,insideTimeS,peopleTimeS,peopleTimeSVar}'::text[], '{}')
  FROM item WHERE list = 'radios'
  ON CONFLICT DO NOTHING
)
INSERT INTO lintel.indoor_step (store_id, gateway_id, to_at, by_trolley, from_zone, to_zone, n)
SELECT g.store_id, gateway_id, to_at, list = 'trolleySteps', f.thing_id, t.thing_id, (step ->> 2)::int
FROM given g
CROSS JOIN LATERAL (VALUES ('steps'), ('trolleySteps')) AS lists(list)
CROSS JOIN LATERAL jsonb_array_elements("row" -> list) AS step
JOIN lintel.thing f ON f.store_id = g.store_id AND f.kind = 'zone' AND f.thing = step ->> 0
JOIN lintel.thing t ON t.store_id = g.store_id AND t.kind = 'zone' AND t.thing = step ->> 1
ON CONFLICT DO NOTHING
