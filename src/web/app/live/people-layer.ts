import type { LivePeople, StoreSpace } from '../../../ports/console/console.ts';
import type { Pair } from '../canvas/shapes.ts';
import { isBeyond } from '../canvas/shapes.ts';
import type { Word } from '../kit/i18n.ts';
import { t } from '../kit/i18n.ts';

const TAIL_MS = 2_500;
/**
 * Milliseconds by which dots are drawn later than positions arrive, so that each frame lies between two known
 * positions.
 */
const BEHIND_MS = 150;
const SVG = 'http://www.w3.org/2000/svg';

/** A person, by the person's number, or a tag, by its id. */
export type Dot = number | string;

interface Drawn {
  readonly dot: SVGCircleElement;
  readonly tail: SVGPolylineElement;
  /** Flat list with three numbers per position: time (page clock), x and y. */
  trace: number[];
  seen: number;
  look: Look;
}

/** How each kind of person is drawn: the three kinds that the gateway sends, and people beyond the plan. */
export const LOOKS = {
  visitor: { look: 'dot', word: 'dotVisitor' },
  hidden: { look: 'dot unsighted', word: 'dotHidden' },
  beyond: { look: 'dot beyond', word: 'dotBeyond' },
  staff: { look: 'dot staff', word: 'dotStaff' },
} as const satisfies Record<string, { readonly look: string; readonly word: Word }>;
type Look = keyof typeof LOOKS;
const SENT = { 0: 'visitor', 1: 'staff', 2: 'hidden' } as const;

/** Returns the kind by which a person in this space is drawn. */
export function getLook([, , x, y, look]: LivePeople['people'][number], space: StoreSpace): Look {
  return isBeyond(space, x, y) ? 'beyond' : SENT[look];
}

/** Draws people as dots with tails, without rendering the page. Each frame changes one attribute per person. */
export class PeopleLayer {
  readonly #group: SVGGElement;
  readonly #index: number;
  readonly #space: StoreSpace;
  /** Longest distance that a person can walk between two reports. Over a longer distance, the dot jumps. */
  readonly #jump: number;
  #radius: number;
  readonly #people = new Map<number, Drawn>();
  #chosen: Dot | undefined;
  #round = 0;
  #frame = 0;

  constructor(
    group: SVGGElement,
    { space, index, radius }: { readonly space: StoreSpace; readonly index: number; readonly radius: number },
  ) {
    this.#group = group;
    this.#space = space;
    this.#index = index;
    this.#radius = radius;
    const jump = space.unit === 'm' ? 2 : space.width / 6;
    this.#jump = matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : jump;
  }

  show({ people }: LivePeople): void {
    const now = performance.now();
    this.#round += 1;
    for (const one of people) {
      const [index, person, x, y] = one;
      if (index !== this.#index) continue;
      const look = getLook(one, this.#space);
      const drawn = this.#people.get(person) ?? this.#add(person);
      drawn.seen = this.#round;
      if (drawn.look !== look) {
        drawn.look = look;
        this.#mark(person, drawn);
      }
      drawn.trace.push(now, x, y);
      while ((drawn.trace[0] ?? now) < now - TAIL_MS) drawn.trace.splice(0, 3);
      drawn.tail.setAttribute('points', pointsOf(drawn.trace));
    }
    for (const [person, drawn] of this.#people) if (drawn.seen !== this.#round) this.#remove(person, drawn);
    if (this.#frame === 0 && this.#people.size > 0) this.#frame = requestAnimationFrame(() => this.#draw());
  }

  /** Returns the nearest person whose newest position is within this distance. */
  findNear([x, y]: Pair, reach: number): number | undefined {
    let [found, least]: [number | undefined, number] = [undefined, reach];
    for (const [person, { trace }] of this.#people) {
      const far = Math.hypot((trace.at(-2) ?? x) - x, (trace.at(-1) ?? y) - y);
      if (far > least) continue;
      [found, least] = [person, far];
    }
    return found;
  }

  /** Makes the dot of this person stand out. */
  choose(chosen: Dot | undefined): void {
    this.#chosen = chosen;
    for (const [person, drawn] of this.#people) this.#mark(person, drawn);
  }

  resize(radius: number): void {
    this.#radius = radius;
    for (const { dot } of this.#people.values()) dot.setAttribute('r', String(radius));
  }

  close(): void {
    cancelAnimationFrame(this.#frame);
    for (const [person, drawn] of this.#people) this.#remove(person, drawn);
  }

  #add(person: number): Drawn {
    const dot = document.createElementNS(SVG, 'circle');
    dot.setAttribute('r', String(this.#radius));
    const tail = document.createElementNS(SVG, 'polyline');
    tail.setAttribute('class', 'tail');
    this.#group.append(tail, dot);
    dot.append(document.createElementNS(SVG, 'title'));
    const drawn = { dot, tail, trace: [], seen: 0, look: 'visitor' as Look };
    this.#mark(person, drawn);
    this.#people.set(person, drawn);
    return drawn;
  }

  #mark(person: number, drawn: Drawn): void {
    const { look, word } = LOOKS[drawn.look];
    drawn.dot.setAttribute('class', person === this.#chosen ? `${look} chosen` : look);
    if (drawn.dot.firstChild !== null) drawn.dot.firstChild.textContent = t(word);
  }

  #remove(person: number, { dot, tail }: Drawn): void {
    dot.remove();
    tail.remove();
    this.#people.delete(person);
  }

  #draw(): void {
    const at = performance.now() - BEHIND_MS;
    for (const { dot, trace } of this.#people.values())
      dot.setAttribute('transform', placeAt(trace, at, this.#jump));
    this.#frame = this.#people.size === 0 ? 0 : requestAnimationFrame(() => this.#draw());
  }
}

function pointsOf(trace: readonly number[]): string {
  let text = '';
  for (let i = 0; i < trace.length; i += 3) text += `${trace[i + 1]},${trace[i + 2]} `;
  return text;
}

/** Returns the position at a time, interpolated between the positions before and after it. */
function placeAt(trace: readonly number[], at: number, jump: number): string {
  let i = trace.length - 3;
  while (i > 0 && (trace[i] ?? 0) > at) i -= 3;
  const [t0 = 0, x0 = 0, y0 = 0, t1 = t0, x1 = x0, y1 = y0] = trace.slice(i, i + 6);
  const isJump = Math.hypot(x1 - x0, y1 - y0) > jump;
  const share = isJump ? Number(at >= t1) : t1 > t0 ? Math.max(0, Math.min(1, (at - t0) / (t1 - t0))) : 0;
  return `translate(${(x0 + share * (x1 - x0)).toFixed(2)} ${(y0 + share * (y1 - y0)).toFixed(2)})`;
}
