import { expect, test } from 'vitest';
import { CountSource } from '../../../../src/core/doors/count-source.ts';
import { SourceRanking } from '../../../../src/core/doors/source-ranking.ts';
import type { SensorId } from '../../../../src/core/model/ids.ts';
import { restoreState } from '../../../../src/core/model/state-part.ts';
import { Random } from '../../../support/seeded-random.ts';

/** People pass two sources one by one, which see these shares of them. */
function twoSources(seed: number) {
  const random = new Random(seed);
  const line = new CountSource('line', 'camera' as SensorId, 'line', 0.06);
  const beams = new CountSource('beams', 'beams' as SensorId, 'beams', 0.12);
  const ranking = new SourceRanking([line, beams]);
  const play = (minutes: number, seen: { readonly line: number; readonly beams: number }) => {
    for (let person = 0; person < 2 * minutes; person++) {
      const counts = new Map([
        [line, random.chance(seen.line) ? 1 : 0],
        [beams, random.chance(seen.beams) ? 1 : 0],
      ]);
      ranking.judge({ direction: 'in', from: 0, to: 0, counts, again: new Set() });
    }
  };
  return { ranking, play };
}

test('the surest kind leads at first, and the one that overlooks less within two hours', () => {
  for (let seed = 1; seed <= 20; seed++) {
    const { ranking, play } = twoSources(seed);
    expect(ranking.best?.id).toBe('line');
    play(120, { line: 0.7, beams: 0.95 });
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
