-- $1: [{"tenant","store","gateway","boot","stream","row"}]. Makes every store, gateway and thing that the rows name, and
-- locks the gateways in order: two receivers never write rows of one gateway at once.
WITH given AS (
  SELECT * FROM jsonb_to_recordset($1::jsonb) AS g(tenant text, store text, gateway text, stream text, "row" jsonb)
), stores AS (
  INSERT INTO lintel.store (tenant, store) SELECT DISTINCT tenant, store FROM given ORDER BY 1, 2
  ON CONFLICT (tenant, store) DO UPDATE SET store = excluded.store
  RETURNING store_id, tenant, store
), gateways AS (
  INSERT INTO lintel.gateway AS known (store_id, gateway)
  SELECT DISTINCT store_id, gateway FROM given JOIN stores USING (tenant, store) ORDER BY 1, 2
  ON CONFLICT (store_id, gateway) DO UPDATE SET gateway = excluded.gateway
)
INSERT INTO lintel.thing (store_id, kind, thing)
SELECT DISTINCT store_id, kind, item ->> 'id'
FROM given JOIN stores USING (tenant, store)
CROSS JOIN LATERAL (VALUES
  ('door', 'doors'), ('line', 'lines'), ('feedback', 'feedback'), ('zone', 'zones'), ('queue', 'queues'),
  ('zone', 'trolleys'), ('product', 'products'), ('receiver', 'radios')
) AS kinds(kind, list)
CROSS JOIN LATERAL jsonb_array_elements("row" -> list) AS item
ORDER BY 1, 2, 3
ON CONFLICT (store_id, kind, thing) DO NOTHING
