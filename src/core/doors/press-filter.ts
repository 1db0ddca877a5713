import type { Json } from '../types.ts';

/** Somebody who presses again, or a child who hammers, is one voice; the next customer takes longer than this. */
const REPEAT_MS = 4_000;
const MAX_TERMINALS = 256;

/** Which presses of a feedback terminal count: one per person, whichever of its buttons they hammer. */
export class PressFilter {
  readonly #pressedAt = new Map<string, number>();

  counts(terminal: string, at: number): boolean {
    const before = this.#pressedAt.get(terminal);
    if (before === undefined && this.#pressedAt.size >= MAX_TERMINALS) return false;
    this.#pressedAt.set(terminal, at);
    return before === undefined || at - before >= REPEAT_MS;
  }

  snapshot(): Json {
    return Object.fromEntries(this.#pressedAt);
  }

  restore(saved: Json): void {
    this.#pressedAt.clear();
    for (const [terminal, at] of Object.entries(saved as Record<string, number>)) {
      this.#pressedAt.set(terminal, at);
    }
  }
}

/** The arithmetic mean of the answers on 0 (unhappiest) to 1 (happiest); undefined without answers. */
export function happyIndex(countsFromHappiest: readonly number[]): number | undefined {
  const answers = countsFromHappiest.reduce((sum, count) => sum + count, 0);
  if (answers === 0 || countsFromHappiest.length < 2) return undefined;
  const steps = countsFromHappiest.length - 1;
  return countsFromHappiest.reduce((sum, count, i) => sum + count * (1 - i / steps), 0) / answers;
}
