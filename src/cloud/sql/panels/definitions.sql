-- Present definitions of things: thresholds, sensors, and the age of each door's newest audit.
SELECT store, kind, thing, coalesce(name, thing) AS name, def, from_at, k, visit_s, engaged_s, sensors, audit_id, age_days
FROM (
  SELECT *, rank() OVER (PARTITION BY tenant, store ORDER BY from_at DESC) AS age
  FROM kpi.definition
  WHERE tenant = :'tenant' AND store = ANY ((SELECT kpi.stores_of(:'tenant', :'region', ARRAY[:stores]))::text[])
) AS newest
LEFT JOIN (
  SELECT store, door AS thing, audit_id, age_days
  FROM kpi.door_audit
  WHERE tenant = :'tenant' AND store = ANY ((SELECT kpi.stores_of(:'tenant', :'region', ARRAY[:stores]))::text[])
) AS audit USING (store, thing, audit_id)
WHERE age = 1 ORDER BY store, kind, thing LIMIT 2000
