-- $1: as for write-count.sql. Stores definitions by hash. The newest one sets time zone, opening hours and names.
WITH given AS MATERIALIZED (
  SELECT store_id, "row", ("row" ->> 'from')::timestamptz AS from_at, ("row" ->> 'seq')::bigint AS seq
  FROM jsonb_to_recordset($1::jsonb) AS g(store_id int, "row" jsonb)
), newest AS MATERIALIZED (
  SELECT DISTINCT ON (store_id) * FROM given
  WHERE NOT EXISTS (
    SELECT FROM lintel.definition d WHERE d.store_id = given.store_id AND d.from_at > given.from_at)
  ORDER BY store_id, from_at DESC, seq DESC
), stores AS (
  UPDATE lintel.store s SET timezone = n."row" ->> 'timezone', opens = (n."row" -> 'hours' ->> 0)::time,
    closes = (n."row" -> 'hours' ->> 1)::time
  FROM newest n WHERE s.store_id = n.store_id
), things AS (
  INSERT INTO lintel.thing AS known (store_id, kind, thing, name)
  SELECT DISTINCT ON (store_id, kind, thing) store_id, kind, thing, name
  FROM (
    SELECT store_id, item ->> 'kind' AS kind, item ->> 'id' AS thing, item ->> 'name' AS name
    FROM newest CROSS JOIN LATERAL jsonb_array_elements("row" -> 'things') AS item
  ) AS named
  ORDER BY store_id, kind, thing, name
  ON CONFLICT (store_id, kind, thing) DO UPDATE SET name = excluded.name
  WHERE known.name IS DISTINCT FROM excluded.name
)
INSERT INTO lintel.definition AS known (store_id, def, from_at, k, body)
SELECT DISTINCT ON (store_id, def) store_id, def, from_at, ("row" ->> 'k')::int, "row"
FROM (SELECT *, "row" ->> 'def' AS def FROM given) AS defined
ORDER BY store_id, def, from_at DESC
ON CONFLICT (store_id, def) DO UPDATE SET from_at = excluded.from_at WHERE excluded.from_at > known.from_at
