import type { CrossingSink, Direction } from '../model/crossing.ts';
import type { IntervalSink } from './counters/interval-counter.ts';

const OTHER = { in: 'out', out: 'in' } as const satisfies Record<Direction, Direction>;

/**
 * For a sensor that is mounted the other way round. Its decoder keeps the totals as the sensor shows them. So they do
 * not jump when it is turned round, and only people who passed are counted.
 */
export function turnCrossings(sink: CrossingSink): CrossingSink {
  return {
    ...sink,
    crossed: (crossing) => sink.crossed({ ...crossing, direction: OTHER[crossing.direction] }),
    restored: (crossings) => sink.restored({ ...crossings, direction: OTHER[crossings.direction] }),
  };
}

/** The same for a counter that reports afterwards. */
export function turnIntervals(sink: IntervalSink): IntervalSink {
  return {
    ...sink,
    reported: ({ in: inward, out: outward, ...span }) => sink.reported({ ...span, in: outward, out: inward }),
  };
}
