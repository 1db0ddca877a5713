-- $1: gateways, each once and in order. $2: whether a gateway has more than counts of a minute in this batch. First of all
-- statements of a transaction: a longer row and a shorter one within it are never written at once, as neither would see the
-- other; nor are two definitions. Counts of a minute lie in none of their kind: receivers write them side by side.
SELECT CASE WHEN is_apart THEN pg_advisory_xact_lock(5218847, gateway_id) ELSE pg_advisory_xact_lock_shared(5218847, gateway_id) END
FROM unnest($1::int[], $2::boolean[]) AS given(gateway_id, is_apart)
