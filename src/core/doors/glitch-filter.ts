import { boolean, maybe, number, row } from '../model/codec.ts';
import type { Checkpointed } from '../model/state-part.ts';
import { held } from '../model/state-part.ts';

interface Edge {
  readonly blocked: boolean;
  readonly at: number;
}

/**
 * Filters flicker from one beam: a change counts once it has lasted `minMs`. At running speed a hand takes twice as
 * long; an electric spike or a gap between two fingers is shorter.
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

  /** Sets the first known level, which is not a change. */
  start(blocked: boolean): void {
    this.#level = blocked;
    this.#pending = undefined;
  }

  push(blocked: boolean, at: number): void {
    if (blocked === this.#level) this.#pending = undefined;
    else this.#pending ??= { blocked, at };
  }

  /** Returns whether a change is certain by `at`. `pending` holds it until `accept`. */
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
