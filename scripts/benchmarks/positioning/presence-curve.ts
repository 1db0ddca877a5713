/** Which tracks to learn from for a learning curve. */

/** At most this many choices per count: with eight others there are seventy ways to take four. */
const MAX_TURNS = 3;

type Choose = <T>(others: readonly T[]) => readonly T[];

/** Counts 1, 2, 4 … up to all `others`, and the choices to average over: each starts at another track, round the circle. */
export function curveSteps(others: number): (readonly [count: number, turns: readonly Choose[]])[] {
  const counts = new Set<number>();
  for (let count = 1; count < others; count *= 2) counts.add(count);
  counts.add(others);
  return [...counts].map((count) => {
    const turns = count === others ? 1 : Math.min(MAX_TURNS, others);
    return [count, Array.from({ length: turns }, (_, turn) => takeFrom(turn, count))];
  });
}

function takeFrom(turn: number, count: number): Choose {
  return (others) => [...others.slice(turn), ...others.slice(0, turn)].slice(0, count);
}
