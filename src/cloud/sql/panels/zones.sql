-- Zones: people, their share of the store's entries, share of engaged visits, and dwell.
WITH zone AS (
  SELECT store, zone, max(name) AS name, sum(exits) AS people, sum(visits) AS visits, sum(engaged) AS engaged, sum(dwell_s) AS dwell_s,
    sum(stays) AS stays, sum(few_periods) AS few_periods, sum(covered_s)::float8 / nullif(sum(open_s), 0) AS coverage
  FROM kpi.zone_day
  WHERE tenant = :'tenant' AND store = ANY ((SELECT kpi.stores_of(:'tenant', :'region', ARRAY[:stores]))::text[])
    AND local_day BETWEEN :'first'::date AND :'last'::date
  GROUP BY store, zone
), whole AS (
  SELECT store, sum(entries) AS entries, sqrt(sum(entries_variance) + sum(entries_shared) ^ 2) / nullif(sum(entries), 0) AS error
  FROM kpi.sum_day
  WHERE tenant = :'tenant' AND store = ANY ((SELECT kpi.stores_of(:'tenant', :'region', ARRAY[:stores]))::text[])
    AND local_day BETWEEN :'first'::date AND :'last'::date
  GROUP BY store
)
SELECT store, zone, coalesce(name, zone) AS name, people, entries AS store_entries, people::float8 / nullif(entries, 0) AS reach,
  kpi.rate_end(people, entries, error, -1) AS reach_low, kpi.rate_end(people, entries, error, 1) AS reach_high,
  engaged::float8 / nullif(people, 0) AS engaged_share, kpi.rate_end(engaged, people, 0, -1) AS engaged_low,
  kpi.rate_end(engaged, people, 0, 1) AS engaged_high, dwell_s::float8 / nullif(stays, 0) AS mean_dwell_s, few_periods,
  CASE WHEN coverage IS NOT NULL THEN least(1, coverage) END AS coverage
FROM zone LEFT JOIN whole USING (store)
ORDER BY people DESC NULLS LAST, store, zone LIMIT 200
