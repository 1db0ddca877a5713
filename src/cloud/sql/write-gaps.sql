-- $1: [{"gateway_id","fromSeq","toSeq","reason"}]. Row numbers that will never arrive.
INSERT INTO lintel.gateway_gap (gateway_id, from_seq, to_seq, reason)
SELECT gateway_id, "fromSeq", "toSeq", reason
FROM jsonb_to_recordset($1::jsonb) AS g(gateway_id int, "fromSeq" bigint, "toSeq" bigint, reason text)
ON CONFLICT DO NOTHING
