-- People who came in, by hour of the last day, beside the mean of the same weekday and hour. FULL JOIN is always hashed.
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
)
SELECT hour_of_day, sum(h.entries) AS entries, sqrt(sum(half_squared)) AS half, sum(u.entries) AS usual, sum(u.low) AS usual_low,
  sum(u.high) AS usual_high, sum(occupancy) AS inside, avg(coverage) AS coverage, count(h.store) AS stores
FROM hour h FULL JOIN usual u USING (store, hour_of_day)
GROUP BY hour_of_day ORDER BY hour_of_day
