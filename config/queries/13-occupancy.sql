-- How full is the store at each hour?
SELECT hour_of_day, avg(mean_occupancy) AS mean_people, max(occupancy_max) AS most_people
FROM kpi.occupancy_hour JOIN kpi.store_hour USING (tenant, store, hour_at)
WHERE tenant = :'tenant' AND store = :'store' AND occupancy_hour.local_day BETWEEN :'first' AND :'last'
GROUP BY hour_of_day ORDER BY hour_of_day;
