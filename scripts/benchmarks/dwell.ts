/**
 * Dwell that survives broken tracks. People of known dwell walk in and out of a zone. Their numbers switch in 30 % of
 * frames, detections fail and people hide for seconds. Reference: a timer that trusts the numbers.
 */
import { Engine } from '../../src/core/engine/engine.ts';
import type { Fact, ZoneLeft } from '../../src/core/model/fact.ts';
import type { EpochMs } from '../../src/core/model/ids.ts';
import { survivalCurve, survivalQuantile } from '../../src/core/statistics/survival.ts';
import { randomFrom } from '../../test/support/random.ts';
import { CAMERA, MODEL } from '../../test/support/stores/store-model.ts';

const SEED = 5;
const VISITS = 2_000;
const FRAME_MS = 200;
const START_MS = 1_700_000_000_000;
const SWITCHED = 0.3;
const MEDIAN_DWELL_S = 25;
const DWELL_SPREAD = 0.7;
const MEAN_GAP_BETWEEN_S = 20;
const WALK_PX_PER_S = 70;
const BOX = { width: 40, height: 100 };

interface Trouble {
  readonly what: string;
  /** Share of boxes that the detector does not give. */
  readonly missed: number;
  /** Share of people who hide once, for up to this long. */
  readonly hiding: number;
  readonly hiddenMs: number;
}

const TROUBLES: readonly Trouble[] = [
  { what: 'every box found', missed: 0, hiding: 0, hiddenMs: 0 },
  { what: '10 % of boxes missed', missed: 0.1, hiding: 0, hiddenMs: 0 },
  { what: 'and 30 % of people hidden for up to 3 s', missed: 0.1, hiding: 0.3, hiddenMs: 3_000 },
  { what: 'and 10 % hidden for up to 15 s', missed: 0.1, hiding: 0.1, hiddenMs: 15_000 },
];

interface Visitor {
  readonly fromMs: number;
  /** Reaches its place, leaves it, is out of the picture. */
  readonly standMs: number;
  readonly goMs: number;
  readonly endMs: number;
  readonly x: number;
  readonly feetY: number;
  readonly hiddenFromMs: number;
  readonly hiddenToMs: number;
  number: number;
}

interface Outcome {
  readonly trueMs: number[];
  readonly left: ZoneLeft[];
  readonly naiveMs: number[];
}

type Random = () => number;

function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** From the left edge of the picture to a place in the zone, and out again. */
function visitors(random: Random, { hiding, hiddenMs }: Trouble): Visitor[] {
  let fromMs = 0;
  return Array.from({ length: VISITS }, (_, n) => {
    fromMs += -Math.log(1 - random()) * MEAN_GAP_BETWEEN_S * 1000;
    const x = 440 + 120 * random();
    const standMs = fromMs + (x / WALK_PX_PER_S) * 1000;
    const goMs = standMs + 1000 * MEDIAN_DWELL_S * Math.exp(DWELL_SPREAD * normal(random));
    const hiddenFromMs = random() < hiding ? standMs + (goMs - standMs) * random() : Number.POSITIVE_INFINITY;
    const hiddenToMs = hiddenFromMs + hiddenMs * random();
    const endMs = goMs + ((1000 - x) / WALK_PX_PER_S) * 1000;
    const feetY = 150 + 240 * random();
    return { fromMs, standMs, goMs, endMs, x, feetY, hiddenFromMs, hiddenToMs, number: n + 1 };
  });
}

function placeOf({ fromMs, standMs, goMs, x }: Visitor, ms: number): number {
  if (ms < standMs) return ((ms - fromMs) / 1000) * WALK_PX_PER_S;
  return ms < goMs ? x + 4 * Math.sin(ms / 900) : x + ((ms - goMs) / 1000) * WALK_PX_PER_S;
}

const isInZone = (x: number) => x >= 400 && x <= 600;

function play(trouble: Trouble): Outcome {
  const random = randomFrom(SEED);
  const people = visitors(random, trouble);
  const left: ZoneLeft[] = [];
  const fact = (one: Fact) => {
    // As in the windows: the rest of a censored visit is no separate visit.
    if (one.kind === 'ZoneLeft' && one.resumedFrom === undefined) left.push(one);
  };
  const engine = new Engine(MODEL, { fact, summary: () => undefined });
  const spans = { truth: new Spans(), naive: new Spans() };
  const endMs = Math.max(...people.map((person) => person.endMs));
  let lastNumber = people.length;
  const switchNumber = (person: Visitor) => {
    if (random() < SWITCHED) person.number = ++lastNumber;
  };
  for (let ms = 0; ms <= endMs + 10_000; ms += FRAME_MS) {
    const present = people.filter((person) => person.fromMs <= ms && person.endMs > ms);
    present.forEach(switchNumber);
    const boxes = present.flatMap((person) => film(person, ms, trouble, random, spans));
    const at = (START_MS + ms) as EpochMs;
    engine.step({ kind: 'PeopleSeen', sensor: CAMERA, at, boxes });
    engine.step({ kind: 'Tick', at });
  }
  return { trueMs: spans.truth.lengths(), left, naiveMs: spans.naive.lengths() };
}

/** The person's box, where the detector gives one. */
function film(
  person: Visitor,
  ms: number,
  { missed }: Trouble,
  random: Random,
  { truth, naive }: { readonly truth: Spans; readonly naive: Spans },
): number[] {
  const x = placeOf(person, ms);
  if (isInZone(x)) truth.add(person, ms);
  const isHidden = ms >= person.hiddenFromMs && ms < person.hiddenToMs;
  if (random() < missed || isHidden) return [];
  if (isInZone(x)) naive.add(person.number, ms);
  const [dx, dy] = [0.02 * BOX.height * normal(random), 0.02 * BOX.height * normal(random)];
  return [x - BOX.width / 2 + dx, person.feetY - BOX.height + dy, BOX.width, BOX.height, 0.97];
}

/** From the first to the last time of each. */
class Spans {
  readonly #spans = new Map<unknown, [from: number, to: number]>();

  add(who: unknown, ms: number): void {
    const span = this.#spans.get(who);
    if (span === undefined) this.#spans.set(who, [ms, ms]);
    else span[1] = ms;
  }

  lengths(): number[] {
    return [...this.#spans.values()].map(([from, to]) => to - from);
  }
}

function quantile(values: readonly number[], share: number): number {
  return [...values].sort((a, b) => a - b)[Math.ceil(share * values.length) - 1] ?? Number.NaN;
}

function row(label: string, visits: number, medianMs: number, p90Ms: number, truth: readonly number[]): void {
  const cells = [
    [medianMs, quantile(truth, 0.5)],
    [p90Ms, quantile(truth, 0.9)],
  ].map(([value = Number.NaN, right = 1]) => {
    const off = `${value >= right ? '+' : '−'}${Math.abs(100 * (value / right - 1)).toFixed(1)} %`;
    return `${(value / 1000).toFixed(1).padStart(8)} s ${off.padStart(9)}`;
  });
  console.log(`  ${label.padEnd(34)}${String(visits).padStart(7)}  ${cells.join('')}`);
}

export function run(): Promise<void> {
  console.log(`${VISITS} visits, median ${MEDIAN_DWELL_S} s, 5 frames/s, numbers switched in 30 % of frames`);
  for (const trouble of TROUBLES) {
    const { trueMs, left, naiveMs } = play(trouble);
    const censored = left.filter((visit) => visit.censored !== undefined).length;
    const curve = survivalCurve(
      left.map(({ dwellMs, censored: why }) => ({ length: dwellMs, ended: why === undefined })),
    );
    const value = (share: number) => survivalQuantile(curve, share) ?? Number.NaN;
    console.log(`\n${trouble.what.padEnd(36)} visits       median              p90`);
    row('truth', trueMs.length, quantile(trueMs, 0.5), quantile(trueMs, 0.9), trueMs);
    row(`Lintel, Kaplan–Meier (${censored} censored)`, left.length, value(0.5), value(0.9), trueMs);
    row('timer by number', naiveMs.length, quantile(naiveMs, 0.5), quantile(naiveMs, 0.9), trueMs);
  }
  return Promise.resolve();
}
