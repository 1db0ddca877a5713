import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';

const SERIAL_PLACES = [
  '/proc/device-tree/serial-number',
  '/sys/class/dmi/id/product_uuid',
  '/etc/machine-id',
] as const;

/** Returns a text that identifies this board: its serial number, or else a digest of the machine id. */
export function boardSerial(): string {
  for (const place of SERIAL_PLACES) {
    try {
      const text = readFileSync(place, 'utf8').replaceAll('\0', '').trim();
      // The machine id must stay secret (systemd), so only its digest is returned.
      if (text !== '') return place === '/etc/machine-id' ? digest(text) : text;
    } catch {
      // Try the next file.
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

type Failure = Error & { readonly stderr?: string };

/** Sets host name and time zone of the machine. Returns a sentence for each failure. */
export async function nameMachine({ timezone, hostname }: MachineNames): Promise<string[]> {
  const steps = [
    ['timedatectl', 'set-timezone', timezone],
    ...(hostname === undefined ? [] : [['hostnamectl', 'set-hostname', hostname]]),
  ];
  const failures: string[] = [];
  for (const [program = '', ...arguments_] of steps) {
    await promisify(execFile)(program, arguments_, { timeout: 10_000 }).catch((error: Failure) => {
      // The program's error output is better than Node's message, which only repeats the command.
      const why = error.stderr?.trim() || error.message;
      failures.push(`${program} ${arguments_.join(' ')}: ${why.split('\n')[0]}`);
    });
  }
  return failures;
}
