import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { MotTracks } from '../../scripts/benchmarks/tracking/mot-data.ts';
import {
  formatMotRows,
  hasMotData,
  MOT_EVAL,
  readMotSequence,
  toFrame,
} from '../../scripts/benchmarks/tracking/mot-data.ts';
import { countMot, scoreMot } from '../../scripts/benchmarks/tracking/mot-metrics.ts';
import { trackSequence } from '../../scripts/benchmarks/tracking/mot-run.ts';

const SEQUENCES = ['TUD-Campus', 'KITTI-17', 'ETH-Pedcross2'];
const PYTHON = '/usr/bin/python3';
const canCompare = hasMotData() && existsSync(MOT_EVAL) && hasScipy();

function hasScipy(): boolean {
  try {
    execFileSync(PYTHON, ['-c', 'import numpy, scipy'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

function reference(truth: Map<string, MotTracks>, results: Map<string, MotTracks>) {
  const folder = mkdtempSync(join(tmpdir(), 'mot-'));
  try {
    for (const [kind, all] of [['truth', truth] as const, ['results', results] as const]) {
      mkdirSync(join(folder, kind));
      for (const [name, tracks] of all)
        writeFileSync(join(folder, kind, `${name}.txt`), formatMotRows(tracks));
    }
    const out = execFileSync(PYTHON, [MOT_EVAL, join(folder, 'truth'), join(folder, 'results'), '--json']);
    return JSON.parse(out.toString()) as Record<string, Record<string, number>>;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe('the tracking scores', () => {
  test.skipIf(!canCompare)(
    'equal those of the reference within 1e-6 (skipped without ../shared/data/mot15, ../shared/tools and scipy)',
    () => {
      const sequences = SEQUENCES.map((name) => readMotSequence(name));
      const truth = new Map(sequences.map((one) => [one.name, one.truth]));
      const results = new Map(sequences.map((one) => [one.name, trackSequence(one)]));
      const expected = reference(truth, results);
      for (const name of SEQUENCES) {
        const score = scoreMot(countMot(truth.get(name) ?? new Map(), results.get(name) ?? new Map()));
        const { hota, detA, assA, mota, idf1, switches, extras, misses } = score;
        const { HOTA, DetA, AssA, MOTA, IDF1, IDSW, FP, FN } = expected[name] ?? {};
        expect([switches, extras, misses]).toEqual([IDSW, FP, FN]);
        [HOTA, DetA, AssA, MOTA, IDF1].forEach((value, n) => {
          expect(Math.abs((value ?? Number.NaN) - ([hota, detA, assA, mota, idf1][n] ?? 0))).toBeLessThan(
            1e-6,
          );
        });
      }
    },
  );

  test('are what their definitions give when an id changes half way', () => {
    const [truth, result]: [MotTracks, MotTracks] = [new Map(), new Map()];
    for (let frame = 1; frame <= 10; frame++) {
      for (const [tracks, id] of [[truth, 1] as const, [result, frame < 6 ? 7 : 8] as const]) {
        toFrame(tracks, frame).ids.push(id);
        toFrame(tracks, frame).boxes.push(frame, 0, 10, 10);
      }
    }
    const score = scoreMot(countMot(truth, result));
    expect(score.mota).toBeCloseTo(0.9, 12);
    expect(score.idf1).toBeCloseTo(0.5, 12);
    expect(score.hota).toBeCloseTo(Math.sqrt(0.5), 12);
    expect(score.switches).toBe(1);
  });
});
