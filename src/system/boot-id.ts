import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** The kernel's id of this boot. Monotonic times are comparable only within one boot. */
export function bootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    return randomUUID();
  }
}
