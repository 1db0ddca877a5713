-- Number of gateways per version.
SELECT coalesce(version, 'unknown') AS version, count(*) AS gateways, count(*) FILTER (WHERE state = 'online') AS online
FROM kpi.gateway
WHERE tenant = :'tenant' AND store = ANY ((SELECT kpi.stores_of(:'tenant', :'region', ARRAY[:stores]))::text[])
GROUP BY version ORDER BY lpad(split_part(version, '.', 1), 6, '0') DESC, version DESC
