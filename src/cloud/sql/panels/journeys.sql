-- Where people went after each zone.
SELECT store, from_zone, to_zone, sum(people) AS people
FROM kpi.step_day
WHERE tenant = :'tenant' AND store = ANY ((SELECT kpi.stores_of(:'tenant', :'region', ARRAY[:stores]))::text[])
  AND local_day BETWEEN :'first'::date AND :'last'::date
GROUP BY store, from_zone, to_zone ORDER BY people DESC NULLS LAST, store, from_zone, to_zone LIMIT 100
