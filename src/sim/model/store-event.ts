import type { DoorId, SensorId } from '../../core/model/ids.ts';
import type { Person } from './person.ts';

/** What truly happened, at a true time. */
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
      /** People in the line already, the one who is being served included. */
      readonly ahead: number;
    }
  | { readonly kind: 'served'; readonly atMs: number; readonly person: Person; readonly till: string }
  | { readonly kind: 'abandoned'; readonly atMs: number; readonly person: Person; readonly till: string }
  | { readonly kind: 'bought'; readonly atMs: number; readonly person: Person; readonly till: string }
  /** Pressed a feedback button, once or, as children do, several times. */
  | {
      readonly kind: 'answered';
      readonly atMs: number;
      readonly person: Person;
      readonly sensor: SensorId;
      /** From 1 for the happiest to 0. */
      readonly happiness: number;
    }
  /** Off the end of the pavement. */
  | { readonly kind: 'gone'; readonly atMs: number; readonly person: Person };

export interface StoreObserver {
  happened(event: StoreEvent): void;
  /** Everybody went from (fromX, fromY) to (x, y) between these times. */
  moved(people: ReadonlyMap<number, Person>, fromMs: number, toMs: number): void;
}
