import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { tempDir } from '../temp-dir.ts';

/** Scripts that stand in for libgpiod's tools, first on PATH until the test is over. */
export class FakeGpioTools {
  readonly directory = tempDir();

  constructor(
    version: 1 | 2,
    chips = 'gpiochip0 [pinctrl-bcm2711] (58 lines)\\ngpiochip1 [raspberrypi-exp-gpio] (8 lines)\\n',
  ) {
    const path = process.env['PATH'];
    process.env['PATH'] = `${this.directory}:${path}`;
    onTestFinished(() => {
      process.env['PATH'] = path;
    });
    this.write('gpiodetect', `printf '${chips}'`);
    const tab =
      version === 1 ? '      "%s"       unused   input  active-high \\n' : '\\t"%s"        \\tinput\\n';
    this.write(
      'gpioinfo',
      `printf 'gpiochip0 - 58 lines:\\n'; printf '\\tline  17:${tab}' GPIO17; printf '\\tline  27:${tab}' GPIO27`,
    );
    this.#version = version === 1 ? 'v1.6.3' : 'v2.2.1';
    this.gpiomon('exec sleep 60');
    this.gpioget('1 1');
  }

  readonly #version: string;

  /** What gpiomon does once it is asked for more than its version. */
  gpiomon(body: string): void {
    this.write(
      'gpiomon',
      `if [ "$1" = --version ]; then echo "gpiomon (libgpiod) ${this.#version}"; exit; fi\n${this.#log('gpiomon')}\n${body}`,
    );
  }

  gpioget(output: string): void {
    this.write('gpioget', `${this.#log('gpioget')}\necho '${output}'`);
  }

  /** The arguments of each call of a tool, version questions left out. */
  calls(tool: string): string[] {
    return readFileSync(join(this.directory, `${tool}.log`), 'utf8')
      .trim()
      .split('\n');
  }

  write(tool: string, body: string): void {
    const path = join(this.directory, tool);
    writeFileSync(path, `#!/bin/sh\n${body}\n`);
    chmodSync(path, 0o755);
  }

  #log(tool: string): string {
    return `echo "$*" >> ${join(this.directory, `${tool}.log`)}`;
  }
}
