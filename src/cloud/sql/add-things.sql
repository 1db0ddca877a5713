-- $1: [{"store_id","row"}]. Every door, line, zone and so on that the rows name, zones also by a step alone.
WITH message AS MATERIALIZED (
  SELECT * FROM jsonb_to_recordset($1::jsonb) AS g(store_id int, "row" jsonb)
), given AS (
  SELECT DISTINCT store_id, kind, item ->> 'id' AS thing
  FROM message
  CROSS JOIN LATERAL (VALUES
    ('door', 'doors'), ('line', 'lines'), ('feedback', 'feedback'), ('zone', 'zones'), ('queue', 'queues'),
    ('zone', 'trolleys'), ('product', 'products'), ('receiver', 'radios')
  ) AS kinds(kind, list)
  CROSS JOIN LATERAL jsonb_array_elements("row" -> list) AS item
  UNION
  SELECT store_id, 'zone', zone
  FROM message
  CROSS JOIN LATERAL (VALUES ('steps'), ('trolleySteps')) AS lists(list)
  CROSS JOIN LATERAL jsonb_array_elements("row" -> list) AS step
  CROSS JOIN LATERAL (VALUES (step ->> 0), (step ->> 1)) AS ends(zone)
)
INSERT INTO lintel.thing (store_id, kind, thing)
SELECT store_id, kind, thing FROM given
WHERE NOT EXISTS (
  SELECT FROM lintel.thing t WHERE (t.store_id, t.kind, t.thing) = (given.store_id, given.kind, given.thing))
ORDER BY 1, 2, 3
ON CONFLICT DO NOTHING
