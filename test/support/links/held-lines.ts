import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface HeldLevel {
  /** Milliseconds of the wall clock. */
  readonly atMs: number;
  readonly line: number;
  readonly isHigh: boolean;
}

/**
 * A GPIO chip of 28 lines that logs each level with its time. Puts stand-ins first on PATH: the tools that find the chip, and
 * the real Perl with another call of the kernel.
 */
export class HeldLines {
  static readonly chip = 'test-chip';
  readonly folder: string;
  readonly #log: string;

  /** `calls`: what the kernel does with a call, in Perl; by default it obeys. */
  constructor(directory: string, calls = 'return 1') {
    this.folder = join(directory, 'tools');
    mkdirSync(this.folder);
    this.#log = join(this.folder, 'set.log');
    writeFileSync(this.#log, '');
    this.write('gpiomon', 'echo "gpiomon (libgpiod) v2.2.1"');
    // In /dev there must be something of the chip's name that can be opened.
    this.write('gpiodetect', `echo "null [${HeldLines.chip}] (28 lines)"`);
    this.write('perl', `exec /usr/bin/perl -e '${this.#kernel(calls)}' "$@"`);
    process.env['PATH'] = `${this.folder}:${process.env['PATH']}`;
  }

  write(tool: string, body: string): void {
    const path = join(this.folder, tool);
    writeFileSync(path, `#!/bin/sh\n${body}\n`);
    chmodSync(path, 0o755);
  }

  read(): HeldLevel[] {
    const rows = readFileSync(this.#log, 'utf8').split('\n').slice(0, -1);
    return rows.map((row) => {
      const [seconds, line, level] = row.split(' ').map(Number);
      return { atMs: 1000 * (seconds ?? 0), line: line ?? 0, isHigh: level === 1 };
    });
  }

  /** The first offset and the first levels of a request; then the levels of each change. */
  #kernel(calls: string): string {
    return `BEGIN {
      use Time::HiRes; my $line;
      *CORE::GLOBAL::ioctl = sub (*$$) {
        my $is_request = $_[1] == 0xC250B407;
        $line = unpack "L", $_[2] if $is_request;
        my $level = $is_request ? unpack("x328 Q", $_[2]) : unpack("Q", $_[2]);
        open my $log, ">>", "${this.#log}";
        syswrite $log, sprintf("%.6f %d %d\\n", Time::HiRes::time(), $line, $level);
        ${calls};
      };
    }`;
  }
}
