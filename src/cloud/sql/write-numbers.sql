-- $1: [{"gateway_id","first","last","is_gone","is_timed"}], row numbers that came or never will. Last of all statements
-- of a transaction: until the commit it holds each gateway's line, for which other receivers wait.
WITH given AS MATERIALIZED (
  SELECT * FROM jsonb_to_recordset($1::jsonb)
    AS g(gateway_id int, first bigint, last bigint, is_gone boolean, is_timed boolean)
), now_timed AS (
  -- A row of a boot without a clock that comes again with its time.
  DELETE FROM lintel.unsynced_row u USING given g WHERE g.is_timed AND u.gateway_id = g.gateway_id AND u.seq = g.first
)
INSERT INTO lintel.gateway_seq AS known (gateway_id, seen, gone)
SELECT gateway_id, coalesce(range_agg(int8range(first, last, '[]')) FILTER (WHERE NOT is_gone), '{}'),
  coalesce(range_agg(int8range(first, last, '[]')) FILTER (WHERE is_gone), '{}')
FROM given GROUP BY gateway_id ORDER BY gateway_id
ON CONFLICT (gateway_id) DO UPDATE SET seen = known.seen + excluded.seen, gone = known.gone + excluded.gone
WHERE NOT (known.seen @> excluded.seen AND known.gone @> excluded.gone)
