-- Funnel from the pavement to the till. Stages of zones and queues count visits, so a stage may exceed the one before. Shares
-- use people counted on both sides, as the tiles of capture rate and conversion do.
WITH whole AS (
  SELECT sum(entries) AS entries, sum(captured) AS captured, sum(passers_by) AS passers_by, sum(sales) AS sales,
    sum(of_sales) AS of_sales, sum(all_sales) AS all_sales,
    sqrt(sum(variance + shared ^ 2)) / nullif(sum(entries), 0) AS error
  FROM (
    SELECT store, sum(entries) AS entries, sum(capture_entries) AS captured, sum(capture_passers_by) AS passers_by,
      sum(conversion_sales) AS sales, sum(conversion_entries) AS of_sales, sum(sales) AS all_sales,
      sum(entries_variance) AS variance, sum(entries_shared) AS shared
    FROM kpi.sum_day
    WHERE tenant = :'tenant' AND store = ANY ((SELECT kpi.stores_of(:'tenant', :'region', ARRAY[:stores]))::text[])
      AND local_day BETWEEN :'first'::date AND :'last'::date
    GROUP BY store
  ) AS one
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
SELECT stage_no, stage, people::float8 AS people, of_stage, part::float8 / nullif(whole, 0) AS share,
  CASE stage WHEN 'entry' THEN kpi.share_end(part, whole - part, error, -1) ELSE kpi.rate_end(part, whole, stage_error, -1) END AS low,
  CASE stage WHEN 'entry' THEN kpi.share_end(part, whole - part, error, 1) ELSE kpi.rate_end(part, whole, stage_error, 1) END AS high
FROM whole CROSS JOIN zone CROSS JOIN queue CROSS JOIN LATERAL (VALUES
  (1, 'street', captured + passers_by, NULL, NULL, NULL, NULL),
  (2, 'entry', entries, 'street', captured, captured + passers_by, error),
  (3, 'zone', most_visited, 'entry', most_visited, entries, error),
  (4, 'engaged', most_engaged, 'zone', most_engaged, most_visited, 0),
  (5, 'queue', queued, 'entry', queued, entries, error),
  (6, 'served', served, 'queue', served, queued, 0),
  (7, 'sale', all_sales, 'entry', sales, of_sales, error)
) AS stages(stage_no, stage, people, of_stage, part, whole, stage_error)
WHERE people IS NOT NULL ORDER BY stage_no
