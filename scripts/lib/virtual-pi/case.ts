/**
 * A case of the virtual Pi is two files in scripts/virtual-pi.d:
 *
 * - `NAME.ts` exports `virtualPiCase`, the host's side: which hardware is plugged in, what the host does when the guest
 *   asks for it, and what is asserted from outside (what reached the broker, what is on a disk after a power cut).
 * - `NAME.sh` is the guest's side, started as root in /case. It begins with `source /case/lib.sh`, which gives
 *   `say TEXT`, `check WHAT COMMAND…` (an assertion), `wait_for SECONDS WHAT COMMAND…` (one that may take its time, and
 *   more of it where this machine has other work; where the time is what is asserted it is `check WHAT within SECONDS …`),
 *   `ask NAME WORDS…` (have the host do something; prints its answer), `lintel …` (with `program: true`: the built
 *   program for arm64 is /case/lintel), `start_udev`, and the guest's own hardware: `gpio_chip`, `gpio_set`,
 *   `bluetooth_on`, `bluetooth_off`, `camera_on`, `network_on`. See scripts/lib/virtual-pi/guest/lib.sh.
 *
 * `bench.boot` starts the guest with a job and resolves when it has switched itself off with every assertion held; it
 * throws when one failed, when the job did not end with status 0, or when the case's time is up. A case that has to
 * survive a reboot or a power cut boots several times on one `bench.disk()`. `scripts/virtual-pi NAME` runs it;
 * the console's text is kept in .cache/virtual-pi/logs.
 */
import type { Bench } from './bench.ts';
import type { Asks, Attach } from './devices.ts';

export interface VirtualPiCase {
  /** A sentence: what holds when it passes. */
  readonly title: string;
  /** For all of it. Emulated code is ten to twenty times slower than this machine's own, and the machine may be busy. */
  readonly timeoutSec: number;
  /** Part of `scripts/test`. */
  readonly isShort?: boolean;
  run(bench: Bench): Promise<void>;
}

export interface BootOptions {
  /** The guest's script, in scripts/virtual-pi.d. */
  readonly job: string;
  /** `quick` (the default) has no systemd and is up in a few seconds; `systemd` is a whole system. */
  readonly init?: 'quick' | 'systemd';
  /** The built program under /case/lintel. */
  readonly program?: boolean;
  /** Further files of /case: a text, or a file or folder of this machine. */
  readonly files?: Readonly<Record<string, string | { readonly from: string }>>;
  readonly devices?: readonly Attach[];
  /** What the guest can `ask` for beside what the devices offer. */
  readonly asks?: Asks;
  /** A root disk that keeps what is written, from `bench.disk()`. Without: a fresh one, thrown away. */
  readonly disk?: string;
  /** Where nobody pulls the plug: what the guest flushes does not wait for this machine's disk. */
  readonly isFlushIgnored?: boolean;
  readonly memoryMb?: number;
  /** A folder with another kernel than the guest's own: vmlinuz, and initrd.gz with all of its modules that the job needs. */
  readonly kernel?: string;
}

export interface BootReport {
  /** How it ended: switched itself off, or `ask power-cut`. */
  readonly ended: 'off' | 'power-cut';
  /** From the start of the emulator to the job's first line. */
  readonly bootSec: number;
}
