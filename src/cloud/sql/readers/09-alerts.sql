-- What needs somebody now. Thresholds, minutes and owners are in `lintel.alert_rule`; each rule may be switched off there.

-- Stores that are open, and have been for as long as the rule waits. Without hours they are always open.
CREATE OR REPLACE FUNCTION lintel.is_open(opens time, closes time, timezone text, minutes int) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT opens IS NULL OR closes IS NULL OR (
    SELECT CASE WHEN opens <= closes THEN at - day_at >= opens::interval + for_minutes AND at - day_at < closes::interval
      ELSE at - day_at >= opens::interval + for_minutes
        OR (at - day_at < closes::interval AND at - day_at >= opens::interval - interval '1 day' + for_minutes) END
    FROM (SELECT now() AT TIME ZONE timezone AS at, date_trunc('day', now() AT TIME ZONE timezone) AS day_at,
      make_interval(mins => minutes) AS for_minutes) AS local
  )
$$;

-- When the newest row of each gateway came; NULL: none of the last three hours.
CREATE VIEW lintel.newest_row AS
SELECT g.store_id, g.gateway_id, gateway,
  (SELECT max(received_at) FROM lintel.count_store c
    WHERE c.store_id = g.store_id AND c.gateway_id = g.gateway_id AND c.from_at > now() - interval '3 hours') AS received_at,
  EXISTS (SELECT FROM lintel.rollup_day_store r WHERE r.store_id = g.store_id
    AND r.local_day > now()::date - 31) AS is_in_use
FROM lintel.gateway g;

CREATE VIEW lintel.alert_silent AS
SELECT r.rule, tenant, store, gateway, coalesce(extract(epoch FROM now() - n.received_at) / 60, 180)::float8 AS value
FROM lintel.alert_rule r CROSS JOIN lintel.visible_store s JOIN lintel.newest_row n USING (store_id)
LEFT JOIN lintel.gateway_state g USING (gateway_id)
WHERE is_in_use AND coalesce(n.received_at, '-infinity') < now() - make_interval(mins => r.minutes)
  AND (
    (r.rule = 'silent' AND g.state IS DISTINCT FROM 'online' AND lintel.is_open(opens, closes, timezone, r.minutes))
    OR (r.rule = 'nothing-accepted' AND g.state = 'online' AND g.since < now() - make_interval(mins => r.minutes)));

CREATE VIEW lintel.alert_coverage AS
SELECT r.rule, tenant, store, '' AS gateway, best AS value
FROM lintel.alert_rule r CROSS JOIN lintel.visible_store s
CROSS JOIN LATERAL (
  SELECT count(*) AS hours, max(seen_s / (3600.0 * gateways))::float8 AS best FROM lintel.rollup_hour_store h
  WHERE h.store_id = s.store_id AND hour_at >= now() - make_interval(mins => r.minutes + 60)
    AND hour_at <= now() - interval '1 hour'
) AS seen
WHERE r.rule = 'coverage' AND hours * 60 >= r.minutes AND best < r.threshold
  AND lintel.is_open(opens, closes, timezone, r.minutes + 60);

CREATE VIEW lintel.alert_state AS
SELECT r.rule, tenant, store, gateway, value
FROM lintel.alert_rule r CROSS JOIN lintel.gateway_state g JOIN lintel.gateway USING (gateway_id)
JOIN lintel.visible_store USING (store_id)
CROSS JOIN LATERAL (
  SELECT CASE r.rule WHEN 'rows-waiting' THEN (body ->> 'waitingRows')::float8
    WHEN 'disk' THEN 1 - (body ->> 'diskFree')::float8
    WHEN 'sensor-down' THEN jsonb_array_length(body -> 'down') END AS value
) AS measured
WHERE g.state = 'online' AND value > r.threshold AND g.received_at > now() - interval '2 hours';

-- Major, minor and patch of a version; NULL where it has none.
CREATE OR REPLACE FUNCTION lintel.version_parts(version text) RETURNS int[] LANGUAGE sql IMMUTABLE AS $$
  SELECT regexp_match(version, '^v?(\d{1,6})\.(\d{1,6})\.(\d{1,6})')::int[]
$$;

CREATE VIEW lintel.alert_version AS
SELECT r.rule, tenant, store, gateway, (lintel.version_parts(version))[2]::float8 AS value
FROM lintel.alert_rule r CROSS JOIN lintel.gateway_state JOIN lintel.gateway USING (gateway_id)
JOIN lintel.visible_store USING (store_id)
WHERE r.rule = 'version' AND coalesce(lintel.version_parts(version) < lintel.version_parts(r.oldest_version), true);

CREATE VIEW lintel.alert_balance AS
SELECT r.rule, tenant, store, '' AS gateway, abs(entries - exits)::float8 / greatest(entries, exits) AS value
FROM lintel.alert_rule r CROSS JOIN lintel.visible_store s JOIN lintel.rollup_day_store d USING (store_id)
WHERE r.rule = 'in-out' AND local_day = (now() AT TIME ZONE timezone)::date - 1 AND greatest(entries, exits) >= 50
  AND abs(entries - exits) > r.threshold * greatest(entries, exits);

CREATE VIEW lintel.alert_certificate AS
SELECT DISTINCT ON (gateway_id) r.rule, tenant, store, gateway, (body -> 'daysLeft')::float8 AS value
FROM lintel.alert_rule r CROSS JOIN lintel.gateway_event JOIN lintel.gateway USING (gateway_id)
JOIN lintel.visible_store USING (store_id)
WHERE r.rule = 'certificate' AND kind = 'CertificateNotRenewed' AND jsonb_typeof(body -> 'daysLeft') = 'number'
  AND (body -> 'daysLeft')::float8 < r.threshold AND at > now() - make_interval(mins => r.minutes)
ORDER BY gateway_id, at DESC;

CREATE VIEW lintel.alert_refused AS
SELECT r.rule, tenant, store, split_part(sender, '/', 3) AS gateway, count(*)::float8 AS value
FROM lintel.alert_rule r JOIN lintel.dead_letter l ON received_at > now() - make_interval(mins => r.minutes)
JOIN lintel.visible_store ON tenant = split_part(sender, '/', 1) AND store = split_part(sender, '/', 2)
WHERE r.rule = 'refused' GROUP BY r.rule, r.threshold, tenant, store, split_part(sender, '/', 3)
HAVING count(*) > r.threshold;

CREATE VIEW lintel.alert_rollup AS
SELECT r.rule, '*' AS tenant, '*' AS store, '' AS gateway, lag_s / 60 AS value
FROM lintel.alert_rule r CROSS JOIN kpi.rollup_lag WHERE r.rule = 'roll-up' AND lag_s > 60 * r.minutes;

CREATE VIEW lintel.alert_settings AS
SELECT r.rule, tenant, store, gateway, p.revision::float8 AS value
FROM lintel.alert_rule r CROSS JOIN lintel.gateway_report p JOIN lintel.gateway USING (gateway_id)
JOIN lintel.visible_store USING (store_id)
WHERE r.rule = 'settings' AND p.phase IN ('rolled-back', 'refused');

CREATE VIEW kpi.alert WITH (security_barrier) AS
SELECT rule, owner, tenant, store, gateway, value, threshold, says
FROM lintel.alert_rule JOIN (
  SELECT * FROM lintel.alert_silent
  UNION ALL SELECT * FROM lintel.alert_coverage
  UNION ALL SELECT * FROM lintel.alert_state
  UNION ALL SELECT * FROM lintel.alert_version
  UNION ALL SELECT * FROM lintel.alert_balance
  UNION ALL SELECT * FROM lintel.alert_certificate
  UNION ALL SELECT * FROM lintel.alert_refused
  UNION ALL SELECT * FROM lintel.alert_rollup
  UNION ALL SELECT * FROM lintel.alert_settings
) AS firing USING (rule)
WHERE enabled;
