-- Number of store visits by length.
SELECT longer_than_s, up_to_s, sum(visits) AS visits
FROM kpi.visit_class_day
WHERE tenant = :'tenant' AND store = ANY ((SELECT kpi.stores_of(:'tenant', :'region', ARRAY[:stores]))::text[])
  AND local_day BETWEEN :'first'::date AND :'last'::date
GROUP BY longer_than_s, up_to_s ORDER BY longer_than_s
