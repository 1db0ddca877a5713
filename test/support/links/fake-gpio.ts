import type { GpioEdge, GpioLink, GpioOptions } from '../../../src/ports/links.ts';
import type { Ending } from './scripted-source.ts';
import { scripted } from './scripted-source.ts';

/** GPIO lines that rest at their levels, show their edges, and then rest again or go away. */
export class FakeGpio implements GpioLink {
  readonly opened: GpioOptions[] = [];
  readonly #levels: readonly boolean[];
  readonly #edges: readonly GpioEdge[];
  readonly #ending: Ending;

  constructor(levels: readonly boolean[], edges: readonly GpioEdge[], ending: Ending = 'stall') {
    this.#levels = levels;
    this.#edges = edges;
    this.#ending = ending;
  }

  edges(options: GpioOptions, signal: AbortSignal): AsyncIterable<GpioEdge> {
    this.opened.push(options);
    return scripted(this.#edges, this.#ending, signal);
  }

  levels(): Promise<readonly boolean[]> {
    return Promise.resolve(this.#levels);
  }
}
