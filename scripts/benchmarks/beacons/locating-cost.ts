/** What it costs to locate two hundred tags that all move, and as many that are parked, by the size of the floor. */
import type { EpochMs, TagId } from '../../../src/core/model/ids.ts';
import { TagLocator } from '../../../src/core/positioning/tag-locator.ts';
import { Random } from '../../../test/support/seeded-random.ts';

const TAGS = 200;
const LEARN_S = 60;
const LOCATED_S = 30;
/** A parked tag may cost so much of what a moving one does: the cost is bounded by tags in motion. */
const PARKED_SHARE = 0.25;
const PACE_M_PER_S = 0.5;
/** A tag further away is not received. */
const LEAST_DBM = -95;

interface Floor {
  readonly widthM: number;
  readonly heightM: number;
  readonly columns: number;
  readonly rows: number;
  /** Of a core. */
  readonly bound: number;
}

export const FLOORS: readonly Floor[] = [
  { widthM: 20.66, heightM: 17.64, columns: 4, rows: 3, bound: 0.2 },
  { widthM: 50, heightM: 40, columns: 6, rows: 4, bound: 0.25 },
];

class WalkingTags {
  readonly #floor: Floor;
  readonly #locator: TagLocator;
  readonly #receivers: readonly {
    readonly id: string;
    readonly xM: number;
    readonly yM: number;
    readonly zM: number;
  }[];
  readonly #random = new Random(5);
  #second = 0;

  constructor(floor: Floor) {
    const { widthM, heightM, columns, rows } = floor;
    this.#floor = floor;
    this.#receivers = Array.from({ length: columns * rows }, (_, r) => ({
      ...{ id: `r${r}`, zM: 2.3 },
      ...{
        xM: (((r % columns) + 0.5) * widthM) / columns,
        yM: ((Math.floor(r / columns) + 0.5) * heightM) / rows,
      },
    }));
    this.#locator = new TagLocator({
      receivers: this.#receivers,
      plan: { widthM, heightM, zoneAt: () => 0, zoneCount: 1 },
      placed: () => undefined,
      recorded: () => undefined,
    });
  }

  learn(): void {
    if (!this.#locator.learnNow()) throw new Error('nothing was learned');
  }

  /** So many tags walk round the floor, each from another place on. */
  walk(tags: number, seconds: number): void {
    const { widthM, heightM } = this.#floor;
    const [a, b] = [0.4 * widthM, 0.35 * heightM];
    for (const end = this.#second + seconds; this.#second < end; this.#second++) {
      for (let t = 0; t < tags; t++) {
        const angle = t + (this.#second * PACE_M_PER_S) / a;
        this.#hear(`t${t}` as TagId, widthM / 2 + a * Math.cos(angle), heightM / 2 + b * Math.sin(angle));
      }
      this.#locator.advance((1e12 + this.#second * 1000 + 1000) as EpochMs);
    }
  }

  /** They stand where they are. */
  park(tags: number, seconds: number): void {
    const { widthM, heightM } = this.#floor;
    for (const end = this.#second + seconds; this.#second < end; this.#second++) {
      for (let t = 0; t < tags; t++)
        this.#hear(`p${t}` as TagId, widthM * ((t * 0.618) % 1), heightM * ((t + 0.5) / tags));
      this.#locator.advance((1e12 + this.#second * 1000 + 1000) as EpochMs);
    }
  }

  #hear(tag: TagId, x: number, y: number): void {
    for (const { id, xM, yM } of this.#receivers) {
      const noiseDb = 6 * (this.#random.next() - 0.5);
      const level = -59 - 18 * Math.log10(Math.hypot(x - xM, y - yM, 1)) + noiseDb;
      if (level < LEAST_DBM) continue;
      this.#locator.addRssi((1e12 + this.#second * 1000 + 500) as EpochMs, id, tag, level);
    }
  }
}

/** Returns the share of a core that `play` takes, which plays so many seconds. */
function measure(seconds: number, play: () => void): number {
  const before = process.cpuUsage();
  play();
  const used = process.cpuUsage(before);
  return (used.user + used.system) / 1e6 / seconds;
}

export function located(floor: Floor): void {
  const walking = new WalkingTags(floor);
  // A store's map is learned within a day; until then a tag costs less.
  walking.walk(4, LEARN_S);
  walking.learn();
  walking.walk(TAGS, 5);
  const share = measure(LOCATED_S, () => walking.walk(TAGS, LOCATED_S));
  const { widthM, heightM, columns, rows, bound } = floor;
  walking.park(TAGS, 150);
  const parked = measure(LOCATED_S, () => walking.park(TAGS, LOCATED_S));
  console.log(
    `${TAGS} moving tags at 1 Hz, ${columns * rows} receivers, ${Math.round(widthM * heightM)} m², map learned: ` +
      `${(100 * share).toFixed(1)} % of a core; bound ${100 * bound} %. Parked: ${(100 * parked).toFixed(1)} %; ` +
      `bound ${100 * PARKED_SHARE} % of that`,
  );
  if (share > bound || parked > PARKED_SHARE * share) process.exitCode = 1;
}
