import { numbers } from '../model/codec.ts';
import type { Checkpointed } from '../model/state-part.ts';
import { held } from '../model/state-part.ts';
import type { Company } from './companies.ts';
import type { CountSource } from './count-source.ts';

/** Weight that old counts lose per person: a failing sensor loses its place within a day. */
const FADE_PER_PERSON = 1 / 300;
/** Another source becomes best when it has 2 people more, 2 % more, and more than chance explains. */
const LEAD_PEOPLE = 2;
const LEAD_SHARE = 0.02;
const LEAD_SDS = 2;
/** When one of two sources counts more, this share of the surplus is taken as invented. */
const MADE_UP_SHARE = 0.5;

/**
 * Ranks the sources of a door by how many people each counted in the same groups. The best one misses fewest people:
 * sensors miss people far more often than they invent them. A surplus over all others gains nothing, because it may be
 * invented. At first the source with the smallest error leads; ties go to the first in the settings.
 */
export class SourceRanking implements Checkpointed {
  readonly #sources: readonly CountSource[];
  /** Number of people credited to each source. */
  #people: number[];
  /** Number of people by which each source differed from the best one, up or down. */
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

  /** The source with the highest count, other than the best one. */
  get witness(): CountSource | undefined {
    const order = this.#sources.map((source, i) => ({ source, i, people: this.#people[i] ?? 0 }));
    return order.filter(({ i }) => i !== this.#best).sort((a, b) => b.people - a.people)[0]?.source;
  }

  /** Adds a company (people who came close in time). Returns true when another source becomes best. */
  judge(company: Company): boolean {
    const { best } = this;
    const { counts } = company;
    if (best === undefined || !counts.has(best)) return false;
    const credits = this.#sources.map((source) => creditOf(source, counts));
    const own = this.#people[this.#best] ?? 0;
    const bestCredit = credits[this.#best] ?? 0;
    const kept = (1 - FADE_PER_PERSON) ** Math.max(...counts.values());
    this.#people = this.#people.map((people, i) => {
      // A source that is down keeps its share of the best source's people.
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

/** Returns how many people of a company are credited to a source. Undefined for a source that was down. */
function creditOf(source: CountSource, counts: Company['counts']): number | undefined {
  const own = counts.get(source);
  if (own === undefined) return undefined;
  const others = [...counts].filter(([other]) => other !== source);
  const most = Math.max(...others.map(([, count]) => count));
  // No other source counted anyone. A single other source may have missed them all; two or more hardly do.
  if (most === 0) return others.length === 1 ? own : 0;
  const isCredible = source.neverInvents || others.every(([other]) => other.neverInvents);
  const excess = Math.max(0, own - most);
  // Invented people hide people whom the source missed in the same company.
  const hidden = others.length === 1 ? MADE_UP_SHARE * excess : 0;
  return isCredible ? own : own - excess - hidden;
}
