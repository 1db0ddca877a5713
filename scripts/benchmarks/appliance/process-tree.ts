import { readdirSync, readFileSync } from 'node:fs';

/** Clock ticks a second in /proc: the same on every Linux. */
const TICKS_PER_S = 100;

export interface ProcessCost {
  readonly pid: number;
  readonly name: string;
  /** Its own pages, and its share of those that it has in common with others. */
  readonly pssMb: number;
  readonly rssMb: number;
  readonly cpuSec: number;
  /** Of those that it started and that have ended. */
  readonly endedSec: number;
}

/** A process and all that it started. */
export function processTree(pid: number): readonly ProcessCost[] {
  return [costOf(pid), ...listChildren(pid).flatMap(processTree)];
}

export function listChildren(pid: number): number[] {
  const tasks = readdirSync(`/proc/${pid}/task`);
  return tasks.flatMap((task) =>
    readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number),
  );
}

function costOf(pid: number): ProcessCost {
  const memory = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
  const mb = (field: string) =>
    (Number(new RegExp(`^${field}:\\s+(\\d+)`, 'm').exec(memory)?.[1] ?? 0) * 1024) / 1e6;
  const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The name in brackets may hold any character. User and system time are the 12th and 13th field after it. The next
  // two hold those of ended children.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return {
    pid,
    name: (words.find((word) => /\.m?js$/.test(word)) ?? words[0] ?? '').split('/').at(-1) ?? '',
    pssMb: mb('Pss'),
    rssMb: mb('Rss'),
    cpuSec: (Number(fields[11]) + Number(fields[12])) / TICKS_PER_S,
    endedSec: (Number(fields[13]) + Number(fields[14])) / TICKS_PER_S,
  };
}
