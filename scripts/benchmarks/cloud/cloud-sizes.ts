import type pg from 'pg';

const DAYS_OF_YEAR = 365;

/** Bytes on disk with indexes, by group of tables, scaled to a store and a year. */
export async function reportSizes(client: pg.Client, stores: number, days: number): Promise<void> {
  const { rows } = await client.query<{ what: string; bytes: number }>(
    `SELECT CASE WHEN relname LIKE 'rollup%' THEN 'roll-ups' WHEN relname LIKE 'indoor%' THEN 'people inside, by the hour'
       WHEN relname LIKE 'day%' THEN 'rows of the day' WHEN relname LIKE 'count%' THEN 'windows' END AS what,
       sum(pg_total_relation_size(oid))::float8 AS bytes
     FROM pg_class WHERE relnamespace = 'lintel'::regnamespace AND relkind = 'r' GROUP BY 1 HAVING sum(reltuples) > 0 ORDER BY 1`,
  );
  for (const { what, bytes } of rows.filter((row) => row.what !== null && row.bytes > 1_000_000)) {
    const perYear = ((bytes / stores / days) * DAYS_OF_YEAR) / 1e6;
    console.log(`  ${what}: ${perYear.toFixed(1)} MB a store and year`);
  }
}
