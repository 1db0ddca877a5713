-- When do people come? One line an hour; coverage 0 is an outage, 1 with 0 entries a quiet hour.
SELECT local_day, hour_of_day, entries, coverage
FROM kpi.store_hour
WHERE tenant = :'tenant' AND store = :'store' AND local_day BETWEEN :'first' AND :'last'
ORDER BY hour_at;
