-- Entries and exits of doors, with coverage.
SELECT store, door, coalesce(max(name), door) AS name, sum(entries) AS entries, sqrt(sum((entries_high - entries) ^ 2)) AS half,
  sum(exits) AS exits, sum(backfilled) AS backfilled, avg(coverage) AS coverage
FROM kpi.door_day
WHERE tenant = :'tenant' AND store = ANY ((SELECT kpi.stores_of(:'tenant', :'region', ARRAY[:stores]))::text[])
  AND local_day BETWEEN :'first'::date AND :'last'::date
GROUP BY store, door ORDER BY store, door LIMIT 1000
