-- How do stores do against the year before, of those that can be compared?
SELECT week, count(*) AS stores, sum(entries)::float8 / nullif(sum(entries_before), 0) - 1 AS change
FROM kpi.like_for_like_week
WHERE tenant = :'tenant' AND is_comparable AND week BETWEEN :'first'::date - 6 AND :'last'
GROUP BY week ORDER BY week;
