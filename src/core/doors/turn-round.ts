import type { CrossingSink, Direction } from '../model/crossing.ts';
import type { IntervalSink } from './counters/interval-counter.ts';

const OTHER = { in: 'out', out: 'in' } as const satisfies Record<Direction, Direction>;

/**
 * Swaps directions for a sensor that is mounted the other way round. Decoder totals stay as the sensor shows them. A
 * change of the setting therefore causes no jump.
 */
export function turnCrossings(sink: CrossingSink): CrossingSink {
  return {
    ...sink,
    crossed: (crossing) => sink.crossed({ ...crossing, direction: OTHER[crossing.direction] }),
    restored: (crossings) => sink.restored({ ...crossings, direction: OTHER[crossings.direction] }),
  };
}

/** Swaps directions of a counter that reports people late. */
export function turnIntervals(sink: IntervalSink): IntervalSink {
  return {
    ...sink,
    reported: ({ in: inward, out: outward, ...span }) => sink.reported({ ...span, in: outward, out: inward }),
  };
}
