-- Outcomes of experiments as released: amount, divisor and definition of each row. A row with fewer people than the minimum
-- count is left out; the next row contains its people and seconds.

CREATE VIEW kpi.experiment_outcome WITH (security_barrier) AS
SELECT tenant, store, 'conversion' AS measure, NULL::text AS thing, from_at, from_at + seconds * interval '1 second' AS to_at,
  def, seen_s, sales::float8 AS total, entries::float8 AS of_total
FROM lintel.count_store JOIN lintel.visible_store USING (store_id)
WHERE sales IS NOT NULL AND entries IS NOT NULL
UNION ALL
SELECT tenant, store, 'captureRate', NULL, from_at, from_at + seconds * interval '1 second', def, shopfront_seen_s, entries,
  entries + passers_by
FROM lintel.count_store JOIN lintel.visible_store USING (store_id)
WHERE entries IS NOT NULL AND passers_by IS NOT NULL
UNION ALL
SELECT tenant, store, 'engaged', thing, since_at, to_at, def, seen_s, engaged, visits
FROM lintel.indoor_zone JOIN lintel.thing USING (store_id, thing_id) JOIN lintel.visible_store USING (store_id)
WHERE NOT few AND visits IS NOT NULL
UNION ALL
SELECT tenant, store, 'wait', thing, since_at, to_at, def, seen_s, wait_s, served
FROM lintel.indoor_queue JOIN lintel.thing USING (store_id, thing_id) JOIN lintel.visible_store USING (store_id)
WHERE NOT few AND served IS NOT NULL
UNION ALL
SELECT tenant, store, 'dwell', thing, since_at, from_at + seconds * interval '1 second', def, seen_s, dwell_s,
  (SELECT sum(ended + cut) FROM lintel.day_dwell b WHERE b.thing_id = d.thing_id AND b.from_at = d.from_at)
FROM lintel.day_zone d JOIN lintel.thing USING (store_id, thing_id) JOIN lintel.visible_store USING (store_id)
WHERE NOT few AND dwell_s IS NOT NULL;
