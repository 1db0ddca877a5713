-- Entries by day: sum over stores, interval, sum of the same weekdays' means, and coverage.
-- A FULL JOIN is always hashed. The planner expects one row of a CTE and would otherwise scan all rows for each. Flags in place
-- of conditions raise that estimate, so that sums are formed without writing pairs to disk.
WITH day AS MATERIALIZED (
  SELECT store, local_day, entries, entries_variance, entries_shared, exits, sales, passers_by, occupancy_max, seen_s, span_s, is_over,
    local_day >= :'first'::date AS is_now
  FROM kpi.sum_day
  WHERE tenant = :'tenant' AND store = ANY ((SELECT kpi.stores_of(:'tenant', :'region', ARRAY[:stores]))::text[])
    AND local_day BETWEEN :'first'::date - 56 AND :'last'::date
), seen AS MATERIALIZED (
  SELECT store, local_day, entries FROM day WHERE seen_s >= 0.9 * span_s
), usual AS (
  SELECT w.store, w.local_day, avg(p.entries)::float8 AS mean
  FROM (
    SELECT store, local_day, local_day - back AS then_day
    FROM day CROSS JOIN unnest(ARRAY[7, 14, 21, 28, 35, 42, 49, 56]) AS back
    WHERE is_now
  ) AS w FULL JOIN seen p ON p.store = w.store AND p.local_day = w.then_day
  GROUP BY w.store, w.local_day
)
SELECT d.*, u.usual
FROM (
  SELECT local_day::text AS local_day, sum(entries) AS entries, 1.96 * sqrt(sum(entries_variance + entries_shared ^ 2)) AS half, sum(exits) AS exits,
    sum(sales) AS sales, sum(passers_by) AS passers_by, max(occupancy_max) AS most_inside, count(*) AS stores,
    count(*) FILTER (WHERE seen_s < 0.95 * span_s) AS partly_seen, least(1, sum(seen_s) / sum(span_s)) AS coverage,
    bool_and(is_over) AS is_over
  FROM day
  WHERE is_now
  GROUP BY local_day
) AS d
LEFT JOIN (SELECT local_day::text AS local_day, sum(mean) AS usual FROM usual GROUP BY local_day) AS u USING (local_day)
ORDER BY local_day
