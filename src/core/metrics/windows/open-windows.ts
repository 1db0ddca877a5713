import type { EpochMs, Json } from '../../model/ids.ts';
import type { StoreModel } from '../../model/store-model.ts';
import type { OpenWindow } from './open-window.ts';
import { createOpenWindow, restoreWindow, saveWindow } from './open-window.ts';

/**
 * Largest number of empty windows that are published for one gap. For a longer gap (suspend, a clock correction) none
 * is published.
 */
const MAX_EMPTY_WINDOWS = 60;

/** The open windows, in time order and without gaps. */
export class OpenWindows {
  readonly #model: StoreModel;
  #open: OpenWindow[] = [];

  constructor(model: StoreModel) {
    this.#model = model;
  }

  get oldest(): OpenWindow | undefined {
    return this.#open[0];
  }

  get newest(): OpenWindow | undefined {
    return this.#open.at(-1);
  }

  /** Returns the next window, and opens it if needed. */
  after(window: OpenWindow): OpenWindow {
    return this.at((window.start + this.#model.windows.durationMs) as EpochMs);
  }

  get all(): readonly OpenWindow[] {
    return this.#open;
  }

  /** Returns the window of a moment; moments before all windows count in the oldest. */
  at(at: EpochMs): OpenWindow {
    const { durationMs } = this.#model.windows;
    const start = Math.floor(at / durationMs) * durationMs;
    for (let i = this.#open.length - 1; i >= 0; i--) {
      const window = this.#open[i];
      if (window !== undefined && window.start <= start && start < window.start + durationMs) return window;
    }
    const oldest = this.#open[0];
    return oldest !== undefined && start < oldest.start ? oldest : this.#extendTo(start);
  }

  /** Splits a time span at window borders. The part before the oldest open window is dropped. */
  spread(from: EpochMs, to: EpochMs, add: (window: OpenWindow, ms: number) => void): void {
    const { durationMs } = this.#model.windows;
    let at = Math.max(from, this.#open[0]?.start ?? from);
    while (at < to) {
      const window = this.at(at as EpochMs);
      const end = Math.min(to, window.start + durationMs);
      add(window, end - at);
      at = end;
    }
  }

  /** Closes all windows that start at `lastStart` or before, the oldest first. One later window stays open. */
  closeThrough(lastStart: number, close: (window: OpenWindow) => void): void {
    const oldest = this.#open[0];
    if (oldest === undefined || oldest.start > lastStart) return;
    if (this.#open.every((window) => window.start <= lastStart)) {
      this.#extendTo(lastStart + this.#model.windows.durationMs);
    }
    for (
      let window = this.#open[0];
      window !== undefined && window.start <= lastStart;
      window = this.#open[0]
    ) {
      close(window);
      this.#open.shift();
      if (this.#open.length === 0) this.#open.push(this.#next(window));
    }
  }

  snapshot(): Json {
    return copyOf(this.#open.map((window) => saveWindow(this.#model, window)));
  }

  restore(saved: Json): void {
    const windows = copyOf(saved) as readonly Json[];
    this.#open = windows.map((window) => restoreWindow(this.#model, window));
  }

  #next(window: OpenWindow): OpenWindow {
    return createOpenWindow(this.#model, (window.start + this.#model.windows.durationMs) as EpochMs);
  }

  /** Opens all windows from the newest to `start`, so that windows without events are published too. */
  #extendTo(start: number): OpenWindow {
    const newest = this.#open.at(-1);
    const { durationMs } = this.#model.windows;
    if (newest === undefined || (start - newest.start) / durationMs > MAX_EMPTY_WINDOWS) {
      const first = createOpenWindow(this.#model, start as EpochMs);
      this.#open.push(first);
      return first;
    }
    let last = newest;
    while (last.start < start) {
      last = this.#next(last);
      this.#open.push(last);
    }
    return last;
  }
}

/** Copies the state, because counts change in place. */
function copyOf(saved: Json): Json {
  return JSON.parse(JSON.stringify(saved)) as Json;
}
