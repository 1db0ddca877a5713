import { list, text } from '../model/codec.ts';
import type { ZoneId } from '../model/ids.ts';
import type { Checkpointed } from '../model/state-part.ts';
import { heldSet } from '../model/state-part.ts';

/** People in each zone by person number, also before their visit begins. */
export class PresentPeople implements Checkpointed {
  /** One text `<person> <zone>` for each person in a zone. */
  readonly #inside = new Set<string>();
  readonly state = heldSet(list(text<string>()), this.#inside);

  entered(zone: ZoneId, person: number): void {
    this.#inside.add(`${person} ${zone}`);
  }

  left(zone: ZoneId, person: number): void {
    this.#inside.delete(`${person} ${zone}`);
  }

  has(zone: ZoneId, person: number): boolean {
    return this.#inside.has(`${person} ${zone}`);
  }
}
