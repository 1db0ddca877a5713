-- $1: as for write-count.sql.
INSERT INTO lintel.gateway_event (gateway_id, seq, at, kind, body)
SELECT gateway_id, ("row" ->> 'seq')::bigint, ("row" ->> 'at')::timestamptz, "row" -> 'event' ->> 'kind', "row" -> 'event'
FROM jsonb_to_recordset($1::jsonb) AS g(gateway_id int, "row" jsonb)
ON CONFLICT DO NOTHING
