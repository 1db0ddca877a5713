-- Entries of each store on the eight days up to the last; NULL without a sensor online.
SELECT tenant, store, array_agg(local_day::text ORDER BY local_day) AS days,
  array_agg(CASE WHEN seen_s > 0 THEN entries END ORDER BY local_day) AS entries
FROM kpi.sum_day
WHERE tenant = :'tenant' AND store = ANY ((SELECT kpi.stores_of(:'tenant', :'region', ARRAY[:stores]))::text[])
  AND local_day BETWEEN :'last'::date - 7 AND :'last'::date
GROUP BY tenant, store ORDER BY store
