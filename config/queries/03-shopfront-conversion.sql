-- Which share of the people who pass came in?
SELECT sum(entries)::float8 / nullif(sum(entries + passers_by), 0) AS capture_rate, sum(entries) AS entries,
  sum(passers_by) AS passers_by, min(low) AS lowest_day, max(high) AS highest_day
FROM kpi.capture_day
WHERE tenant = :'tenant' AND store = :'store' AND local_day BETWEEN :'first' AND :'last';
