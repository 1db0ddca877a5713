-- $1: as for ensure-things.sql, of all streams. Definitions, events, rows without a time, and the row numbers that came.
WITH given AS MATERIALIZED (
  SELECT store_id, gateway_id, boot, stream, "row", ("row" ->> 'seq')::bigint AS seq
  FROM jsonb_to_recordset($1::jsonb)
    AS g(tenant text, store text, gateway text, boot text, stream text, "row" jsonb)
  JOIN lintel.store USING (tenant, store)
  JOIN lintel.gateway USING (store_id, gateway)
), meaning AS MATERIALIZED (
  SELECT DISTINCT ON (store_id, "row" ->> 'def') store_id, "row", ("row" ->> 'from')::timestamptz AS from_at
  FROM given WHERE stream = 'meaning' ORDER BY store_id, "row" ->> 'def', seq DESC
), definitions AS (
  INSERT INTO lintel.definition (store_id, def, from_at, k, body)
  SELECT store_id, "row" ->> 'def', from_at, ("row" ->> 'k')::int, "row" FROM meaning
  ON CONFLICT DO NOTHING
), zones AS (
  UPDATE lintel.store s SET timezone = m."row" ->> 'timezone', opens = (m."row" -> 'hours' ->> 0)::time,
    closes = (m."row" -> 'hours' ->> 1)::time
  FROM (SELECT DISTINCT ON (store_id) * FROM meaning ORDER BY store_id, from_at DESC) m
  WHERE s.store_id = m.store_id
), events AS (
  INSERT INTO lintel.gateway_event (gateway_id, seq, at, kind, body)
  SELECT gateway_id, seq, ("row" ->> 'at')::timestamptz, "row" -> 'event' ->> 'kind', "row" -> 'event'
  FROM given WHERE stream = 'event'
  ON CONFLICT DO NOTHING
), unsynced AS (
  INSERT INTO lintel.unsynced_row (gateway_id, boot, seq, stream, body)
  SELECT gateway_id, boot, seq, stream, "row" FROM given
  WHERE stream IN ('count', 'indoor', 'day') AND "row" ->> 'clock' = 'unsynced'
  ON CONFLICT DO NOTHING
), restamped AS (
  DELETE FROM lintel.unsynced_row u USING given g
  WHERE u.gateway_id = g.gateway_id AND u.seq = g.seq AND g."row" ->> 'clock' <> 'unsynced'
)
INSERT INTO lintel.gateway_seq AS known (gateway_id, seen)
SELECT gateway_id, range_agg(int8range(seq, seq, '[]')) FROM given GROUP BY gateway_id ORDER BY gateway_id
ON CONFLICT (gateway_id) DO UPDATE SET seen = known.seen + excluded.seen WHERE NOT known.seen @> excluded.seen
