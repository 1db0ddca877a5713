-- $1: [{"store_id","from","to"}], seconds since 1970. Hours that lintel.roll_up must recount.
INSERT INTO lintel.rollup_mark (store_id, from_at, to_at)
SELECT store_id, to_timestamp("from"), to_timestamp("to")
FROM jsonb_to_recordset($1::jsonb) AS g(store_id int, "from" float8, "to" float8)
