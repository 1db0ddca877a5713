import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { WindowSummary } from '../../../src/core/model/window-summary.ts';
import { adaptSummary } from '../../../src/core/privacy/adapt-summary.ts';
import { EgressGate } from '../../../src/core/privacy/egress-gate.ts';
import type { PassedRow } from '../../../src/core/privacy/passed-row.ts';
import type { CountRow, IndoorRow } from '../../../src/core/privacy/rows.ts';
import { strictMessage } from '../../../src/ports/messages/messages.ts';
import type { Mosquitto, ReceivedMessage } from '../links/mosquitto.ts';
import { openSubscriber, startMosquitto } from '../links/mosquitto.ts';
import { writeTableSettings } from '../links/table-settings.ts';
import type { LintelProcess } from '../lintel.ts';
import { runLintel, startLintel } from '../lintel.ts';
import { sharedPath, TABLE_CLIP } from '../shared-data.ts';

const FRAMES_PER_SECOND = 3;
/** A window closes this long after its end, and travels a moment. */
const LATENESS_SECONDS = 8;
const TRAVEL_MS = 3_000;
const ARRIVAL_MS = 90_000;
/** From the start of the program to its first frame, with a core to itself or without. */
const LEAD_MS = 5_000;
const BROKER_DOWN_MS = 4_000;

export interface ClipRun {
  readonly clip: string;
  readonly clipSeconds: number;
  readonly windowSeconds: 30 | 60;
  /** When the clip is played as if it was being filmed. */
  readonly startAt: number;
  /** A new folder that lives as long as the run. */
  readonly newFolder: () => string;
}

/** The count row and the indoor row of one window. */
export type WindowRows = CountRow & IndoorRow;
export type ByStart = ReadonlyMap<string, WindowRows>;

/** The first seconds of the clip of the display table, frames untouched. */
export function cutTableClip(path: string, seconds: number): string {
  const copy = ['-t', String(seconds), '-c', 'copy', '-an', path];
  execFileSync('ffmpeg', ['-v', 'error', '-y', '-i', sharedPath(TABLE_CLIP), ...copy]);
  return path;
}

/** The next border between windows that leaves time to get ready. */
export function nextStart(windowSeconds: number): number {
  const durationMs = windowSeconds * 1000;
  return Math.ceil((Date.now() + LEAD_MS) / durationMs) * durationMs;
}

/** What the clip gives when nothing disturbs it. */
export async function undisturbed(run: ClipRun): Promise<ByStart> {
  const directory = run.newFolder();
  const summaries = join(directory, 'summaries.ndjson');
  const input = ['-i', `table-cam=${run.clip}`, '--start', new Date(run.startAt).toISOString()];
  const { code, output } = await runLintel([
    ...['replay', '-c', settingsOf(run, directory), ...input, '--summaries', summaries],
  ]);
  if (code !== 0) throw new Error(output);
  const lines = readFileSync(summaries, 'utf8').trim().split('\n');
  const windows = lines.map((line) => JSON.parse(line) as WindowSummary);
  return joined(windows.flatMap((window) => rowsOf(window)));
}

/** What leaves of one window when nothing waits. */
function rowsOf(window: WindowSummary): readonly PassedRow['row'][] {
  const gate = new EgressGate({
    settings: { minimumCount: 1, storeEvery: 'window', indoorEvery: 'window' },
    knownIds: new Set([...window.zones.map(({ zone }) => zone), ...window.lines.map(({ line }) => line)]),
    ...{ def: '00000000', offsetAt: () => 0 },
  });
  return gate.pass(adaptSummary(window, { doorLines: new Set() })).map(({ row }) => row);
}

/** Highest revisions of count rows, each with the indoor row of the same time. */
function joined(rows: readonly PassedRow['row'][]): ByStart {
  const best = new Map<string, WindowRows>();
  for (const row of rows) {
    if ('day' in row || 'k' in row) continue;
    const known = best.get(row.from);
    const isOld = 'rev' in row && (known?.rev ?? 0) > row.rev;
    if (!isOld) best.set(row.from, { ...known, ...row } as WindowRows);
  }
  return best;
}

/** The gateway on the clip at real speed against a Mosquitto over TLS that is killed at these seconds of the clip. */
export async function withBrokerKilled(
  run: ClipRun,
  seconds: readonly number[],
  expected: () => Promise<ByStart>,
): Promise<ByStart> {
  return await live(run, expected, async (lintel, broker) => {
    await lintel.ready();
    for (const second of seconds) {
      await untilSecond(run, second);
      await broker.kill();
      await sleep(BROKER_DOWN_MS);
      await broker.start();
    }
    return lintel;
  });
}

/** The same with the gateway killed; `readyMs` hears how long it took each time to be READY again. */
export async function withGatewayKilled(
  run: ClipRun,
  seconds: readonly number[],
  expected: () => Promise<ByStart>,
  readyMs: (ms: number) => void = () => undefined,
): Promise<ByStart> {
  return await live(run, expected, async (first, _broker, restart) => {
    let lintel = first;
    await lintel.ready();
    for (const second of seconds) {
      await untilSecond(run, second);
      lintel.kill('SIGKILL');
      await lintel.exit();
      lintel = restart();
      readyMs(await lintel.ready());
    }
    return lintel;
  });
}

/** Runs the gateway through the clip, returns what a subscriber that keeps the highest revision ends with. */
async function live(
  run: ClipRun,
  expected: () => Promise<ByStart>,
  disturb: (lintel: LintelProcess, broker: Mosquitto, restart: () => LintelProcess) => Promise<LintelProcess>,
): Promise<ByStart> {
  await using broker = await startMosquitto({ tls: true, persistence: true });
  await using subscriber = await openSubscriber({ ...broker, topic: 'lintel/#' });
  const config = settingsOf(run, run.newFolder(), broker);
  const start = () => startLintel(['run', '-c', config]);
  const lintel = await disturb(start(), broker, start);
  await untilSecond(run, run.clipSeconds);
  const starts = [...(await expected()).keys()];
  const lastMs = Math.ceil(run.clipSeconds / run.windowSeconds) * run.windowSeconds * 1000;
  await sleep(run.startAt + lastMs + LATENESS_SECONDS * 1000 + TRAVEL_MS - Date.now());
  const missing = () => {
    const got = received(subscriber.messages);
    return starts.filter((start) => !got.has(start));
  };
  const isComplete = () => missing().length === 0;
  await subscriber.until('every window', isComplete, ARRIVAL_MS).catch((error: Error) => {
    throw new Error(`${error.message}; missing ${missing()}; the gateway said: ${lintel.output()}`);
  });
  lintel.kill('SIGTERM');
  const code = await lintel.exit();
  if (code !== 0) throw new Error(`the gateway ended with ${code}: ${lintel.output()}`);
  return received(subscriber.messages);
}

/** Every message keeps the contract; the highest revision of each row stands. Equal rows must be equal. */
function received(messages: readonly ReceivedMessage[]): ByStart {
  const rows: PassedRow['row'][] = [];
  const seen = new Map<number, string>();
  for (const { topic, text } of messages) {
    const name = topic.split('/').at(-1);
    if (name !== 'count' && name !== 'indoor') continue;
    const message = strictMessage(name).parse(JSON.parse(text)) as {
      readonly rows: (WindowRows & { seq: number })[];
    };
    for (const { seq, ...row } of message.rows) {
      const content = JSON.stringify(row);
      if ((seen.get(seq) ?? content) !== content) throw new Error(`row ${seq} came with two contents`);
      seen.set(seq, content);
      rows.push(row);
    }
  }
  return joined(rows);
}

/** What the rows of a window say, whichever revision said it. */
export function readNumbers({ from, seconds, store, doors, lines, zones }: WindowRows) {
  return { from, seconds, store, doors, lines, zones };
}

/**
 * Less coverage than undisturbed, and never more visits than there were. A person who stands still after the restart
 * is believed only after a step, and may leave before.
 */
export function reportsCut(seen: WindowRows, whole: WindowRows): boolean {
  const [zone, wholeZone] = [seen.zones?.[0], whole.zones?.[0]];
  if (zone === undefined || wholeZone === undefined) return false;
  const isMore =
    (zone.visits ?? 0) > (wholeZone.visits ?? 0) || (zone.engaged ?? 0) > (wholeZone.engaged ?? 0);
  return zone.seenS < wholeZone.seenS && !isMore;
}

/** Whether one of these seconds of the clip lies in the window. */
export function isCut({ from, seconds: length }: WindowRows, run: ClipRun, seconds: readonly number[]) {
  const fromMs = Date.parse(from) - run.startAt;
  return seconds.some((second) => second * 1000 >= fromMs && second * 1000 < fromMs + length * 1000);
}

function settingsOf(run: ClipRun, directory: string, broker?: Mosquitto): string {
  const { clip, windowSeconds, startAt } = run;
  const shared = { directory, clip, windowSeconds, latenessSeconds: LATENESS_SECONDS };
  if (broker === undefined) return writeTableSettings({ ...shared, framesPerSecond: FRAMES_PER_SECOND });
  const { url, caFile } = broker;
  const to = { url, ...(caFile === undefined ? {} : { caFile }) };
  return writeTableSettings({ ...shared, framesPerSecond: FRAMES_PER_SECOND, startAt, broker: to });
}

function untilSecond({ startAt }: ClipRun, second: number): Promise<void> {
  return sleep(startAt + second * 1000 - Date.now());
}

const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, Math.max(0, ms)));
