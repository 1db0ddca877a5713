import type { TimeQuality } from '../../ports/clock.ts';
import type { Finding } from './finding.ts';
import { fault, ok, unknown, warning } from './finding.ts';
import type { Machine } from './machine.ts';

/** A clock that shows an earlier time was never set, because this program did not exist then. */
const EARLIEST = Date.UTC(2026, 0, 1);
const ENOUGH_ENTROPY_BITS = 128;

/** Checks the system clock, the hardware clock and the kernel's entropy. */
export function timeFindings(machine: Machine, now: number, quality: TimeQuality): Finding[] {
  return [clockFinding(now, quality), rtcFinding(machine), entropyFinding(machine)];
}

function clockFinding(now: number, quality: TimeQuality): Finding {
  const found = `${new Date(now).toISOString()}, ${quality}`;
  if (now < EARLIEST) {
    return fault('clock', found, 'Give it a network with a time server; TLS fails with a clock this old.');
  }
  if (quality === 'synced') return ok('clock', found);
  if (quality === 'holdover') return unknown('clock', `${found}: no systemd-timesyncd here`);
  return warning(
    'clock',
    found,
    'Allow NTP (UDP 123) to a time server; windows are stamped anew when it is set.',
  );
}

function rtcFinding(machine: Machine): Finding {
  if (machine.names('/sys/class/rtc').length > 0) return ok('clock over a power cut', 'a real-time clock');
  return unknown(
    'clock over a power cut',
    'no real-time clock: the time is unknown until the network gives it',
  );
}

function entropyFinding(machine: Machine): Finding {
  const bits = Number(machine.text('/proc/sys/kernel/random/entropy_avail') ?? Number.NaN);
  if (!Number.isFinite(bits)) return unknown('entropy', 'the kernel does not say');
  if (bits >= ENOUGH_ENTROPY_BITS) return ok('entropy', `${bits} bits`);
  return warning('entropy', `${bits} bits`, 'Wait a minute after the start before keys are made.');
}
