-- Happy index of each terminal: 100 is best, 0 is worst.
SELECT store, terminal, name, answers, happy_index, 100 * kpi.wilson(happy_index / 100 * answers, answers, -1) AS low,
  100 * kpi.wilson(happy_index / 100 * answers, answers, 1) AS high, coverage
FROM (
  SELECT store, terminal, coalesce(max(name), terminal) AS name, sum(answers) AS answers,
    sum(happy_index * answers) / nullif(sum(answers), 0) AS happy_index, avg(coverage) AS coverage
  FROM kpi.feedback_day
  WHERE tenant = :'tenant' AND store = ANY ((SELECT kpi.stores_of(:'tenant', :'region', ARRAY[:stores]))::text[])
    AND local_day BETWEEN :'first'::date AND :'last'::date
  GROUP BY store, terminal
) AS sums
ORDER BY happy_index NULLS LAST, store, terminal LIMIT 200
