-- Entries by hour of the last day, with the mean of the same weekday and hour, and the gateway's forecast.
-- A FULL JOIN is always hashed.
WITH hour AS MATERIALIZED (
  SELECT store, hour_of_day, sum(entries) AS entries, sum((entries_high - entries) ^ 2) AS half_squared,
    max(occupancy) AS occupancy, avg(coverage) AS coverage
  FROM kpi.store_hour
  WHERE tenant = :'tenant' AND store = ANY ((SELECT kpi.stores_of(:'tenant', :'region', ARRAY[:stores]))::text[])
    AND local_day = :'last'::date
  GROUP BY store, hour_of_day
), usual AS MATERIALIZED (
  SELECT store, hour_of_day, entries, low, high
  FROM kpi.usual_hour
  WHERE tenant = :'tenant' AND store = ANY ((SELECT kpi.stores_of(:'tenant', :'region', ARRAY[:stores]))::text[])
    AND weekday = extract(isodow FROM :'last'::date)::int
), expected AS MATERIALIZED (
  /* Of one store with one gateway: intervals never add up. */
  SELECT extract(hour FROM hour_at AT TIME ZONE timezone)::int AS hour_of_day, max(expected) AS expected, max(low_80) AS low_80,
    max(high_80) AS high_80
  FROM kpi.forecast_hour JOIN kpi.store USING (tenant, store)
  WHERE tenant = :'tenant' AND metric = 'entries' AND local_day = :'last'::date
    AND store = (SELECT CASE cardinality(asked) WHEN 1 THEN asked[1] END
      FROM (SELECT kpi.stores_of(:'tenant', :'region', ARRAY[:stores])::text[] AS asked) AS one)
  GROUP BY 1 HAVING count(*) = 1
)
SELECT hour_of_day, sum(h.entries) AS entries, sqrt(sum(half_squared)) AS half, sum(u.entries) AS usual, sum(u.low) AS usual_low,
  sum(u.high) AS usual_high, sum(occupancy) AS inside, avg(coverage) AS coverage, count(h.store) AS stores,
  max(e.expected) AS expected, max(low_80) AS expected_low, max(high_80) AS expected_high
FROM hour h FULL JOIN usual u USING (store, hour_of_day) LEFT JOIN expected e USING (hour_of_day)
GROUP BY hour_of_day ORDER BY hour_of_day
