-- Views that the last run of readers/ made; others stay. Fails, and changes nothing, while one of those rests on one of these.
DO $$
DECLARE
  ours text := (SELECT string_agg(name, ', ') FROM lintel.surface CROSS JOIN unnest(views) AS name);
BEGIN
  IF ours IS NOT NULL THEN
    EXECUTE 'DROP VIEW IF EXISTS ' || ours;
  END IF;
END $$
