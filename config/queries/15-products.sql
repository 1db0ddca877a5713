-- Which products are picked up and put back?
SELECT product, sum(pick_ups) AS pick_ups, sum(put_backs)::float8 / nullif(sum(pick_ups), 0) AS put_back_share
FROM kpi.product_day
WHERE tenant = :'tenant' AND store = :'store' AND local_day BETWEEN :'first' AND :'last'
GROUP BY product ORDER BY pick_ups DESC NULLS LAST;
