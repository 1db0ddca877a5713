-- How many people get from the street to the till?
SELECT stage_no, stage, sum(people) AS people
FROM kpi.funnel_day
WHERE tenant = :'tenant' AND store = :'store' AND local_day BETWEEN :'first' AND :'last'
GROUP BY stage_no, stage ORDER BY stage_no;
