import { readFileSync } from 'node:fs';
import { programFile } from '../../files/program-files.ts';

/** Returns the version in package.json. */
export function readVersion(): string {
  const file = readFileSync(programFile('package.json'), 'utf8');
  return (JSON.parse(file) as { version: string }).version;
}
