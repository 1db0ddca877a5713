-- $1: as for write-count.sql. A forecast is final: later rows of it are ignored.
INSERT INTO lintel.forecast (store_id, gateway_id, metric, made_on, from_at, def, hours)
SELECT store_id, gateway_id, "row" -> 'forecast' ->> 0, ("row" ->> 'day')::date, ("row" ->> 'from')::timestamptz,
  "row" ->> 'def', "row" -> 'forecast' -> 1
FROM jsonb_to_recordset($1::jsonb) AS g(store_id int, gateway_id int, "row" jsonb)
ON CONFLICT DO NOTHING
