import type { TypeOf } from '../model/codec.ts';
import { boolean, byKey, number, row } from '../model/codec.ts';
import type { Direction } from '../model/crossing.ts';
import type { SensorId } from '../model/ids.ts';
import type { Checkpointed } from '../model/state-part.ts';
import { heldMap } from '../model/state-part.ts';

/** Ins and outs of a sensor may differ by this share of their sum, and beyond chance, between two empty shops. */
const MAX_SHARE = 0.1;
const MAX_SDS = 4.5;

const BALANCE = row({ in: number, out: number, isFaulted: boolean });

/** Whether every sensor counts as many out as in, over times that began and ended with an empty shop. */
export class InOutBalance implements Checkpointed {
  readonly #balances = new Map<SensorId, TypeOf<typeof BALANCE>>();
  readonly state = heldMap(byKey(BALANCE), this.#balances);

  crossed(sensor: SensorId, direction: Direction, count: number): void {
    const balance = this.#balances.get(sensor) ?? { in: 0, out: 0, isFaulted: false };
    balance[direction] += count;
    this.#balances.set(sensor, balance);
  }

  /**
   * The shop is empty: tells whose balance became wrong or right. A door that people like to enter by, where there are
   * others to leave by, is out of balance without a fault, so only the only door's sensors are judged.
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
