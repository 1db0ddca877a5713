import { accessSync, constants, existsSync, statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Finding } from './finding.ts';
import { fault, ok, unknown, warning } from './finding.ts';
import type { Machine } from './machine.ts';

/** Free space needed in addition to the stored data: write-ahead log, settings, models, and the system's logs. */
const SPARE_BYTES = 256 * 1024 * 1024;

interface Mount {
  readonly device: string;
  readonly point: string;
  readonly type: string;
  readonly options: readonly string[];
}

/** Checks the data directory's disk: free space, mount, file system and wear. */
export function diskFindings(machine: Machine, directory: string, ringBytes: number): Finding[] {
  const mount = mountOf(machine, directory);
  return [
    directoryFinding(directory),
    roomFinding(directory, ringBytes),
    mountFinding(mount),
    errorsFinding(machine, mount),
    lifeFinding(machine),
    swapFinding(machine),
  ];
}

function directoryFinding(directory: string): Finding {
  const place = existing(directory);
  try {
    accessSync(place, constants.W_OK);
    return ok('data directory', place === directory ? directory : `${directory} will be made`);
  } catch {
    return fault(
      'data directory',
      `${place} is not writable by this user`,
      'Put sudo in front, or name a directory of this user’s in storage.directory.',
    );
  }
}

function roomFinding(directory: string, ringBytes: number): Finding {
  const { bavail, bsize } = statfsSync(existing(directory));
  const free = bavail * bsize;
  const found = `${megabytes(free)} free`;
  if (free >= ringBytes + SPARE_BYTES) return ok('disk space', found);
  const needed = `${megabytes(ringBytes + SPARE_BYTES)} are needed`;
  return warning('disk space', `${found}, ${needed}`, 'Free space, or lower storage.maxMegabytes.');
}

function mountFinding(mount: Mount | undefined): Finding {
  if (mount === undefined) return unknown('mount', 'the kernel does not say');
  const found = `${mount.device} on ${mount.point} (${mount.type})`;
  if (mount.options.includes('ro')) {
    return fault(
      'mount',
      `${found} is read-only`,
      'The card may be failing: look at dmesg, replace the card.',
    );
  }
  if (mount.options.includes('noatime') || mount.options.includes('relatime')) return ok('mount', found);
  return warning('mount', `${found} writes at every read`, 'Add noatime to its options in /etc/fstab.');
}

function errorsFinding(machine: Machine, mount: Mount | undefined): Finding {
  const name = mount?.device.split('/').at(-1) ?? '';
  const count = Number(machine.text(`/sys/fs/ext4/${name}/errors_count`) ?? Number.NaN);
  if (!Number.isFinite(count)) return unknown('file system errors', 'this file system does not count them');
  if (count === 0) return ok('file system errors', 'none');
  return fault('file system errors', `${count}`, 'Run fsck at the next start, and replace the card soon.');
}

/**
 * Reads the wear of an eMMC, in tenths of its lifetime (JEDEC); 0x0B means that the lifetime is exceeded. SD cards do
 * not report wear.
 */
function lifeFinding(machine: Machine): Finding {
  const used = machine
    .names('/sys/block')
    .flatMap((name) => (machine.text(`/sys/block/${name}/device/life_time`) ?? '').split(/\s+/))
    .filter((text) => /^0x[0-9a-f]+$/i.test(text))
    .map(Number);
  if (used.length === 0) return unknown('disk life', 'this disk does not say (SD cards never do)');
  const worst = Math.max(...used);
  const found = `about ${Math.min(100, worst * 10)} % used`;
  if (worst >= 0x0a) return fault('disk life', found, 'Replace it now.');
  if (worst >= 0x08) return warning('disk life', found, 'Plan its replacement.');
  return ok('disk life', found);
}

function swapFinding(machine: Machine): Finding {
  const areas = (machine.text('/proc/swaps') ?? '').split('\n').slice(1);
  const onDisk = areas
    .map((line) => line.split(/\s+/)[0] ?? '')
    .filter((path) => path !== '' && !/zram/.test(path));
  if (onDisk.length === 0) return ok('swap', areas.length === 0 ? 'none' : 'in memory only');
  return warning('swap', `on disk: ${onDisk.join(', ')}`, 'Wears the card: use zram instead.');
}

function mountOf(machine: Machine, directory: string): Mount | undefined {
  const mounts = (machine.text('/proc/mounts') ?? '').split('\n').map((line): Mount => {
    const [device = '', point = '', type = '', options = ''] = line.split(' ');
    return { device, point, type, options: options.split(',') };
  });
  const holds = ({ point }: Mount) => point === '/' || `${directory}/`.startsWith(`${point}/`);
  return mounts.filter(holds).sort((a, b) => b.point.length - a.point.length)[0];
}

/** Returns the path itself if it exists, otherwise its nearest parent that exists. */
function existing(path: string): string {
  return existsSync(path) || path === dirname(path) ? path : existing(dirname(path));
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1024 / 1024)} MB`;
}
