-- The two logins that show numbers to people, with passwords from files: psql -v ON_ERROR_STOP=1 -f logins.sql, after
-- `lintel cloud maintain`. Repeating it sets the passwords anew. Grafana sees all tenants until its line is made narrower.
\set pages `cat /run/secrets/pages-password`
\set grafana `cat /run/secrets/grafana-database-password`
ALTER ROLE lintel_pages PASSWORD :'pages';
SELECT 'CREATE ROLE lintel_grafana LOGIN IN ROLE lintel_reader' WHERE to_regrole('lintel_grafana') IS NULL \gexec
ALTER ROLE lintel_grafana PASSWORD :'grafana';
ALTER ROLE lintel_grafana SET statement_timeout = '15s';
INSERT INTO lintel.reader_right (login)
SELECT 'lintel_grafana' WHERE NOT EXISTS (SELECT FROM lintel.reader_right WHERE login = 'lintel_grafana');
