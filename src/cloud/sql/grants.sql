-- Rights of the four roles, if deploy/cloud/roles.sql created them. Repeating this changes nothing. A reader sees only the
-- schema kpi, and there the stores of lintel.reader_right.
REVOKE ALL ON SCHEMA lintel, kpi FROM PUBLIC;
DO $$
BEGIN
  IF to_regrole('lintel_writer') IS NOT NULL THEN
    GRANT USAGE ON SCHEMA lintel TO lintel_writer;
    GRANT SELECT ON ALL TABLES IN SCHEMA lintel TO lintel_writer;
    GRANT INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA lintel TO lintel_writer;
    REVOKE INSERT, UPDATE, DELETE ON lintel.schema_version, lintel.surface, lintel.reader_right, lintel.alert_rule,
      lintel.alert_sent, lintel.retention, lintel.visible_store, lintel.fleet_rollout, lintel.fleet_document FROM lintel_writer;
    GRANT USAGE ON ALL SEQUENCES IN SCHEMA lintel TO lintel_writer;
  END IF;
  IF to_regrole('lintel_reader') IS NOT NULL THEN
    GRANT USAGE ON SCHEMA kpi TO lintel_reader;
    GRANT SELECT ON ALL TABLES IN SCHEMA kpi TO lintel_reader;
    REVOKE ALL ON ALL TABLES IN SCHEMA lintel FROM lintel_reader;
  END IF;
  IF to_regrole('lintel_fleet') IS NOT NULL THEN
    GRANT USAGE ON SCHEMA kpi, lintel TO lintel_fleet;
    GRANT SELECT ON ALL TABLES IN SCHEMA kpi TO lintel_fleet;
    GRANT SELECT, INSERT, UPDATE, DELETE ON lintel.alert_sent TO lintel_fleet;
    GRANT SELECT, INSERT, UPDATE ON lintel.fleet_rollout, lintel.fleet_document TO lintel_fleet;
    GRANT SELECT ON lintel.gateway_report, lintel.gateway_report_phase, lintel.gateway, lintel.gateway_state TO lintel_fleet;
    GRANT SELECT, UPDATE (name, region, area_m2, first_full_day, closed_on) ON lintel.store TO lintel_fleet;
    INSERT INTO lintel.reader_right (login, tenant, store)
    SELECT 'lintel_fleet', NULL, NULL
    WHERE NOT EXISTS (SELECT FROM lintel.reader_right WHERE login = 'lintel_fleet');
  END IF;
END $$
