-- Drops the views that the last run of readers/ created. Fails, and changes nothing, while another view depends on one of them.
DO $$
DECLARE
  ours text := (SELECT string_agg(name, ', ') FROM lintel.surface CROSS JOIN unnest(views) AS name);
BEGIN
  IF ours IS NOT NULL THEN
    EXECUTE 'DROP VIEW IF EXISTS ' || ours;
  END IF;
END $$
