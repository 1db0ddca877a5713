-- $1, $2, $3: store, kind and id of the things that rows name, each once. One index look-up per thing: without statistics, a
-- join would read the whole table.
INSERT INTO lintel.thing (store_id, kind, thing)
SELECT store_id, kind, thing FROM unnest($1::int[], $2::text[], $3::text[]) AS given(store_id, kind, thing)
WHERE (
  SELECT t.thing_id FROM lintel.thing t WHERE (t.store_id, t.kind, t.thing) = (given.store_id, given.kind, given.thing)
) IS NULL
ORDER BY 1, 2, 3
ON CONFLICT DO NOTHING
