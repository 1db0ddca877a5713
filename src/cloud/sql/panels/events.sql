-- Events reported by gateways, newest first.
SELECT at, store, gateway, kind, body
FROM kpi.event
WHERE tenant = :'tenant' AND store = ANY ((SELECT kpi.stores_of(:'tenant', :'region', ARRAY[:stores]))::text[])
  AND at >= :'first'::date::timestamptz AND at < (:'last'::date + 2)::timestamptz
ORDER BY at DESC LIMIT 200
