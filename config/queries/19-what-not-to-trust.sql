-- Which days are incomplete, or do not balance?
SELECT store, local_day, coverage, received, in_out_difference, is_final
FROM kpi.quality_day
WHERE tenant = :'tenant' AND local_day BETWEEN :'first' AND :'last'
  AND (coverage < 0.9 OR abs(in_out_difference) > 0.15 OR NOT is_final)
ORDER BY coverage, store, local_day;
