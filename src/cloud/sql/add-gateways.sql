-- $1, $2, $3: tenant, store and gateway. Their stores exist already.
INSERT INTO lintel.gateway (store_id, gateway)
SELECT DISTINCT store_id, gateway FROM unnest($1::text[], $2::text[], $3::text[]) AS given(tenant, store, gateway)
JOIN lintel.store USING (tenant, store)
ORDER BY 1, 2
ON CONFLICT DO NOTHING
