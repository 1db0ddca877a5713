-- Compares a day with its usual values. Days with less than 90 % coverage are left out of these values.

CREATE VIEW kpi.compare_day WITH (security_barrier) AS
SELECT tenant, store, d.local_day, d.entries, now_day.half AS entries_half,
  usual.days AS usual_days, usual.mean AS usual_entries, usual.low AS usual_low, usual.high AS usual_high,
  d.entries / nullif(usual.mean, 0) - 1 AS change_to_usual,
  abs(d.entries - usual.mean) > sqrt(now_day.half ^ 2 + (1.96 * usual.deviation) ^ 2) AS is_beyond_usual,
  week.entries AS last_week_entries, d.entries::float8 / nullif(week.entries, 0) - 1 AS change_to_last_week,
  year.entries AS last_year_entries, d.entries::float8 / nullif(year.entries, 0) - 1 AS change_to_last_year,
  least(1, d.covered_s / (d.span_s * d.gateways)) AS coverage
FROM lintel.visible_day d
CROSS JOIN LATERAL (SELECT kpi.half_interval(d.entries, d.entries_var, d.doors_var) AS half) AS now_day
LEFT JOIN LATERAL (
  SELECT count(*) AS days, avg(entries)::float8 AS mean, stddev(entries)::float8 AS deviation,
    percentile_cont(0.25) WITHIN GROUP (ORDER BY entries) AS low,
    percentile_cont(0.75) WITHIN GROUP (ORDER BY entries) AS high
  FROM lintel.rollup_day_store p
  WHERE p.store_id = d.store_id AND p.entries IS NOT NULL
    AND p.local_day = ANY (ARRAY[d.local_day - 7, d.local_day - 14, d.local_day - 21, d.local_day - 28,
      d.local_day - 35, d.local_day - 42, d.local_day - 49, d.local_day - 56])
    AND p.open_seen_s >= 0.9 * p.open_s * p.gateways
) AS usual ON true
LEFT JOIN lintel.rollup_day_store week ON week.store_id = d.store_id AND week.local_day = d.local_day - 7
LEFT JOIN lintel.rollup_day_store year ON year.store_id = d.store_id AND year.local_day = d.local_day - 364;

-- Means of each weekday and hour over the last eight complete weeks.
CREATE VIEW kpi.usual_hour WITH (security_barrier) AS
SELECT tenant, store, extract(isodow FROM d.local_day)::int AS weekday, local_hour AS hour_of_day, count(*) AS days,
  avg(h.entries::float8) AS entries, 
  CASE WHEN stddev(h.entries::float8) IS NOT NULL THEN greatest(0, avg(h.entries::float8) - stddev(h.entries::float8)) END AS low,
  avg(h.entries::float8) + stddev(h.entries::float8) AS high
FROM (SELECT *, (now() AT TIME ZONE timezone)::date AS today FROM lintel.visible_store OFFSET 0) AS s
JOIN lintel.rollup_day_store d ON d.store_id = s.store_id AND d.local_day >= today - 56 AND d.local_day < today
CROSS JOIN LATERAL (
  SELECT * FROM lintel.rollup_hour_store r
  WHERE r.store_id = d.store_id AND r.hour_at >= d.from_at AND r.hour_at < d.to_at
  OFFSET 0
) AS h
WHERE h.seen_s >= 3240 * h.gateways
GROUP BY tenant, store, extract(isodow FROM d.local_day)::int, local_hour;

-- Stores that can be compared with themselves 52 weeks before, so that weekdays match.
CREATE VIEW kpi.like_for_like_week WITH (security_barrier) AS
SELECT tenant, store, week, w.entries, before.entries AS entries_before,
  w.entries / nullif(before.entries, 0)::float8 - 1 AS change,
  w.is_whole AND before.is_whole AND week - 364 >= first_full_day AS is_comparable
FROM (
  SELECT store_id, tenant, store, first_full_day, local_day - extract(isodow FROM local_day)::int + 1 AS week,
    sum(entries) AS entries,
    count(*) = 7 AND sum(covered_s) >= 0.9 * sum(span_s * gateways) AS is_whole
  FROM lintel.visible_day
  GROUP BY store_id, tenant, store, first_full_day, local_day - extract(isodow FROM local_day)::int + 1
) AS w
CROSS JOIN LATERAL (
  SELECT sum(p.entries) AS entries,
    count(*) = 7 AND sum(p.open_seen_s) >= 0.9 * sum(p.open_s * p.gateways) AS is_whole
  FROM lintel.rollup_day_store p
  WHERE p.store_id = w.store_id AND p.local_day BETWEEN w.week - 364 AND w.week - 358
  HAVING count(*) > 0
) AS before;

-- Terms that add up over days and stores: parts, wholes and variances, without a function call per row. Seconds refer to the
-- opening hours so far, as in coverage.
CREATE VIEW kpi.sum_day WITH (security_barrier) AS
SELECT tenant, store, local_day, entries, 0.03 * (entries + 1) + coalesce(entries_var, 0) AS entries_variance,
  coalesce(sqrt(doors_var), 0)::float8 AS entries_shared,
  exits, sales, passers_by, conversion_sales, conversion_entries, capture_entries, capture_passers_by, occupancy_max,
  covered_s AS seen_s, received_s AS seconds, span_s * gateways AS span_s, to_at <= now() AS is_over
FROM lintel.visible_day;
