-- Numbers of the whole store. Each rate is a ratio of sums with a 95 % interval.

CREATE VIEW kpi.capture_day WITH (security_barrier) AS
SELECT tenant, store, local_day, capture_entries AS entries, capture_passers_by AS passers_by,
  capture_entries::float8 / nullif(capture_entries + capture_passers_by, 0) AS rate,
  kpi.share_end(capture_entries, capture_passers_by, kpi.relative_error(entries, entries_var, doors_var), -1) AS low,
  kpi.share_end(capture_entries, capture_passers_by, kpi.relative_error(entries, entries_var, doors_var), 1) AS high,
  CASE WHEN shopfront_seen_s IS NOT NULL THEN least(1, shopfront_covered_s / span_s) END AS coverage
FROM lintel.visible_day
WHERE capture_entries IS NOT NULL AND capture_passers_by IS NOT NULL;

CREATE VIEW kpi.conversion_day WITH (security_barrier) AS
SELECT tenant, store, local_day, conversion_sales AS sales, conversion_entries AS entries,
  conversion_sales::float8 / nullif(conversion_entries, 0) AS rate,
  kpi.rate_end(conversion_sales, conversion_entries, kpi.relative_error(entries, entries_var, doors_var), -1) AS low,
  kpi.rate_end(conversion_sales, conversion_entries, kpi.relative_error(entries, entries_var, doors_var), 1) AS high,
  CASE WHEN entries > 0 THEN least(1, conversion_entries::float8 / entries) END AS coverage
FROM lintel.rollup_day_store JOIN lintel.visible_store USING (store_id)
WHERE conversion_entries IS NOT NULL AND conversion_sales IS NOT NULL;

CREATE VIEW kpi.visit_day WITH (security_barrier) AS
SELECT tenant, store, local_day, sum(visits) AS visits,
  sum(person_time_s)::float8 / nullif(sum(visits), 0) AS mean_visit_s,
  (sum(person_time_s) - 1.96 * sqrt(sum(coalesce(person_time_s_var, 0)))) / nullif(sum(visits), 0) AS mean_visit_low_s,
  (sum(person_time_s) + 1.96 * sqrt(sum(coalesce(person_time_s_var, 0)))) / nullif(sum(visits), 0) AS mean_visit_high_s,
  sum(bounced) AS bounced, sum(bounced_var) AS bounced_var, sum(bounced)::float8 / nullif(sum(visits) FILTER (WHERE bounced IS NOT NULL), 0) AS bounce_share,
  least(1, sum(seen_s)::float8 / nullif(sum(seconds), 0)) AS coverage
FROM lintel.day_store JOIN lintel.visible_store USING (store_id) WHERE kind = 'visits' GROUP BY tenant, store, local_day;

CREATE VIEW kpi.bounce_day WITH (security_barrier) AS
SELECT tenant, store, local_day, visits, bounced, bounce_share AS share,
  CASE WHEN half IS NOT NULL THEN greatest(0, bounce_share - half) END AS low,
  CASE WHEN half IS NOT NULL THEN least(1, bounce_share + half) END AS high, bounce_s, coverage
FROM (
  SELECT tenant, store, local_day, sum(visits) AS visits, sum(bounced) AS bounced, max(bounce_s) AS bounce_s,
    sum(bounced)::float8 / nullif(sum(visits), 0) AS bounce_share,
    1.96 * sqrt(sum(coalesce(bounced_var, 0)) + sum(bounced) * (1 - sum(bounced)::float8 / nullif(sum(visits), 0)))
      / nullif(sum(visits), 0) AS half,
    least(1, sum(seen_s)::float8 / nullif(sum(seconds), 0)) AS coverage
  FROM lintel.day_store d JOIN lintel.visible_store USING (store_id)
  LEFT JOIN LATERAL (
    SELECT (thing ->> 'visitS')::bigint AS bounce_s
    FROM lintel.definition f CROSS JOIN LATERAL jsonb_array_elements(body -> 'things') AS thing
    WHERE f.store_id = d.store_id AND f.def = d.def AND thing ->> 'kind' = 'store' LIMIT 1
  ) AS threshold ON true
  WHERE kind = 'visits' AND bounced IS NOT NULL
  GROUP BY tenant, store, local_day
) AS day;

CREATE VIEW kpi.visit_class_day WITH (security_barrier) AS
SELECT tenant, store, local_day, coalesce(lag(up_to_s) OVER ladder, 0) AS longer_than_s, up_to_s, visits,
  visits::float8 / nullif(sum(visits) OVER (PARTITION BY tenant, store, local_day), 0) AS share
FROM (
  SELECT tenant, store, local_day, (class ->> 0)::float8 AS up_to_s, sum((class ->> 1)::bigint) AS visits
  FROM lintel.day_store JOIN lintel.visible_store USING (store_id) CROSS JOIN LATERAL jsonb_array_elements(classes) AS class
  WHERE kind = 'visits' GROUP BY tenant, store, local_day, (class ->> 0)::float8
) AS class
WINDOW ladder AS (PARTITION BY tenant, store, local_day ORDER BY up_to_s NULLS LAST);

CREATE VIEW kpi.repeat_day WITH (security_barrier) AS
SELECT tenant, store, local_day, radios, repeat_visitors, repeat_visitors / nullif(radios, 0) AS share,
  CASE WHEN repeat_visitors IS NOT NULL AND radios > 0
    THEN greatest(0, (repeat_visitors - 1.96 * sqrt(coalesce(repeat_visitors_var, 0))) / radios) END AS low,
  CASE WHEN repeat_visitors IS NOT NULL AND radios > 0
    THEN least(1, (repeat_visitors + 1.96 * sqrt(coalesce(repeat_visitors_var, 0))) / radios) END AS high,
  least(1, seen_s::float8 / nullif(seconds, 0)) AS coverage
FROM lintel.day_store JOIN lintel.visible_store USING (store_id) WHERE kind = 'repeat';

CREATE VIEW kpi.feedback_hour WITH (security_barrier) AS
SELECT tenant, store, thing AS terminal, t.name, hour_at, d.local_day, answers,
  points::float8 / nullif(answers, 0) AS happy_index, h.seen_s::float8 / nullif(h.seconds, 0) AS coverage
FROM lintel.rollup_day_store d JOIN lintel.visible_store USING (store_id)
CROSS JOIN LATERAL (
  SELECT * FROM lintel.rollup_hour_feedback r
  WHERE r.store_id = d.store_id AND r.hour_at >= d.from_at AND r.hour_at < d.to_at
  OFFSET 0
) AS h
JOIN lintel.thing t ON t.thing_id = h.thing_id;

-- Points between 0 and 100 have a variance of at most index × (100 − index), so the interval is never too narrow.
CREATE VIEW kpi.feedback_day WITH (security_barrier) AS
SELECT tenant, store, terminal, name, local_day, answers, happy_index,
  100 * kpi.wilson(happy_index / 100 * answers, answers, -1) AS low,
  100 * kpi.wilson(happy_index / 100 * answers, answers, 1) AS high, coverage
FROM (
  SELECT tenant, store, thing AS terminal, t.name, local_day, answers, points::float8 / nullif(answers, 0) AS happy_index,
    kpi.day_coverage(open_seen_s, open_s, local_day, opens, closes, timezone) AS coverage
  FROM lintel.rollup_day_feedback JOIN lintel.visible_store USING (store_id) JOIN lintel.thing t USING (store_id, thing_id)
) AS day;
