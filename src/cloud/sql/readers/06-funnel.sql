-- From the pavement to the till. Stages of zones and queues count visits, so a stage may exceed the one before it.
CREATE VIEW kpi.funnel_day WITH (security_barrier) AS
SELECT tenant, store, local_day, stage_no, stage, people, of_stage,
  people::float8 / nullif(whole, 0) AS share, kpi.rate_end(people, whole, 0, -1) AS low, kpi.rate_end(people, whole, 0, 1) AS high
FROM lintel.rollup_day_store d JOIN lintel.visible_store USING (store_id)
LEFT JOIN LATERAL (
  SELECT max(exits) AS most_visited, max(engaged) AS most_engaged FROM lintel.rollup_day_zone z
  WHERE z.store_id = d.store_id AND z.local_day = d.local_day
) AS zone ON true
LEFT JOIN LATERAL (
  SELECT sum(served + coalesce(abandoned, 0)) AS queued, sum(served) AS served FROM lintel.rollup_day_queue q
  WHERE q.store_id = d.store_id AND q.local_day = d.local_day
) AS queue ON true
CROSS JOIN LATERAL (VALUES
  (1, 'street', capture_entries + capture_passers_by, NULL, NULL),
  (2, 'entry', entries, 'street', capture_entries + capture_passers_by),
  (3, 'zone', most_visited, 'entry', entries),
  (4, 'engaged', most_engaged, 'zone', most_visited),
  (5, 'queue', queued, 'entry', entries),
  (6, 'served', served, 'queue', queued),
  (7, 'sale', sales, 'entry', entries)
) AS stages(stage_no, stage, people, of_stage, whole)
WHERE people IS NOT NULL;
