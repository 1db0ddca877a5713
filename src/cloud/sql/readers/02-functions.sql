-- Functions that the views are made of.

-- Half of the 95 % interval of a count: each person counted or missed, and the error that all of a door's people share.
CREATE OR REPLACE FUNCTION kpi.half_interval(n numeric, variance float8, doors_variance float8) RETURNS float8 LANGUAGE sql IMMUTABLE AS $$
  SELECT 1.96 * sqrt(0.03 * (n + 1) + coalesce(variance, 0) + coalesce(doors_variance, 0))
$$;

-- Wilson's 95 % interval of a share; side is -1 or 1.
CREATE OR REPLACE FUNCTION kpi.wilson(part numeric, whole numeric, side int) RETURNS float8 LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE WHEN whole > 0 THEN
    (p + 1.9208 / whole + side * 1.96 * sqrt(greatest(0, p * (1 - p)) / whole + 0.9604 / (whole * whole))) /
      (1 + 3.8416 / whole) END
  FROM (SELECT (part / nullif(whole, 0))::float8 AS p) AS share
$$;

-- 95 % interval of a share of people who were counted with an error of their own: `error` is relative, one standard deviation.
CREATE OR REPLACE FUNCTION kpi.share_low(part numeric, whole numeric, error float8) RETURNS float8 LANGUAGE sql IMMUTABLE AS $$
  SELECT greatest(0, p - sqrt((p - kpi.wilson(part, whole, -1)) ^ 2 + (1.96 * coalesce(error, 0) * p) ^ 2))
  FROM (SELECT (part / nullif(whole, 0))::float8 AS p) AS share
$$;
CREATE OR REPLACE FUNCTION kpi.share_high(part numeric, whole numeric, error float8) RETURNS float8 LANGUAGE sql IMMUTABLE AS $$
  SELECT least(1, p + sqrt((kpi.wilson(part, whole, 1) - p) ^ 2 + (1.96 * coalesce(error, 0) * p) ^ 2))
  FROM (SELECT (part / nullif(whole, 0))::float8 AS p) AS share
$$;

-- 95 % interval of a rate that may pass 1, as sales of people whom no door counted do.
CREATE OR REPLACE FUNCTION kpi.rate_low(part numeric, whole numeric, error float8) RETURNS float8 LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE WHEN part <= whole THEN kpi.share_low(part, whole, error)
    ELSE greatest(0, (part / nullif(whole, 0))::float8 * (1 - 1.96 * sqrt(1 / part::float8 + coalesce(error, 0) ^ 2))) END
$$;
CREATE OR REPLACE FUNCTION kpi.rate_high(part numeric, whole numeric, error float8) RETURNS float8 LANGUAGE sql IMMUTABLE AS $$
  SELECT (part / nullif(whole, 0))::float8 +
    CASE WHEN part <= whole
      THEN sqrt((kpi.wilson(part, whole, 1) - p) ^ 2 + (1.96 * coalesce(error, 0) * p) ^ 2)
      ELSE 1.96 * p * sqrt(1 / part::float8 + coalesce(error, 0) ^ 2) END
  FROM (SELECT (part / nullif(whole, 0))::float8 AS p) AS rate
$$;

-- Relative standard deviation of a count, of what its interval rests on.
CREATE OR REPLACE FUNCTION kpi.relative_error(n numeric, variance float8, doors_variance float8) RETURNS float8 LANGUAGE sql IMMUTABLE AS $$
  SELECT sqrt(0.03 * (n + 1) + coalesce(variance, 0) + coalesce(doors_variance, 0)) / nullif(n, 0)::float8
$$;

-- Seconds of a local day that are over: 82,800 to 90,000, fewer of today.
CREATE OR REPLACE FUNCTION kpi.seconds_past(from_at timestamptz, to_at timestamptz) RETURNS float8 LANGUAGE sql STABLE AS $$
  SELECT greatest(1, extract(epoch FROM least(now(), to_at) - from_at))::float8
$$;

-- Share of a local day, so far, that was seen.
CREATE OR REPLACE FUNCTION kpi.day_coverage(seen_s int, local_day date, timezone text) RETURNS float8 LANGUAGE sql STABLE AS $$
  SELECT least(1, seen_s / kpi.seconds_past(local_day::timestamp AT TIME ZONE timezone,
    (local_day + 1)::timestamp AT TIME ZONE timezone))
$$;
