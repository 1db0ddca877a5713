import type { LivePeople } from '../../../ports/console/console.ts';
import type { Pair } from '../canvas/shapes.ts';
import { t } from '../kit/i18n.ts';

const TAIL_MS = 2_500;
/** Dots are drawn with this delay, so that each frame lies between two known positions. */
const BEHIND_MS = 150;
const SVG = 'http://www.w3.org/2000/svg';

/** A person by their number, or a tag by its id. */
export type Dot = number | string;

interface Drawn {
  readonly dot: SVGCircleElement;
  readonly tail: SVGPolylineElement;
  /** Flat list of time (page clock), x and y. */
  trace: number[];
  seen: number;
  isStaff: boolean;
}

/** Draws people as dots with tails, without rendering the page. Each frame changes one attribute per person. */
export class PeopleLayer {
  readonly #group: SVGGElement;
  readonly #space: number;
  /** Longest distance that a person can walk between two reports. Beyond it the dot jumps. */
  readonly #jump: number;
  #radius: number;
  readonly #people = new Map<number, Drawn>();
  #chosen: Dot | undefined;
  #round = 0;
  #frame = 0;

  constructor(
    group: SVGGElement,
    { space, radius, jump }: { readonly space: number; readonly radius: number; readonly jump: number },
  ) {
    this.#group = group;
    this.#space = space;
    this.#radius = radius;
    this.#jump = matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : jump;
  }

  show({ people }: LivePeople): void {
    const now = performance.now();
    this.#round += 1;
    for (const [space, person, x, y, staff] of people) {
      if (space !== this.#space) continue;
      const drawn = this.#people.get(person) ?? this.#add(person);
      drawn.seen = this.#round;
      if (drawn.isStaff !== (staff === 1)) {
        drawn.isStaff = staff === 1;
        this.#mark(person, drawn);
      }
      drawn.trace.push(now, x, y);
      while ((drawn.trace[0] ?? now) < now - TAIL_MS) drawn.trace.splice(0, 3);
      drawn.tail.setAttribute('points', pointsOf(drawn.trace));
    }
    for (const [person, drawn] of this.#people) if (drawn.seen !== this.#round) this.#remove(person, drawn);
    if (this.#frame === 0 && this.#people.size > 0) this.#frame = requestAnimationFrame(() => this.#draw());
  }

  /** The person who was drawn last within this distance. */
  findNear([x, y]: Pair, reach: number): number | undefined {
    let [found, least]: [number | undefined, number] = [undefined, reach];
    for (const [person, { trace }] of this.#people) {
      const far = Math.hypot((trace.at(-2) ?? x) - x, (trace.at(-1) ?? y) - y);
      if (far > least) continue;
      [found, least] = [person, far];
    }
    return found;
  }

  /** The dot of this person stands out. */
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
    const drawn = { dot, tail, trace: [], seen: 0, isStaff: false };
    this.#mark(person, drawn);
    this.#people.set(person, drawn);
    return drawn;
  }

  #mark(person: number, { dot, isStaff }: Drawn): void {
    dot.setAttribute('class', `dot${isStaff ? ' staff' : ''}${person === this.#chosen ? ' chosen' : ''}`);
    if (dot.firstChild !== null) dot.firstChild.textContent = t(isStaff ? 'dotStaff' : 'dotVisitor');
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

/** Interpolates between the two positions around the moment. */
function placeAt(trace: readonly number[], at: number, jump: number): string {
  let i = trace.length - 3;
  while (i > 0 && (trace[i] ?? 0) > at) i -= 3;
  const [t0 = 0, x0 = 0, y0 = 0, t1 = t0, x1 = x0, y1 = y0] = trace.slice(i, i + 6);
  const isJump = Math.hypot(x1 - x0, y1 - y0) > jump;
  const share = isJump ? Number(at >= t1) : t1 > t0 ? Math.max(0, Math.min(1, (at - t0) / (t1 - t0))) : 0;
  return `translate(${(x0 + share * (x1 - x0)).toFixed(2)} ${(y0 + share * (y1 - y0)).toFixed(2)})`;
}
