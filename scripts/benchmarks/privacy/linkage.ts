import { createKeyedRandom } from '../../../src/app/privacy/keyed-random.ts';
import { WindowAggregator } from '../../../src/core/metrics/window-aggregator.ts';
import type { EgressSettings } from '../../../src/core/privacy/egress-gate.ts';
import { EgressGate } from '../../../src/core/privacy/egress-gate.ts';
import type { Attacker } from './attackers.ts';
import { byHabit, byLikelihood, likelyNext } from './attackers.ts';
import type { Field } from './published.ts';
import { FIELDS, Published } from './published.ts';
import type { Path } from './store-facts.ts';
import { benchModel, createFacts, feed, MINUTE_MS, newHabit, randomFrom, walk } from './store-facts.ts';

const ZONES = 6;
const CANDIDATES = 10;

export interface LinkageOptions {
  readonly days: number;
  readonly regulars: number;
  readonly visitsADay: number;
}

interface Shop {
  /** Day → regular → his path of that day. */
  readonly known: readonly (readonly (Path | undefined)[])[];
  readonly all: readonly (readonly Path[])[];
  readonly published: Published;
}

/**
 * Paths of people with habits, and everything that leaves because of them. `isControl`: each time a regular comes,
 * somebody else is there in his stead, who arrives when he would have: what the attacker then scores is chance itself,
 * with whatever his method makes of busy hours and popular zones.
 */
function shopOf(
  { days, regulars, visitsADay }: LinkageOptions,
  settings: EgressSettings,
  isControl: boolean,
  fields?: readonly Field[],
): Shop {
  const random = randomFrom(42);
  const habits = Array.from({ length: regulars }, () => newHabit(ZONES, random));
  const model = benchModel(ZONES);
  const gate = new EgressGate({
    settings,
    model,
    randomOf: createKeyedRandom(),
    refused: (path) => console.log('refused:', path),
  });
  const published = new Published(fields);
  const windows = new WindowAggregator(model, {
    summary: (summary) => {
      for (const window of gate.pass(summary)) published.addMessage(window);
    },
  });
  const known: (Path | undefined)[][] = [];
  const all: Path[][] = [];
  const stranger = (inMs?: number) => walk(newHabit(ZONES, random), random, inMs);
  for (let day = 0; day < days; day++) {
    const own = habits.map((habit) => (random() < 0.5 ? walk(habit, random) : undefined));
    const came = own.filter((path) => path !== undefined);
    const others = Array.from({ length: Math.max(0, visitsADay - came.length) }, () => stranger());
    const there = [...(isControl ? came.map(({ inMs }) => stranger(inMs)) : came), ...others];
    known.push(own);
    all.push([...came, ...others]);
    feed(windows, createFacts(there, day), day, () => undefined);
  }
  for (const window of gate.end()) published.addMessage(window);
  return { known, all, published };
}

const NOISE = { epsilonPerDay: 2, countsPerVisitor: 30 };

export const SETTINGS: Readonly<Record<string, EgressSettings>> = {
  'nothing withheld': { minimumCount: 1 },
  'as it comes (k 5, inside once a day)': { minimumCount: 5, insideEvery: 'day' },
  'k 5, inside once an hour': { minimumCount: 5, insideEvery: 'hour' },
  'k 5, inside once a quarter': { minimumCount: 5, insideEvery: 'quarter' },
  'k 5, inside once a quarter, ε 2 a day': { minimumCount: 5, insideEvery: 'quarter', noise: NOISE },
};

/** The attacker's questions, answered from what left; beside each what he scores where the regulars never came. */
export function linkage(options: LinkageOptions, names: readonly string[]): object[] {
  return names.flatMap((name) => {
    const settings = SETTINGS[name] ?? { minimumCount: 5 };
    const shop = shopOf(options, settings, false);
    const control = shopOf(options, settings, true);
    const attack = (question: string, chance: number, score: (shop: Shop) => Score) =>
      row(`${options.visitsADay} visits a day, ${name}: ${question}`, chance, score(shop), score(control));
    const who = (attacker: (shop: Shop) => Attacker) => (one: Shop) => reidentify(one, attacker(one));
    return [
      attack(
        'who came again, by habit',
        1 / CANDIDATES,
        who(({ published }) => byHabit(published)),
      ),
      attack(
        'who came again, by likelihood',
        1 / CANDIDATES,
        who(({ published }) => byLikelihood(published, ZONES)),
      ),
      attack('where he went next, busiest', 1 / (ZONES - 1), (one) => nextWindow(one, busiest(one))),
      attack('where he went next, by likelihood', 1 / (ZONES - 1), (one) => nextWindow(one, likeliest(one))),
    ];
  });
}

/** Which of what leaves about zones tells when somebody came: the better attacker, given one field alone, and all but one. */
export function ablation(options: LinkageOptions): object[] {
  const everys = ['quarter', 'hour', 'day'] as const;
  const sets = [
    FIELDS,
    ...FIELDS.map((one) => [one]),
    ...FIELDS.map((one) => FIELDS.filter((f) => f !== one)),
  ];
  return sets.map((fields) => {
    const rates = everys.map((releaseInterval) => {
      const shop = shopOf(options, { minimumCount: 5, insideEvery: releaseInterval }, false, fields);
      const attackers = [byHabit(shop.published), byLikelihood(shop.published, ZONES)];
      const scores = attackers.map((attacker) => reidentify(shop, attacker));
      const best = scores.toSorted((a, b) => share(b) - share(a))[0] ?? { right: 0, tried: 0 };
      const [low, high] = wilson(best);
      return [
        `once a ${releaseInterval}`,
        `${share(best).toFixed(3)} (${low.toFixed(3)}–${high.toFixed(3)})`,
      ];
    });
    return { 'told of zones': fields.join(' + '), ...Object.fromEntries(rates) };
  });
}

interface Score {
  readonly right: number;
  readonly tried: number;
}

/**
 * The attacker knows a regular's path of one day, and that he came on a later one: at which of ten arrivals? The one
 * around which what was published looks most like the path he knows.
 */
function reidentify({ known, all }: Shop, likeness: Attacker): Score {
  const random = randomFrom(7);
  let [right, tried] = [0, 0];
  for (let day = 1; day < known.length; day++) {
    known[day]?.forEach((truth, regular) => {
      const before = known
        .slice(0, day)
        .flatMap((paths) => paths[regular] ?? [])
        .at(-1);
      if (truth === undefined || before === undefined) return;
      const decoys = Array.from({ length: CANDIDATES - 1 }, () => pick(all[day] ?? [], random).inMs);
      const arrivals = [truth.inMs, ...decoys];
      const scores = arrivals.map((inMs) => likeness(before, day, inMs) + 1e-9 * random());
      right += scores.indexOf(Math.max(...scores)) === 0 ? 1 : 0;
      tried += 1;
    });
  }
  return { right, tried };
}

type Next = (zone: number, day: number, ms: number) => number;

function busiest({ published }: Shop): Next {
  return (zone, day, ms) => {
    const short = published.at(zone, day, ms, MINUTE_MS)?.entries;
    const long = published.at(zone, day, ms, 15 * MINUTE_MS)?.entries;
    return (short ?? 0) * 10 + (long ?? 0);
  };
}

function likeliest({ published }: Shop): Next {
  return (zone, day, ms) => likelyNext(published, zone, day, ms, ZONES);
}

/** The attacker sees a known person leave a zone, and bets on one of the others for the next minute. */
function nextWindow({ known }: Shop, score: Next): Score {
  const random = randomFrom(7);
  let [right, tried] = [0, 0];
  known.forEach((paths, day) => {
    for (const path of paths) {
      path?.stops.slice(1).forEach((stop, i) => {
        const here = path.stops[i];
        if (here === undefined) return;
        const atMs = here.enteredMs + here.dwellMs + 12_500;
        const others = Array.from({ length: ZONES }, (_, zone) => zone).filter((zone) => zone !== here.zone);
        const scores = others.map((zone) => score(zone, day, atMs) + 1e-9 * random());
        right += others[scores.indexOf(Math.max(...scores))] === stop.zone ? 1 : 0;
        tried += 1;
      });
    }
  });
  return { right, tried };
}

function row(question: string, chance: number, attack: Score, control: Score): object {
  const [low, high] = wilson(attack);
  return {
    question,
    tried: attack.tried,
    right: share(attack).toFixed(3),
    interval: `${low.toFixed(3)}–${high.toFixed(3)}`,
    'by lot': chance.toFixed(3),
    'without them': `${share(control).toFixed(3)} (${wilson(control)
      .map((end) => end.toFixed(3))
      .join('–')})`,
    'at chance': low <= chance && chance <= high ? 'yes' : 'no',
  };
}

function share({ right, tried }: Score): number {
  return right / tried;
}

/** Wilson score interval, 95 %. */
function wilson({ right, tried }: Score): [number, number] {
  const [z, p] = [1.96, right / tried];
  const middle = (p + z ** 2 / (2 * tried)) / (1 + z ** 2 / tried);
  const half = (z / (1 + z ** 2 / tried)) * Math.sqrt((p * (1 - p)) / tried + z ** 2 / (4 * tried ** 2));
  return [middle - half, middle + half];
}

function pick<T>(list: readonly T[], random: () => number): T {
  const item = list[Math.floor(random() * list.length)];
  if (item === undefined) throw new RangeError('nothing to pick from');
  return item;
}
