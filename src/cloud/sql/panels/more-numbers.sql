-- Mean visit, bounces, happy index and mean wait of the range, with intervals where known. The comparison is that of
-- key-numbers.sql. Each number is a ratio of two sums.
WITH of_day AS (
  SELECT 'visit' AS measure, store, local_day, mean_visit_s * visits AS part, visits AS whole,
    ((mean_visit_high_s - mean_visit_low_s) / 3.92 * visits) ^ 2 AS variance
  FROM kpi.visit_day
  WHERE tenant = :'tenant' AND store = ANY ((SELECT kpi.stores_of(:'tenant', :'region', ARRAY[:stores]))::text[])
    AND local_day BETWEEN :'first'::date - CASE :'versus' WHEN 'year' THEN 364 ELSE 56 END AND :'last'::date
  UNION ALL
  SELECT 'bounce', store, local_day, bounced, visits, coalesce(bounced_var, 0) + bounced * (1 - bounced::float8 / nullif(visits, 0))
  FROM kpi.visit_day
  WHERE tenant = :'tenant' AND store = ANY ((SELECT kpi.stores_of(:'tenant', :'region', ARRAY[:stores]))::text[])
    AND local_day BETWEEN :'first'::date - CASE :'versus' WHEN 'year' THEN 364 ELSE 56 END AND :'last'::date
  UNION ALL
  SELECT 'happy', store, local_day, happy_index * answers, answers, happy_index * (100 - happy_index) * answers
  FROM kpi.feedback_day
  WHERE tenant = :'tenant' AND store = ANY ((SELECT kpi.stores_of(:'tenant', :'region', ARRAY[:stores]))::text[])
    AND local_day BETWEEN :'first'::date - CASE :'versus' WHEN 'year' THEN 364 ELSE 56 END AND :'last'::date
  UNION ALL
  SELECT 'wait', store, local_day, mean_wait_s * served, served, NULL
  FROM kpi.queue_day
  WHERE tenant = :'tenant' AND store = ANY ((SELECT kpi.stores_of(:'tenant', :'region', ARRAY[:stores]))::text[])
    AND local_day BETWEEN :'first'::date - CASE :'versus' WHEN 'year' THEN 364 ELSE 56 END AND :'last'::date
), day AS (
  SELECT measure, local_day, sum(part) AS part, sum(whole) AS whole, sum(variance) AS variance
  FROM of_day WHERE part IS NOT NULL AND whole > 0 GROUP BY measure, local_day
), now_sum AS (
  SELECT measure, count(*) AS days, sum(part) AS part, sum(whole) AS whole, sqrt(sum(variance)) AS error
  FROM day WHERE local_day BETWEEN :'first'::date AND :'last'::date GROUP BY measure
), than AS (
  SELECT measure, count(DISTINCT back) AS weeks, sum(p.part) AS part, sum(p.whole) AS whole, sqrt(sum(p.variance)) AS error
  FROM day d JOIN unnest(CASE :'versus' WHEN 'weekday' THEN ARRAY[7, 14, 21, 28, 35, 42, 49, 56] WHEN 'week' THEN ARRAY[7]
    WHEN 'month' THEN ARRAY[28] ELSE ARRAY[364] END) AS back ON true
  JOIN day p USING (measure)
  WHERE d.local_day BETWEEN :'first'::date AND :'last'::date AND p.local_day = d.local_day - back
  GROUP BY measure
)
SELECT measure, n.part / n.whole AS value, 
  CASE WHEN n.error IS NOT NULL THEN greatest(0, (n.part - 1.96 * n.error) / n.whole) END AS low,
  (n.part + 1.96 * n.error) / n.whole AS high, t.part / t.whole AS than, 
  CASE WHEN t.error IS NOT NULL THEN greatest(0, (t.part - 1.96 * t.error) / t.whole) END AS than_low,
  (t.part + 1.96 * t.error) / t.whole AS than_high, weeks, days, n.part AS part, n.whole AS whole
FROM now_sum n LEFT JOIN than t USING (measure)
ORDER BY array_position(ARRAY['visit', 'bounce', 'happy', 'wait'], measure)
