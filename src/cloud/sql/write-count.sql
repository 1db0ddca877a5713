-- $1: [{"store_id","gateway_id","row"}]. $2, $3: time range of finer and longer rows, which limits the partitions to search. A
-- higher revision replaces a row. A longer row replaces all shorter ones of its gateway within it; a shorter one that arrives
-- later is left out.
WITH given AS MATERIALIZED (
  SELECT DISTINCT ON (gateway_id, from_at) store_id, gateway_id, "row", (("row" ->> 'from')::timestamptz) AS from_at,
    ("row" ->> 'seconds')::int AS seconds, ("row" ->> 'rev')::int AS rev,
    ("row" ->> 'from')::timestamptz + make_interval(secs => ("row" ->> 'seconds')::int) AS to_at
  FROM jsonb_to_recordset($1::jsonb) AS g(store_id int, gateway_id int, "row" jsonb)
  ORDER BY gateway_id, from_at, seconds DESC, rev DESC
), fresh AS MATERIALIZED (
  SELECT * FROM given
  WHERE NOT EXISTS (
      SELECT FROM given longer WHERE longer.gateway_id = given.gateway_id AND longer.seconds > given.seconds
        AND longer.from_at <= given.from_at AND longer.to_at >= given.to_at)
    -- Most rows are of one minute: only a shorter one, at a start or an end, can lie within one. One index look-up per row:
    -- without statistics, a join would read whole partitions.
    AND (given.seconds >= 60 OR NOT EXISTS (
      SELECT FROM lintel.count_store longer
      WHERE longer.store_id = given.store_id AND longer.gateway_id = given.gateway_id
        AND longer.seconds > given.seconds
        AND longer.from_at BETWEEN given.from_at - interval '60 seconds' AND given.from_at
        AND longer.from_at BETWEEN $2::timestamptz AND $3::timestamptz
        AND longer.from_at + make_interval(secs => longer.seconds) >= given.to_at))
    AND NOT coalesce((
      SELECT true FROM lintel.count_store longer
      WHERE longer.store_id = given.store_id AND longer.gateway_id = given.gateway_id
        AND longer.seconds > given.seconds AND longer.seconds > 60
        AND longer.from_at BETWEEN given.from_at - interval '26 hours' AND given.from_at
        AND longer.from_at BETWEEN $2::timestamptz AND $3::timestamptz
        AND longer.from_at + make_interval(secs => longer.seconds) >= given.to_at
      LIMIT 1), false)
), taken AS (
  INSERT INTO lintel.count_store AS known (
    store_id, gateway_id, from_at, seconds, rev, seq, clock, def, seen_s, entries, exits, entries_var, exits_var, sales,
    occupancy, occupancy_low, occupancy_high, shopfront_seen_s, passers_by, passers_by_var, extra)
  SELECT store_id, gateway_id, from_at, seconds, rev, ("row" ->> 'seq')::bigint, "row" ->> 'clock', "row" ->> 'def',
    coalesce((s ->> 'seenS')::int, 0), (s ->> 'in')::int, (s ->> 'out')::int, (s ->> 'inVar')::real,
    (s ->> 'outVar')::real, (s ->> 'sales')::int, (s ->> 'occupancy')::real, (s ->> 'occupancyLow')::real,
    (s ->> 'occupancyHigh')::real, (f ->> 'seenS')::int, (f ->> 'passersBy')::int, (f ->> 'passersByVar')::real,
    nullif("row" - '{seq,clock,def,from,seconds,rev,store,doors,lines,shopfront,feedback}'::text[] || (s -
      '{seenS,in,out,inVar,outVar,sales,occupancy,occupancyLow,occupancyHigh}'::text[]) ||
      (f - '{seenS,passersBy,passersByVar}'::text[]), '{}')
  FROM fresh
  CROSS JOIN LATERAL (SELECT coalesce("row" -> 'store', '{}') AS s, coalesce("row" -> 'shopfront', '{}') AS f) AS parts
  ON CONFLICT (store_id, from_at, gateway_id) DO UPDATE SET
    seconds = excluded.seconds, rev = excluded.rev, seq = excluded.seq, clock = excluded.clock, def = excluded.def,
    seen_s = excluded.seen_s, entries = excluded.entries, exits = excluded.exits, entries_var = excluded.entries_var,
    exits_var = excluded.exits_var, sales = excluded.sales, occupancy = excluded.occupancy,
    occupancy_low = excluded.occupancy_low, occupancy_high = excluded.occupancy_high,
    shopfront_seen_s = excluded.shopfront_seen_s, passers_by = excluded.passers_by,
    passers_by_var = excluded.passers_by_var, extra = excluded.extra, received_at = now()
  WHERE excluded.seconds > known.seconds OR (excluded.seconds = known.seconds AND excluded.rev > known.rev)
  RETURNING store_id, gateway_id, from_at
), accepted AS (
  SELECT fresh.* FROM fresh JOIN taken USING (store_id, gateway_id, from_at)
), gone AS (
  DELETE FROM lintel.count_store c USING accepted a
  WHERE c.store_id = a.store_id AND c.gateway_id = a.gateway_id AND c.from_at > a.from_at AND c.from_at < a.to_at
    AND c.from_at BETWEEN $2::timestamptz AND $3::timestamptz
  RETURNING c.store_id, c.gateway_id, c.from_at
), gone_door AS (
  DELETE FROM lintel.count_door c USING gone g, lintel.thing t
  WHERE t.store_id = g.store_id AND t.kind = 'door' AND c.thing_id = t.thing_id AND c.gateway_id = g.gateway_id
    AND c.from_at = g.from_at AND c.from_at BETWEEN $2::timestamptz AND $3::timestamptz
), gone_line AS (
  DELETE FROM lintel.count_line c USING gone g, lintel.thing t
  WHERE t.store_id = g.store_id AND t.kind = 'line' AND c.thing_id = t.thing_id AND c.gateway_id = g.gateway_id
    AND c.from_at = g.from_at AND c.from_at BETWEEN $2::timestamptz AND $3::timestamptz
), gone_feedback AS (
  DELETE FROM lintel.count_feedback c USING gone g, lintel.thing t
  WHERE t.store_id = g.store_id AND t.kind = 'feedback' AND c.thing_id = t.thing_id AND c.gateway_id = g.gateway_id
    AND c.from_at = g.from_at AND c.from_at BETWEEN $2::timestamptz AND $3::timestamptz
), doors AS (
  INSERT INTO lintel.count_door (
    store_id, thing_id, gateway_id, from_at, seconds, seen_s, entries, exits, err, backfilled, extra)
  SELECT DISTINCT ON (thing_id, from_at)
    a.store_id, thing_id, gateway_id, from_at, seconds, (d ->> 'seenS')::int, (d ->> 'in')::int, (d ->> 'out')::int,
    (d ->> 'err')::real, (d ->> 'backfilled')::int, nullif(d - '{id,seenS,in,out,err,backfilled}'::text[], '{}')
  FROM accepted a CROSS JOIN LATERAL jsonb_array_elements("row" -> 'doors') AS d
  JOIN lintel.thing t ON t.store_id = a.store_id AND t.kind = 'door' AND t.thing = d ->> 'id'
  ORDER BY thing_id, from_at, seconds DESC, rev DESC, gateway_id
  ON CONFLICT (thing_id, from_at) DO UPDATE SET gateway_id = excluded.gateway_id, seconds = excluded.seconds,
    seen_s = excluded.seen_s, entries = excluded.entries, exits = excluded.exits, err = excluded.err,
    backfilled = excluded.backfilled, extra = excluded.extra
), lines AS (
  INSERT INTO lintel.count_line (
    store_id, thing_id, gateway_id, from_at, seconds, seen_s, entries, exits, entries_var, exits_var, extra)
  SELECT DISTINCT ON (thing_id, from_at)
    a.store_id, thing_id, gateway_id, from_at, seconds, (d ->> 'seenS')::int, (d ->> 'in')::int, (d ->> 'out')::int,
    (d ->> 'inVar')::real, (d ->> 'outVar')::real, nullif(d - '{id,seenS,in,out,inVar,outVar}'::text[], '{}')
  FROM accepted a CROSS JOIN LATERAL jsonb_array_elements("row" -> 'lines') AS d
  JOIN lintel.thing t ON t.store_id = a.store_id AND t.kind = 'line' AND t.thing = d ->> 'id'
  ORDER BY thing_id, from_at, seconds DESC, rev DESC, gateway_id
  ON CONFLICT (thing_id, from_at) DO UPDATE SET gateway_id = excluded.gateway_id, seconds = excluded.seconds,
    seen_s = excluded.seen_s, entries = excluded.entries, exits = excluded.exits, entries_var = excluded.entries_var,
    exits_var = excluded.exits_var, extra = excluded.extra
)
INSERT INTO lintel.count_feedback (store_id, thing_id, gateway_id, from_at, seconds, seen_s, answers, points, extra)
SELECT DISTINCT ON (thing_id, from_at)
  a.store_id, thing_id, gateway_id, from_at, seconds, (d ->> 'seenS')::int, (d ->> 'answers')::int,
  (d ->> 'points')::int, nullif(d - '{id,seenS,answers,points}'::text[], '{}')
FROM accepted a CROSS JOIN LATERAL jsonb_array_elements("row" -> 'feedback') AS d
JOIN lintel.thing t ON t.store_id = a.store_id AND t.kind = 'feedback' AND t.thing = d ->> 'id'
ORDER BY thing_id, from_at, seconds DESC, rev DESC, gateway_id
ON CONFLICT (thing_id, from_at) DO UPDATE SET gateway_id = excluded.gateway_id, seconds = excluded.seconds,
  seen_s = excluded.seen_s, answers = excluded.answers, points = excluded.points, extra = excluded.extra
