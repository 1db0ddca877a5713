import type { TypeOf } from '../model/codec.ts';
import { boolean, byKey, number, row } from '../model/codec.ts';
import type { Direction } from '../model/crossing.ts';
import type { SensorId } from '../model/ids.ts';
import type { Checkpointed } from '../model/state-part.ts';
import { heldMap } from '../model/state-part.ts';

/**
 * Largest difference of ins and outs between two times with an empty store, as a share of their sum. A difference
 * within chance is never a fault.
 */
const MAX_SHARE = 0.1;
const MAX_SDS = 4.5;

const BALANCE = row({ in: number, out: number, isFaulted: boolean });

/** Checks that each sensor counts as many exits as entries between two times with an empty store. */
export class InOutBalance implements Checkpointed {
  readonly #balances = new Map<SensorId, TypeOf<typeof BALANCE>>();
  readonly state = heldMap(byKey(BALANCE), this.#balances);

  crossed(sensor: SensorId, direction: Direction, count: number): void {
    const balance = this.#balances.get(sensor) ?? { in: 0, out: 0, isFaulted: false };
    balance[direction] += count;
    this.#balances.set(sensor, balance);
  }

  /**
   * Reports sensors whose balance became wrong or right; call when the store is empty. Judges only a store's only door,
   * because people may enter by one door and leave by another.
   */
  close(isOnlyDoor: boolean, tell: (sensor: SensorId, isFaulted: boolean) => void): void {
    for (const [sensor, balance] of this.#balances) {
      const sum = balance.in + balance.out;
      const difference = Math.abs(balance.in - balance.out);
      const isWrong =
        isOnlyDoor && difference > MAX_SHARE * sum && difference > MAX_SDS * Math.sqrt(sum * 0.05 + 1);
      if (sum > 0 && isWrong !== balance.isFaulted) tell(sensor, isWrong);
      this.#balances.set(sensor, { in: 0, out: 0, isFaulted: sum > 0 ? isWrong : balance.isFaulted });
    }
  }
}
