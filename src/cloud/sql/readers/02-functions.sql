-- Functions of the views. PL/pgSQL keeps its plan; an SQL function that is not inlined costs ten times as much per call.
-- Functions of earlier versions:
DROP FUNCTION IF EXISTS kpi.seconds_past(timestamptz, timestamptz), kpi.day_coverage(int, date, text),
  lintel.is_open(time, time, text, int);

-- Half width of the 95 % interval of a count: chance per person, and the error common to all people of a door.
CREATE OR REPLACE FUNCTION kpi.half_interval(n float8, variance float8, doors_variance float8) RETURNS float8
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
  RETURN 1.96 * sqrt(0.03 * (n + 1) + coalesce(variance, 0) + coalesce(doors_variance, 0));
END $$;

-- Relative standard deviation of such a count.
CREATE OR REPLACE FUNCTION kpi.relative_error(n float8, variance float8, doors_variance float8) RETURNS float8
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
  RETURN sqrt(0.03 * (n + 1) + coalesce(variance, 0) + coalesce(doors_variance, 0)) / nullif(n, 0);
END $$;

-- Wilson's 95 % interval of a share; side is -1 or 1.
CREATE OR REPLACE FUNCTION kpi.wilson(part float8, whole float8, side int) RETURNS float8 LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
  IF whole > 0 THEN
    RETURN (part / whole + 1.9208 / whole
      + side * 1.96 * sqrt(greatest(0, part * (whole - part)) / (whole * whole * whole) + 0.9604 / (whole * whole)))
      / (1 + 3.8416 / whole);
  END IF;
  RETURN NULL;
END $$;

-- 95 % interval of a rate whose whole has an error of its own: `error` is its relative standard deviation. A rate may exceed 1,
-- for example with sales to people whom no door counted. Its part is then a count of its own (Poisson).
CREATE OR REPLACE FUNCTION kpi.rate_end(part float8, whole float8, error float8, side int) RETURNS float8
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  rate float8 := part / nullif(whole, 0);
  chance float8;
BEGIN
  IF rate IS NULL THEN
    RETURN NULL;
  ELSIF part <= whole THEN
    chance := kpi.wilson(part, whole, side) - rate;
  ELSE
    chance := 1.96 * sqrt(part) / whole;
  END IF;
  RETURN greatest(0, rate + side * sqrt(chance * chance + (1.96 * coalesce(error, 0) * rate) ^ 2));
END $$;

-- 95 % interval of entries / (entries + others). An error of the entries changes both numerator and denominator.
CREATE OR REPLACE FUNCTION kpi.share_end(entries float8, others float8, error float8, side int) RETURNS float8
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  share float8 := entries / nullif(entries + others, 0);
BEGIN
  IF share IS NULL THEN
    RETURN NULL;
  END IF;
  RETURN least(1, greatest(0, share + side * sqrt((kpi.wilson(entries, entries + others, side) - share) ^ 2
    + (1.96 * coalesce(error, 0) * share * (1 - share)) ^ 2)));
END $$;

-- Coverage of the day's opening hours so far; NULL before the store opens. This form of SQL is inlined and needs no right on
-- the schema of the tables.
CREATE OR REPLACE FUNCTION kpi.day_coverage(seen_s int, open_s int, local_day date, opens time, closes time, timezone text)
RETURNS float8 LANGUAGE sql STABLE PARALLEL SAFE
RETURN least(1, seen_s / nullif(CASE WHEN local_day < (now() AT TIME ZONE timezone)::date THEN open_s
  ELSE lintel.open_seconds(local_day::timestamp AT TIME ZONE timezone, now(), opens, closes, timezone) END, 0)::float8);

-- Returns the people whose rights apply in this transaction. Only the login of the fleet's pages may name them; other logins
-- have their own rights.
CREATE OR REPLACE FUNCTION lintel.page_people() RETURNS text[] LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
  IF session_user = 'lintel_pages' THEN
    RETURN string_to_array(current_setting('lintel.people', true), E'\n');
  END IF;
  RETURN NULL;
END $$;

-- Returns the ids of the stores in a query; `__all` stands for all regions or all stores.
CREATE OR REPLACE FUNCTION kpi.stores_of(of_tenant text, of_region text, of_stores text[]) RETURNS text[]
LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
  RETURN ARRAY(SELECT store FROM kpi.store
    WHERE tenant = of_tenant AND (of_region = '__all' OR region = of_region)
      AND ('__all' = ANY (of_stores) OR store = ANY (of_stores)));
END $$;

COMMENT ON FUNCTION kpi.half_interval IS 'Half of the 95 % interval of a count: 0.03 a person counted or missed, the variance that was sent, and the square of the error that all of the doors’ people share.';
COMMENT ON FUNCTION kpi.relative_error IS 'Standard deviation of a count, of the count: as kpi.half_interval.';
COMMENT ON FUNCTION kpi.wilson IS 'Lower (-1) or upper (1) end of the 95 % interval of a share: part, whole, side.';
COMMENT ON FUNCTION kpi.rate_end IS 'Lower (-1) or upper (1) end of the 95 % interval of part by whole. The whole has a relative error of its own.';
COMMENT ON FUNCTION kpi.share_end IS 'Lower (-1) or upper (1) end of the 95 % interval of entries by entries and others. The entries have a relative error of their own.';
COMMENT ON FUNCTION kpi.day_coverage IS 'Share of the opening hours of a day, so far, that was seen.';
COMMENT ON FUNCTION kpi.stores_of IS 'Stores of a tenant and a region: __all stands for all of them.';
