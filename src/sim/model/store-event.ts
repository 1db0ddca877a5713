import type { DoorId, SensorId } from '../../core/model/ids.ts';
import type { Person } from './person.ts';

export type StoreEvent =
  | { readonly kind: 'came'; readonly atMs: number; readonly person: Person }
  | {
      readonly kind: 'crossed';
      readonly atMs: number;
      readonly person: Person;
      readonly door: DoorId;
      readonly direction: 'in' | 'out';
    }
  | {
      readonly kind: 'joined-queue';
      readonly atMs: number;
      readonly person: Person;
      readonly till: string;
      /** People already in the line, including the one being served. */
      readonly ahead: number;
    }
  | { readonly kind: 'served'; readonly atMs: number; readonly person: Person; readonly till: string }
  | { readonly kind: 'abandoned'; readonly atMs: number; readonly person: Person; readonly till: string }
  | { readonly kind: 'bought'; readonly atMs: number; readonly person: Person; readonly till: string }
  /** The person carries a radio of this number with a constant address. The radio may also have come the day before. */
  | { readonly kind: 'brought-radio'; readonly atMs: number; readonly person: Person; readonly radio: number }
  /** The person took the displayed product in hand, or put it back. */
  | {
      readonly kind: 'picked-up' | 'put-back';
      readonly atMs: number;
      readonly person: Person;
      readonly product: string;
    }
  /** The person pressed a feedback button once, or several times as children do. */
  | {
      readonly kind: 'answered';
      readonly atMs: number;
      readonly person: Person;
      readonly sensor: SensorId;
      /** 1 for the happiest answer, 0 for the unhappiest. */
      readonly happiness: number;
    }
  /** The person left the simulation at the end of the pavement. */
  | { readonly kind: 'gone'; readonly atMs: number; readonly person: Person };

export interface StoreObserver {
  happened(event: StoreEvent): void;
  /** Called after each step: each person walked straight from (fromX, fromY) to (x, y) between these times. */
  moved(people: ReadonlyMap<number, Person>, fromMs: number, toMs: number): void;
}
