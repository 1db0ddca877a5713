/**
 * The receiver's tables. Plain PostgreSQL (14 and later, for multiranges); TimescaleDB takes the same statements. A
 * window of a boot that never knew the time is told apart by that boot, as its start is only that boot's belief.
 */
export const SCHEMA = `
CREATE TABLE IF NOT EXISTS summary_window (
  tenant text NOT NULL,
  store text NOT NULL,
  gateway text NOT NULL,
  start_at timestamptz NOT NULL,
  duration_ms integer NOT NULL,
  unsynced_boot text NOT NULL DEFAULT '',
  revision integer NOT NULL,
  seq bigint NOT NULL,
  time_quality text NOT NULL,
  body jsonb NOT NULL,
  received_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant, store, gateway, start_at, duration_ms, unsynced_boot)
) PARTITION BY RANGE (start_at);

CREATE TABLE IF NOT EXISTS gateway_event (
  tenant text NOT NULL,
  store text NOT NULL,
  gateway text NOT NULL,
  seq bigint NOT NULL,
  at timestamptz NOT NULL,
  kind text NOT NULL,
  body jsonb NOT NULL,
  PRIMARY KEY (tenant, store, gateway, seq)
);

CREATE TABLE IF NOT EXISTS gateway_seq (
  tenant text NOT NULL,
  store text NOT NULL,
  gateway text NOT NULL,
  seen int8multirange NOT NULL,
  gone int8multirange NOT NULL DEFAULT '{}',
  asked_at timestamptz,
  PRIMARY KEY (tenant, store, gateway)
);

-- What a gateway said of rows that will never come, and why.
CREATE TABLE IF NOT EXISTS gateway_gap (
  tenant text NOT NULL,
  store text NOT NULL,
  gateway text NOT NULL,
  from_seq bigint NOT NULL,
  to_seq bigint NOT NULL,
  reason text NOT NULL,
  told_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant, store, gateway, from_seq, to_seq)
);

CREATE TABLE IF NOT EXISTS dead_letter (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  received_at timestamptz NOT NULL DEFAULT now(),
  topic text NOT NULL,
  reason text NOT NULL,
  payload text NOT NULL
);

CREATE TABLE IF NOT EXISTS store (
  tenant text NOT NULL,
  store text NOT NULL,
  timezone text NOT NULL DEFAULT 'UTC',
  PRIMARY KEY (tenant, store)
);

-- Windows that add up: one that a longer window of the same gateway covers is left out, as the longer one repeats it.
CREATE OR REPLACE VIEW best_window AS
SELECT w.*, (w.start_at AT TIME ZONE coalesce(s.timezone, 'UTC'))::date AS local_day
FROM summary_window w
LEFT JOIN store s USING (tenant, store)
WHERE w.unsynced_boot = ''
  AND NOT EXISTS (
    SELECT FROM summary_window longer
    WHERE (longer.tenant, longer.store, longer.gateway) = (w.tenant, w.store, w.gateway)
      AND longer.unsynced_boot = ''
      AND longer.duration_ms > w.duration_ms
      AND longer.start_at <= w.start_at
      AND longer.start_at + make_interval(secs => longer.duration_ms / 1000.0)
        >= w.start_at + make_interval(secs => w.duration_ms / 1000.0));

CREATE OR REPLACE VIEW zone_window AS
SELECT w.tenant, w.store, w.gateway, w.start_at, w.duration_ms, w.revision,
       w.local_day,
       zone.value ->> 'zone' AS zone,
       (zone.value ->> 'coverage')::float8 AS coverage,
       (zone.value ->> 'entries')::bigint AS entries,
       (zone.value ->> 'visits')::bigint AS visits,
       (zone.value ->> 'engaged')::bigint AS engaged,
       (zone.value ->> 'presenceMs')::float8 AS presence_ms,
       (zone.value -> 'dwell' ->> 'sumMs')::float8 AS dwell_sum_ms,
       (zone.value -> 'dwell' ->> 'n')::bigint AS dwell_n
FROM best_window w
CROSS JOIN LATERAL jsonb_array_elements(w.body -> 'zones') AS zone
UNION ALL
-- What people did inside comes once a day, unless the gateway's settings say otherwise: with the window that ends it.
SELECT w.tenant, w.store, w.gateway, inside.from_at, inside.duration_ms, w.revision,
       (inside.from_at AT TIME ZONE coalesce(s.timezone, 'UTC'))::date,
       zone.value ->> 'zone',
       (zone.value ->> 'coverage')::float8,
       (zone.value ->> 'entries')::bigint,
       (zone.value ->> 'visits')::bigint,
       (zone.value ->> 'engaged')::bigint,
       (zone.value ->> 'presenceMs')::float8,
       (zone.value -> 'dwell' ->> 'sumMs')::float8,
       (zone.value -> 'dwell' ->> 'n')::bigint
FROM best_window w
LEFT JOIN store s USING (tenant, store)
CROSS JOIN LATERAL (
  SELECT value -> 'zones' AS zones, (value ->> 'fromAt')::timestamptz AS from_at,
         round(extract(epoch FROM (value ->> 'toAt')::timestamptz - (value ->> 'fromAt')::timestamptz) * 1000)::integer
           AS duration_ms
  FROM jsonb_array_elements(coalesce(w.body -> 'inside', '[]'::jsonb))
) AS inside
CROSS JOIN LATERAL jsonb_array_elements(inside.zones) AS zone;

-- The day's funnel of each store, in the store's own days. Coverage is weighted by time: below 1 the counts are low.
CREATE OR REPLACE VIEW store_day AS
SELECT w.tenant, w.store,
       w.local_day,
       sum((w.body -> 'store' ->> 'entries')::bigint) AS entries,
       sum((w.body -> 'store' ->> 'exits')::bigint) AS exits,
       sum((w.body -> 'store' ->> 'coverage')::float8 * w.duration_ms) / sum(w.duration_ms) AS coverage
FROM best_window w
GROUP BY 1, 2, 3;

CREATE OR REPLACE VIEW zone_day AS
SELECT tenant, store, local_day, zone,
       sum(entries) AS entries, sum(visits) AS visits, sum(engaged) AS engaged,
       sum(dwell_sum_ms) / nullif(sum(dwell_n), 0) AS mean_dwell_ms,
       sum(coverage * duration_ms) / sum(duration_ms) AS coverage
FROM zone_window
GROUP BY 1, 2, 3, 4;

-- Repeat visitors, where a gateway estimates them: the day's radios, and the share of them that was there the day before.
CREATE OR REPLACE VIEW repeat_day AS
SELECT w.tenant, w.store, w.gateway,
       ((day.value ->> 'fromAt')::timestamptz AT TIME ZONE coalesce(s.timezone, 'UTC'))::date AS local_day,
       (day.value ->> 'coverage')::float8 AS coverage,
       (day.value ->> 'n')::bigint AS radios,
       (day.value ->> 'radiosLow')::bigint AS radios_low,
       (day.value ->> 'radiosHigh')::bigint AS radios_high,
       (day.value ->> 'share')::float8 AS share,
       (day.value ->> 'shareLow')::float8 AS share_low,
       (day.value ->> 'shareHigh')::float8 AS share_high
FROM best_window w
LEFT JOIN store s USING (tenant, store)
CROSS JOIN LATERAL jsonb_array_elements(coalesce(w.body -> 'returning', '[]'::jsonb)) AS day;
`;

/** First days of the month of a time and of the one after. */
export function toMonth(startAt: string): {
  readonly name: string;
  readonly from: string;
  readonly to: string;
} {
  const year = Number(startAt.slice(0, 4));
  const month = Number(startAt.slice(5, 7));
  const first = (y: number, m: number) =>
    `${String(y).padStart(4, '0')}-${String(m).padStart(2, '0')}-01T00:00:00Z`;
  const name = `summary_window_${startAt.slice(0, 4)}_${startAt.slice(5, 7)}`;
  return { name, from: first(year, month), to: month === 12 ? first(year + 1, 1) : first(year, month + 1) };
}
