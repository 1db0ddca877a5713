import { execFileSync, spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createGpioLink } from '../../src/links/gpio/gpio-link.ts';
import { createModbusLink } from '../../src/links/serial/modbus-link.ts';
import { createSerialLink } from '../../src/links/serial/serial-link.ts';
import { runCommandLine } from '../support/process/run-cli.ts';
import { tempDir } from '../support/temp-dir.ts';
import { until } from '../support/until.ts';

const CASES = join(import.meta.dirname, '..', '..', '..', 'shared', 'data', 'field-cases');

interface Told {
  readonly kind: string;
  readonly line?: string;
  readonly direction?: 'in' | 'out';
  readonly count?: number;
}

/** The facts of a replayed recording. */
async function replay(settings: string, ...inputs: readonly string[]): Promise<Told[]> {
  const facts = join(tempDir(), 'facts.jsonl');
  const words = inputs.flatMap((input) => [
    ...['--input', input],
    ...(input.endsWith('.txt') ? ['--fps', '10'] : []),
  ]);
  const { code, output } = await runCommandLine('replay', '-c', settings, ...words, '--facts', facts);
  expect(code, output).toBe(0);
  const lines = readFileSync(facts, 'utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as Told);
}

function people(facts: readonly Told[], kind: string, direction?: 'in' | 'out'): number {
  const own = facts.filter(
    (fact) => fact.kind === kind && (direction === undefined || fact.direction === direction),
  );
  return own.reduce((sum, { count = 1 }) => sum + count, 0);
}

describe.skipIf(!existsSync(CASES))('inputs of real installations', () => {
  test.each(['lost-digit', 'midnight-reset', 'momentary-zero-minute', 'restart-after-600s'])(
    'a counter invents nobody: %s',
    async (name) => {
      const store = join(CASES, 'counter', 'store.yaml');
      const facts = await replay(store, `door-counter=${join(CASES, 'counter', `${name}.jsonl`)}`);
      const lines = readFileSync(join(CASES, 'counter', `${name}.jsonl`), 'utf8').split('\n');
      const read = lines.filter((line) => line.includes('CounterRead')).map((line) => JSON.parse(line));
      const rises = (key: 'entered' | 'left') =>
        read.reduce((sum, reading, i) => sum + Math.max(0, reading[key] - (read[i - 1] ?? reading)[key]), 0);
      const isRestart = name === 'restart-after-600s';
      const after = (key: 'entered' | 'left') => (isRestart ? rises(key) : 0);
      expect(people(facts, 'DoorCrossed', 'in')).toBeLessThanOrEqual(after('entered'));
      expect(people(facts, 'DoorCrossed', 'out')).toBeLessThanOrEqual(after('left'));
    },
  );

  test('two counters side by side add up once each sees a part', async () => {
    const folder = tempDir();
    const text = readFileSync(join(CASES, 'counter', 'two-counters.yaml'), 'utf8');
    const recording = join(folder, 'both.jsonl');
    const packed = join(CASES, 'counter', 'two-halves.jsonl.gz');
    writeFileSync(recording, gunzipSync(readFileSync(packed)));
    const store = join(folder, 'store.yaml');
    const parts = 'sources: [{ sensor: left, sees: part }, { sensor: right, sees: part }]';
    writeFileSync(store, text.replace('sensors: [left, right]', parts));
    const halves = ['left', 'right'].map((id) => {
      const own = join(folder, `${id}.jsonl`);
      const lines = readFileSync(recording, 'utf8').split('\n');
      const isOwn = (line: string) => line.includes('lintelRecording') || line.includes(`"${id}"`);
      writeFileSync(own, `${lines.filter(isOwn).join('\n')}\n`);
      return `${id}=${own}`;
    });
    const facts = await replay(store, ...halves);
    expect(people(facts, 'DoorCrossed', 'in')).toBe(345);
  });

  test.each([
    ['along', 0],
    ['straight-down', 1],
    ['uturn', 0],
    ['greeter-sigma4', 0],
  ])('a line counts %s %i times', async (name, right) => {
    const input = `cam=${join(CASES, 'lines', `${name}.txt`)}`;
    const store = join(CASES, 'lines', 'store.yaml');
    const facts = await replay(store, input);
    const crossed = facts.filter(({ kind }) => kind === 'LineCrossed').map(({ line }) => line);
    for (const line of ['gate', 'tol']) expect(crossed.filter((each) => each === line)).toHaveLength(right);
    // Two lines that are joined count a path through their corner once.
    expect(crossed.filter((each) => each === 'a' || each === 'b')).toHaveLength(right);
  });

  test('beams on a chip that is listed twice work', async () => {
    const tools = tempDir();
    execFileSync('sh', [join(CASES, 'gpio', 'fake-gpiod1.sh'), tools]);
    const path = process.env['PATH'];
    process.env['PATH'] = `${tools}:${path}`;
    onTestFinished(() => {
      process.env['PATH'] = path;
    });
    const pair = { chip: 'pinctrl-rp1', lines: ['GPIO17', 'GPIO27'] };
    expect(await createGpioLink().levels(pair)).toEqual([true, true]);
  });

  test('a slow Modbus unit’s answer is never taken for that of another question', async () => {
    const [near, far] = [join(tempDir(), 'near'), join(tempDir(), 'far')];
    const cable = spawn('socat', [`pty,link=${near},rawer`, `pty,link=${far},rawer`], { stdio: 'ignore' });
    await until('the cable is there', () => existsSync(near) && existsSync(far));
    const slave = spawn('python3', [join(CASES, 'modbus', 'slow_slave.py'), far, '0.3', '4'], {
      stdio: 'ignore',
    });
    onTestFinished(() => {
      slave.kill();
      cable.kill();
    });
    const bus = await createModbusLink(createSerialLink()).openBus(
      { path: near, baudRate: 9_600 },
      new AbortController().signal,
    );
    const answers: { readonly register: number; readonly value: number | undefined }[] = [];
    for (let i = 0; i < 14; i++) {
      const register = i % 2 === 0 ? 10 : 20;
      const words = await bus.read({ unit: 1, table: 'holding', address: register, count: 1 });
      answers.push({ register, value: words?.[0] });
      await sleep(100);
    }
    await bus.close();
    const values = (of: number) =>
      answers.flatMap(({ register, value }) => (register === of && value !== undefined ? [value] : []));
    expect(Math.min(...values(10))).toBeGreaterThanOrEqual(5_000);
    expect(Math.max(...values(20))).toBeLessThan(400);
    // The late answer is waited for, and the unit asked again.
    expect(answers.filter(({ value }) => value === undefined).length).toBeGreaterThan(0);
    expect(answers.at(-1)?.value).toBeDefined();
  });

  test('two sensors on one bus never get each other’s answers, however slow some are', async () => {
    const [near, far] = [join(tempDir(), 'near'), join(tempDir(), 'far')];
    const cable = spawn('socat', [`pty,link=${near},rawer`, `pty,link=${far},rawer`], { stdio: 'ignore' });
    await until('the cable is there', () => existsSync(near) && existsSync(far));
    const slave = spawn('python3', [join(CASES, 'modbus', 'two_channel_slave.py'), far], { stdio: 'ignore' });
    onTestFinished(() => {
      slave.kill();
      cable.kill();
    });
    const link = createModbusLink(createSerialLink());
    const read = async (registers: readonly number[]) => {
      const bus = await link.openBus({ path: near, baudRate: 9_600 }, new AbortController().signal);
      const answers: [register: number, value: number | undefined][] = [];
      for (let i = 0; i < 12; i++) {
        const address = registers[i % registers.length] ?? 0;
        const words = await bus.read({ unit: 1, table: 'holding', address, count: 1 });
        answers.push([address, words?.[0]]);
        await sleep(400);
      }
      await bus.close();
      return answers;
    };
    const told = (await Promise.all([read([10, 11]), read([20, 21])])).flat();
    const right = new Map([
      [10, 40],
      [11, 38],
      [20, 45],
      [21, 44],
    ]);
    const answered = told.filter(([, value]) => value !== undefined);
    expect(answered.length).toBeGreaterThan(6);
    for (const [register, value] of answered) expect(value).toBe(right.get(register));
  });

  test('what no sensor can feed is refused', async () => {
    const { code, output } = await runCommandLine('check', join(CASES, 'shops', 'uncal.yaml'));
    expect(code).toBe(78);
    expect(output).toMatch(/calibrat/);
  });
});
