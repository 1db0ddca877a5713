import { readFileSync } from 'node:fs';
import { IS_BUILT, programFile } from '../files/program-files.ts';

const FOLDER = IS_BUILT ? 'dist/sql' : 'src/cloud/sql';

/** A statement of this folder, by its name. */
export function readSql(name: string): string {
  return readFileSync(programFile(`${FOLDER}/${name}.sql`), 'utf8');
}
