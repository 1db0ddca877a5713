-- Rows that are missing or will never arrive, by reason.
SELECT store, gateway, coalesce(reason, 'awaited') AS reason, sum(to_seq - from_seq + 1) AS rows
FROM kpi.gap
WHERE tenant = :'tenant' AND store = ANY ((SELECT kpi.stores_of(:'tenant', :'region', ARRAY[:stores]))::text[])
GROUP BY store, gateway, coalesce(reason, 'awaited') ORDER BY rows DESC, store, gateway LIMIT 200
