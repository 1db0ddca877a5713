-- How many visits were how long?
SELECT longer_than_s, up_to_s, sum(visits) AS visits
FROM kpi.visit_class_day
WHERE tenant = :'tenant' AND store = :'store' AND local_day BETWEEN :'first' AND :'last'
GROUP BY longer_than_s, up_to_s ORDER BY longer_than_s;
