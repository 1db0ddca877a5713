-- Which share of visits was shorter than the threshold?
SELECT local_day, visits, bounced, share, low, high, bounce_s
FROM kpi.bounce_day
WHERE tenant = :'tenant' AND store = :'store' AND local_day BETWEEN :'first' AND :'last'
ORDER BY local_day;
