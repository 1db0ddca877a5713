-- How many people came in on each day, and how sure is that?
SELECT local_day, entries, round(entries_low) AS low, round(entries_high) AS high, coverage
FROM kpi.store_day
WHERE tenant = :'tenant' AND store = :'store' AND local_day BETWEEN :'first' AND :'last'
ORDER BY local_day;
