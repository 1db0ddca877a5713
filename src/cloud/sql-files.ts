import { readdirSync, readFileSync } from 'node:fs';
import { IS_BUILT, programFile } from '../files/program-files.ts';

const FOLDER = IS_BUILT ? 'dist/sql' : 'src/cloud/sql';

/** Reads an SQL statement by its file name without `.sql`. */
export function readSql(name: string): string {
  return readFileSync(programFile(`${FOLDER}/${name}.sql`), 'utf8');
}

/** Reads all statements of a subfolder and joins them in the order of their file names. */
export function readSqlFolder(folder: string): string {
  const files = readdirSync(programFile(`${FOLDER}/${folder}`)).filter((file) => file.endsWith('.sql'));
  return files
    .sort()
    .map((file) => readSql(`${folder}/${file.slice(0, -4)}`))
    .join('\n');
}
