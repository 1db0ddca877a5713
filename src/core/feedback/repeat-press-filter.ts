import { byKey, number } from '../model/codec.ts';
import type { Checkpointed } from '../model/state-part.ts';
import { heldMap } from '../model/state-part.ts';

/** Presses that follow each other within this time come from one person. The next customer needs longer to arrive. */
const REPEAT_MS = 4_000;
const MAX_TERMINALS = 256;

/** Accepts one press per person at each feedback terminal, even when the person presses several of its buttons. */
export class RepeatPressFilter implements Checkpointed {
  readonly #pressedAt = new Map<string, number>();
  readonly state = heldMap(byKey<string, number>(number), this.#pressedAt);

  counts(terminal: string, at: number): boolean {
    const before = this.#pressedAt.get(terminal);
    if (before === undefined && this.#pressedAt.size >= MAX_TERMINALS) return false;
    this.#pressedAt.set(terminal, at);
    return before === undefined || at - before >= REPEAT_MS;
  }
}

/** Arithmetic mean of the answers, which range from 0 (unhappiest) to 1 (happiest). Undefined without answers. */
export function happyIndex(countsFromHappiest: readonly number[]): number | undefined {
  const answers = countsFromHappiest.reduce((sum, count) => sum + count, 0);
  if (answers === 0 || countsFromHappiest.length < 2) return undefined;
  const steps = countsFromHappiest.length - 1;
  return countsFromHappiest.reduce((sum, count, i) => sum + count * (1 - i / steps), 0) / answers;
}
