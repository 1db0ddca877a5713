import { numbers } from '../model/codec.ts';
import type { Checkpointed } from '../model/state-part.ts';
import { held } from '../model/state-part.ts';
import type { CountSource } from './count-source.ts';

/** What earlier minutes say fades by this share for each person: a sensor that goes bad loses its place in a day. */
const FADE_PER_PERSON = 1 / 300;
/** The first place changes when another one has so many more people, and this share more. */
const LEAD_PEOPLE = 2;
const LEAD_SHARE = 0.02;

/**
 * Which source of a door leads, by what they count of the same minutes. The one that counts most is the best: sensors
 * overlook people far more often than they make them up. The surest kind leads at first.
 */
export class SourceRanking implements Checkpointed {
  readonly #sources: readonly CountSource[];
  /** People of the compared minutes, by source. */
  #people: number[];
  #best: number;
  readonly state = held(
    numbers(),
    () => [this.#best, ...this.#people],
    ([best = 0, ...people]) => {
      if (people.length !== this.#sources.length || best >= people.length) return;
      this.#best = best;
      this.#people = people;
    },
  );

  constructor(sources: readonly CountSource[]) {
    this.#sources = sources;
    this.#people = sources.map(() => 0);
    const least = Math.min(...sources.map(({ believedSd }) => believedSd));
    this.#best = Math.max(
      0,
      sources.findIndex(({ believedSd }) => believedSd === least),
    );
  }

  get best(): CountSource | undefined {
    return this.#sources[this.#best];
  }

  /** The others, the one that counts most first. */
  get witness(): CountSource | undefined {
    const order = this.#sources.map((source, i) => ({ source, i, people: this.#people[i] ?? 0 }));
    return order.filter(({ i }) => i !== this.#best).sort((a, b) => b.people - a.people)[0]?.source;
  }

  /** These counted the whole minute. Returns true when another one leads from now on. */
  compare(whole: readonly CountSource[]): boolean {
    const { best } = this;
    if (best === undefined || !whole.includes(best)) return false;
    const own = this.#people[this.#best] ?? 0;
    const bestCount = toCount(best);
    const kept = (1 - FADE_PER_PERSON) ** Math.max(...whole.map(toCount));
    this.#people = this.#people.map((people, i) => {
      const source = this.#sources[i];
      // One that is away keeps its share of the best one's people.
      const share = own === 0 ? 0 : people / own;
      const count = source !== undefined && whole.includes(source) ? toCount(source) : share * bestCount;
      return kept * people + count;
    });
    const next = this.#findNext();
    if (next === this.#best) return false;
    this.#best = next;
    return true;
  }

  #findNext(): number {
    const own = this.#people[this.#best] ?? 0;
    const isFaulted = this.best?.isFaulted === true;
    let next = this.#best;
    for (const [i, people] of this.#people.entries()) {
      const source = this.#sources[i];
      if (source === undefined || source.isFaulted) continue;
      const leads = people > own + Math.max(LEAD_PEOPLE, LEAD_SHARE * own);
      if ((leads || isFaulted) && people > (next === this.#best ? 0 : (this.#people[next] ?? 0))) next = i;
    }
    return next;
  }
}

function toCount({ minute }: CountSource): number {
  return minute.in + minute.out;
}
