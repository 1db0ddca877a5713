import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createGpioLink } from '../../src/links/gpio/gpio-link.ts';
import { createOnoffLink } from '../../src/links/gpio/onoff-link.ts';
import type { GpioEdge, GpioOptions } from '../../src/ports/links.ts';
import { FakeGpioTools } from '../support/links/fake-gpio-tools.ts';
import { tempDir } from '../support/temp-dir.ts';
import { until } from '../support/until.ts';

const PAIR: GpioOptions = { chip: 'pinctrl-bcm2711', lines: ['GPIO17', 'GPIO27'], bias: 'pull-up' };

function watch(options = PAIR, link = createGpioLink()) {
  const abort = new AbortController();
  onTestFinished(() => abort.abort());
  const edges: GpioEdge[] = [];
  let error: unknown;
  const done = (async () => {
    try {
      for await (const edge of link.edges(options, abort.signal)) edges.push(edge);
    } catch (caught) {
      error = caught;
    }
  })();
  return {
    edges,
    done,
    abort: () => abort.abort(),
    get error() {
      return error;
    },
  };
}

describe('gpiomon (F43)', () => {
  test('is asked in the words of version 1', async () => {
    const tools = new FakeGpioTools(1);
    tools.gpiomon('echo "0 17 100 5000000"; echo "1 27 100 250000000"; exec sleep 60');
    const watching = watch();
    await until('two edges', () => watching.edges.length === 2);
    expect(tools.calls('gpiomon')).toEqual(['-b --format=%e %o %s %n -B pull-up gpiochip0 17 27']);
    expect(watching.edges).toEqual([
      { line: 'GPIO17', rising: false, monotonicMs: 100_005 },
      { line: 'GPIO27', rising: true, monotonicMs: 100_250 },
    ]);
  });

  test('is asked in the words of version 2', async () => {
    const tools = new FakeGpioTools(2);
    tools.gpiomon('echo "2 17 100.005000000"; echo "1 27 100.250000000"; exec sleep 60');
    const watching = watch();
    await until('two edges', () => watching.edges.length === 2);
    expect(tools.calls('gpiomon')).toEqual([
      '-c gpiochip0 -e both -E monotonic -F %e %o %S -b pull-up 17 27',
    ]);
    expect(watching.edges).toEqual([
      { line: 'GPIO17', rising: false, monotonicMs: 100_005 },
      { line: 'GPIO27', rising: true, monotonicMs: 100_250 },
    ]);
  });

  test.each([
    [1, '-B pull-up gpiochip0 17 27'],
    [2, '--numeric -c gpiochip0 -b pull-up 17 27'],
  ] as const)('gpioget reads the levels in version %i', async (version, words) => {
    const tools = new FakeGpioTools(version);
    tools.gpioget('1 0');
    expect(await createGpioLink().levels(PAIR)).toEqual([true, false]);
    expect(tools.calls('gpioget')).toEqual([words]);
  });

  test('takes line numbers as they are, and a chip by its name', async () => {
    const tools = new FakeGpioTools(2);
    expect(await createGpioLink().levels({ chip: 'gpiochip1', lines: ['3', '4'] })).toEqual([true, true]);
    expect(tools.calls('gpioget')).toEqual(['--numeric -c gpiochip1 3 4']);
  });

  test('names the package to install when it is missing', async () => {
    const tools = new FakeGpioTools(1);
    process.env['PATH'] = tempDir();
    expect(tools.directory).not.toBe(process.env['PATH']);
    const watching = watch();
    await watching.done;
    expect(watching.error).toMatchObject({
      code: 'LINK_NOT_FOUND',
      message: expect.stringContaining('apt install gpiod'),
    });
  });

  test('that dies is a lost link, with what it said last', async () => {
    const tools = new FakeGpioTools(2);
    tools.gpiomon('echo "1 17 1.000000000"; echo "error reading line events: No such device" >&2; exit 1');
    const watching = watch();
    await watching.done;
    expect(watching.edges).toHaveLength(1);
    expect(watching.error).toMatchObject({
      code: 'LINK_LOST',
      message: expect.stringContaining('No such device'),
    });
  });

  test('that finds a line busy says so', async () => {
    const tools = new FakeGpioTools(2);
    tools.gpiomon(
      'echo "gpiomon: unable to request lines on chip gpiochip0: Device or resource busy" >&2; exit 1',
    );
    const watching = watch();
    await watching.done;
    expect(watching.error).toMatchObject({
      code: 'LINK_NOT_FOUND',
      message: expect.stringContaining('in use'),
    });
  });

  test('skips junk between valid lines', async () => {
    const tools = new FakeGpioTools(2);
    tools.gpiomon(
      'echo "Monitoring lines"; echo "1 99 1.000000000"; echo "7 17 x"; head -c 3000 /dev/urandom; echo; echo "1 17 2.000000000"; exec sleep 60',
    );
    const watching = watch();
    await until('the edge', () => watching.edges.length === 1);
    expect(watching.edges).toEqual([{ line: 'GPIO17', rising: true, monotonicMs: 2_000 }]);
  });

  test('is stopped by the abort', async () => {
    const tools = new FakeGpioTools(2);
    tools.gpiomon(`echo $$ > ${tools.directory}/pid; exec sleep 60`);
    const watching = watch();
    await until('gpiomon runs', () => readdirSync(tools.directory).includes('pid'));
    await until('its pid', () => readFileSync(join(tools.directory, 'pid'), 'utf8') !== '');
    const pid = readFileSync(join(tools.directory, 'pid'), 'utf8').trim();
    watching.abort();
    await watching.done;
    expect(watching.error).toBeUndefined();
    await until('gpiomon is gone', () => {
      try {
        return readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');
      } catch {
        return true;
      }
    });
  });

  test('names the chips there are when the one asked for is not', async () => {
    new FakeGpioTools(2);
    const watching = watch({ ...PAIR, chip: 'pinctrl-rp1' });
    await watching.done;
    expect(watching.error).toMatchObject({
      code: 'LINK_NOT_FOUND',
      message: expect.stringContaining('pinctrl-bcm2711 (gpiochip0)'),
    });
  });

  test('takes a chip that is listed twice, under its own name and a link’s, for one', async () => {
    new FakeGpioTools(1, 'gpiochip0 [pinctrl-rp1] (54 lines)\\ngpiochip0 [pinctrl-rp1] (54 lines)\\n');
    expect(await createGpioLink().levels({ ...PAIR, chip: 'pinctrl-rp1' })).toEqual([true, true]);
  });

  test('refuses to choose between two chips of one label', async () => {
    new FakeGpioTools(2, 'gpiochip2 [ftdi-cbus] (4 lines)\\ngpiochip3 [ftdi-cbus] (4 lines)\\n');
    const watching = watch({ ...PAIR, chip: 'ftdi-cbus', lines: ['0'] });
    await watching.done;
    expect(watching.error).toMatchObject({
      code: 'LINK_AMBIGUOUS',
      message: expect.stringContaining('gpiochip2 and gpiochip3'),
    });
  });
});

describe('a bouncing line (F44)', () => {
  test('gives one edge per debounce time, then the level it rests at', async () => {
    const tools = new FakeGpioTools(2);
    // 10 kHz for half a second, ending low; then a clean edge of the other line.
    tools.gpiomon(
      `awk 'BEGIN { for (i = 0; i < 5000; i++) printf "%d 17 1.%09d\\n", (i % 2) ? 2 : 1, i * 100000; print "1 27 9.000000000" }'; exec sleep 60`,
    );
    const watching = watch({ ...PAIR, debounceMs: 10 });
    await until('the clean edge', () => watching.edges.some(({ line }) => line === 'GPIO27'));
    const bouncing = watching.edges.filter(({ line }) => line === 'GPIO17');
    expect(bouncing.length).toBeLessThanOrEqual(60);
    expect(bouncing.length).toBeGreaterThan(20);
    expect(bouncing.at(-1)?.rising).toBe(false);
    const times = watching.edges.map(({ monotonicMs }) => monotonicMs);
    expect(times).toEqual([...times].sort((a, b) => a - b));
  });

  test('comes to rest without another edge', async () => {
    const tools = new FakeGpioTools(1);
    tools.gpiomon('printf "1 17 1 0\\n0 17 1 3000000\\n"; exec sleep 60');
    const watching = watch({ ...PAIR, debounceMs: 10 });
    await until('the level at rest', () => watching.edges.length === 2);
    expect(watching.edges).toEqual([
      { line: 'GPIO17', rising: true, monotonicMs: 1_000 },
      { line: 'GPIO17', rising: false, monotonicMs: 1_010 },
    ]);
  });
});

describe('onoff', () => {
  /** `class/gpio` of a kernel that numbers its chips from 512. */
  function sysfs() {
    const root = tempDir();
    for (const [name, label, base] of [
      ['gpiochip512', 'pl061', '512'],
      ['gpiochip520', 'pinctrl-bcm2711', '520'],
    ] as const) {
      mkdirSync(join(root, name));
      writeFileSync(join(root, name, 'label'), `${label}\n`);
      writeFileSync(join(root, name, 'base'), `${base}\n`);
    }
    return root;
  }

  test('names the chips there are when the one asked for is not', async () => {
    await expect(
      createOnoffLink(sysfs()).levels({ chip: 'pinctrl-rp1', lines: ['17'] }),
    ).rejects.toMatchObject({
      code: 'LINK_NOT_FOUND',
      message: expect.stringContaining('pl061, pinctrl-bcm2711'),
    });
  });

  test('says what to install where it is not', async () => {
    await expect(createOnoffLink(sysfs()).levels(PAIR)).rejects.toMatchObject({
      code: 'LINK_NOT_FOUND',
      message: expect.stringContaining('npm install onoff'),
    });
  });
});
