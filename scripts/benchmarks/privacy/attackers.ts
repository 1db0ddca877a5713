import type { Published, Seen } from './published.ts';
import type { Path } from './store-facts.ts';
import { DAY_MS, MINUTE_MS } from './store-facts.ts';

/** How well what was published fits this path, had it begun at this time of this day. */
export type Attacker = (path: Path, day: number, inMs: number) => number;

const BIN = Math.log(1.1);
/** How far a regular's dwell is from that of another day, in bins, and how often. */
const SPREAD = [
  [-2, 0.1],
  [-1, 0.25],
  [0, 0.3],
  [1, 0.25],
  [2, 0.1],
] as const;

/** Looks for the habit: somebody left each of the zones then, and stayed as long as he does. */
export function byHabit(published: Published): Attacker {
  return (path, day, inMs) => {
    const shift = inMs - path.inMs;
    return path.stops.reduce((sum, { zone, enteredMs, dwellMs }) => {
      const endMs = enteredMs + dwellMs + shift;
      const bin = Math.ceil(Math.log(dwellMs) / BIN);
      return [MINUTE_MS, 15 * MINUTE_MS, 60 * MINUTE_MS, DAY_MS].reduce((inner, durationMs) => {
        const seen = published.at(zone, day, endMs, durationMs);
        const near = (seen?.dwell?.bins ?? []).filter(([at]) => Math.abs(at - bin) <= 1);
        const visits = near.reduce((all, [, ended]) => all + ended, 0);
        const exits = seen?.exits === 0 ? -3 : Math.log(1 + (seen?.exits ?? 0)) / 10;
        return inner + exits + 2 * Math.log(1 + visits);
      }, sum);
    }, 0);
  };
}

/**
 * The likelihood of what was published with him in it, over that without: of Poisson counts whose mean he learns from
 * all the days, and of dwell bins. Nobody can do better with counts of people who come independently.
 */
export function byLikelihood(published: Published, zones: number): Attacker {
  const usual = Array.from({ length: zones }, (_, zone) => new Usual(published.all(zone)));
  return (path, day, inMs) => {
    const shift = inMs - path.inMs;
    return path.stops.reduce((sum, { zone, enteredMs, dwellMs }) => {
      const [inAt, outAt] = [enteredMs + shift, enteredMs + dwellMs + shift];
      const known = usual[zone];
      const entries = published.finest(zone, { day, ms: inAt, field: 'entries' });
      const exits = published.finest(zone, { day, ms: outAt, field: 'exits' });
      const dwell = published.finest(zone, { day, ms: outAt, field: 'dwell' });
      return (
        sum +
        (known?.gain(entries, 'entries') ?? 0) +
        (known?.gain(exits, 'exits') ?? 0) +
        (known?.dwellGain(dwell, dwellMs) ?? 0)
      );
    }, 0);
  };
}

/** What is usual in a zone: mean counts by length and time of day, and the spread of dwell. */
class Usual {
  readonly #means = new Map<string, { entries: number; exits: number; days: number }>();
  readonly #bins = new Map<number, number>();
  #visits = 0;

  constructor(all: readonly Seen[]) {
    for (const seen of all) {
      const mean = this.#means.get(timeOf(seen)) ?? { entries: 0, exits: 0, days: 0 };
      mean.entries += seen.entries ?? 0;
      mean.exits += seen.exits ?? 0;
      mean.days += 1;
      this.#means.set(timeOf(seen), mean);
      for (const [bin, ended, censored] of seen.dwell?.bins ?? []) {
        this.#bins.set(bin, (this.#bins.get(bin) ?? 0) + ended + censored);
        this.#visits += ended + censored;
      }
    }
  }

  gain(seen: Seen | undefined, field: 'entries' | 'exits'): number {
    const mean = seen && this.#means.get(timeOf(seen));
    if (seen === undefined || mean === undefined) return 0;
    const expected = Math.max(0.05, mean[field] / mean.days);
    return (seen[field] ?? 0) * Math.log(1 + 1 / expected) - 1;
  }

  dwellGain(seen: Seen | undefined, dwellMs: number): number {
    if (seen?.dwell == null || this.#visits === 0) return 0;
    const { n, bins } = seen.dwell;
    const own = Math.ceil(Math.log(dwellMs) / BIN);
    return SPREAD.reduce((sum, [offset, share]) => {
      const expected = Math.max(0.02, (n * (this.#bins.get(own + offset) ?? 0)) / this.#visits);
      const found = bins.filter(([bin]) => bin === own + offset).reduce((all, [, e, c]) => all + e + c, 0);
      return sum + found * Math.log(1 + share / expected) - share;
    }, 0);
  }
}

function timeOf({ startMs, endMs }: Seen): string {
  return `${endMs - startMs}/${((startMs % DAY_MS) + DAY_MS) % DAY_MS}`;
}

/** Where somebody went next: the likeliest of the zones, by the finest count of comings then. */
export function likelyNext(
  published: Published,
  zone: number,
  day: number,
  ms: number,
  zones: number,
): number {
  const usual = usualOf(published, zones);
  return usual[zone]?.gain(published.finest(zone, { day, ms, field: 'entries' }), 'entries') ?? 0;
}

const usuals = new WeakMap<Published, readonly Usual[]>();

function usualOf(published: Published, zones: number): readonly Usual[] {
  const known = usuals.get(published);
  if (known !== undefined) return known;
  const made = Array.from({ length: zones }, (_, zone) => new Usual(published.all(zone)));
  usuals.set(published, made);
  return made;
}
