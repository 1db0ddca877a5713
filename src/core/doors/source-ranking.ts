import { numbers } from '../model/codec.ts';
import type { Checkpointed } from '../model/state-part.ts';
import { held } from '../model/state-part.ts';
import type { Company } from './companies.ts';
import type { CountSource } from './count-source.ts';

/** What earlier minutes say fades by this share for each person: a sensor that goes bad loses its place in a day. */
const FADE_PER_PERSON = 1 / 300;
/** The first place changes when another one has so many more people, this share more, and more than by chance. */
const LEAD_PEOPLE = 2;
const LEAD_SHARE = 0.02;
const LEAD_SDS = 2;
/** So much of what only one of two sources saw more is held to be made up. */
const MADE_UP_SHARE = 0.5;

/**
 * Which source of a door leads, by what they count of the same companies. The one that overlooks least is the best: sensors
 * overlook people far more often than they make them up. More people of a company than others saw are no merit, as they
 * may be made up. The surest leads at first, and the first of the settings where they are as sure.
 */
export class SourceRanking implements Checkpointed {
  readonly #sources: readonly CountSource[];
  /** Credited people, by source. */
  #people: number[];
  /** People by whom it differed from the best one, up or down. */
  #apart: number[];
  #best: number;
  readonly state = held(
    numbers(),
    () => [this.#best, ...this.#people, ...this.#apart],
    ([best = 0, ...people]) => {
      const { length } = this.#sources;
      if (people.length !== 2 * length || best >= length) return;
      this.#best = best;
      this.#people = people.slice(0, length);
      this.#apart = people.slice(length);
    },
  );

  constructor(sources: readonly CountSource[]) {
    this.#sources = sources;
    this.#people = sources.map(() => 0);
    this.#apart = sources.map(() => 0);
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

  /** Returns true when another one leads from now on. */
  judge(company: Company): boolean {
    const { best } = this;
    const { counts } = company;
    if (best === undefined || !counts.has(best)) return false;
    const credits = this.#sources.map((source) => creditOf(source, counts));
    const own = this.#people[this.#best] ?? 0;
    const bestCredit = credits[this.#best] ?? 0;
    const kept = (1 - FADE_PER_PERSON) ** Math.max(...counts.values());
    this.#people = this.#people.map((people, i) => {
      // One that is away keeps its share of the best one's people.
      const share = own === 0 ? 0 : people / own;
      return kept * people + (credits[i] ?? share * bestCredit);
    });
    this.#apart = this.#apart.map((people, i) => {
      return kept * people + Math.abs((credits[i] ?? bestCredit) - bestCredit);
    });
    const next = this.#findNext();
    if (next === this.#best) return false;
    this.#best = next;
    this.#apart.fill(0);
    return true;
  }

  #findNext(): number {
    const own = this.#people[this.#best] ?? 0;
    const isFaulted = this.best?.isFaulted === true;
    let next = this.#best;
    for (const [i, people] of this.#people.entries()) {
      const source = this.#sources[i];
      if (source === undefined || source.isFaulted) continue;
      const chance = LEAD_SDS * Math.sqrt(this.#apart[i] ?? 0);
      const leads = people > own + Math.max(LEAD_PEOPLE, LEAD_SHARE * own, chance);
      if ((leads || isFaulted) && people > (next === this.#best ? 0 : (this.#people[next] ?? 0))) next = i;
    }
    return next;
  }
}

/** People of a company who are as good as seen by others too; undefined for a source that was away. */
function creditOf(source: CountSource, counts: Company['counts']): number | undefined {
  const own = counts.get(source);
  if (own === undefined) return undefined;
  const others = [...counts].filter(([other]) => other !== source);
  const most = Math.max(...others.map(([, count]) => count));
  // One other may have missed them all; several others hardly do.
  if (most === 0) return others.length === 1 ? own : 0;
  const isCredible = source.neverInvents || others.every(([other]) => other.neverInvents);
  const excess = Math.max(0, own - most);
  // What one makes up hides what it overlooks elsewhere in the company.
  const hidden = others.length === 1 ? MADE_UP_SHARE * excess : 0;
  return isCredible ? own : own - excess - hidden;
}
