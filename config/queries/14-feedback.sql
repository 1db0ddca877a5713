-- How content are people?
SELECT terminal, sum(answers) AS answers, sum(happy_index * answers) / nullif(sum(answers), 0) AS happy_index
FROM kpi.feedback_day
WHERE tenant = :'tenant' AND store = :'store' AND local_day BETWEEN :'first' AND :'last'
GROUP BY terminal ORDER BY terminal;
