-- $1: [{"gateway_id","stream","seq","extra"}].
INSERT INTO lintel.row_extra (gateway_id, seq, stream, extra)
SELECT gateway_id, seq, stream, extra
FROM jsonb_to_recordset($1::jsonb) AS g(gateway_id int, stream text, seq bigint, extra jsonb)
ON CONFLICT DO NOTHING
