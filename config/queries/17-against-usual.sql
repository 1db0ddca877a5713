-- Which stores had an unusual day, beyond what chance and counting errors explain?
SELECT store, local_day, entries, round(usual_entries) AS usual, change_to_usual, coverage
FROM kpi.compare_day
WHERE tenant = :'tenant' AND local_day = :'last' AND is_beyond_usual
ORDER BY abs(change_to_usual) DESC;
