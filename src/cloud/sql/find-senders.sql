-- $1, $2, $3: tenant, store and gateway of each sender. Returns the numbers of the known ones, in the order of the senders.
SELECT store_id, gateway_id
FROM unnest($1::text[], $2::text[], $3::text[]) WITH ORDINALITY AS given(tenant, store, gateway, n)
LEFT JOIN lintel.store USING (tenant, store)
LEFT JOIN lintel.gateway USING (store_id, gateway)
ORDER BY n
