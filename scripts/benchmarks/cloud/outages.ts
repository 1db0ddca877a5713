// The whole clip at real speed against a real Mosquitto over TLS, killed twice, and with the gateway killed twice.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { ByStart, ClipRun } from '../../../test/support/process/clip-run.ts';
import {
  isCut,
  nextStart,
  readNumbers,
  reportsCut,
  undisturbed,
  withBrokerKilled,
  withGatewayKilled,
} from '../../../test/support/process/clip-run.ts';
import { isAbsent, MODELS, sharedPath, TABLE_CLIP } from '../../../test/support/shared-data.ts';

const CLIP_SECONDS = 139.4;
const WINDOW_SECONDS = 60;
const BROKER_KILLS = [40, 100];
const GATEWAY_KILLS = [35, 95];

export async function run(): Promise<void> {
  if (isAbsent(TABLE_CLIP, MODELS)) return;
  const room = mkdtempSync(join(tmpdir(), 'lintel-outages-'));
  const clipRun: ClipRun = {
    clip: sharedPath(TABLE_CLIP),
    clipSeconds: CLIP_SECONDS,
    windowSeconds: WINDOW_SECONDS,
    startAt: nextStart(WINDOW_SECONDS),
    newFolder: () => mkdtempSync(join(room, 'gateway-')),
  };
  try {
    await measure(clipRun);
  } finally {
    rmSync(room, { recursive: true, force: true });
  }
}

async function measure(clipRun: ClipRun): Promise<void> {
  let whole: Promise<ByStart> | undefined;
  const expected = () => {
    whole ??= undisturbed(clipRun);
    return whole;
  };
  const readyMs: number[] = [];
  const [afterBroker, afterGateway] = await Promise.all([
    withBrokerKilled(clipRun, BROKER_KILLS, expected),
    withGatewayKilled(clipRun, GATEWAY_KILLS, expected, (ms) => readyMs.push(ms)),
  ]);
  print(`broker killed at ${BROKER_KILLS.join(' and ')} s`, afterBroker, await expected(), () => false);
  print(`gateway killed at ${GATEWAY_KILLS.join(' and ')} s`, afterGateway, await expected(), (window) =>
    isCut(window, clipRun, GATEWAY_KILLS),
  );
  console.log(`READY again after ${readyMs.map((ms) => `${Math.round(ms)} ms`).join(' and ')}`);
}

type Window = ByStart extends ReadonlyMap<string, infer W> ? W : never;

function print(what: string, got: ByStart, expected: ByStart, wasCut: (window: Window) => boolean): void {
  const counts = { same: 0, 'cut and says so': 0, missing: 0, wrong: 0 };
  for (const [start, window] of expected) {
    const seen = got.get(start);
    if (seen === undefined) counts.missing += 1;
    else if (wasCut(window)) counts[reportsCut(seen, window) ? 'cut and says so' : 'wrong'] += 1;
    else if (isDeepStrictEqual(readNumbers(seen), readNumbers(window))) counts.same += 1;
    else counts.wrong += 1;
  }
  const text = Object.entries(counts).map(([name, count]) => `${count} ${name}`);
  console.log(`${what.padEnd(34)} windows: ${text.join(', ')}`);
}
