-- Alarms that need a person now.
SELECT rule, owner, tenant, store, gateway, value, threshold, says
FROM kpi.alert
WHERE tenant = :'tenant' AND store = ANY ((SELECT kpi.stores_of(:'tenant', :'region', ARRAY[:stores]))::text[])
ORDER BY store, rule LIMIT 2000
