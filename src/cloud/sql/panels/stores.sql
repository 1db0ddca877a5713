-- Stores, and what each counted on the last day beside the same weekdays before.
SELECT s.tenant, s.store, s.name, s.region, s.timezone, s.today::text AS today, d.local_day::text AS local_day, d.entries,
  d.entries_half, d.usual_entries, d.usual_low, d.usual_high, d.usual_days, d.change_to_usual, d.is_beyond_usual, d.coverage,
  c.rate AS conversion, c.low AS conversion_low, c.high AS conversion_high
FROM kpi.store s
LEFT JOIN (SELECT * FROM kpi.compare_day WHERE tenant = :'tenant' AND local_day = :'last'::date) AS d USING (tenant, store)
LEFT JOIN (SELECT * FROM kpi.conversion_day WHERE tenant = :'tenant' AND local_day = :'last'::date) AS c USING (tenant, store)
WHERE tenant = :'tenant' AND store = ANY ((SELECT kpi.stores_of(:'tenant', :'region', ARRAY[:stores]))::text[])
ORDER BY s.store
