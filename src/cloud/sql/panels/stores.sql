-- Stores with their numbers of the last day, against the same weekdays before.
SELECT s.tenant, s.store, s.name, s.region, s.timezone, s.today::text AS today, d.local_day::text AS local_day, d.entries,
  d.entries_half, d.usual_entries, d.usual_low, d.usual_high, d.usual_days, d.change_to_usual, d.is_beyond_usual, d.coverage,
  c.rate AS conversion, c.low AS conversion_low, c.high AS conversion_high, u.sales::float8 / nullif(u.people, 0) AS usual_conversion,
  /* Where the two intervals do not overlap. */
  c.high < kpi.rate_end(u.sales, u.people, 0, -1) AS has_conversion_fallen
FROM kpi.store s
LEFT JOIN (SELECT * FROM kpi.compare_day WHERE tenant = :'tenant' AND local_day = :'last'::date) AS d USING (tenant, store)
LEFT JOIN (SELECT * FROM kpi.conversion_day WHERE tenant = :'tenant' AND local_day = :'last'::date) AS c USING (tenant, store)
LEFT JOIN (
  SELECT tenant, store, sum(conversion_sales) AS sales, sum(conversion_entries) AS people
  FROM kpi.sum_day
  WHERE tenant = :'tenant' AND store = ANY ((SELECT kpi.stores_of(:'tenant', :'region', ARRAY[:stores]))::text[])
    AND local_day = ANY (ARRAY(SELECT :'last'::date - 7 * week FROM generate_series(1, 8) AS week)) AND seen_s >= 0.9 * span_s
  GROUP BY tenant, store
) AS u USING (tenant, store)
WHERE tenant = :'tenant' AND store = ANY ((SELECT kpi.stores_of(:'tenant', :'region', ARRAY[:stores]))::text[])
ORDER BY s.store
