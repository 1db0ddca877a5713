import pg from 'pg';

/** Counts as numbers and days as text, for one connection: the driver's own settings are of the whole process. */
export function plainValues(): pg.TypeOverrides {
  const types = new pg.TypeOverrides();
  types.setTypeParser(pg.types.builtins.INT8, Number);
  types.setTypeParser(pg.types.builtins.DATE, String);
  return types;
}
