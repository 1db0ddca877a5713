-- $1: gateways, each once and in order. $2: whether a gateway has other rows than minute counts in this batch. Must be the
-- first statement of a transaction. Without the lock, a longer row and a shorter one within it could be written at once.
-- Neither would see the other. The same holds for two definitions. Minute counts never overlap, so ingest workers write them in
-- parallel.
SELECT CASE WHEN is_apart THEN pg_advisory_xact_lock(5218847, gateway_id) ELSE pg_advisory_xact_lock_shared(5218847, gateway_id) END
FROM unnest($1::int[], $2::boolean[]) AS given(gateway_id, is_apart)
