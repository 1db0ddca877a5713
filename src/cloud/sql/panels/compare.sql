-- Each store beside its own: entries and conversion of the range, against the same weekdays of eight weeks (weekday), the same days a
-- week (week), four weeks (month) or 52 weeks (year) before. Days that were not seen are left out on both sides.
-- What all people of a door share is the same on both sides: it is in the half, and not in whether a change is beyond chance.
-- FULL JOIN is always hashed; the planner expects a row of a CTE and would go through all of them once for each. Flags in place of
-- conditions let it expect more rows: it then adds up as pairs come, and writes none of them to disk.
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
