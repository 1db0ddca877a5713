-- $1, $2: tenant and store. Inserts in order, so that two ingest workers never deadlock.
INSERT INTO lintel.store (tenant, store)
SELECT DISTINCT tenant, store FROM unnest($1::text[], $2::text[]) AS given(tenant, store)
WHERE NOT EXISTS (SELECT FROM lintel.store s WHERE (s.tenant, s.store) = (given.tenant, given.store))
ORDER BY 1, 2
ON CONFLICT DO NOTHING
