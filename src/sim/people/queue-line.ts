import type { Point } from '../../core/model/shapes.ts';
import type { Till } from '../model/layout.ts';
import type { Person } from '../model/person.ts';

/** Distance between the backs of two neighbours in a queue. */
const SPACING_M = 0.75;

/** The queue at one till. Its first person is being served, or is next. */
export class QueueLine {
  readonly till: Till;
  readonly people: Person[] = [];
  isServing = false;

  constructor(till: Till) {
    this.till = till;
  }

  /** Place at which the next person to join stands. */
  tail(): Point {
    return this.slot(this.people.length);
  }

  slot(index: number): Point {
    let leftM = index * SPACING_M;
    let from = this.till.serve;
    for (const to of this.till.queue) {
      const lengthM = Math.hypot(to.x - from.x, to.y - from.y);
      if (leftM <= lengthM && lengthM > 0) {
        const share = leftM / lengthM;
        return { x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share };
      }
      leftM -= lengthM;
      from = to;
    }
    // People in a queue that is longer than its line all stand at the end of the line.
    return from;
  }

  /** Removes the person. Everyone behind moves up by one place. */
  remove(person: Person): void {
    const place = this.people.indexOf(person);
    if (place < 0) return;
    this.people.splice(place, 1);
    for (let i = place; i < this.people.length; i++) this.sendToSlot(i);
  }

  sendToSlot(index: number): void {
    const person = this.people[index];
    if (person === undefined) return;
    person.goal = { at: this.slot(index), withinM: 0.3 };
    person.nearestM = Number.POSITIVE_INFINITY;
  }
}
