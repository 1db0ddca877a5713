import { expect, test } from 'vitest';
import { CountSource } from '../../../../src/core/doors/count-source.ts';
import { SourceRanking } from '../../../../src/core/doors/source-ranking.ts';
import type { SensorId } from '../../../../src/core/model/ids.ts';
import { restoreState } from '../../../../src/core/model/state-part.ts';
import { Random } from '../../../support/seeded-random.ts';

/** People a minute pass two sources, which see these shares of them. */
function twoSources(seed: number) {
  const random = new Random(seed);
  const line = new CountSource('line', 'camera' as SensorId, 'line', 0.06);
  const beams = new CountSource('beams', 'beams' as SensorId, 'beams', 0.12);
  const ranking = new SourceRanking([line, beams]);
  const countMinute = (source: CountSource, share: number) => {
    const seen = [0, 1].filter(() => random.chance(share));
    source.minute.in = seen.length;
  };
  const play = (minutes: number, seen: { readonly line: number; readonly beams: number }) => {
    for (let minute = 0; minute < minutes; minute++) {
      countMinute(line, seen.line);
      countMinute(beams, seen.beams);
      ranking.compare([line, beams]);
      for (const source of [line, beams]) source.endMinute();
    }
  };
  return { ranking, play };
}

test('the surest kind leads at first, and the one that counts more within the hour', () => {
  for (let seed = 1; seed <= 20; seed++) {
    const { ranking, play } = twoSources(seed);
    expect(ranking.best?.id).toBe('line');
    play(60, { line: 0.7, beams: 0.95 });
    expect(ranking.best?.id).toBe('beams');
    expect(ranking.witness?.id).toBe('line');
  }
});

test('one that goes bad after a week loses its place in a day of 600 people', () => {
  for (let seed = 1; seed <= 20; seed++) {
    const { ranking, play } = twoSources(seed);
    play(2_100, { line: 0.97, beams: 0.9 });
    expect(ranking.best?.id).toBe('line');
    play(300, { line: 0.7, beams: 0.9 });
    expect(ranking.best?.id).toBe('beams');
  }
});

test('keeps its order over a restart', () => {
  const { ranking, play } = twoSources(1);
  play(60, { line: 0.7, beams: 0.95 });
  const next = twoSources(2);
  restoreState(next.ranking.state, JSON.parse(JSON.stringify(ranking.state.save())));
  expect(next.ranking.best?.id).toBe('beams');
});
