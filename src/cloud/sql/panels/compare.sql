-- Compares each store with itself: entries and conversion of the range against an earlier time. For `weekday`, that is the same
-- weekdays of eight weeks. Otherwise it is the same days one (`week`), four (`month`) or 52 weeks (`year`) before. Days without
-- enough coverage are left out on both sides. The error common to all people of a door is equal on both sides. It is part of
-- the half width, but not of the test for a change.
-- A FULL JOIN is always hashed. The planner expects one row of a CTE and would otherwise scan all rows for each. Flags in place
-- of conditions raise that estimate, so that sums are formed without writing pairs to disk.
WITH day AS MATERIALIZED (
  SELECT store, local_day, entries, entries_variance, entries_shared, conversion_sales, conversion_entries,
    local_day BETWEEN :'first'::date AND :'last'::date AS is_now
  FROM kpi.sum_day
  WHERE tenant = :'tenant' AND store = ANY ((SELECT kpi.stores_of(:'tenant', :'region', ARRAY[:stores]))::text[])
    AND local_day BETWEEN :'first'::date - CASE :'versus' WHEN 'weekday' THEN 56 WHEN 'week' THEN 7 WHEN 'month' THEN 28 ELSE 364 END
      AND :'last'::date
    AND seen_s >= 0.9 * span_s
), now_sum AS MATERIALIZED (
  SELECT store, count(*) AS days, sum(entries) AS entries, sum(entries_variance) AS variance, sum(entries_shared) AS shared,
    sum(conversion_sales) AS sales, sum(conversion_entries) AS of_sales
  FROM day WHERE is_now GROUP BY store
), pair AS (
  SELECT p.store, back, sum(w.entries) AS now_entries, sum(p.entries) AS entries, sum(p.entries_variance) AS variance,
    sum(conversion_sales) AS sales, sum(conversion_entries) AS of_sales
  FROM (
    SELECT store, local_day - back AS then_day, back, entries
    FROM day CROSS JOIN unnest(CASE :'versus' WHEN 'weekday' THEN ARRAY[7, 14, 21, 28, 35, 42, 49, 56] WHEN 'week' THEN ARRAY[7]
      WHEN 'month' THEN ARRAY[28] ELSE ARRAY[364] END) AS back
    WHERE is_now
  ) AS w FULL JOIN day p ON p.store = w.store AND p.local_day = w.then_day
  GROUP BY p.store, back
), than AS MATERIALIZED (
  SELECT store, count(of_now) AS weeks, avg(of_now) AS entries, stddev(of_now) AS spread, sqrt(avg(p.variance)) AS error,
    sum(p.sales) AS sales, sum(p.of_sales) AS of_sales
  FROM pair p JOIN now_sum n USING (store)
  CROSS JOIN LATERAL (SELECT p.entries * coalesce(n.entries::float8 / nullif(p.now_entries, 0), 1) AS of_now) AS scaled
  WHERE back > 0
  GROUP BY store
)
SELECT s.tenant, s.store, s.name, s.region, n.days, n.entries, 1.96 * sqrt(n.variance + n.shared ^ 2) AS half, t.weeks, t.entries AS than_entries,
  n.entries / nullif(t.entries, 0) - 1 AS change,
  abs(n.entries - t.entries) > 1.96 * sqrt(n.variance + coalesce(t.spread, t.error) ^ 2) AS is_beyond,
  n.sales::float8 / nullif(n.of_sales, 0) AS conversion,
  kpi.rate_end(n.sales, n.of_sales, sqrt(n.variance + n.shared ^ 2) / nullif(n.entries, 0), -1) AS conversion_low,
  kpi.rate_end(n.sales, n.of_sales, sqrt(n.variance + n.shared ^ 2) / nullif(n.entries, 0), 1) AS conversion_high,
  t.sales::float8 / nullif(t.of_sales, 0) AS than_conversion,
  /* Where the two intervals do not overlap. */
  kpi.rate_end(n.sales, n.of_sales, sqrt(n.variance + n.shared ^ 2) / nullif(n.entries, 0), 1)
    < kpi.rate_end(t.sales, t.of_sales, 0, -1) AS has_conversion_fallen
FROM kpi.store s LEFT JOIN now_sum n USING (store) LEFT JOIN than t USING (store)
WHERE s.tenant = :'tenant' AND store = ANY ((SELECT kpi.stores_of(:'tenant', :'region', ARRAY[:stores]))::text[])
ORDER BY change NULLS LAST, s.store
