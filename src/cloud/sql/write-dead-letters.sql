-- $1 … $5: sender, topic, reason, payload, and the number of messages that each stands for. $6, $7: most kept per day, of one
-- sender and in all. Further ones are only counted. At most $7 senders get a count per day.
WITH given AS MATERIALIZED (
  SELECT *, sum(refused) OVER (PARTITION BY sender ORDER BY n) AS so_far
  FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bigint[]) WITH ORDINALITY
    AS g(sender, topic, reason, payload, refused, n)
), senders AS (
  SELECT sender, sum(refused) AS refused, row_number() OVER (ORDER BY sender) AS nth FROM given GROUP BY sender
), known AS MATERIALIZED (
  SELECT sender FROM lintel.dead_letter_day WHERE day = (now() AT TIME ZONE 'UTC')::date
), each AS (
  INSERT INTO lintel.dead_letter_day AS before (day, sender, refused)
  SELECT (now() AT TIME ZONE 'UTC')::date, sender, refused FROM senders
  WHERE sender IN (SELECT sender FROM known) OR (SELECT count(*) FROM known) + nth <= $7
  ORDER BY sender
  ON CONFLICT (day, sender) DO UPDATE SET refused = before.refused + excluded.refused
  RETURNING sender, refused
), within AS MATERIALIZED (
  SELECT given.*, row_number() OVER (ORDER BY n) AS nth
  FROM given JOIN each USING (sender) JOIN senders USING (sender)
  WHERE each.refused - senders.refused + so_far <= $6
), everybody AS (
  -- Sender '*' counts all that the senders' quotas let through.
  INSERT INTO lintel.dead_letter_day AS before (day, sender, refused)
  SELECT (now() AT TIME ZONE 'UTC')::date, '*', count(*) FROM within HAVING count(*) > 0
  ON CONFLICT (day, sender) DO UPDATE SET refused = before.refused + excluded.refused
  RETURNING refused
)
INSERT INTO lintel.dead_letter (sender, topic, reason, payload)
SELECT sender, topic, reason, payload
FROM within CROSS JOIN everybody
WHERE everybody.refused - (SELECT count(*) FROM within) + nth <= $7
ORDER BY n
