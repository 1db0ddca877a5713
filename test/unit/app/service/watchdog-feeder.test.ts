import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { safeSettings } from '../../../../src/app/service/safe-mode.ts';
import { STEADY_MS, WatchdogFeeder } from '../../../../src/app/service/watchdog-feeder.ts';
import type { Settings } from '../../../../src/config/schema.ts';
import type { SensorState } from '../../../../src/ports/health.ts';
import { silentLog } from '../../../../src/system/log.ts';
import { RestartHistory } from '../../../../src/system/restart-history.ts';
import { FakeClock } from '../../../support/fake-clock.ts';
import { tempDir } from '../../../support/temp-dir.ts';

const VERSION = '1.0.0';

function watched(record: RestartHistory, { isSafe = false } = {}) {
  const clock = new FakeClock();
  const told: string[] = [];
  const state = { writable: true, sensors: ['up'] as SensorState[] };
  const watch = new WatchdogFeeder({
    status: () =>
      ({
        store: { writable: state.writable },
        sensors: state.sensors.map((sensor) => ({ state: sensor })),
      }) as never,
    manager: { watchdogMs: 60_000, notify: async (...lines) => void told.push(...lines) },
    record,
    clock,
    log: silentLog,
    isSafe: () => isSafe,
  });
  return { watch, clock, told, state };
}

/** As the package's record-exit leaves it. */
function ended(folder: string, how: string): void {
  writeFileSync(join(folder, 'last-exit'), `${how} 1767600000\n`);
}

function begun(...folders: string[]): RestartHistory {
  const record = new RestartHistory(folders);
  record.begin(VERSION);
  return record;
}

describe('the watchdog (F48)', () => {
  test('is fed while loop, store and one sensor of several are well', async () => {
    const { watch, told, state } = watched(begun(tempDir()));
    state.sensors = ['degraded', 'up'];
    expect(await watch.examine()).toBe(true);
    expect(told).toContain('WATCHDOG=1');
  });

  test('starves once the store fails, and the next start knows why', async () => {
    const folder = tempDir();
    const { watch, told, state } = watched(begun(folder));
    state.writable = false;
    expect(await watch.examine()).toBe(false);
    expect(told).toEqual([]);
    ended(folder, 'watchdog killed ABRT');
    expect(new RestartHistory([folder]).begin(VERSION)).toMatchObject({
      result: 'watchdog',
      reason: 'the store cannot be written',
    });
  });

  test('starves when no sensor has lived for ten minutes, not at the first pulled cable', async () => {
    const { watch, clock, state } = watched(begun(tempDir()));
    state.sensors = ['waiting'];
    await clock.advance(9 * 60_000);
    expect(await watch.examine()).toBe(true);
    await clock.advance(2 * 60_000);
    expect(await watch.examine()).toBe(false);
  });

  test('is fed again after a restart did not help, until the part has worked in between', async () => {
    const folder = tempDir();
    const first = watched(begun(folder));
    first.state.writable = false;
    await first.watch.examine();
    ended(folder, 'watchdog killed ABRT');
    const second = watched(begun(folder));
    second.state.writable = false;
    expect(await second.watch.examine()).toBe(true);
    second.state.writable = true;
    await second.watch.examine();
    await second.clock.advance(STEADY_MS);
    await second.watch.examine();
    second.state.writable = false;
    expect(await second.watch.examine()).toBe(false);
  });

  test('an end without a suspicion is a loop that stood still', () => {
    const folder = tempDir();
    begun(folder);
    ended(folder, 'watchdog killed ABRT');
    expect(new RestartHistory([folder]).begin(VERSION)?.reason).toBe('the event loop stood still');
  });
});

describe('restarts (F50)', () => {
  const crash = (folder: string): RestartHistory => {
    ended(folder, 'exit-code exited 1');
    return begun(folder);
  };

  test('five ends soon after the start lead to safe mode, all are counted', () => {
    const folder = tempDir();
    const loops = [1, 2, 3, 4, 5].map(() => crash(folder).isCrashLoop);
    expect(loops).toEqual([false, false, false, false, true]);
    expect(begun(folder).restarts).toBe(5);
  });

  test('a steady run ends the loop', () => {
    const folder = tempDir();
    for (let i = 0; i < 4; i++) crash(folder).steady();
    expect(crash(folder).isCrashLoop).toBe(false);
  });

  test('after an hour in safe mode one more crash leads back to it', () => {
    const folder = tempDir();
    for (let i = 0; i < 5; i++) crash(folder);
    const record = crash(folder);
    record.tryAgain();
    expect(record.isCrashLoop).toBe(false);
    expect(crash(folder).isCrashLoop).toBe(true);
  });

  test('another version is not held to the crashes of the one before', () => {
    const folder = tempDir();
    for (let i = 0; i < 5; i++) crash(folder);
    ended(folder, 'exit-code exited 1');
    const record = new RestartHistory([folder]);
    expect(record.begin('1.0.1')?.result).toBe('exit-code');
    expect([record.isCrashLoop, record.restarts]).toEqual([false, 6]);
    for (let i = 0; i < 5; i++) {
      ended(folder, 'exit-code exited 1');
      record.begin('1.0.1');
    }
    expect(record.isCrashLoop).toBe(true);
  });

  test('a stop by order counts for nothing', () => {
    const folder = tempDir();
    ended(folder, 'success exited 0');
    expect(new RestartHistory([folder]).begin(VERSION)).toBeUndefined();
    expect(begun(folder).restarts).toBe(0);
  });

  test('a disk that cannot be written hides neither count nor reason', () => {
    const [disk, memory] = [join(tempDir(), 'gone'), tempDir()];
    mkdirSync(disk);
    rmSync(disk, { recursive: true });
    for (let i = 0; i < 5; i++) {
      ended(memory, 'watchdog killed ABRT');
      begun(disk, memory);
    }
    expect(begun(disk, memory).isCrashLoop).toBe(true);
  });

  test.each(['', 'null', '{"restarts":"x"}', 'success', 'a b c d e f'])('takes %j for no record', (text) => {
    const folder = tempDir();
    writeFileSync(join(folder, 'restarts.json'), text);
    writeFileSync(join(folder, 'last-exit'), text);
    expect(new RestartHistory([folder]).begin(VERSION)).toBeUndefined();
    expect(JSON.parse(readFileSync(join(folder, 'restarts.json'), 'utf8'))).toMatchObject({ restarts: 0 });
  });

  test('safe mode opens no device and keeps broker and storage', () => {
    const settings = { sensors: [{ id: 'a', type: 'b' }], doors: [{}], mqtt: {}, storage: {} };
    expect(safeSettings(settings as unknown as Settings)).toMatchObject({ sensors: [], doors: [], mqtt: {} });
  });

  test('in safe mode only the event loop counts', async () => {
    const { watch, state } = watched(begun(tempDir()), { isSafe: true });
    state.writable = false;
    expect(await watch.examine()).toBe(true);
  });
});
