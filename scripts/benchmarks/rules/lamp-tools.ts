import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Stand-ins for libgpiod's tools, first on PATH: the lines' far ends, which note when each level came. */
export class LampTools {
  readonly #log: string;

  constructor(directory: string) {
    const folder = join(directory, 'tools');
    mkdirSync(folder);
    this.#log = join(folder, 'set.log');
    writeFileSync(this.#log, '');
    const tools = {
      gpiomon: 'echo "gpiomon (libgpiod) v2.2.1"',
      gpiodetect: 'echo "gpiochip0 [bench-chip] (28 lines)"',
      gpioset: `echo "$(date +%s%N) $3" >> ${this.#log}\nexec sleep 1000`,
    };
    for (const [name, body] of Object.entries(tools)) {
      const path = join(folder, name);
      writeFileSync(path, `#!/bin/sh\n${body}\n`);
      chmodSync(path, 0o755);
    }
    process.env['PATH'] = `${folder}:${process.env['PATH']}`;
  }

  /** Milliseconds of the wall clock, the line and its level. */
  read(): { readonly atMs: number; readonly line: number; readonly isHigh: boolean }[] {
    const rows = readFileSync(this.#log, 'utf8').trim().split('\n');
    return rows.map((row) => {
      const [ns = '', level = ''] = row.split(' ');
      return { atMs: Number(ns) / 1e6, line: Number(level.split('=')[0]), isHigh: level.endsWith('=1') };
    });
  }
}
