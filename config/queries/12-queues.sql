-- How long do people wait, and which share gives up?
SELECT queue, sum(served) AS served, sum(mean_wait_s * served) / nullif(sum(served), 0) AS mean_wait_s,
  sum(abandoned)::float8 / nullif(sum(served + abandoned), 0) AS abandoned_share
FROM kpi.queue_day
WHERE tenant = :'tenant' AND store = :'store' AND local_day BETWEEN :'first' AND :'last'
GROUP BY queue ORDER BY queue;
