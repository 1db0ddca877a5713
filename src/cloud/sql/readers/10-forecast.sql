-- Forecast of each gateway by hour, with the count. Of several forecasts of an hour, the newest.

CREATE VIEW kpi.forecast_hour WITH (security_barrier) AS
SELECT DISTINCT ON (s.tenant, s.store, g.gateway, f.metric, at.hour_at) s.tenant, s.store, g.gateway, f.metric, at.hour_at,
  (at.hour_at AT TIME ZONE s.timezone)::date AS local_day, f.made_on, (h.value ->> 0)::real AS expected,
  (h.value ->> 1)::real AS low_80, (h.value ->> 2)::real AS high_80, (h.value ->> 3)::real AS low_95,
  (h.value ->> 4)::real AS high_95,
  CASE f.metric WHEN 'entries' THEN r.entries WHEN 'exits' THEN r.exits WHEN 'passersBy' THEN r.passers_by END AS counted
FROM lintel.forecast f JOIN lintel.visible_store s USING (store_id) JOIN lintel.gateway g USING (gateway_id)
CROSS JOIN LATERAL jsonb_array_elements(f.hours) WITH ORDINALITY AS h(value, i)
CROSS JOIN LATERAL (SELECT f.from_at + (h.i - 1) * interval '1 hour' AS hour_at) AS at
LEFT JOIN lintel.rollup_hour_store r ON r.store_id = f.store_id AND r.hour_at = at.hour_at
  AND r.seen_s >= 0.9 * 3600 * r.gateways
WHERE jsonb_typeof(h.value) = 'array'
ORDER BY s.tenant, s.store, g.gateway, f.metric, at.hour_at, f.made_on DESC;
