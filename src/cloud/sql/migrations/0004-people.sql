-- Rights by region too, and rights of people who sign in to the fleet's pages. A line's login is a database login, or
-- `person:NAME` or `group:NAME` as the pages know who signed in.
ALTER TABLE lintel.reader_right ADD COLUMN region text CHECK (region IS NULL OR (tenant IS NOT NULL AND store IS NULL));
ALTER TABLE lintel.reader_right DROP CONSTRAINT reader_right_login_tenant_store_key;
ALTER TABLE lintel.reader_right ADD UNIQUE (login, tenant, store, region);
