-- $1: [{"gateway_id","row"}]. Stores the newest state of each gateway. Of equal times the last to arrive wins, because a will
-- has the time of its birth message. A former boot that starts a session after another one means that two devices use this
-- name. It gives one dead letter per hour.
WITH written AS (
  INSERT INTO lintel.gateway_state AS known (gateway_id, state, since, version, body)
  SELECT DISTINCT ON (gateway_id) gateway_id, "row" ->> 'state', ("row" ->> 'since')::timestamptz, "row" ->> 'version', "row"
  FROM ROWS FROM (jsonb_to_recordset($1::jsonb) AS (gateway_id int, "row" jsonb)) WITH ORDINALITY AS g(gateway_id, "row", n)
  ORDER BY gateway_id, ("row" ->> 'since')::timestamptz DESC, n DESC
  ON CONFLICT (gateway_id) DO UPDATE SET state = excluded.state, since = excluded.since, version = excluded.version,
    body = excluded.body, received_at = now(),
    former_boot = CASE WHEN excluded.body ->> 'boot' = known.body ->> 'boot' THEN known.former_boot
      ELSE known.body ->> 'boot' END,
    doubled_at = CASE WHEN excluded.body ->> 'boot' = known.former_boot AND excluded.since > known.since
        AND coalesce(known.doubled_at, '-infinity') < now() - interval '1 hour' THEN now() ELSE known.doubled_at END
  WHERE excluded.since >= known.since OR known.since > now() + interval '1 day'
  RETURNING gateway_id, body, doubled_at
)
INSERT INTO lintel.dead_letter (sender, topic, reason, payload)
SELECT concat_ws('/', tenant, store, gateway), '', 'two devices use this name: their boots take turns', body::text
FROM written JOIN lintel.gateway USING (gateway_id) JOIN lintel.store USING (store_id)
WHERE doubled_at = now()
