import type { EpochMs, Json } from '../../model/ids.ts';
import type { StoreModel } from '../../model/store-model.ts';
import type { OpenWindow } from './open-window.ts';
import { createOpenWindow, restoreWindow, saveWindow } from './open-window.ts';

/** After a longer gap (suspend, a clock correction) its windows are left out, not filled with nulls one by one. */
const MAX_EMPTY_WINDOWS = 60;

/** The windows that are open, in time order and without holes. */
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

  /** The window that follows, opened if need be. */
  after(window: OpenWindow): OpenWindow {
    return this.at((window.start + this.#model.windows.durationMs) as EpochMs);
  }

  get all(): readonly OpenWindow[] {
    return this.#open;
  }

  /** The window of a moment; what is older than all of them counts in the oldest. */
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

  /** Splits a stretch of time at window borders; what lies before the oldest open window is gone. */
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

  /** Hands over, oldest first, every window that begins at `lastStart` or before; one after them stays open. */
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

  /** Opens every window from the newest to `start`, so that quiet ones are published too. */
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

/** Counts are changed in place, and what is saved is not. */
function copyOf(saved: Json): Json {
  return JSON.parse(JSON.stringify(saved)) as Json;
}
