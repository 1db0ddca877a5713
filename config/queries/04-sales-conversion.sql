-- Which share of the people bought something, by weekday? A ratio of sums, never a mean of rates.
SELECT extract(isodow FROM local_day)::int AS weekday, sum(sales) AS sales, sum(entries) AS entries,
  sum(sales)::float8 / nullif(sum(entries), 0) AS conversion
FROM kpi.conversion_day
WHERE tenant = :'tenant' AND store = :'store' AND local_day BETWEEN :'first' AND :'last'
GROUP BY weekday ORDER BY weekday;
