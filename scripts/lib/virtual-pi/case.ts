/**
 * A case of the virtual Pi is two files in scripts/virtual-pi.d:
 *
 * - `NAME.ts` exports `virtualPiCase`, the host's side. It plugs in hardware and acts when the guest asks for it.
 *   It also asserts from outside what reached the broker, or what is on a disk after a power cut.
 * - `NAME.sh` is the guest's side, started as root in /case. It begins with `source /case/lib.sh`, which gives:
 *   `say TEXT`, `check WHAT COMMAND…` (an assertion),
 *   `wait_for SECONDS WHAT COMMAND…` (a patient assertion, with extra time where this machine is busy;
 *   to assert the time itself, use `check WHAT within SECONDS …`),
 *   `ask NAME WORDS…` (lets the host act; prints its answer),
 *   `lintel …` (with `program: true`: the built program for arm64 is /case/lintel),
 *   `start_udev`, and the guest's own hardware: `gpio_chip`, `gpio_set`,
 *   `bluetooth_on`, `bluetooth_off`, `camera_on`, `network_on`. See scripts/lib/virtual-pi/guest/lib.sh.
 *
 * `bench.boot` starts the guest with a job. It resolves when the guest has switched itself off and every assertion
 * held. It throws when an assertion failed, when the job ended with another status than 0, or when the case's time is
 * up. A case that must survive a reboot or a power cut boots several times on one `bench.disk()`. `scripts/virtual-pi
 * NAME` runs it; the console's text is kept in .cache/virtual-pi/logs.
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
  /** For cases without a power cut: the guest's flushes do not wait for this machine's disk. */
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
