-- From the pavement to the till. Stages of zones and queues count visits, so a stage may exceed the one before it.
WITH whole AS (
  SELECT sum(capture_entries + capture_passers_by) AS street, sum(entries) AS entries, sum(sales) AS sales
  FROM kpi.sum_day
  WHERE tenant = :'tenant' AND store = ANY ((SELECT kpi.stores_of(:'tenant', :'region', ARRAY[:stores]))::text[])
    AND local_day BETWEEN :'first'::date AND :'last'::date
), zone AS (
  SELECT sum(most_visited) AS most_visited, sum(most_engaged) AS most_engaged
  FROM (
    SELECT max(exits) AS most_visited, max(engaged) AS most_engaged
    FROM kpi.zone_day
    WHERE tenant = :'tenant' AND store = ANY ((SELECT kpi.stores_of(:'tenant', :'region', ARRAY[:stores]))::text[])
      AND local_day BETWEEN :'first'::date AND :'last'::date
    GROUP BY store, local_day
  ) AS day
), queue AS (
  SELECT sum(served + coalesce(abandoned, 0)) AS queued, sum(served) AS served
  FROM kpi.queue_day
  WHERE tenant = :'tenant' AND store = ANY ((SELECT kpi.stores_of(:'tenant', :'region', ARRAY[:stores]))::text[])
    AND local_day BETWEEN :'first'::date AND :'last'::date
)
SELECT stage_no, stage, people::float8 AS people, of_stage, people::float8 / nullif(whole, 0) AS share,
  kpi.rate_end(people, whole, 0, -1) AS low, kpi.rate_end(people, whole, 0, 1) AS high
FROM whole CROSS JOIN zone CROSS JOIN queue CROSS JOIN LATERAL (VALUES
  (1, 'street', street, NULL, NULL),
  (2, 'entry', entries, 'street', street),
  (3, 'zone', most_visited, 'entry', entries),
  (4, 'engaged', most_engaged, 'zone', most_visited),
  (5, 'queue', queued, 'entry', entries),
  (6, 'served', served, 'queue', queued),
  (7, 'sale', sales, 'entry', entries)
) AS stages(stage_no, stage, people, of_stage, whole)
WHERE people IS NOT NULL ORDER BY stage_no
