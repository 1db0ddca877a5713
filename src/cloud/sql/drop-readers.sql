-- Views and functions that readers/ makes anew. Fails, and changes nothing, while a view of somebody else rests on one.
DO $$
DECLARE
  views text := (
    SELECT string_agg(format('%I.%I', schemaname, viewname), ', ') FROM pg_views WHERE schemaname IN ('kpi', 'lintel'));
  functions text := (
    SELECT string_agg(oid::regprocedure::text, ', ') FROM pg_proc WHERE pronamespace = 'kpi'::regnamespace);
BEGIN
  IF views IS NOT NULL THEN
    EXECUTE 'DROP VIEW ' || views;
  END IF;
  IF functions IS NOT NULL THEN
    EXECUTE 'DROP FUNCTION ' || functions;
  END IF;
END $$
