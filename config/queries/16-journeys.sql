-- Where do people go after each zone?
SELECT from_zone, to_zone, sum(people) AS people
FROM kpi.step_day
WHERE tenant = :'tenant' AND store = :'store' AND local_day BETWEEN :'first' AND :'last'
GROUP BY from_zone, to_zone ORDER BY people DESC;
