import { describe, expect, test } from 'vitest';
import { BeamPairDecoder } from '../../../../src/core/doors/beam-pair-decoder.ts';
import type { Crossing, CrossingSink } from '../../../../src/core/model/crossing.ts';
import type { EpochMs, SensorId } from '../../../../src/core/model/ids.ts';
import { restoreState } from '../../../../src/core/model/state-part.ts';
import type { DoorScene } from '../../../support/stores/beam-door.ts';
import { beamDoor } from '../../../support/stores/beam-door.ts';

const SENSOR = 'beam' as SensorId;

function collect() {
  const crossings: Crossing[] = [];
  const faults: string[] = [];
  const sink: CrossingSink = {
    crossed: (crossing) => crossings.push(crossing),
    restored: () => undefined,
    uncounted: () => undefined,
    restarted: () => undefined,
    faulted: (_sensor, _at, cause) => faults.push(cause),
    recovered: (_sensor, _at, cause) => faults.push(`${cause} is over`),
  };
  const decoder = new BeamPairDecoder(SENSOR, sink);
  decoder.acceptEdge('a', false, 0 as EpochMs);
  decoder.acceptEdge('b', false, 0 as EpochMs);
  return { crossings, faults, decoder };
}

/** `A` and `B` are breaks, `a` and `b` ends: '1000 A, 1080 B, …'. */
function play(decoder: BeamPairDecoder, script: string): void {
  for (const step of script.split(', ')) {
    const [at, beam = ''] = step.split(' ');
    const name = beam.toLowerCase() === 'a' ? 'a' : 'b';
    decoder.acceptEdge(name, beam === beam.toUpperCase(), Number(at) as EpochMs);
  }
  decoder.advance(9_999_999 as EpochMs);
}

const directions = (script: string) => {
  const { crossings, decoder } = collect();
  play(decoder, script);
  return crossings.flatMap(({ direction, count }) => Array<string>(count).fill(direction));
};

describe('two beams', () => {
  test.each([
    ['someone who comes in', '1000 A, 1080 B, 1250 a, 1330 b', ['in']],
    ['someone who goes out', '1000 B, 1080 A, 1250 b, 1330 a', ['out']],
    ['a wide stride, one beam after the other', '1000 A, 1200 a, 1400 B, 1600 b', ['in']],
    ['a hand in the outer beam', '1000 A, 1500 a', []],
    ['somebody who turns round in both', '1000 A, 1080 B, 1900 b, 2000 a', []],
    ['somebody who turns round in the inner beam', '1000 A, 1080 B, 1200 a, 1900 A, 2000 b, 2100 a', []],
    ['a spark', '1000 A, 1005 a, 2000 B, 2007 b', []],
    ['a flicker between arm and body', '1000 A, 1080 B, 1150 a, 1160 A, 1250 a, 1330 b', ['in']],
    ['a trailing leg', '1000 A, 1080 B, 1250 a, 1290 A, 1330 b, 1350 a, 1365 B, 1420 b', ['in']],
    ['a close follower', '1000 A, 1100 B, 1250 a, 1360 A, 1370 b, 1460 B, 1610 a, 1710 b', ['in', 'in']],
    ['one in, then one out', '1000 A, 1080 B, 1250 a, 1330 b, 2000 B, 2080 A, 2250 b, 2330 a', ['in', 'out']],
  ])('see %s', (_what, script, expected) => {
    expect(directions(script)).toEqual(expected);
  });

  test('keep what a crossing was concluded from', () => {
    const { crossings, decoder } = collect();
    play(decoder, '1000 A, 1080 B, 1250 a, 1330 b');
    expect(crossings).toEqual([
      {
        sensor: SENSOR,
        at: 1330,
        direction: 'in',
        count: 1,
        evidence: { kind: 'beams', transitMs: 80, blockedMs: 330, overlapped: true },
      },
    ]);
  });

  test('a beam that is blocked for minutes is stuck, and nobody (F44)', () => {
    const { crossings, faults, decoder } = collect();
    decoder.acceptEdge('a', true, 1_000 as EpochMs);
    decoder.advance(86_400_000 as EpochMs);
    expect(faults).toEqual(['beam-stuck']);
    play(decoder, '86500000 a');
    decoder.advance(86_600_000 as EpochMs);
    expect(faults).toEqual(['beam-stuck', 'beam-stuck is over']);
    expect(crossings).toEqual([]);
  });

  test('a beam that bounces for an hour is faulted, and nobody (F44)', () => {
    const { crossings, faults, decoder } = collect();
    for (let at = 1_000; at < 3_600_000; at += 10) {
      decoder.acceptEdge('a', at % 20 === 0, at as EpochMs);
      if (at % 1_000 < 10) decoder.acceptEdge('b', at % 2_000 < 10, at as EpochMs);
    }
    decoder.advance(3_700_000 as EpochMs);
    expect(faults).toEqual(['beam-bouncing', 'beam-bouncing is over']);
    expect(crossings.length).toBeLessThanOrEqual(3);
  });

  test('forget what they saw before the link broke', () => {
    const { crossings, decoder } = collect();
    play(decoder, '1000 A, 1080 B');
    decoder.reset();
    decoder.acceptEdge('a', false, 60_000 as EpochMs);
    decoder.acceptEdge('b', false, 60_000 as EpochMs);
    play(decoder, '61000 A, 61080 B, 61250 a, 61330 b');
    expect(crossings.map(({ at }) => at)).toEqual([61_330]);
  });

  test('go on from a checkpoint in the middle of a crossing', () => {
    const { decoder } = collect();
    for (const [at, beam] of [
      [1_000, 'a'],
      [1_080, 'b'],
    ] as const) {
      decoder.acceptEdge(beam, true, at as EpochMs);
    }
    const after = collect();
    restoreState(after.decoder.state, JSON.parse(JSON.stringify(decoder.state.save())));
    play(after.decoder, '1250 a, 1330 b');
    expect(after.crossings.map(({ direction, at }) => [direction, at])).toEqual([['in', 1330]]);
  });
});

/** Counted ÷ true, per direction. */
function ratios(scene: DoorScene): { in: number; out: number } {
  const { edges, truth, durationMs } = beamDoor(scene);
  const { crossings, decoder } = collect();
  for (const { beam, blocked, at } of edges) decoder.acceptEdge(beam, blocked, at as EpochMs);
  decoder.advance((durationMs + 60_000) as EpochMs);
  const ratio = (direction: 'in' | 'out') =>
    crossings.filter((each) => each.direction === direction).reduce((sum, { count }) => sum + count, 0) /
    truth.filter((each) => each.direction === direction).reduce((sum, { people }) => sum + people, 0);
  return { in: ratio('in'), out: ratio('out') };
}

describe('two beams on generated people', () => {
  test.each([1, 5, 20, 60])('count single file within 0.5% per direction at %i a minute', (peoplePerMin) => {
    const scene = { peoplePerMin, minutes: Math.ceil(2_000 / peoplePerMin), seed: peoplePerMin };
    for (const extra of [
      {},
      { uTurns: 0.05, trailing: 0.1, children: 0.1 },
      { trolleys: 0.05 },
      { spacingM: 0.3 },
    ]) {
      const { in: ins, out } = ratios({ ...scene, ...extra });
      expect(ins, JSON.stringify(extra)).toBeGreaterThan(0.995);
      expect(ins, JSON.stringify(extra)).toBeLessThan(1.005);
      expect(out, JSON.stringify(extra)).toBeGreaterThan(0.995);
      expect(out, JSON.stringify(extra)).toBeLessThan(1.005);
    }
  });

  test('take pairs side by side for one person', () => {
    const { in: ins, out } = ratios({ peoplePerMin: 10, minutes: 300, seed: 3, pairs: 0.25 });
    expect(ins).toBeCloseTo(0.8, 1);
    expect(out).toBeCloseTo(0.8, 1);
  });
});
