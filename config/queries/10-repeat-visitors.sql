-- Which share of the radios was there the day before? Never add days up.
SELECT local_day, radios, repeat_visitors, share, low, high
FROM kpi.repeat_day
WHERE tenant = :'tenant' AND store = :'store' AND local_day BETWEEN :'first' AND :'last'
ORDER BY local_day;
