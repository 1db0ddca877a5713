/**
 * How near a day's bounce share can be known by the times at the doors. `scripts/bench bounce-floor`, over days drawn
 * from the kept ones, with perfect times and people who came together known as a company.
 * `known`: the store's true distribution of visits is known too. No estimate has a smaller mean square error than the
 * mean over all matchings of exits with entries, each weighted by its probability (Metropolis' algorithm). The chain
 * begins at the truth, so that its error is too small rather than too large.
 * `learned`: the distribution is learned from the day itself by expectation and maximisation, as on a first day.
 * `learned alone`: the same, and who came together is not known. Doors count all people, or miss some.
 */
import { VisitDurations } from '../../../src/core/doors/occupancy/visit-durations.ts';
import { createRandom } from '../../../src/core/statistics/seeded-random.ts';
import type { Span } from '../../../src/sim/truth/truth-window.ts';
import { DAYS } from './kept-days.ts';

const BOUNCE_MS = 120_000;
/** A day takes seconds. With ten, an error of 2 points is known to half a point. */
const DRAWN_DAYS = 10;
const BAR = 0.03;
/** People who enter so close together are a company: they leave together. */
const COMPANY_MS = 5_000;
/** Width of the classes of the distribution. */
const CLASS_MS = 15_000;
const [SETTLING, SWEEPS] = [100, 200];
const ROUNDS = 15;
/** Shares of entries, and of exits, that a door misses. */
const MISSED = [0, 0.03];
/** Exits are swapped with those of people who came up to so many companies later. */
const REACH = 60;
/** Shares of companies that cameras follow from door to door: none; where a second door has no camera; a boutique. */
const FOLLOWED = [0, 0.15, 0.75];

interface Company extends Span {
  readonly size: number;
}

export function run(): void {
  const stores = Map.groupBy(DAYS.read(), ({ store }) => store);
  const rows = [...stores].flatMap(([store, days]) =>
    judgeStore(
      store,
      days.map(({ visits }) => companiesIn(visits)),
    ),
  );
  console.log(
    `error of the bounce share in points, and share of ${DRAWN_DAYS} days that miss by more than 3`,
  );
  console.table(rows);
}

function judgeStore(store: string, days: readonly (readonly Company[])[]) {
  const errors = new Map<string, number[]>();
  for (let seed = 1; seed <= DRAWN_DAYS; seed++) {
    const random = createRandom(seed);
    const day = drawDay(days, random);
    const truth = bouncedOf(day) / peopleIn(day);
    const note = (of: string, told: number) => errors.set(of, [...(errors.get(of) ?? []), told - truth]);
    for (const followed of FOLLOWED) {
      note(`known, ${followed} followed`, expectBounce(day, followed, new Lengths(days.flat()), random));
      note(`learned, ${followed} followed`, learnBounce(day, followed, random));
    }
    for (const missed of MISSED) note(`learned alone, ${missed} missed`, learnAlone(day, missed, random));
    note('product, 0 followed', publish(day));
  }
  const people = Math.round(peopleIn(days.flat()) / days.length);
  return [...errors].map(([of, list]) => ({
    store,
    people,
    of,
    ...summarize(list),
  }));
}

function summarize(errors: readonly number[]) {
  const mean = (values: readonly number[]) => values.reduce((sum, each) => sum + each, 0) / values.length;
  const points = (share: number) => Math.round(1_000 * share) / 10;
  return {
    bias: points(mean(errors)),
    rms: points(Math.sqrt(mean(errors.map((error) => error ** 2)))),
    missed: Math.round(100 * mean(errors.map((error) => Number(Math.abs(error) > BAR)))) / 100,
  };
}

function companiesIn(visits: readonly Span[]): Company[] {
  const companies: Company[] = [];
  let latestMs = Number.NEGATIVE_INFINITY;
  for (const { fromMs, toMs } of visits.toSorted((a, b) => a.fromMs - b.fromMs)) {
    const last = companies.at(-1);
    if (last !== undefined && fromMs - latestMs < COMPANY_MS)
      companies[companies.length - 1] = { ...last, size: last.size + 1 };
    else companies.push({ fromMs, toMs, size: 1 });
    latestMs = fromMs;
  }
  return companies;
}

/** A kept day's arrivals. Each company stays as long as one of the same size on any of the days. */
function drawDay(days: readonly (readonly Company[])[], random: () => number): Company[] {
  const sizes = Map.groupBy(days.flat(), ({ size }) => size);
  const day = days[Math.floor(random() * days.length)] ?? [];
  return day.map((company) => {
    const alike = sizes.get(company.size) ?? [company];
    const other = alike[Math.floor(random() * alike.length)] ?? company;
    return { ...company, toMs: company.fromMs + other.toMs - other.fromMs };
  });
}

/** Density of visits by their length. */
class Lengths {
  readonly #density = new Map<number, number>();
  #companies = 0;

  constructor(companies: readonly Span[] = []) {
    for (const { fromMs, toMs } of companies) this.add(toMs - fromMs);
  }

  add(lengthMs: number): void {
    // An exit before its entry: one of the two belongs to a person whose other crossing was missed.
    if (lengthMs <= 0) return;
    const at = Math.floor(lengthMs / CLASS_MS);
    this.#density.set(at, (this.#density.get(at) ?? 0) + 1);
    this.#companies += 1;
  }

  logDensity(lengthMs: number): number {
    // A length that nobody had is rare, but possible.
    const found = this.#density.get(Math.floor(lengthMs / CLASS_MS)) ?? 0;
    return Math.log((found + 0.1) / (this.#companies + 1));
  }
}

type Matching = readonly {
  readonly size: number;
  readonly entries: number[];
  readonly exits: number[];
}[];

function expectBounce(
  day: readonly Company[],
  followed: number,
  known: Lengths,
  random: () => number,
): number {
  const isFollowed = day.map(() => random() < followed);
  const seen = bouncedOf(day.filter((_, i) => isFollowed[i]));
  const matching = matchingOf(day.filter((_, i) => isFollowed[i] !== true));
  let bounced = 0;
  for (let sweep = 0; sweep < SETTLING + SWEEPS; sweep++) {
    swapAll(matching, known, random);
    if (sweep >= SETTLING) bounced += bouncedIn(matching);
  }
  return (seen + bounced / SWEEPS) / peopleIn(day);
}

function learnBounce(day: readonly Company[], followed: number, random: () => number): number {
  const isFollowed = day.map(() => random() < followed);
  const seen = day.filter((_, i) => isFollowed[i]);
  const matching = matchingOf(day.filter((_, i) => isFollowed[i] !== true));
  return (bouncedOf(seen) + learn(matching, seen, random)) / peopleIn(day);
}

/** As `learnBounce`, for doors that miss people and do not show who came together. */
function learnAlone(day: readonly Company[], missed: number, random: () => number): number {
  const people = day.flatMap((company) => Array.from({ length: company.size }, () => company));
  const isCounted = () => random() >= missed;
  const entries = people.map(({ fromMs }) => fromMs).filter(isCounted);
  const exits = people.map(({ toMs }) => toMs).filter(isCounted);
  const surplus = entries.length > exits.length ? entries : exits;
  while (entries.length !== exits.length) surplus.splice(Math.floor(random() * surplus.length), 1);
  return learn([{ size: 1, entries, exits }], [], random) / entries.length;
}

/** Returns the expected number of people who bounced. */
function learn(matching: Matching, seen: readonly Company[], random: () => number): number {
  // Who came first leaves first: this says nothing about who left when.
  for (const { exits } of matching) exits.sort((a, b) => a - b);
  let lengths = new Lengths(seen);
  let bounced = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const next = new Lengths(seen);
    bounced = 0;
    for (let sweep = 0; sweep < 2 * SETTLING; sweep++) {
      swapAll(matching, lengths, random);
      if (sweep < SETTLING) continue;
      bounced += bouncedIn(matching) / SETTLING;
      for (const { entries, exits } of matching)
        entries.forEach((from, i) => {
          next.add((exits[i] ?? 0) - from);
        });
    }
    lengths = next;
  }
  return bounced;
}

function matchingOf(companies: readonly Company[]): Matching {
  return [...Map.groupBy(companies, ({ size }) => size)].map(([size, own]) => ({
    size,
    entries: own.map(({ fromMs }) => fromMs),
    exits: own.map(({ toMs }) => toMs),
  }));
}

function bouncedIn(matching: Matching): number {
  return matching.reduce(
    (sum, { size, entries, exits }) =>
      sum + size * entries.filter((from, i) => isBounce((exits[i] ?? 0) - from)).length,
    0,
  );
}

function swapAll(matching: Matching, lengths: Lengths, random: () => number): void {
  const of = (from: number, to: number) => lengths.logDensity(to - from);
  for (const { entries, exits } of matching) {
    const reach = Math.min(entries.length - 1, REACH);
    for (let i = 0; i < entries.length && reach > 0; i++) {
      const j = (i + 1 + Math.floor(random() * reach)) % entries.length;
      const [a, b, x, y] = [entries[i] ?? 0, entries[j] ?? 0, exits[i] ?? 0, exits[j] ?? 0];
      const gain = of(a, y) + of(b, x) - of(a, x) - of(b, y);
      if (gain < 0 && random() >= Math.exp(gain)) continue;
      exits[i] = y;
      exits[j] = x;
    }
  }
}

/** What the product says by the same perfect times, on its first day. */
function publish(day: readonly Company[]): number {
  const durations = new VisitDurations(BOUNCE_MS);
  const crossings = day.flatMap(({ fromMs, toMs, size }) => [
    { at: fromMs, direction: 'in' as const, size },
    { at: toMs, direction: 'out' as const, size },
  ]);
  for (const { at, direction, size } of crossings.sort((a, b) => a.at - b.at))
    durations.crossed(direction, at, size);
  return durations.close()?.bounceShare ?? Number.NaN;
}

function isBounce(lengthMs: number): boolean {
  return lengthMs > 0 && lengthMs < BOUNCE_MS;
}

function bouncedOf(companies: readonly Company[]): number {
  return peopleIn(companies.filter(({ fromMs, toMs }) => isBounce(toMs - fromMs)));
}

function peopleIn(companies: readonly Company[]): number {
  return companies.reduce((sum, { size }) => sum + size, 0);
}

if (import.meta.main) run();
