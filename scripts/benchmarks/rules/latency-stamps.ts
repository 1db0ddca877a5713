import type { Gateway } from '../../../src/app/gateway/gateway.ts';
import { Walkers } from './latency-frames.ts';
import { COUNTERS, flowLines } from './latency-store.ts';

/** Monotonic milliseconds, the same for all processes of the machine. */
export const nowMs = () => Number(process.hrtime.bigint()) / 1e6;

/** One event on its way; all times are monotonic milliseconds. */
export interface Event {
  readonly source: 'counter' | 'camera';
  /** The counter's line was to be written, or the frame was taken. */
  readonly dueMs: number;
  readonly observedMs: number;
  readonly decidedMs: number;
  /** All outputs have the message. */
  handedMs: number;
  /** A person's feet were on the line so long before the frame. */
  readonly crossedBeforeMs: number;
}

export interface LampChange {
  readonly line: number;
  readonly isHigh: boolean;
  /** Milliseconds of the wall clock. */
  readonly atMs: number;
}

const RULE = /^r-(\d+)$/;

/** Stamps what passes through a gateway: observations as they come, rule changes as they are decided and handed over. */
export class Stamps {
  /** By the text of the message: the rule and the time since when it is on. */
  readonly events = new Map<string, Event>();
  readonly lamps: LampChange[] = [];
  /** Lamps alone are stamped from now on. */
  isLampsOnly = false;
  /** When each counter's line was due, by its total. */
  readonly due: readonly Map<number, number>[] = Array.from({ length: COUNTERS }, () => new Map());
  readonly #lines = flowLines();
  readonly #epochMs = Date.now() - nowMs();
  readonly #startMs: () => number;
  #observed: { readonly source: Event['source']; readonly dueMs: number; readonly at: number } | undefined;
  #observedMs = 0;

  constructor(gateway: Gateway, startMs: () => number) {
    this.#startMs = startMs;
    gateway.pipeline.listen({
      observation: (seen) => {
        this.#observedMs = nowMs();
        this.#observed = undefined;
        if (seen.kind === 'PeopleSeen') {
          this.#observed = { source: 'camera', dueMs: seen.at - this.#epochMs, at: seen.at };
        } else if (seen.kind === 'CounterRead') {
          const dueMs = this.due[Number(seen.sensor.split('-')[1])]?.get(seen.entered ?? 0);
          if (dueMs !== undefined) this.#observed = { source: 'counter', dueMs, at: seen.at };
        }
      },
    });
    const { reactions } = gateway;
    if (reactions === undefined) throw new Error('the store has no outputs');
    const changed = reactions.changed.bind(reactions);
    reactions.changed = (change) => {
      const event = this.#decide(change);
      changed(change);
      if (event !== undefined) event.handedMs = nowMs();
    };
  }

  #decide({
    rule,
    state,
    since,
  }: Parameters<NonNullable<Gateway['reactions']>['changed']>[0]): Event | undefined {
    if (rule.startsWith('lit-') && state !== 'unknown') this.#noteLamp(Number(rule.slice(4)), state === 'on');
    const number = Number(RULE.exec(rule)?.[1]);
    if (
      this.isLampsOnly ||
      this.#observed === undefined ||
      state !== 'on' ||
      !(number < COUNTERS + this.#lines.length)
    )
      return undefined;
    const { source, dueMs, at } = this.#observed;
    const decidedMs = nowMs();
    const event = {
      ...{ source, dueMs, observedMs: this.#observedMs, decidedMs, handedMs: decidedMs },
      crossedBeforeMs: this.#findCrossed(number - COUNTERS, at),
    };
    this.events.set(`${rule} ${new Date(since).toISOString()}`, event);
    return event;
  }

  /** A lamp is off at first; what it is already is no change. */
  #noteLamp(line: number, isHigh: boolean): void {
    const wasHigh = this.lamps.findLast((lamp) => lamp.line === line)?.isHigh ?? false;
    if (isHigh !== wasHigh) this.lamps.push({ line, isHigh, atMs: Date.now() });
  }

  #findCrossed(line: number, at: number): number {
    const { camera, x } = this.#lines[line] ?? { camera: '', x: 0 };
    return camera === '' ? 0 : at - new Walkers(camera, this.#startMs()).passedAt(x, at);
  }
}
