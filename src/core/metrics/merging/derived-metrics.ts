import type { WindowSummary } from '../../model/window-summary.ts';
import { deriveIntervals } from '../door-metrics.ts';
import { deriveQueue } from '../queue-metrics.ts';
import { deriveCapture } from '../shopfront-metrics.ts';
import { deriveConversion } from '../store-metrics.ts';

/**
 * The window with its derived numbers worked out again: intervals of door counts, capture rate, conversion. Call it
 * wherever counts change (merging, suppressing, restating), so that derived numbers never reveal more than the
 * counts.
 */
export function withDerived(window: WindowSummary): WindowSummary {
  return { ...window, ...derived(window) };
}

type Counted = Pick<WindowSummary, 'doors' | 'store' | 'shopfront' | 'queues'>;

/** The parts of a window in which such numbers are. */
function derived({ doors: counted, store, shopfront, queues }: Counted): Counted {
  const doors = counted.map((door) => ({ ...door, ...deriveIntervals(door) }));
  return {
    doors,
    queues: queues.map(deriveQueue),
    store: { ...store, ...deriveConversion(store, doors) },
    shopfront: shopfront && { ...shopfront, ...deriveCapture(shopfront, store.entries) },
  };
}
