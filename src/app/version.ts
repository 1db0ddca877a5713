import { readFileSync } from 'node:fs';

/** As in package.json, which stands two folders up from both the sources and the build. */
export function readVersion(): string {
  const file = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(file) as { version: string }).version;
}
