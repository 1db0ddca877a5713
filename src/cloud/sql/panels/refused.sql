-- Messages that broke the contract, and rows of boots without a valid clock.
SELECT store, gateway, 'refused' AS what, sum(refused) AS rows, max(day)::text AS newest
FROM kpi.refused_day
WHERE tenant = :'tenant' AND store = ANY ((SELECT kpi.stores_of(:'tenant', :'region', ARRAY[:stores]))::text[])
  AND day BETWEEN :'first'::date AND :'last'::date
GROUP BY store, gateway
UNION ALL
SELECT store, gateway, 'no clock', sum(rows), max(first_received_at)::date::text
FROM kpi.unsynced
WHERE tenant = :'tenant' AND store = ANY ((SELECT kpi.stores_of(:'tenant', :'region', ARRAY[:stores]))::text[])
GROUP BY store, gateway
ORDER BY rows DESC, store, gateway LIMIT 200
