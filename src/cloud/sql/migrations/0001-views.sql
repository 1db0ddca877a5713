-- Views that readers see. Sums are right as they are; rates, means and quantiles are made from sums. Hours and days are
-- those of the store's own time zone: the hour that comes twice in autumn is two rows.

CREATE VIEW kpi.store_hour AS
SELECT tenant, store, date_trunc('hour', from_at, timezone) AS hour_at,
  (date_trunc('hour', from_at, timezone) AT TIME ZONE timezone)::date AS local_day,
  extract(hour FROM date_trunc('hour', from_at, timezone) AT TIME ZONE timezone)::int AS hour_of_day,
  sum(entries) AS entries, sum(exits) AS exits, sum(sales) AS sales, sum(passers_by) AS passers_by,
  (array_agg(occupancy ORDER BY from_at DESC) FILTER (WHERE occupancy IS NOT NULL))[1] AS occupancy,
  sum(seen_s) AS seen_s, least(1, sum(seen_s) / 3600.0)::float8 AS coverage
FROM lintel.count_store JOIN lintel.store USING (store_id)
GROUP BY tenant, store, date_trunc('hour', from_at, timezone), timezone;
COMMENT ON VIEW kpi.store_hour IS 'One line an hour for which a row came. coverage: share of the hour that was counted; 0 with NULL entries is an outage, 1 with 0 entries a quiet hour.';

CREATE VIEW kpi.store_day AS
SELECT tenant, store, (from_at AT TIME ZONE timezone)::date AS local_day,
  sum(entries) AS entries, sum(exits) AS exits, sum(sales) AS sales, sum(passers_by) AS passers_by,
  sum(seen_s) AS seen_s, sum(seen_s)::float8 / sum(seconds) AS coverage, sum(seconds) AS seconds
FROM lintel.count_store JOIN lintel.store USING (store_id)
GROUP BY tenant, store, (from_at AT TIME ZONE timezone)::date;
COMMENT ON VIEW kpi.store_day IS 'coverage: of the time for which rows came. seconds: how long that was; 86400 on a whole day.';

-- The chance of each person counted or missed, and the error that all of a door's people share.
CREATE VIEW kpi.door_day AS
SELECT *, greatest(0, floor(entries - half))::bigint AS entries_low, ceil(entries + half)::bigint AS entries_high
FROM (
  SELECT tenant, store, thing AS door, (from_at AT TIME ZONE timezone)::date AS local_day,
    sum(entries) AS entries, sum(exits) AS exits, sum(backfilled) AS backfilled,
    sum(seen_s)::float8 / sum(seconds) AS coverage,
    1.96 * sqrt(0.07 * (sum(entries) + 1) + sum(entries * err) ^ 2) AS half
  FROM lintel.count_door JOIN lintel.thing USING (store_id, thing_id) JOIN lintel.store USING (store_id)
  GROUP BY tenant, store, thing, (from_at AT TIME ZONE timezone)::date
) AS door;

-- Wilson's 95 % interval of a share.
CREATE FUNCTION kpi.wilson(part numeric, whole numeric, side int) RETURNS float8 LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE WHEN whole > 0 THEN
    (part / whole + 1.9208 / whole + side * 1.96 * sqrt(greatest(0, part / whole * (1 - part / whole)) / whole
      + 0.9604 / whole ^ 2)) / (1 + 3.8416 / whole) END
$$;

CREATE VIEW kpi.capture_day AS
SELECT tenant, store, local_day, entries, passers_by, entries::float8 / nullif(entries + passers_by, 0) AS rate,
  kpi.wilson(entries, entries + passers_by, -1) AS low, kpi.wilson(entries, entries + passers_by, 1) AS high
FROM (
  SELECT tenant, store, (from_at AT TIME ZONE timezone)::date AS local_day, sum(entries) AS entries,
    sum(passers_by) AS passers_by
  FROM lintel.count_store JOIN lintel.store USING (store_id)
  WHERE entries IS NOT NULL AND passers_by IS NOT NULL
  GROUP BY 1, 2, 3
) AS seen;
COMMENT ON VIEW kpi.capture_day IS 'entries / (entries + passers-by), of the rows in which both were counted.';

CREATE VIEW kpi.conversion_day AS
SELECT tenant, store, local_day, sum(sales) AS sales, sum(entries) AS entries,
  sum(sales)::float8 / nullif(sum(entries), 0) AS rate
FROM kpi.store_hour WHERE sales IS NOT NULL AND entries IS NOT NULL AND coverage >= 0.9
GROUP BY tenant, store, local_day;
COMMENT ON VIEW kpi.conversion_day IS 'sales / entries, of the hours that were counted for at least 90 %.';

-- A row of people inside belongs to the local day and hour in which it ends.
CREATE VIEW kpi.zone_hour AS
SELECT tenant, store, thing AS zone, to_at, date_trunc('hour', to_at - interval '1 second', timezone) AS hour_at,
  ((to_at - interval '1 second') AT TIME ZONE timezone)::date AS local_day, since_at, few, entries, exits, visits,
  engaged, cut, seen_s
FROM lintel.indoor_zone JOIN lintel.thing USING (store_id, thing_id) JOIN lintel.store USING (store_id);
COMMENT ON VIEW kpi.zone_hour IS 'One line a period. few: fewer than k people, counted in a later line whose since_at says from when.';

-- Counts come by the period, times once a day.
CREATE VIEW kpi.zone_day AS
SELECT tenant, store, zone, local_day, entries, exits, visits, engaged, few_periods,
  day.dwell_s::float8 / nullif(day.ended, 0) AS mean_dwell_s,
  day.person_time_s::float8 / nullif(day.seen_s, 0) AS mean_people
FROM (
  SELECT tenant, store, zone, local_day, sum(entries) AS entries, sum(exits) AS exits, sum(visits) AS visits,
    sum(engaged) AS engaged, count(*) FILTER (WHERE few) AS few_periods
  FROM kpi.zone_hour GROUP BY tenant, store, zone, local_day
) AS counted
FULL JOIN (
  SELECT tenant, store, thing AS zone, local_day, sum(person_time_s) AS person_time_s, sum(dwell_s) AS dwell_s,
    sum(seen_s) FILTER (WHERE NOT few) AS seen_s, sum(ended) AS ended
  FROM lintel.day_zone JOIN lintel.thing USING (store_id, thing_id) JOIN lintel.store USING (store_id)
  CROSS JOIN LATERAL (
    SELECT sum(d.ended + d.cut) AS ended FROM lintel.day_dwell d
    WHERE d.thing_id = day_zone.thing_id AND d.from_at = day_zone.from_at
  ) AS stays
  GROUP BY tenant, store, thing, local_day
) AS day USING (tenant, store, zone, local_day);
COMMENT ON VIEW kpi.zone_day IS 'mean_dwell_s, mean_people: of the dwell and person-time that left once a day; NULL where fewer than k made them.';

-- Kaplan–Meier over the bins of any days: visits that were cut leave the risk set without ending.
CREATE FUNCTION kpi.dwell_quantile(of_tenant text, of_store text, of_zone text, first date, last date, share float8)
RETURNS float8 LANGUAGE sql STABLE AS $$
  WITH bin AS (
    SELECT from_s::float8 AS from_s, to_s::float8 AS to_s, sum(ended)::float8 AS ended, sum(cut)::float8 AS cut
    FROM lintel.day_dwell JOIN lintel.thing USING (store_id, thing_id) JOIN lintel.store USING (store_id)
    WHERE (tenant, store, thing) = (of_tenant, of_store, of_zone) AND local_day BETWEEN first AND last
    GROUP BY 1, 2
  ), risk AS (
    SELECT from_s, to_s, ended, cut, sum(ended + cut) OVER (ORDER BY to_s DESC, from_s DESC) - cut / 2 AS at_risk FROM bin
  ), curve AS (
    SELECT from_s, to_s, exp(sum(ln(greatest(1e-12, 1 - ended / nullif(at_risk, 0)))) OVER (ORDER BY to_s, from_s)) AS s
    FROM risk
  )
  SELECT CASE WHEN to_s = 'Infinity' THEN from_s ELSE (greatest(from_s, 1) * to_s) ^ 0.5 END
  FROM curve WHERE s <= 1 - share ORDER BY to_s, from_s LIMIT 1
$$;
COMMENT ON FUNCTION kpi.dwell_quantile IS 'Dwell of a zone in seconds over whole days: share 0.5 is the median. NULL: too much was cut, or nothing came.';

CREATE VIEW kpi.queue_day AS
SELECT tenant, store, thing AS queue, ((to_at - interval '1 second') AT TIME ZONE timezone)::date AS local_day,
  sum(joined) AS joined, sum(served) AS served, sum(abandoned) AS abandoned,
  sum(wait_s)::float8 / nullif(sum(served), 0) AS mean_wait_s,
  sum(abandoned)::float8 / nullif(sum(served) + sum(abandoned), 0) AS abandoned_share
FROM lintel.indoor_queue JOIN lintel.thing USING (store_id, thing_id) JOIN lintel.store USING (store_id)
GROUP BY 1, 2, 3, 4;

CREATE VIEW kpi.step_day AS
SELECT s.tenant, s.store, f.thing AS from_zone, t.thing AS to_zone,
  ((to_at - interval '1 second') AT TIME ZONE timezone)::date AS local_day, sum(n) AS people
FROM lintel.indoor_step JOIN lintel.store s USING (store_id) JOIN lintel.thing f ON f.thing_id = from_zone
JOIN lintel.thing t ON t.thing_id = to_zone
WHERE NOT by_trolley GROUP BY 1, 2, 3, 4, 5;

CREATE VIEW kpi.feedback_day AS
SELECT tenant, store, thing AS terminal, (from_at AT TIME ZONE timezone)::date AS local_day,
  sum(answers) AS answers, sum(points)::float8 / nullif(sum(answers), 0) AS happy_index
FROM lintel.count_feedback JOIN lintel.thing USING (store_id, thing_id) JOIN lintel.store USING (store_id)
GROUP BY 1, 2, 3, 4;

CREATE VIEW kpi.visit_day AS
SELECT tenant, store, local_day, sum(visits) AS visits, sum(person_time_s)::float8 / nullif(sum(visits), 0) AS mean_visit_s,
  1.96 * sqrt(sum(person_time_s_var)) / nullif(sum(visits), 0) AS mean_visit_s_half,
  sum(bounced)::float8 / nullif(sum(visits) FILTER (WHERE bounced IS NOT NULL), 0) AS bounce_share
FROM lintel.day_store JOIN lintel.store USING (store_id) WHERE kind = 'visits' GROUP BY 1, 2, 3;

CREATE VIEW kpi.repeat_day AS
SELECT tenant, store, local_day, radios, repeat_visitors, repeat_visitors / nullif(radios, 0) AS share
FROM lintel.day_store JOIN lintel.store USING (store_id) WHERE kind = 'repeat';
COMMENT ON VIEW kpi.repeat_day IS 'Estimates of one day from radios that keep their address. Never add days up.';

-- Row numbers that have not come although later ones have; and those that never will, with the reason.
CREATE VIEW kpi.gap AS
SELECT tenant, store, gateway, lower(hole) AS from_seq, upper(hole) - 1 AS to_seq, NULL AS reason, true AS open
FROM (SELECT gateway_id, unnest(int8multirange(int8range(1, upper(seen))) - seen - gone) AS hole
      FROM lintel.gateway_seq WHERE NOT isempty(seen)) AS holes
JOIN lintel.gateway USING (gateway_id) JOIN lintel.store USING (store_id)
UNION ALL
SELECT tenant, store, gateway, from_seq, to_seq, reason, false
FROM lintel.gateway_gap JOIN lintel.gateway USING (gateway_id) JOIN lintel.store USING (store_id);

-- Hours since the first row of a store in which nobody counted.
CREATE VIEW kpi.unseen_hour AS
SELECT tenant, store, hour_at
FROM (SELECT store_id, min(from_at) AS first_at, max(from_at) AS last_at FROM lintel.count_store GROUP BY store_id) AS span
JOIN lintel.store USING (store_id)
CROSS JOIN LATERAL generate_series(date_trunc('hour', first_at, timezone), last_at, interval '1 hour') AS hour_at
WHERE NOT EXISTS (
  SELECT FROM lintel.count_store c WHERE c.store_id = span.store_id AND c.from_at >= hour_at
    AND c.from_at < hour_at + interval '1 hour' AND c.seen_s > 0);

CREATE VIEW kpi.gateway AS
SELECT tenant, store, gateway, state, version, since, received_at AS last_seen, (body ->> 'waitingRows')::int AS waiting_rows
FROM lintel.gateway LEFT JOIN lintel.gateway_state USING (gateway_id) JOIN lintel.store USING (store_id);
