-- Entries, capture rate and conversion of the range with intervals, against an earlier time. For `weekday`, that is the same
-- weekdays of eight weeks. Otherwise it is the same days one (`week`), four (`month`) or 52 weeks (`year`) before. Days without
-- enough coverage are left out on both sides.
-- A FULL JOIN is always hashed. The planner expects one row of a CTE and would otherwise scan all rows for each. Flags in place
-- of conditions raise that estimate, so that sums are formed without writing pairs to disk.
WITH day AS MATERIALIZED (
  SELECT store, local_day, entries, entries_variance, entries_shared, conversion_sales, conversion_entries, capture_entries, capture_passers_by,
    seen_s, span_s, is_over, local_day BETWEEN :'first'::date AND :'last'::date AS is_now
  FROM kpi.sum_day
  WHERE tenant = :'tenant' AND store = ANY ((SELECT kpi.stores_of(:'tenant', :'region', ARRAY[:stores]))::text[])
    AND local_day BETWEEN :'first'::date - CASE :'versus' WHEN 'weekday' THEN 56 WHEN 'week' THEN 7 WHEN 'month' THEN 28 ELSE 364 END
      AND :'last'::date
), seen AS MATERIALIZED (
  SELECT store, local_day, entries, entries_variance, conversion_sales, conversion_entries, capture_entries, capture_passers_by, is_now
  FROM day WHERE seen_s >= 0.9 * span_s
), now_shared AS (
  /* What all people of a door share: over days of a store it adds up, over stores by squares. */
  SELECT store, sum(entries_shared) AS shared, sum(entries) AS entries
  FROM day WHERE is_now GROUP BY store
), now_sum AS (
  SELECT count(*) AS days, CASE WHEN sum(seen_s) IS NOT NULL THEN least(1, sum(seen_s) / sum(span_s)) END AS coverage, sum(entries) AS all_entries,
    sum(entries_variance) + (SELECT sum(shared ^ 2) FROM now_shared) AS all_variance, (SELECT sum(entries) FROM seen WHERE is_now) AS entries,
    sum(conversion_sales) AS sales, sum(conversion_entries) AS of_sales, sum(capture_entries) AS captured,
    sum(capture_passers_by) AS passers_by, bool_and(is_over) AS is_over
  FROM day WHERE is_now
), pair AS (
  SELECT back, sum(w.entries) FILTER (WHERE p.store IS NOT NULL) AS now_entries, sum(p.entries) AS entries,
    sum(p.entries_variance) AS variance, sum(conversion_sales) AS sales, sum(conversion_entries) AS of_sales,
    sum(capture_entries) AS captured, sum(capture_passers_by) AS passers_by
  FROM (
    SELECT store, local_day - back AS then_day, back, entries
    FROM seen CROSS JOIN unnest(CASE :'versus' WHEN 'weekday' THEN ARRAY[7, 14, 21, 28, 35, 42, 49, 56] WHEN 'week' THEN ARRAY[7]
      WHEN 'month' THEN ARRAY[28] ELSE ARRAY[364] END) AS back
    WHERE is_now
  ) AS w FULL JOIN seen p ON p.store = w.store AND p.local_day = w.then_day
  GROUP BY back
), than AS (
  SELECT count(of_now) AS weeks, avg(of_now) AS entries, stddev(of_now) AS spread, sqrt(avg(p.variance)) AS error,
    sum(p.sales) AS sales, sum(p.of_sales) AS of_sales, sum(p.captured) AS captured, sum(p.passers_by) AS passers_by,
    sqrt(sum(p.variance) / nullif(sum(p.entries), 0) ^ 2
      + (SELECT sum(shared ^ 2) / nullif(sum(entries), 0) ^ 2 FROM now_shared)) AS relative_error
  FROM pair p CROSS JOIN now_sum n
  CROSS JOIN LATERAL (SELECT p.entries * coalesce(n.entries::float8 / nullif(p.now_entries, 0), 1) AS of_now) AS scaled
  WHERE back > 0
)
SELECT measure, value::float8 AS value, low, high, than::float8 AS than, than_low, than_high, weeks, days, coverage, is_over,
  part::float8 AS part, whole::float8 AS whole
FROM now_sum n CROSS JOIN than t
CROSS JOIN LATERAL (SELECT sqrt(n.all_variance) / nullif(n.all_entries, 0) AS error) AS relative
CROSS JOIN LATERAL (VALUES
  (1, 'entries', all_entries,
    CASE WHEN all_entries IS NOT NULL THEN greatest(0, all_entries - 1.96 * sqrt(all_variance)) END,
    all_entries + 1.96 * sqrt(all_variance), t.entries,
    CASE WHEN t.entries IS NOT NULL THEN greatest(0, t.entries - 1.96 * coalesce(t.spread, t.error)) END,
    t.entries + 1.96 * coalesce(t.spread, t.error),
    all_entries, NULL),
  (2, 'capture', n.captured::float8 / nullif(n.captured + n.passers_by, 0),
    kpi.share_end(n.captured, n.passers_by, relative.error, -1), kpi.share_end(n.captured, n.passers_by, relative.error, 1),
    t.captured::float8 / nullif(t.captured + t.passers_by, 0), kpi.share_end(t.captured, t.passers_by, t.relative_error, -1),
    kpi.share_end(t.captured, t.passers_by, t.relative_error, 1), n.captured, n.captured + n.passers_by),
  (3, 'conversion', n.sales::float8 / nullif(n.of_sales, 0), kpi.rate_end(n.sales, n.of_sales, relative.error, -1),
    kpi.rate_end(n.sales, n.of_sales, relative.error, 1), t.sales::float8 / nullif(t.of_sales, 0),
    kpi.rate_end(t.sales, t.of_sales, t.relative_error, -1), kpi.rate_end(t.sales, t.of_sales, t.relative_error, 1),
    n.sales, n.of_sales)
) AS measures(measure_no, measure, value, low, high, than, than_low, than_high, part, whole)
ORDER BY measure_no
