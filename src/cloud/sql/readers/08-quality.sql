-- Quality of the numbers, and missing rows.

-- Row numbers that are missing although later ones arrived, and those that will never arrive, with the reason.
CREATE VIEW lintel.gap AS
SELECT gateway_id, lower(hole) AS from_seq, upper(hole) - 1 AS to_seq, NULL AS reason, true AS open
FROM (SELECT gateway_id, unnest(int8multirange(int8range(1, upper(seen))) - seen - gone) AS hole
      FROM lintel.gateway_seq WHERE NOT isempty(seen)) AS holes
UNION ALL
SELECT gateway_id, from_seq, to_seq, reason, false FROM lintel.gateway_gap;

CREATE VIEW kpi.gap WITH (security_barrier) AS
SELECT tenant, store, gateway, from_seq, to_seq, reason, open
FROM lintel.gap JOIN lintel.gateway USING (gateway_id) JOIN lintel.visible_store USING (store_id);

CREATE VIEW kpi.unseen_hour WITH (security_barrier) AS
SELECT tenant, store, hours.hour_at, day::date AS local_day
FROM lintel.visible_store s
CROSS JOIN LATERAL (
  SELECT (SELECT min(hour_at) FROM lintel.rollup_hour_store r WHERE r.store_id = s.store_id) AS first_at,
    (SELECT max(hour_at) FROM lintel.rollup_hour_store r WHERE r.store_id = s.store_id) AS last_at,
    (SELECT min(local_day) FROM lintel.rollup_day_store r WHERE r.store_id = s.store_id) AS first_day,
    (SELECT max(local_day) FROM lintel.rollup_day_store r WHERE r.store_id = s.store_id) AS last_day
  OFFSET 0
) AS span
CROSS JOIN LATERAL generate_series(first_day::timestamp, last_day::timestamp, interval '1 day') AS day
CROSS JOIN LATERAL generate_series(day AT TIME ZONE timezone, (day + interval '1 day') AT TIME ZONE timezone - interval '1 minute',
  interval '1 hour') AS hours(hour_at)
WHERE hours.hour_at >= first_at AND hours.hour_at <= last_at AND coalesce(
  (SELECT seen_s FROM lintel.rollup_hour_store r WHERE r.store_id = s.store_id AND r.hour_at = hours.hour_at), 0) = 0;

CREATE VIEW kpi.gateway WITH (security_barrier) AS
SELECT tenant, store, gateway, state, version, since, received_at AS last_state_at, accepted.at AS last_row_at,
  (body ->> 'waitingRows')::bigint AS waiting_rows, (body ->> 'diskFree')::float8 AS disk_free,
  ARRAY(SELECT jsonb_array_elements_text(body -> 'down')) AS sensors_down, body ->> 'settings' AS settings, missing.rows AS missing_rows
FROM lintel.gateway g LEFT JOIN lintel.gateway_state USING (gateway_id) JOIN lintel.visible_store s USING (store_id)
LEFT JOIN LATERAL (
  SELECT max(received_at) AS at FROM lintel.rollup_day_store r
  WHERE r.store_id = s.store_id AND r.local_day > now()::date - 32
) AS accepted ON true
LEFT JOIN LATERAL (
  SELECT sum(to_seq - from_seq + 1) AS rows FROM (
    SELECT lower(hole) AS from_seq, upper(hole) - 1 AS to_seq
    FROM (SELECT unnest(int8multirange(int8range(1, upper(seen))) - seen - gone) AS hole
          FROM lintel.gateway_seq q WHERE q.gateway_id = g.gateway_id AND NOT isempty(seen)) AS holes
  ) AS hole
) AS missing ON true;

CREATE VIEW kpi.quality_day WITH (security_barrier) AS
SELECT tenant, store, local_day, least(1, covered_s / (span_s * gateways)) AS coverage,
  least(1, received_s / (span_s * gateways)) AS received,
  (entries - exits)::float8 / nullif(greatest(entries, exits), 0) AS in_out_difference,
  backfilled.people AS backfilled, backfilled.people::float8 / nullif(entries + exits, 0) AS backfilled_share,
  holdover_rows::float8 / row_count AS holdover_share, closing.day_rows > 0 AS has_day_row,
  to_at <= now() AND closing.day_rows > 0 AND NOT coalesce(missing.some, false) AS is_final,
  received_at AS last_received_at
FROM lintel.visible_day d
LEFT JOIN (
  SELECT store_id, bool_or(int8multirange(int8range(1, upper(seen))) - seen - gone <> '{}') AS some
  FROM lintel.gateway JOIN lintel.gateway_seq USING (gateway_id) GROUP BY store_id
) AS missing USING (store_id)
LEFT JOIN LATERAL (
  SELECT sum(o.backfilled) AS people FROM lintel.rollup_day_door o
  WHERE o.store_id = d.store_id AND o.local_day = d.local_day
) AS backfilled ON true
LEFT JOIN LATERAL (
  SELECT count(*) AS day_rows FROM lintel.day_store y WHERE y.store_id = d.store_id AND y.local_day = d.local_day
) AS closing ON true;

-- Definitions of each thing over time: thresholds, sensors and the newest audit.
CREATE VIEW kpi.definition WITH (security_barrier) AS
SELECT tenant, store, def, from_at, k, thing ->> 'kind' AS kind, thing ->> 'id' AS thing, thing ->> 'name' AS name,
  (thing ->> 'visitS')::bigint AS visit_s, (thing ->> 'engagedS')::bigint AS engaged_s,
  ARRAY(SELECT jsonb_array_elements_text(thing -> 'sensors')) AS sensors, thing ->> 'auditId' AS audit_id
FROM lintel.definition JOIN lintel.visible_store USING (store_id)
CROSS JOIN LATERAL jsonb_array_elements(body -> 'things') AS thing;

-- Time at which each door's newest audit was first named.
CREATE VIEW kpi.door_audit WITH (security_barrier) AS
SELECT tenant, store, thing AS door, audit_id, min(from_at) AS audited_at,
  (now()::date - min(from_at)::date) AS age_days
FROM kpi.definition WHERE kind = 'door' AND audit_id IS NOT NULL GROUP BY tenant, store, thing, audit_id;

CREATE VIEW kpi.event WITH (security_barrier) AS
SELECT tenant, store, gateway, at, kind, body
FROM lintel.gateway_event JOIN lintel.gateway USING (gateway_id) JOIN lintel.visible_store USING (store_id);

CREATE VIEW kpi.unsynced WITH (security_barrier) AS
SELECT tenant, store, gateway, boot, stream, count(*) AS rows, min(received_at) AS first_received_at
FROM lintel.unsynced_row JOIN lintel.gateway USING (gateway_id) JOIN lintel.visible_store USING (store_id)
GROUP BY tenant, store, gateway, boot, stream;

CREATE VIEW kpi.refused_day WITH (security_barrier) AS
SELECT tenant, store, split_part(sender, '/', 3) AS gateway, day, refused
FROM lintel.dead_letter_day
JOIN lintel.visible_store ON tenant = split_part(sender, '/', 1) AND store = split_part(sender, '/', 2);

CREATE VIEW kpi.rollup_lag WITH (security_barrier) AS
SELECT count(*) AS marks, coalesce(extract(epoch FROM now() - min(marked_at)), 0)::float8 AS lag_s FROM lintel.rollup_mark;
