-- Indoor metrics. Counts are released every period, times and dwell once a day. Counts below the minimum count are deferred.
-- Rows of a period are found through the roll-up of their day, which knows the local days.

CREATE VIEW kpi.zone_hour WITH (security_barrier) AS
SELECT tenant, store, thing AS zone, t.name, to_at, date_trunc('hour', to_at - interval '1 second', timezone) AS hour_at,
  d.local_day, since_at, few, i.entries, i.exits, i.visits, i.engaged, i.cut, i.seen_s,
  i.seen_s / nullif(extract(epoch FROM to_at - since_at), 0)::float8 AS coverage
FROM lintel.rollup_day_zone d JOIN lintel.visible_store s USING (store_id)
CROSS JOIN LATERAL (
  SELECT * FROM lintel.indoor_zone r
  WHERE r.thing_id = d.thing_id AND r.to_at > d.local_day::timestamp AT TIME ZONE timezone
    AND r.to_at <= (d.local_day + 1)::timestamp AT TIME ZONE timezone
  OFFSET 0
) AS i
JOIN lintel.thing t ON t.thing_id = d.thing_id;

CREATE VIEW kpi.zone_day WITH (security_barrier) AS
SELECT tenant, store, thing AS zone, t.name, local_day, entries, exits, visits, engaged, cut, few_rows AS few_periods,
  engaged::float8 / nullif(exits, 0) AS engaged_share, kpi.rate_end(engaged, exits, 0, -1) AS engaged_low,
  kpi.rate_end(engaged, exits, 0, 1) AS engaged_high, dwell_s::float8 / nullif(stays, 0) AS mean_dwell_s,
  person_time_s::float8 / nullif(time_seen_s, 0) AS mean_people, person_time_s / 3600.0::float8 AS person_hours, dwell_s, stays, covered_s, open_s,
  kpi.day_coverage(covered_s, open_s, local_day, opens, closes, timezone) AS coverage
FROM lintel.rollup_day_zone JOIN lintel.visible_store USING (store_id) JOIN lintel.thing t USING (store_id, thing_id);

-- Share of the store's entries that visited the zone. A person who comes twice counts twice.
CREATE VIEW kpi.zone_reach_day WITH (security_barrier) AS
SELECT tenant, store, thing AS zone, t.name, local_day, z.exits AS people, d.entries AS store_entries,
  z.exits::float8 / nullif(d.entries, 0) AS rate,
  kpi.rate_end(z.exits, d.entries, kpi.relative_error(d.entries, d.entries_var, d.doors_var), -1) AS low,
  kpi.rate_end(z.exits, d.entries, kpi.relative_error(d.entries, d.entries_var, d.doors_var), 1) AS high,
  kpi.day_coverage(z.covered_s, z.open_s, local_day, opens, closes, timezone) AS coverage
FROM lintel.rollup_day_zone z JOIN lintel.rollup_day_store d USING (store_id, local_day)
JOIN lintel.visible_store USING (store_id) JOIN lintel.thing t USING (store_id, thing_id);

-- Visits by length. Bins of several days add up, because their edges never change.
CREATE VIEW kpi.dwell_bin_day WITH (security_barrier) AS
SELECT tenant, store, thing AS zone, local_day, from_s::float8 AS from_s, to_s::float8 AS to_s, ended, cut
FROM lintel.day_dwell JOIN lintel.visible_store USING (store_id) JOIN lintel.thing t USING (store_id, thing_id);

-- Kaplan–Meier per day with Greenwood's error: censored visits leave the risk set without ending.
CREATE VIEW kpi.zone_dwell_day WITH (security_barrier) AS
WITH risk AS (
  SELECT tenant, store, thing AS zone, t.name, local_day, from_s::float8 AS from_s, to_s::float8 AS to_s,
    ended::float8 AS ended, cut, sum(ended + cut) OVER down - cut / 2.0 AS at_risk
  FROM lintel.day_dwell JOIN lintel.visible_store USING (store_id) JOIN lintel.thing t USING (store_id, thing_id)
  WINDOW down AS (PARTITION BY tenant, store, thing, local_day ORDER BY to_s DESC, from_s DESC)
), curve AS (
  SELECT *, exp(sum(ln(greatest(1e-12, 1 - ended / nullif(at_risk, 0)::float8))) OVER up) AS s,
    sum(ended / nullif(at_risk * greatest(at_risk - ended, 1e-9), 0)::float8) OVER up AS greenwood,
    CASE WHEN to_s = 'Infinity' THEN from_s ELSE sqrt(greatest(from_s, 1) * to_s) END AS at_s
  FROM risk
  WINDOW up AS (PARTITION BY tenant, store, zone, local_day ORDER BY to_s, from_s)
)
SELECT tenant, store, zone, name, local_day, sum(ended + cut)::bigint AS stays, sum(cut) AS cut,
  min(at_s) FILTER (WHERE s <= 0.5) AS median_s,
  min(from_s) FILTER (WHERE s - 1.96 * s * sqrt(greenwood) <= 0.5) AS median_low_s,
  nullif(min(to_s) FILTER (WHERE s + 1.96 * s * sqrt(greenwood) <= 0.5), 'Infinity') AS median_high_s,
  min(at_s) FILTER (WHERE s <= 0.1) AS p90_s
FROM curve GROUP BY tenant, store, zone, name, local_day;

-- The same over several days of a zone.
CREATE OR REPLACE FUNCTION kpi.dwell_quantile(of_tenant text, of_store text, of_zone text, first date, last date, share float8)
RETURNS float8 LANGUAGE sql STABLE AS $$
  WITH bin AS (
    SELECT from_s, to_s, sum(ended)::float8 AS ended, sum(cut)::float8 AS cut FROM kpi.dwell_bin_day
    WHERE tenant = of_tenant AND store = of_store AND zone = of_zone AND local_day BETWEEN first AND last
    GROUP BY from_s, to_s
  ), risk AS (
    SELECT from_s, to_s, ended, cut, sum(ended + cut) OVER (ORDER BY to_s DESC, from_s DESC) - cut / 2 AS at_risk FROM bin
  ), curve AS (
    SELECT from_s, to_s, exp(sum(ln(greatest(1e-12, 1 - ended / nullif(at_risk, 0)))) OVER (ORDER BY to_s, from_s)) AS s
    FROM risk
  )
  SELECT CASE WHEN to_s = 'Infinity' THEN from_s ELSE sqrt(greatest(from_s, 1) * to_s) END
  FROM curve WHERE s <= 1 - share ORDER BY to_s, from_s LIMIT 1
$$;
COMMENT ON FUNCTION kpi.dwell_quantile IS 'Stay in seconds that this share of the stays of some days did not pass: 0.5 is the median. The geometric middle of a class of lengths. Tenant, store, zone, first and last local day, share.';

CREATE VIEW kpi.queue_hour WITH (security_barrier) AS
SELECT tenant, store, thing AS queue, t.name, to_at, date_trunc('hour', to_at - interval '1 second', timezone) AS hour_at,
  d.local_day, since_at, few, i.joined, i.served, i.abandoned, i.wait_s::float8 / nullif(i.served, 0) AS mean_wait_s,
  i.length_s::float8 / nullif(i.seen_s, 0) AS mean_length,
  i.abandoned::float8 / nullif(i.served + i.abandoned, 0) AS abandoned_share,
  i.seen_s / nullif(extract(epoch FROM to_at - since_at), 0)::float8 AS coverage
FROM lintel.rollup_day_queue d JOIN lintel.visible_store s USING (store_id)
CROSS JOIN LATERAL (
  SELECT * FROM lintel.indoor_queue r
  WHERE r.thing_id = d.thing_id AND r.to_at > d.local_day::timestamp AT TIME ZONE timezone
    AND r.to_at <= (d.local_day + 1)::timestamp AT TIME ZONE timezone
  OFFSET 0
) AS i
JOIN lintel.thing t ON t.thing_id = d.thing_id;

CREATE VIEW kpi.queue_day WITH (security_barrier) AS
SELECT tenant, store, thing AS queue, t.name, local_day, joined, served, abandoned,
  wait_s::float8 / nullif(served, 0) AS mean_wait_s,
  length_s::float8 / nullif(seen_s, 0) AS mean_length,
  abandoned::float8 / nullif(served + abandoned, 0) AS abandoned_share,
  kpi.wilson(abandoned, served + abandoned, -1) AS abandoned_low, kpi.wilson(abandoned, served + abandoned, 1) AS abandoned_high,
  CASE WHEN served_var IS NOT NULL THEN greatest(0, served - 1.96 * sqrt(served_var)) END AS served_low,
  served + 1.96 * sqrt(served_var) AS served_high,
  CASE WHEN wait_s_var IS NOT NULL THEN greatest(0, wait_s - 1.96 * sqrt(wait_s_var)) / nullif(served, 0) END AS mean_wait_low_s,
  (wait_s + 1.96 * sqrt(wait_s_var)) / nullif(served, 0) AS mean_wait_high_s,
  few_rows AS few_periods,
  kpi.day_coverage(covered_s, open_s, local_day, opens, closes, timezone) AS coverage
FROM lintel.rollup_day_queue JOIN lintel.visible_store USING (store_id) JOIN lintel.thing t USING (store_id, thing_id);

CREATE VIEW kpi.step_day WITH (security_barrier) AS
SELECT tenant, store, f.thing AS from_zone, t.thing AS to_zone, local_day, n AS people
FROM lintel.rollup_day_step JOIN lintel.visible_store s USING (store_id) JOIN lintel.thing f ON f.thing_id = from_zone
JOIN lintel.thing t ON t.thing_id = to_zone
WHERE NOT by_trolley;

CREATE VIEW kpi.trolley_step_day WITH (security_barrier) AS
SELECT tenant, store, f.thing AS from_zone, t.thing AS to_zone, local_day, n AS trolleys
FROM lintel.rollup_day_step JOIN lintel.visible_store s USING (store_id) JOIN lintel.thing f ON f.thing_id = from_zone
JOIN lintel.thing t ON t.thing_id = to_zone
WHERE by_trolley;

CREATE VIEW kpi.trolley_day WITH (security_barrier) AS
SELECT tenant, store, thing AS zone, t.name, local_day, entries, exits, few_rows AS few_periods,
  kpi.day_coverage(covered_s, open_s, local_day, opens, closes, timezone) AS coverage
FROM lintel.rollup_day_trolley JOIN lintel.visible_store USING (store_id) JOIN lintel.thing t USING (store_id, thing_id);

CREATE VIEW kpi.product_day WITH (security_barrier) AS
SELECT tenant, store, thing AS product, t.name, local_day, pick_ups, put_backs,
  put_backs::float8 / nullif(pick_ups, 0) AS put_back_share, kpi.rate_end(put_backs, pick_ups, 0, -1) AS low,
  kpi.rate_end(put_backs, pick_ups, 0, 1) AS high, few_rows AS few_periods,
  kpi.day_coverage(covered_s, open_s, local_day, opens, closes, timezone) AS coverage
FROM lintel.rollup_day_product JOIN lintel.visible_store USING (store_id) JOIN lintel.thing t USING (store_id, thing_id);

CREATE VIEW kpi.aisle_day WITH (security_barrier) AS
SELECT tenant, store, thing AS line, t.name, local_day, entries, exits, groups_in, groups_out,
  entries::float8 / nullif(groups_in, 0) AS people_per_group, few_rows AS few_periods,
  kpi.day_coverage(covered_s, open_s, local_day, opens, closes, timezone) AS coverage
FROM lintel.rollup_day_aisle JOIN lintel.visible_store USING (store_id) JOIN lintel.thing t USING (store_id, thing_id);

CREATE VIEW kpi.radio_day WITH (security_barrier) AS
SELECT tenant, store, thing AS receiver, t.name, local_day, inside_time_s::float8 / nullif(seen_s, 0) AS mean_radios,
  people_time_s / nullif(seen_s, 0) AS mean_people_index, few_rows AS few_periods,
  kpi.day_coverage(covered_s, open_s, local_day, opens, closes, timezone) AS coverage
FROM lintel.rollup_day_radio JOIN lintel.visible_store USING (store_id) JOIN lintel.thing t USING (store_id, thing_id);
