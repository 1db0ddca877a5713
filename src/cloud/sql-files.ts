import { readdirSync, readFileSync } from 'node:fs';
import { IS_BUILT, programFile } from '../files/program-files.ts';

const FOLDER = IS_BUILT ? 'dist/sql' : 'src/cloud/sql';

/** A statement of the folder of SQL, by its name. */
export function readSql(name: string): string {
  return readFileSync(programFile(`${FOLDER}/${name}.sql`), 'utf8');
}

/** All statements of a folder in it, in the order of their names. */
export function readSqlFolder(folder: string): string {
  const files = readdirSync(programFile(`${FOLDER}/${folder}`)).filter((file) => file.endsWith('.sql'));
  return files
    .sort()
    .map((file) => readSql(`${folder}/${file.slice(0, -4)}`))
    .join('\n');
}
