import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Used share of the service's own memory limit. Memory becomes short above 0.9, and is short until it falls below 0.7.
 */
const SHORT_SHARE = 0.9;
const EASED_SHARE = 0.7;
/** Free share of the device's memory. Memory becomes short below 0.06, and is short until it rises above 0.12. */
const SHORT_FREE_SHARE = 0.06;
const EASED_FREE_SHARE = 0.12;

export interface GaugeRoots {
  readonly cgroups?: string;
  readonly proc?: string;
}

/**
 * Returns a function that checks the memory: its result is a sentence for the technician while memory is short,
 * otherwise undefined. It checks the limit of the service's control group and the free memory of the device.
 */
export function createMemoryPressureCheck({
  cgroups = '/sys/fs/cgroup',
  proc = '/proc',
}: GaugeRoots = {}): () => string | undefined {
  let isShort = false;
  return () => {
    const own = ownShare(cgroups, proc);
    const free = freeShare(proc);
    const ownLimit = isShort ? EASED_SHARE : SHORT_SHARE;
    const freeLimit = isShort ? EASED_FREE_SHARE : SHORT_FREE_SHARE;
    const fault =
      own > ownLimit
        ? `the service uses ${percent(own)} of the memory it may have`
        : free < freeLimit
          ? `only ${percent(free)} of the machine’s memory is free`
          : undefined;
    isShort = fault !== undefined;
    return fault;
  };
}

/**
 * Returns the service's used share of its memory limit, without the file cache that the kernel can free. 0 when there
 * is no limit.
 */
function ownShare(cgroups: string, proc: string): number {
  const group = /^0::(\/.*)$/m.exec(read(join(proc, 'self', 'cgroup')))?.[1];
  if (group === undefined) return 0;
  const home = join(cgroups, group);
  const limit = Math.min(bytes(join(home, 'memory.high')), bytes(join(home, 'memory.max')));
  if (!Number.isFinite(limit) || limit <= 0) return 0;
  const cached = Number(/^inactive_file (\d+)$/m.exec(read(join(home, 'memory.stat')))?.[1] ?? 0);
  return (Number(read(join(home, 'memory.current'))) - cached) / limit;
}

function freeShare(proc: string): number {
  const text = read(join(proc, 'meminfo'));
  const kilobytes = (name: string): number =>
    Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(text)?.[1]);
  const share = kilobytes('MemAvailable') / kilobytes('MemTotal');
  return Number.isNaN(share) ? 1 : share;
}

/** Returns a number of bytes from a file; infinity when the file is missing or contains `max` (no limit). */
function bytes(path: string): number {
  const text = read(path).trim();
  return /^\d+$/.test(text) ? Number(text) : Number.POSITIVE_INFINITY;
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
