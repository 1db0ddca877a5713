import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Fact, ZoneLeft } from '../../../src/core/model/fact.ts';
import { writeTableSettings } from '../../support/links/table-settings.ts';
import { runLintel } from '../../support/lintel.ts';
import { cutTableClip } from '../../support/process/clip-run.ts';
import { isAbsent, MODELS, sharedPath, TABLE_CLIP, TABLE_TRUTH } from '../../support/shared-data.ts';
import { tempDir } from '../../support/temp-dir.ts';

interface Truth {
  readonly visits: readonly { readonly enter: number; readonly leave: number }[];
}

/** Fewer than a camera in a shop gives: each costs what a detector takes. */
const FRAMES_PER_SECOND = 3;
const START = Date.UTC(2026, 0, 1);
const isSkipped = isAbsent(TABLE_CLIP, TABLE_TRUTH, MODELS);

interface Take {
  readonly model?: string;
  readonly clip?: string;
}

async function replayTable({ model, clip = sharedPath(TABLE_CLIP) }: Take = {}) {
  const directory = tempDir();
  const config = writeTableSettings({
    directory,
    framesPerSecond: FRAMES_PER_SECOND,
    ...(model === undefined ? {} : { model }),
  });
  const facts = join(directory, 'facts.ndjson');
  const summaries = join(directory, 'summaries.ndjson');
  const input = `table-cam=${clip}`;
  const args = ['replay', '-c', config, '-i', input, '--facts', facts, '--summaries', summaries];
  const { code, output } = await runLintel([...args, '--start', new Date(START).toISOString()]);
  expect(code, output).toBe(0);
  const lines = readFileSync(facts, 'utf8').trim().split('\n');
  const visits = lines
    .map((line) => JSON.parse(line) as Fact)
    .filter((fact): fact is ZoneLeft => fact.kind === 'ZoneLeft');
  return { visits, factText: lines.join('\n'), summaryText: readFileSync(summaries, 'utf8') };
}

function expectTrue(visits: readonly ZoneLeft[], untilSeconds = Infinity): void {
  const truth = JSON.parse(readFileSync(sharedPath(TABLE_TRUTH), 'utf8')) as Truth;
  const wanted = truth.visits.filter(({ leave }) => leave < untilSeconds);
  const seconds = (ms: number) => (ms - START) / 1000;
  const seen = visits.map((visit) => ({ enter: seconds(visit.enteredAt), leave: seconds(visit.at) }));
  expect(seen).toHaveLength(wanted.length);
  wanted.forEach(({ enter, leave }, i) => {
    const off = { enter: (seen[i]?.enter ?? 0) - enter, leave: (seen[i]?.leave ?? 0) - leave };
    expect(Math.abs(off.enter), `visit ${i + 1} entered ${off.enter} s off`).toBeLessThanOrEqual(1);
    expect(Math.abs(off.leave), `visit ${i + 1} left ${off.leave} s off`).toBeLessThanOrEqual(1);
  });
  const total = visits.reduce((sum, visit) => sum + visit.dwellMs, 0) / 1000;
  const trueTotal = wanted.reduce((sum, { enter, leave }) => sum + leave - enter, 0);
  expect(Math.abs(total / trueTotal - 1), `total dwell ${total} s`).toBeLessThanOrEqual(0.03);
}

describe.skipIf(isSkipped)('replaying the clip of the display table', { timeout: 600_000 }, () => {
  test('finds its six visits with ONNX Runtime', async () => {
    expectTrue((await replayTable()).visits);
  });

  test('finds its first visit with TensorFlow.js', async () => {
    const seconds = 22;
    const clip = cutTableClip(join(tempDir(), 'first-visit.mp4'), seconds);
    expectTrue((await replayTable({ model: 'nanodet-m-tfjs', clip })).visits, seconds);
  });

  test('gives the same bytes again', async () => {
    const clip = cutTableClip(join(tempDir(), 'first-visit.mp4'), 22);
    const [first, second] = [await replayTable({ clip }), await replayTable({ clip })];
    expect(first.visits).toHaveLength(1);
    expect(second.factText).toBe(first.factText);
    expect(second.summaryText).toBe(first.summaryText);
  });
});
