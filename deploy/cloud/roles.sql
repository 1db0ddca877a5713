-- Five roles, once, by who may make roles: psql -v ON_ERROR_STOP=1 -d lintel -f roles.sql. Repeating it changes nothing.
-- lintel_owner makes tables (`lintel cloud maintain`), lintel_writer writes rows (`lintel cloud ingest`), lintel_fleet reads all
-- stores and sends alarms (`lintel cloud alert`), lintel_pages shows people the stores of their own rights (`lintel fleet serve`).
-- lintel_reader is a group: people get logins of their own in it.
DO $$
DECLARE
  role text;
BEGIN
  FOREACH role IN ARRAY ARRAY['lintel_owner', 'lintel_writer', 'lintel_fleet', 'lintel_reader', 'lintel_pages'] LOOP
    IF to_regrole(role) IS NULL THEN
      EXECUTE format('CREATE ROLE %I %s NOSUPERUSER NOCREATEDB NOCREATEROLE', role,
        CASE role WHEN 'lintel_reader' THEN 'NOLOGIN' ELSE 'LOGIN' END);
    END IF;
  END LOOP;
  -- Nobody else connects; nobody makes temporary tables or functions, which could look behind the views.
  EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
  EXECUTE format('GRANT CONNECT ON DATABASE %I TO lintel_owner, lintel_writer, lintel_fleet, lintel_reader', current_database());
  -- Compiling a query takes longer than the queries of these views do.
  EXECUTE format('ALTER DATABASE %I SET jit = off', current_database());
  EXECUTE format('GRANT CREATE ON DATABASE %I TO lintel_owner', current_database());
END $$;
GRANT lintel_reader TO lintel_pages;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
ALTER ROLE lintel_reader SET statement_timeout = '60s';
ALTER ROLE lintel_pages SET statement_timeout = '15s';
