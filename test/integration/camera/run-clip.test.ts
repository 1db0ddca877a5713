import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ByStart, ClipRun } from '../../support/process/clip-run.ts';
import {
  cutTableClip,
  isCut,
  nextStart,
  readNumbers,
  reportsCut,
  undisturbed,
  withBrokerKilled,
  withGatewayKilled,
} from '../../support/process/clip-run.ts';
import { isAbsent, MODELS, TABLE_CLIP } from '../../support/shared-data.ts';

/** Three visits: two that a kill cuts, and one over a window's border. The whole clip is a benchmark: outages. */
const CLIP_SECONDS = 72;
const WINDOW_SECONDS = 30;
/** The broker is away when the first and when the second window want to leave. */
const BROKER_KILLS = [36.5, 66.5];
/** Somebody is at the table both times. */
const GATEWAY_KILLS = [11, 35];

// The tests of this file run side by side, so nothing may be tidied up before the last of them is over.
const ROOM = mkdtempSync(join(tmpdir(), 'lintel-clip-'));
afterAll(() => rmSync(ROOM, { recursive: true, force: true }));

describe.skipIf(isAbsent(TABLE_CLIP, MODELS)).concurrent(
  'the gateway on a clip at real speed, over TLS',
  {
    timeout: 300_000,
  },
  () => {
    let run: ClipRun;
    /** Not before the clip has been played: a busy core would take frames from a live camera. */
    let whole: Promise<ByStart> | undefined;
    const expected = () => {
      whole ??= undisturbed(run);
      return whole;
    };

    beforeAll(() => {
      const clip = cutTableClip(join(ROOM, 'clip.mp4'), CLIP_SECONDS);
      const newFolder = () => mkdtempSync(join(ROOM, 'gateway-'));
      const startAt = nextStart(WINDOW_SECONDS);
      run = { clip, clipSeconds: CLIP_SECONDS, windowSeconds: WINDOW_SECONDS, startAt, newFolder };
    });

    test('a broker that is killed and restarted twice loses nothing and doubles nothing', async () => {
      const got = await withBrokerKilled(run, BROKER_KILLS, expected);
      for (const [start, window] of await expected()) {
        const seen = got.get(start);
        expect(seen && readNumbers(seen)).toEqual(readNumbers(window));
      }
    });

    test('killed twice on the way: whole windows are the same, cut ones say so, none is missing', async () => {
      const got = await withGatewayKilled(run, GATEWAY_KILLS, expected);
      for (const [start, window] of await expected()) {
        const seen = got.get(start);
        if (seen === undefined) throw new Error(`window ${start} is missing`);
        if (isCut(window, run, GATEWAY_KILLS))
          expect(reportsCut(seen, window), JSON.stringify(seen)).toBe(true);
        else expect(readNumbers(seen)).toEqual(readNumbers(window));
      }
    });
  },
);
