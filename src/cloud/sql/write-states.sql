-- $1: [{"gateway_id","row"}]. The newest state of each gateway: the last to come, as a will has its birth's time.
INSERT INTO lintel.gateway_state AS known (gateway_id, state, since, version, body)
SELECT DISTINCT ON (gateway_id) gateway_id, "row" ->> 'state', ("row" ->> 'since')::timestamptz, "row" ->> 'version', "row"
FROM ROWS FROM (jsonb_to_recordset($1::jsonb) AS (gateway_id int, "row" jsonb)) WITH ORDINALITY AS g(gateway_id, "row", n)
ORDER BY gateway_id, ("row" ->> 'since')::timestamptz DESC, n DESC
ON CONFLICT (gateway_id) DO UPDATE SET state = excluded.state, since = excluded.since, version = excluded.version,
  body = excluded.body, received_at = now()
WHERE excluded.since >= known.since OR known.since > now() + interval '1 day'
