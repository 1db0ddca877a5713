-- $1 … $4: sender, topic, reason and payload of each; $5, $6: how many are kept on a day of one sender, and in all. What is
-- beyond is counted.
WITH given AS MATERIALIZED (
  SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[]) WITH ORDINALITY
    AS g(sender, topic, reason, payload, n)
), everybody AS (
  INSERT INTO lintel.dead_letter_day AS known (day, sender, refused)
  SELECT (now() AT TIME ZONE 'UTC')::date, '*', count(*) FROM given
  ON CONFLICT (day, sender) DO UPDATE SET refused = known.refused + excluded.refused
  RETURNING refused
), within AS MATERIALIZED (
  SELECT given.* FROM given CROSS JOIN everybody WHERE refused - (SELECT count(*) FROM given) + n <= $6
), each AS (
  INSERT INTO lintel.dead_letter_day AS known (day, sender, refused)
  SELECT (now() AT TIME ZONE 'UTC')::date, sender, count(*) FROM within GROUP BY sender ORDER BY sender
  ON CONFLICT (day, sender) DO UPDATE SET refused = known.refused + excluded.refused
  RETURNING sender, refused
)
INSERT INTO lintel.dead_letter (sender, topic, reason, payload)
SELECT sender, topic, reason, payload
FROM (
  SELECT *, row_number() OVER (PARTITION BY sender ORDER BY n) AS nth, count(*) OVER (PARTITION BY sender) AS many
  FROM within
) AS numbered
JOIN each USING (sender)
WHERE refused - many + nth <= $5
ORDER BY n
