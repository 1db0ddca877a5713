import { readdirSync, readFileSync } from 'node:fs';
import { IS_BUILT, programFile } from '../files/program-files.ts';

const FOLDER = IS_BUILT ? 'dist/sql' : 'src/cloud/sql';

/** Reads an SQL statement by its name from the folder of SQL files. */
export function readSql(name: string): string {
  return readFileSync(programFile(`${FOLDER}/${name}.sql`), 'utf8');
}

/** Reads all statements of a subfolder, in the order of their names. */
export function readSqlFolder(folder: string): string {
  const files = readdirSync(programFile(`${FOLDER}/${folder}`)).filter((file) => file.endsWith('.sql'));
  return files
    .sort()
    .map((file) => readSql(`${folder}/${file.slice(0, -4)}`))
    .join('\n');
}
