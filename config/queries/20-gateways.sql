-- Which gateways need somebody?
SELECT store, gateway, state, version, last_row_at, waiting_rows, missing_rows, sensors_down
FROM kpi.gateway
WHERE tenant = :'tenant'
ORDER BY state IS DISTINCT FROM 'offline', last_row_at NULLS FIRST;
