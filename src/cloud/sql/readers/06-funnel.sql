-- Funnel from the pavement to the till. Stages of zones and queues count visits, so a stage may exceed the one before. Shares
-- use people counted on both sides (part of whole), as kpi.capture_day and kpi.conversion_day do.
CREATE VIEW kpi.funnel_day WITH (security_barrier) AS
SELECT tenant, store, local_day, stage_no, stage, people, of_stage, part, whole, part::float8 / nullif(whole, 0) AS share,
  CASE stage WHEN 'entry' THEN kpi.share_end(part, whole - part, error, -1) ELSE kpi.rate_end(part, whole, stage_error, -1) END AS low,
  CASE stage WHEN 'entry' THEN kpi.share_end(part, whole - part, error, 1) ELSE kpi.rate_end(part, whole, stage_error, 1) END AS high
FROM lintel.visible_day d
LEFT JOIN LATERAL (
  SELECT max(exits) AS most_visited, max(engaged) AS most_engaged FROM lintel.rollup_day_zone z
  WHERE z.store_id = d.store_id AND z.local_day = d.local_day
) AS zone ON true
LEFT JOIN LATERAL (
  SELECT sum(served + coalesce(abandoned, 0)) AS queued, sum(served) AS served FROM lintel.rollup_day_queue q
  WHERE q.store_id = d.store_id AND q.local_day = d.local_day
) AS queue ON true
CROSS JOIN LATERAL (SELECT kpi.relative_error(entries, entries_var, doors_var) AS error) AS entries_error
CROSS JOIN LATERAL (VALUES
  (1, 'street', capture_entries + capture_passers_by, NULL, NULL, NULL, NULL),
  (2, 'entry', entries, 'street', capture_entries, capture_entries + capture_passers_by, error),
  (3, 'zone', most_visited, 'entry', most_visited, entries, error),
  (4, 'engaged', most_engaged, 'zone', most_engaged, most_visited, 0),
  (5, 'queue', queued, 'entry', queued, entries, error),
  (6, 'served', served, 'queue', served, queued, 0),
  (7, 'sale', sales, 'entry', conversion_sales, conversion_entries, error)
) AS stages(stage_no, stage, people, of_stage, part, whole, stage_error)
WHERE people IS NOT NULL;
