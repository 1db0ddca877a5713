import { execFileSync } from 'node:child_process';
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest';
import { createGpioOutputLink } from '../../src/links/gpio/gpio-output-link.ts';
import type { GpioOutputOptions, HeldLine } from '../../src/ports/gpio-output.ts';
import { HeldLines } from '../support/links/held-lines.ts';
import { tempDir } from '../support/temp-dir.ts';
import { until } from '../support/until.ts';

const path = process.env['PATH'];
let lines: HeldLines;
beforeEach(() => {
  lines = new HeldLines(tempDir());
});
afterEach(() => {
  process.env['PATH'] = path;
});

function hold(isHigh: boolean, options: Partial<GpioOutputOptions> = {}): HeldLine {
  const line = createGpioOutputLink().hold(
    { chip: HeldLines.chip, gpioLine: '17', onLoss: false, ...options },
    isHigh,
  );
  onTestFinished(() => line.close());
  return line;
}

const levels = () => lines.read().map(({ line, isHigh }) => `${line} ${isHigh ? 'high' : 'low'}`);
const isReady = (line: HeldLine) => () => line.problem === undefined;
/** Numbers of the processes that hold a line. */
const holders = () => execFileSync('pgrep', ['--parent', String(process.pid), 'perl'], { encoding: 'utf8' });

test('sets the first level when the line is taken, and each change in the same process', async () => {
  const line = hold(true);
  await until('the line is held', isReady(line));
  const holder = holders();
  line.set(false);
  await until('the change', () => levels().length === 2);
  expect(levels()).toEqual(['17 high', '17 low']);
  expect(holders()).toBe(holder);
});

test('keeps changes 250 ms apart and leaves out what is over by then', async () => {
  const line = hold(false);
  await until('the line is held', isReady(line));
  for (const isHigh of [true, false, true, false]) line.set(isHigh);
  await until('the last change', () => levels().length === 3);
  expect(levels()).toEqual(['17 low', '17 high', '17 low']);
  const [, on, off] = lines.read();
  expect((off?.atMs ?? 0) - (on?.atMs ?? 0)).toBeGreaterThan(200);
});

test.each([
  [true, ['17 low', '17 high']],
  [false, ['17 low', '17 low']],
  [undefined, ['17 low']],
])('leaves the level of a loss, %s, when it is closed', async (onLoss, told) => {
  const line = hold(false, { onLoss });
  await until('the line is held', isReady(line));
  await line.close();
  expect(levels()).toEqual(told);
});

test('keeps the last level when it is closed, also one that waits for the end of 250 ms', async () => {
  const line = hold(false, { onLoss: undefined });
  await until('the line is held', isReady(line));
  line.set(true);
  line.set(false);
  await line.close();
  expect(levels()).toEqual(['17 low', '17 high', '17 low']);
});

test.each([
  ['at rest', '', ['3 high', '3 low']],
  ['right after a change', 'line.set(false);', ['3 high', '3 low', '3 low']],
])('leaves the level of a loss when the gateway is killed %s', async (_when, act, told) => {
  // Time for the gateway to die while the kernel sets the level.
  lines = new HeldLines(tempDir(), 'select undef, undef, undef, .2; return 1');
  const script = `
    import { createGpioOutputLink } from '${import.meta.dirname}/../../src/links/gpio/gpio-output-link.ts';
    const options = { chip: '${HeldLines.chip}', gpioLine: '3', onLoss: false };
    const line = createGpioOutputLink().hold(options, true);
    setInterval(() => {
      if (line.problem !== undefined) return;
      ${act}
      process.kill(process.pid, 'SIGKILL');
    }, 10);`;
  expect(() => execFileSync(process.execPath, ['--input-type=module', '-e', script])).toThrow();
  await until('the level of a loss', () => levels().length === told.length);
  expect(levels()).toEqual(told);
});

test('lives through the signal that stops all processes of a service, for the last level', async () => {
  const line = hold(true);
  await until('the line is held', isReady(line));
  const holder = holders();
  process.kill(Number(holder), 'SIGTERM');
  line.set(false);
  await until('the change', () => levels().length === 2);
  expect(holders()).toBe(holder);
});

test('says that another program has the line, and takes it once that is gone', async () => {
  lines = new HeldLines(tempDir(), 'return 1 if -e "$ENV{FREE}"; $! = 16; return undef');
  process.env['FREE'] = `${lines.folder}/free`;
  const line = hold(true);
  await until('the problem', () => line.problem?.includes('in use by another program') === true);
  lines.write('free', '');
  await until('the line is held', isReady(line), 10_000);
});

test('names the line that the kernel refuses', async () => {
  lines = new HeldLines(tempDir(), '$! = 22; return undef');
  const line = hold(true);
  await until('the problem', () => line.problem?.includes('line 17 of null: Invalid argument') === true);
});

test.each([
  ['perl', 'exit 3', 'perl ended'],
  ['gpiodetect', 'echo "gpiochip0 [pinctrl-rp1] (54 lines)"', 'pinctrl-rp1 (gpiochip0)'],
])('says what is wrong with %s that does %s', async (tool, body, said) => {
  lines.write(tool, body);
  const line = hold(true);
  await until('the problem', () => line.problem?.includes(said) === true);
});
