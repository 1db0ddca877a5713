-- Alarms that need a person now. `lintel.alert_rule` holds thresholds, minutes and owners, and switches rules off.

-- Returns when a store was last open: now, or its closing time. A device silent before closing time stays silent all evening.
CREATE OR REPLACE FUNCTION lintel.last_open_at(opens time, closes time, timezone text) RETURNS timestamptz
LANGUAGE sql STABLE
RETURN CASE WHEN lintel.open_seconds(now() - interval '1 second', now(), opens, closes, timezone) > 0 THEN now() ELSE (
  SELECT max(at) FROM (SELECT (day + closes) AT TIME ZONE timezone AS at
    FROM unnest(ARRAY[(now() AT TIME ZONE timezone)::date, (now() AT TIME ZONE timezone)::date - 1]) AS day) AS closing
  WHERE at <= now()) END;

-- Arrival of each gateway's newest row; NULL without a row in two days, which contain a day's opening hours.
CREATE VIEW lintel.newest_row AS
SELECT g.store_id, g.gateway_id, gateway,
  (SELECT received_at FROM lintel.count_store c
    WHERE c.store_id = g.store_id AND c.gateway_id = g.gateway_id AND c.from_at > now() - interval '2 days'
    ORDER BY c.from_at DESC LIMIT 1) AS received_at,
  EXISTS (SELECT FROM lintel.rollup_day_store r WHERE r.store_id = g.store_id) AS is_in_use
FROM lintel.gateway g;

-- Silent: no row arrived for so many minutes of opening hours. The alarm continues after closing time, until rows arrive or the
-- store closes for good.
CREATE VIEW lintel.alert_silent AS
SELECT r.rule, tenant, store, gateway, extract(epoch FROM now() - since_at)::float8 / 60 AS value
FROM lintel.alert_rule r CROSS JOIN lintel.visible_store s JOIN lintel.newest_row n USING (store_id)
LEFT JOIN lintel.gateway_state g USING (gateway_id)
CROSS JOIN LATERAL (SELECT coalesce(n.received_at, now() - interval '2 days') AS since_at) AS last
WHERE is_in_use AND since_at < now() - make_interval(mins => r.minutes)
  AND coalesce(closed_on > (now() AT TIME ZONE timezone)::date, true)
  AND (
    (r.rule = 'silent' AND g.state IS DISTINCT FROM 'online'
      AND lintel.open_seconds(since_at, now(), opens, closes, timezone) >= 60 * r.minutes)
    OR (r.rule = 'nothing-accepted' AND g.state = 'online' AND g.since < now() - make_interval(mins => r.minutes)));

CREATE VIEW lintel.alert_coverage AS
SELECT r.rule, tenant, store, '' AS gateway, best AS value
FROM lintel.alert_rule r CROSS JOIN lintel.visible_store s
CROSS JOIN LATERAL (SELECT lintel.last_open_at(opens, closes, timezone) AS at OFFSET 0) AS open_last
CROSS JOIN LATERAL (
  SELECT count(*) AS hours, max(seen_s / (3600.0 * gateways))::float8 AS best FROM lintel.rollup_hour_store h
  WHERE h.store_id = s.store_id AND hour_at >= open_last.at - make_interval(mins => r.minutes + 60)
    AND hour_at <= open_last.at - interval '1 hour'
) AS seen
WHERE r.rule = 'coverage' AND hours * 60 >= r.minutes AND best < r.threshold
  AND lintel.open_seconds(open_last.at - make_interval(mins => r.minutes + 60), open_last.at, opens, closes, timezone)
    >= 60 * (r.minutes + 60);

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

-- Returns major, minor and patch of a version; NULL without one.
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
