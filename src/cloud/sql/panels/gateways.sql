-- Gateways with connection, version, newest row and faults.
SELECT store, gateway, state, version, since, last_state_at, last_row_at, waiting_rows, disk_free, sensors_down, settings, missing_rows
FROM kpi.gateway
WHERE tenant = :'tenant' AND store = ANY ((SELECT kpi.stores_of(:'tenant', :'region', ARRAY[:stores]))::text[])
ORDER BY state IS DISTINCT FROM 'offline', last_row_at NULLS FIRST, store, gateway LIMIT 2000
