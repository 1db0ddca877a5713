import type { Clock } from '../../ports/clock.ts';
import type { EventStore } from '../../ports/event-store.ts';
import type { Links } from '../../ports/links.ts';

interface SimulatedMachine {
  readonly links: Links;
  readonly clock: Clock;
  readonly store: EventStore;
}

/**
 * Wraps links, clock and storage. After the power cut, links deliver nothing, the clock stands still, and nothing is
 * stored.
 */
export function withPowerCut(
  { links, clock, store }: SimulatedMachine,
  powerCut: AbortSignal,
): SimulatedMachine {
  const wired = Object.entries(links).map(([name, link]) => [name, withEnd(link as object, powerCut)]);
  return {
    links: Object.fromEntries(wired) as Links,
    clock: {
      now: () => clock.now(),
      monotonicMs: () => clock.monotonicMs(),
      sleep: (ms, signal) => (powerCut.aborted ? new Promise(() => undefined) : clock.sleep(ms, signal)),
    },
    store: overlaid(store, (name) => (name === 'commit' && powerCut.aborted ? () => undefined : undefined)),
  };
}

/** Wraps a link so that the power cut also ends all that was opened on it. */
function withEnd<L extends object>(link: L, powerCut: AbortSignal): L {
  return new Proxy(link, {
    get: (target, name) => {
      const method: unknown = Reflect.get(target, name);
      if (typeof method !== 'function') return method;
      return (...given: unknown[]) =>
        (method as (...given: unknown[]) => unknown).apply(
          target,
          given.map((one) => (one instanceof AbortSignal ? AbortSignal.any([one, powerCut]) : one)),
        );
    },
  });
}

function overlaid<T extends object>(target: T, instead: (name: string | symbol) => unknown): T {
  return new Proxy(target, {
    get: (real, name) => {
      const value: unknown = instead(name) ?? Reflect.get(real, name);
      return typeof value === 'function' ? (value as () => unknown).bind(real) : value;
    },
  });
}
