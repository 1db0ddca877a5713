import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';

const SERIAL_PLACES = [
  '/proc/device-tree/serial-number',
  '/sys/class/dmi/id/product_uuid',
  '/etc/machine-id',
] as const;

/** A number that identifies this board among others: its serial number, or the machine id elsewhere. */
export function boardSerial(): string {
  for (const place of SERIAL_PLACES) {
    try {
      const text = readFileSync(place, 'utf8').replaceAll('\0', '').trim();
      // A machine id is a secret of the system: only a digest of it may leave this function.
      if (text !== '') return place === '/etc/machine-id' ? digest(text) : text;
    } catch {
      // The next place.
    }
  }
  return 'unknown';
}

function digest(text: string): string {
  return createHash('sha256').update(`lintel ${text}`).digest('hex').slice(0, 16);
}

export interface MachineNames {
  readonly timezone: string;
  readonly hostname?: string;
}

/** Gives the machine its name and its time zone. Returns what could not be done, in words. */
export async function nameMachine({ timezone, hostname }: MachineNames): Promise<string[]> {
  const steps = [
    ['timedatectl', 'set-timezone', timezone],
    ...(hostname === undefined ? [] : [['hostnamectl', 'set-hostname', hostname]]),
  ];
  const failures: string[] = [];
  for (const [program = '', ...arguments_] of steps) {
    await promisify(execFile)(program, arguments_, { timeout: 10_000 }).catch((error: Error) => {
      failures.push(`${program} ${arguments_.join(' ')}: ${error.message.split('\n')[0]}`);
    });
  }
  return failures;
}
