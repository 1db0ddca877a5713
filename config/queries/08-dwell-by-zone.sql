-- Where do people stop, and for how long?
SELECT zone, sum(exits) AS people, sum(visits) AS visits, sum(engaged) AS engaged,
  kpi.dwell_quantile(:'tenant', :'store', zone, :'first', :'last', 0.5) AS median_s,
  kpi.dwell_quantile(:'tenant', :'store', zone, :'first', :'last', 0.9) AS p90_s
FROM kpi.zone_day
WHERE tenant = :'tenant' AND store = :'store' AND local_day BETWEEN :'first' AND :'last'
GROUP BY zone ORDER BY people DESC NULLS LAST;
