-- How long do people stay?
SELECT sum(mean_visit_s * visits) / nullif(sum(visits), 0) AS mean_visit_s, sum(visits) AS visits
FROM kpi.visit_day
WHERE tenant = :'tenant' AND store = :'store' AND local_day BETWEEN :'first' AND :'last';
