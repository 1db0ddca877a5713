-- $1: [{"gateway_id","boot","stream","row"}]. Stores rows of a boot without a valid clock until they arrive again with their
-- time.
INSERT INTO lintel.unsynced_row AS known (gateway_id, boot, seq, stream, body)
SELECT DISTINCT ON (gateway_id, seq) gateway_id, boot, seq, stream, "row"
FROM (
  SELECT *, ("row" ->> 'seq')::bigint AS seq, coalesce(("row" ->> 'rev')::int, 1) AS rev
  FROM jsonb_to_recordset($1::jsonb) AS g(gateway_id int, boot text, stream text, "row" jsonb)
) AS given
ORDER BY gateway_id, seq, rev DESC
ON CONFLICT (gateway_id, seq) DO NOTHING
