import type { WindowSummary } from '../../model/window-summary.ts';
import { deriveIntervals } from '../door-metrics.ts';
import { deriveQueue } from '../queue-metrics.ts';
import { deriveRadio } from '../radio-metrics.ts';
import { deriveCapture } from '../shopfront-metrics.ts';
import { deriveConversion } from '../store-metrics.ts';

/**
 * Recomputes derived numbers: intervals of door counts, capture rate, conversion. Call after each change of counts
 * (merging, suppressing, restating). Derived numbers then never reveal more than the counts.
 */
export function withDerived(window: WindowSummary): WindowSummary {
  return { ...window, ...derived(window) };
}

type Counted = Pick<WindowSummary, 'doors' | 'store' | 'shopfront' | 'queues' | 'radios'>;

/** Returns the groups of a window that hold derived numbers. */
function derived({ doors: counted, store, shopfront, queues, radios }: Counted): Counted {
  const doors = counted.map((door) => ({ ...door, ...deriveIntervals(door) }));
  return {
    doors,
    queues: queues.map(deriveQueue),
    radios: radios.map(deriveRadio),
    store: { ...store, ...deriveConversion(store, doors) },
    shopfront: shopfront && { ...shopfront, ...deriveCapture(shopfront, store.entries, doors) },
  };
}
