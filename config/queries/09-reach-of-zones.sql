-- Which share of the people who came in was in each zone?
SELECT zone, sum(people)::float8 / nullif(sum(store_entries), 0) AS reach, sum(people) AS people
FROM kpi.zone_reach_day
WHERE tenant = :'tenant' AND store = :'store' AND local_day BETWEEN :'first' AND :'last'
GROUP BY zone ORDER BY reach DESC NULLS LAST;
