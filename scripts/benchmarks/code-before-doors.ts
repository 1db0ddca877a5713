/** Tells whether a recording of what the doors are handed is out of date. */

import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { rolldown } from 'rolldown';

const SOURCE = join(import.meta.dirname, '..', '..', 'src');
/** People, sensors, cameras' tracks and the lines that they cross. */
const ENTRIES = [
  'sim/scenario/sim-store.ts',
  'app/sim/overhead-detector.ts',
  'core/engine/camera-tracker.ts',
  'core/engine/floor-tracker.ts',
  'core/positioning/staff-badge-matcher.ts',
];
/** What changes there reaches the doors in no way that the field bench judges. */
const BEHIND = /\/core\/(doors|metrics|rules|privacy|radios|feedback|insights|experiments|forecast)\//;

/** Returns a digest of the code that the doors get their observations from, without its comments. */
export async function digestCodeBeforeDoors(): Promise<string> {
  const bundle = await rolldown({
    input: ENTRIES.map((entry) => join(SOURCE, entry)),
    external: (id, importer) => BEHIND.test(id) || (importer !== undefined && /^[^./]/.test(id)),
    platform: 'node',
    logLevel: 'silent',
  });
  const { output } = await bundle.generate({ minify: true });
  const code = output.map((chunk) => (chunk.type === 'chunk' ? chunk.code : '')).sort();
  return createHash('sha256').update(code.join('\n')).digest('hex').slice(0, 12);
}
