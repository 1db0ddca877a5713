-- $1: [{"gateway_id","row"}]. Stores the newest report of each gateway in order of arrival, and each phase once.
WITH given AS MATERIALIZED (
  SELECT gateway_id, "row", n
  FROM ROWS FROM (jsonb_to_recordset($1::jsonb) AS (gateway_id int, "row" jsonb)) WITH ORDINALITY AS g(gateway_id, "row", n)
), phases AS (
  INSERT INTO lintel.gateway_report_phase (gateway_id, revision, phase, since, reason)
  SELECT DISTINCT gateway_id, ("row" ->> 'revision')::int, "row" ->> 'phase', ("row" ->> 'since')::timestamptz, "row" ->> 'reason'
  FROM given WHERE "row" ->> 'revision' IS NOT NULL AND "row" ->> 'phase' IS NOT NULL AND "row" ->> 'since' IS NOT NULL
  ON CONFLICT DO NOTHING
)
INSERT INTO lintel.gateway_report AS known (gateway_id, highest, kept, kept_hash, revision, phase, since, reason, body)
SELECT DISTINCT ON (gateway_id) gateway_id, ("row" ->> 'highest')::int, ("row" ->> 'kept')::int, "row" ->> 'keptHash',
  ("row" ->> 'revision')::int, "row" ->> 'phase', ("row" ->> 'since')::timestamptz, "row" ->> 'reason', "row"
FROM given
ORDER BY gateway_id, n DESC
ON CONFLICT (gateway_id) DO UPDATE SET highest = excluded.highest, kept = excluded.kept, kept_hash = excluded.kept_hash,
  revision = excluded.revision, phase = excluded.phase, since = excluded.since, reason = excluded.reason, body = excluded.body,
  received_at = now()
