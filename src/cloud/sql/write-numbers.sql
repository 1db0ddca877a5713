-- $1: [{"gateway_id","first","last","is_gone","is_timed"}], row numbers that arrived or never will. Must be the last statement
-- of a transaction: it locks each gateway's row until the commit, and other ingest workers wait.
WITH given AS MATERIALIZED (
  SELECT * FROM jsonb_to_recordset($1::jsonb)
    AS g(gateway_id int, first bigint, last bigint, is_gone boolean, is_timed boolean)
), now_timed AS (
  -- Deletes rows of a boot without a valid clock that arrived again with their time.
  DELETE FROM lintel.unsynced_row u USING given g WHERE g.is_timed AND u.gateway_id = g.gateway_id AND u.seq = g.first
)
INSERT INTO lintel.gateway_seq AS known (gateway_id, seen, gone)
SELECT gateway_id, coalesce(range_agg(int8range(first, last, '[]')) FILTER (WHERE NOT is_gone), '{}'),
  coalesce(range_agg(int8range(first, last, '[]')) FILTER (WHERE is_gone), '{}')
FROM given GROUP BY gateway_id ORDER BY gateway_id
ON CONFLICT (gateway_id) DO UPDATE SET seen = known.seen + excluded.seen, gone = known.gone + excluded.gone
WHERE NOT (known.seen @> excluded.seen AND known.gone @> excluded.gone)
