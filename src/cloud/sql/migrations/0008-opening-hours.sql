-- Coverage refers to opening hours: an outage of two of nine open hours is 22 % of a day, not 8 %.

-- Returns the seconds of a store's opening hours between two times; all seconds if the hours are unknown. A store may close
-- after midnight.
CREATE FUNCTION lintel.open_seconds(from_at timestamptz, to_at timestamptz, opens time, closes time, timezone text)
RETURNS float8 LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
DECLARE
  seconds float8 := 0;
  after_midnight int := (closes < opens)::int;
  day date;
BEGIN
  IF opens IS NULL OR closes IS NULL OR opens = closes THEN
    RETURN greatest(0, extract(epoch FROM to_at - from_at));
  END IF;
  FOR day_no IN 0 .. (to_at AT TIME ZONE timezone)::date - (from_at AT TIME ZONE timezone)::date + after_midnight LOOP
    day := (from_at AT TIME ZONE timezone)::date - after_midnight + day_no;
    seconds := seconds + greatest(0, extract(epoch FROM least(to_at, (day + after_midnight + closes) AT TIME ZONE timezone)
      - greatest(from_at, (day + opens) AT TIME ZONE timezone)));
  END LOOP;
  RETURN seconds;
END $$;

-- `open_s` holds the day's opening hours in seconds. The other columns are sums over all gateways within these hours.
ALTER TABLE lintel.rollup_day_store
  ADD COLUMN open_s int,
  ADD COLUMN open_received_s int,
  ADD COLUMN open_seen_s int,
  ADD COLUMN open_shopfront_seen_s int,
  ADD COLUMN open_occupancy_seen_s int;
ALTER TABLE lintel.rollup_day_door ADD COLUMN open_s int, ADD COLUMN open_seen_s int;
ALTER TABLE lintel.rollup_day_line ADD COLUMN open_s int, ADD COLUMN open_seen_s int;
ALTER TABLE lintel.rollup_day_feedback ADD COLUMN open_s int, ADD COLUMN open_seen_s int;
-- From now on covered time refers to opening hours.
ALTER TABLE lintel.rollup_day_zone ADD COLUMN open_s int;
ALTER TABLE lintel.rollup_day_aisle ADD COLUMN open_s int;
ALTER TABLE lintel.rollup_day_queue ADD COLUMN open_s int;
ALTER TABLE lintel.rollup_day_trolley ADD COLUMN open_s int;
ALTER TABLE lintel.rollup_day_product ADD COLUMN open_s int;
ALTER TABLE lintel.rollup_day_radio ADD COLUMN open_s int;

-- Hours that become known apply to all earlier days. Changed hours apply to new days only.
CREATE TRIGGER hours_learned AFTER UPDATE OF opens, closes ON lintel.store
  FOR EACH ROW WHEN (OLD.opens IS NULL AND NEW.opens IS NOT NULL) EXECUTE FUNCTION lintel.mark_store();

-- Recounts all days from their hours.
INSERT INTO lintel.rollup_mark (store_id, from_at, to_at)
SELECT store_id, from_at + interval '12 hours', from_at + interval '12 hours 1 second' FROM lintel.rollup_day_store;

-- Date on which a store closed for good: alarms for it end.
ALTER TABLE lintel.store ADD COLUMN closed_on date;
