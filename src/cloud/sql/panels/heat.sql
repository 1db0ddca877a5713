-- Mean entries of a store by weekday and hour, over the last four weeks of the range.
SELECT weekday, hour_of_day, avg(entries)::float8 AS entries, count(entries) AS hours
FROM kpi.store_hour
WHERE tenant = :'tenant' AND store = ANY ((SELECT kpi.stores_of(:'tenant', :'region', ARRAY[:stores]))::text[])
  AND local_day BETWEEN greatest(:'first'::date, :'last'::date - 27) AND :'last'::date
GROUP BY weekday, hour_of_day ORDER BY weekday, hour_of_day
