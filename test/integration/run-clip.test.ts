import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { WindowSummary } from '../../src/core/metrics/summary.ts';
import { summaryMessage } from '../../src/ports/contract.ts';
import { runLintel, startLintel } from '../support/lintel.ts';
import type { Mosquitto, ReceivedMessage } from '../support/mosquitto.ts';
import { openSubscriber, startMosquitto } from '../support/mosquitto.ts';
import { isAbsent, MODELS, sharedPath, TABLE_CLIP } from '../support/shared-data.ts';
import { writeTableSettings } from '../support/table-settings.ts';

const FRAMES_PER_SECOND = 5;
const CLIP_SECONDS = 139.4;
const LEAD_MS = 5_000;
/** A window closes this long after its end, and travels a moment. */
const CLOSING_MS = 25_000;
const isSkipped = isAbsent(TABLE_CLIP, MODELS);

// The tests of this file run side by side, so nothing may be tidied up before the last of them is over.
const ROOM = mkdtempSync(join(tmpdir(), 'lintel-clip-'));
const newFolder = () => mkdtempSync(join(ROOM, 'gateway-'));
afterAll(() => rmSync(ROOM, { recursive: true, force: true }));

type ByStart = ReadonlyMap<string, WindowSummary>;

/** What the clip gives when nothing disturbs it. */
async function reference(startAt: number): Promise<ByStart> {
  const directory = newFolder();
  const config = writeTableSettings({ directory, framesPerSecond: FRAMES_PER_SECOND });
  const summaries = join(directory, 'summaries.ndjson');
  const input = ['-i', `table-cam=${sharedPath(TABLE_CLIP)}`, '--start', new Date(startAt).toISOString()];
  const { code, output } = await runLintel(['replay', '-c', config, ...input, '--summaries', summaries]);
  expect(code, output).toBe(0);
  const windows = readFileSync(summaries, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as WindowSummary);
  return new Map(windows.map((window) => [window.startAt, window]));
}

/** Every message keeps the contract; the highest revision of each window stands. Equal revisions must be equal. */
function received(messages: readonly ReceivedMessage[]): ByStart {
  const best = new Map<string, WindowSummary>();
  const seen = new Map<string, string>();
  for (const { topic, text } of messages) {
    if (!topic.endsWith('/summary')) continue;
    for (const { key, window } of summaryMessage.parse(JSON.parse(text)).windows) {
      const content = JSON.stringify(window);
      expect(seen.get(key) ?? content, `${key} came with two contents`).toBe(content);
      seen.set(key, content);
      if ((best.get(window.startAt)?.revision ?? 0) < window.revision) best.set(window.startAt, window);
    }
  }
  return best;
}

const numbers = ({ revision: _r, partial: _p, ...rest }: WindowSummary) => rest;
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, Math.max(0, ms)));
const nextMinute = () => Math.ceil((Date.now() + LEAD_MS) / 60_000) * 60_000;

async function liveSettings(broker: Mosquitto, startAt: number): Promise<string> {
  const { url, caFile } = broker;
  const directory = newFolder();
  const tls = caFile === undefined ? {} : { caFile };
  return writeTableSettings({
    directory,
    framesPerSecond: FRAMES_PER_SECOND,
    startAt,
    broker: { url, ...tls },
  });
}

describe.skipIf(isSkipped).concurrent('the gateway on the clip at real speed, over TLS', () => {
  test('a broker that is killed and restarted twice loses nothing and doubles nothing', {
    timeout: 420_000,
  }, async () => {
    const startAt = nextMinute();
    await using broker = await startMosquitto({ tls: true, persistence: true });
    await using subscriber = await openSubscriber({ ...broker, topic: 'lintel/#' });
    const lintel = startLintel(['run', '-c', await liveSettings(broker, startAt)]);
    await lintel.ready();
    for (const second of [40, 100]) {
      await sleep(startAt + second * 1000 - Date.now());
      await broker.kill();
      await sleep(3_000);
      await broker.start();
    }
    const expected = await reference(startAt);
    await sleep(startAt + CLIP_SECONDS * 1000 + CLOSING_MS - Date.now());
    const isComplete = (messages: readonly ReceivedMessage[]) => received(messages).size >= expected.size;
    await subscriber.until('every window', isComplete, 90_000).catch((error: Error) => {
      const had = [...received(subscriber.messages).keys()].join(', ');
      throw new Error(`${error.message}; had ${had}; the gateway said: ${lintel.output()}`);
    });
    lintel.kill('SIGTERM');
    expect(await lintel.exit()).toBe(0);
    const got = received(subscriber.messages);
    for (const [start, window] of expected) {
      expect(numbers(got.get(start) as WindowSummary)).toEqual(numbers(window));
    }
  });

  test('killed twice on the way: whole windows are the same, cut ones say so, none is missing', {
    timeout: 420_000,
  }, async () => {
    const startAt = nextMinute();
    await using broker = await startMosquitto({ tls: true, persistence: true });
    await using subscriber = await openSubscriber({ ...broker, topic: 'lintel/#' });
    const config = await liveSettings(broker, startAt);
    let lintel = startLintel(['run', '-c', config]);
    await lintel.ready();
    const cuts = [35, 95];
    for (const second of cuts) {
      await sleep(startAt + second * 1000 - Date.now());
      lintel.kill('SIGKILL');
      await lintel.exit();
      lintel = startLintel(['run', '-c', config]);
      await lintel.ready();
    }
    const expected = await reference(startAt);
    await sleep(startAt + CLIP_SECONDS * 1000 + CLOSING_MS - Date.now());
    const isComplete = (messages: readonly ReceivedMessage[]) => received(messages).size >= expected.size;
    await subscriber.until('every window', isComplete, 90_000).catch((error: Error) => {
      const had = [...received(subscriber.messages).keys()].join(', ');
      throw new Error(`${error.message}; had ${had}; the gateway said: ${lintel.output()}`);
    });
    lintel.kill('SIGTERM');
    expect(await lintel.exit()).toBe(0);
    const got = received(subscriber.messages);
    for (const [start, window] of expected) {
      const seen = got.get(start);
      expect(seen, `window ${start} is missing`).toBeDefined();
      if (seen === undefined) continue;
      const from = Date.parse(start) - startAt;
      const isCut = cuts.some((second) => second * 1000 >= from && second * 1000 < from + 60_000);
      if (isCut) expectCut(seen, window);
      else expect(numbers(seen)).toEqual(numbers(window));
    }
  });
});

/** Less coverage than undisturbed, visits at the cut censored, and never more than there was. */
function expectCut(seen: WindowSummary, whole: WindowSummary): void {
  expect(seen.sensors[0]?.coverage).toBeLessThan(whole.sensors[0]?.coverage ?? 0);
  const [zone] = seen.zones;
  expect(zone?.coverage).toBeLessThan(whole.zones[0]?.coverage ?? 0);
  expect(zone?.dwell?.censored).toBeGreaterThan(0);
  expect(zone?.presenceMs).toBeLessThan(whole.zones[0]?.presenceMs ?? 0);
}
