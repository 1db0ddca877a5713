import { boolean, maybe, number, row } from '../model/codec.ts';
import type { Checkpointed } from '../model/state-part.ts';
import { held } from '../model/state-part.ts';

interface Edge {
  readonly blocked: boolean;
  readonly at: number;
}

/**
 * One beam's level without flickers: a change counts once it has lasted `minMs`. At running speed, a hand's width
 * takes twice that time; an electric spike or the gap between two fingers does not.
 */
export class GlitchFilter implements Checkpointed {
  readonly #minMs: number;
  #level = false;
  #pending: Edge | undefined;
  readonly state = held(
    row({ level: boolean, pendingAt: maybe(number) }),
    () => ({ level: this.#level, pendingAt: this.#pending?.at }),
    ({ level, pendingAt }) => {
      this.#level = level;
      this.#pending = pendingAt === undefined ? undefined : { blocked: !level, at: pendingAt };
    },
  );

  constructor(minMs: number) {
    this.#minMs = minMs;
  }

  get level(): boolean {
    return this.#level;
  }

  get pending(): Edge | undefined {
    return this.#pending;
  }

  /** The first word on the level: no change, no crossing. */
  start(blocked: boolean): void {
    this.#level = blocked;
    this.#pending = undefined;
  }

  push(blocked: boolean, at: number): void {
    if (blocked === this.#level) this.#pending = undefined;
    else this.#pending ??= { blocked, at };
  }

  /** Whether a change became certain by `at`; `pending` has it until `accept`. */
  isDue(at: number): boolean {
    return this.#pending !== undefined && at - this.#pending.at >= this.#minMs;
  }

  accept(): Edge | undefined {
    const edge = this.#pending;
    this.#pending = undefined;
    if (edge !== undefined) this.#level = edge.blocked;
    return edge;
  }
}
