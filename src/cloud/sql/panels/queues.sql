-- Queues: people who joined, wait of the served, people who abandoned.
SELECT store, queue, coalesce(max(name), queue) AS name, sum(joined) AS joined, sum(served) AS served, sum(abandoned) AS abandoned,
  sum(mean_wait_s * served) / nullif(sum(served) FILTER (WHERE mean_wait_s IS NOT NULL), 0) AS mean_wait_s,
  sum(abandoned)::float8 / nullif(sum(served + abandoned), 0) AS abandoned_share,
  kpi.wilson(sum(abandoned), sum(served + abandoned), -1) AS abandoned_low,
  kpi.wilson(sum(abandoned), sum(served + abandoned), 1) AS abandoned_high, sum(few_periods) AS few_periods, count(*) AS days
FROM kpi.queue_day
WHERE tenant = :'tenant' AND store = ANY ((SELECT kpi.stores_of(:'tenant', :'region', ARRAY[:stores]))::text[])
  AND local_day BETWEEN :'first'::date AND :'last'::date
GROUP BY store, queue ORDER BY mean_wait_s DESC NULLS LAST, store, queue LIMIT 200
