-- Quality of each store's numbers: coverage, received rows, and agreement of entries and exits.
SELECT store, count(*) AS days, count(*) FILTER (WHERE seen_s < 0.9 * span_s) AS days_below,
  least(1, sum(seen_s) / sum(span_s)) AS coverage, least(1, sum(seconds) / sum(span_s)) AS received,
  (sum(entries) - sum(exits))::float8 / nullif(greatest(sum(entries), sum(exits)), 0) AS in_out_difference
FROM kpi.sum_day
WHERE tenant = :'tenant' AND store = ANY ((SELECT kpi.stores_of(:'tenant', :'region', ARRAY[:stores]))::text[])
  AND local_day BETWEEN :'first'::date AND :'last'::date
GROUP BY store ORDER BY coverage, abs(sum(entries) - sum(exits)) DESC NULLS LAST, store
