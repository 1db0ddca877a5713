-- Zone transitions by the names of the zones; NULL is outside all zones.
WITH zone AS (
  SELECT store, zone, max(name) AS name
  FROM kpi.zone_day
  WHERE tenant = :'tenant' AND store = ANY ((SELECT kpi.stores_of(:'tenant', :'region', ARRAY[:stores]))::text[])
    AND local_day BETWEEN :'first'::date AND :'last'::date
  GROUP BY store, zone
), step AS (
SELECT store, from_zone, to_zone, sum(people) AS people
FROM kpi.step_day
WHERE tenant = :'tenant' AND store = ANY ((SELECT kpi.stores_of(:'tenant', :'region', ARRAY[:stores]))::text[])
  AND local_day BETWEEN :'first'::date AND :'last'::date
GROUP BY store, from_zone, to_zone ORDER BY people DESC NULLS LAST, store, from_zone, to_zone LIMIT 100
)
SELECT s.store, coalesce(f.name, from_zone) AS from_zone, coalesce(t.name, to_zone) AS to_zone, people
FROM step s
LEFT JOIN zone f ON f.store = s.store AND f.zone = from_zone
LEFT JOIN zone t ON t.store = s.store AND t.zone = to_zone
ORDER BY people DESC NULLS LAST, s.store, from_zone, to_zone
