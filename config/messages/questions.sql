-- Ten questions that a new reader asks of one store, and how the views answer them. $1 tenant, $2 store, $3 and $4 first and
-- last local day. A test runs each of them on a database whose answers are known.

-- 1. How many people came in on each hour of these days?
SELECT local_day, hour_of_day, entries FROM kpi.store_hour
WHERE tenant = $1 AND store = $2 AND local_day BETWEEN $3 AND $4 ORDER BY hour_at;

-- 2. How many people came in on each day, and how much of the day was counted?
SELECT local_day, entries, coverage FROM kpi.store_day
WHERE tenant = $1 AND store = $2 AND local_day BETWEEN $3 AND $4 ORDER BY local_day;

-- 3. What is the median dwell of a zone over these days?
SELECT kpi.dwell_quantile($1, $2, 'table', $3, $4, 0.5) AS median_s;

-- 4. Which share of the people on the pavement came in?
SELECT sum(entries)::float8 / sum(entries + passers_by) AS capture_rate FROM kpi.capture_day
WHERE tenant = $1 AND store = $2 AND local_day BETWEEN $3 AND $4;

-- 5. Was it an outage or a quiet hour? Hours in which nobody counted; all others were counted, also those with 0.
SELECT hour_at FROM kpi.unseen_hour JOIN lintel.store USING (tenant, store)
WHERE tenant = $1 AND store = $2 AND (hour_at AT TIME ZONE timezone)::date BETWEEN $3 AND $4 ORDER BY hour_at;

-- 6. How many people visited each zone?
SELECT zone, sum(exits)::int AS people FROM kpi.zone_day
WHERE tenant = $1 AND store = $2 AND local_day BETWEEN $3 AND $4 GROUP BY zone ORDER BY zone;

-- 7. How long did people wait in a queue, and which share gave up?
SELECT sum(mean_wait_s * served) / sum(served) AS wait_s, sum(abandoned)::float8 / sum(served + abandoned) AS abandoned
FROM kpi.queue_day WHERE tenant = $1 AND store = $2 AND queue = 'till' AND local_day BETWEEN $3 AND $4;

-- 8. Which share of entries ended in a sale?
SELECT sum(sales)::float8 / sum(entries) AS conversion FROM kpi.conversion_day
WHERE tenant = $1 AND store = $2 AND local_day BETWEEN $3 AND $4;

-- 9. How long did people stay in the store, and which share left at once?
SELECT sum(mean_visit_s * visits) / sum(visits) AS visit_s, sum(bounce_share * visits) / sum(visits) AS bounced
FROM kpi.visit_day WHERE tenant = $1 AND store = $2 AND local_day BETWEEN $3 AND $4;

-- 10. What is missing, and will it come?
SELECT gateway, from_seq, to_seq, open FROM kpi.gap WHERE tenant = $1 AND store = $2 ORDER BY from_seq;
