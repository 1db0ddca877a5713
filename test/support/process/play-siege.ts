import { execFile, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

export interface SiegeResult {
  readonly connections: number;
  readonly tries: number;
  readonly people: { readonly passed: number; readonly counted: number };
  readonly sales: { readonly posted: number; readonly accepted: number; readonly slowestMs: number };
  /** From opening the page to the live view, and for each page looked at, ms. */
  readonly technicianMs: readonly number[];
  readonly complaints: readonly string[];
  readonly mostDescriptors: number;
}

const SIEGE = join(import.meta.dirname, 'siege.ts');
/** Pairing, and five pages. */
const TECHNICIAN_STEPS = 6;
/** The unit allows 4,096; this many are left for sensors and files. */
const MOST_DESCRIPTORS = 400;

/** The attackers need addresses of their own, since those of this machine are never limited. */
export function canPlaySiege(): boolean {
  return spawnSync('unshare', ['-rn', 'ip', 'link', 'set', 'lo', 'up']).status === 0;
}

export async function playSiege(connections: number, tries: number): Promise<SiegeResult> {
  const words = ['-rn', process.execPath, SIEGE, String(connections), String(tries)];
  const { stdout } = await promisify(execFile)('unshare', words, { maxBuffer: 16 * 1024 * 1024 });
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '{}') as SiegeResult;
}

/** What did not continue; empty when all did. */
export function siegeFaults({
  people,
  sales,
  technicianMs,
  complaints,
  mostDescriptors,
}: SiegeResult): string[] {
  return [
    ...(people.passed > 3 && people.counted === people.passed
      ? []
      : [`${people.counted} of ${people.passed} people counted`]),
    ...(sales.accepted === sales.posted ? [] : [`${sales.accepted} of ${sales.posted} sales accepted`]),
    ...(technicianMs.length === TECHNICIAN_STEPS ? [] : ['the technician did not get through']),
    ...(mostDescriptors <= MOST_DESCRIPTORS ? [] : [`${mostDescriptors} descriptors in use`]),
    ...complaints,
  ];
}
