-- Who may read what, and which alarms there are. The views of `kpi` are made anew by this program: see `readers/`.

DROP VIEW kpi.store_hour, kpi.store_day, kpi.door_day, kpi.capture_day, kpi.conversion_day, kpi.zone_hour, kpi.zone_day,
  kpi.queue_day, kpi.step_day, kpi.feedback_day, kpi.visit_day, kpi.repeat_day, kpi.gap, kpi.unseen_hour, kpi.gateway;
DROP FUNCTION kpi.dwell_quantile, kpi.wilson;

-- A login sees the stores of its lines here, and no other. NULL: all tenants, all stores of the tenant.
CREATE TABLE lintel.reader_right (
  login text NOT NULL,
  tenant text,
  store text CHECK (store IS NULL OR tenant IS NOT NULL),
  UNIQUE (login, tenant, store)
);

CREATE TABLE lintel.alert_rule (
  rule text PRIMARY KEY,
  owner text NOT NULL,
  threshold real NOT NULL,
  minutes int NOT NULL,
  oldest_version text,
  enabled boolean NOT NULL DEFAULT true,
  says text NOT NULL
);
INSERT INTO lintel.alert_rule (rule, owner, threshold, minutes, oldest_version, says) VALUES
  ('silent', 'store', 30, 30, NULL, 'No row for half an hour of opening time, and the gateway is not connected.'),
  ('nothing-accepted', 'it', 30, 30, NULL, 'Connected for half an hour, and no row was accepted.'),
  ('coverage', 'store', 0.5, 120, NULL, 'Less than half of the last two hours was counted.'),
  ('rows-waiting', 'it', 60, 60, NULL, 'More rows wait on the gateway than an hour makes.'),
  ('disk', 'it', 0.95, 0, NULL, 'The disk of the gateway is nearly full.'),
  ('sensor-down', 'store', 0, 0, NULL, 'Sensors are down.'),
  ('version', 'it', 0, 0, '0.1.0', 'The version of the gateway is no longer supported.'),
  ('in-out', 'data', 0.15, 1440, NULL, 'Yesterday more than a seventh of the people came in and did not go out, or the reverse.'),
  ('certificate', 'it', 30, 2880, NULL, 'The certificate could not be renewed; the value is the days that are left.'),
  ('refused', 'data', 0, 60, NULL, 'Messages were refused in the last hour: see lintel.dead_letter.'),
  ('roll-up', 'data', 10, 10, NULL, 'Roll-ups are behind by more than ten minutes.');

-- Alarms that were sent out and have not ended.
CREATE TABLE lintel.alert_sent (
  rule text NOT NULL,
  tenant text NOT NULL,
  store text NOT NULL,
  gateway text NOT NULL,
  since timestamptz NOT NULL,
  sent_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (rule, tenant, store, gateway)
);
