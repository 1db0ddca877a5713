import type { SummaryMessage } from '../../../src/ports/contract.ts';
import type { Subscriber } from '../../../test/support/links/mosquitto.ts';
import type { Asks } from './devices.ts';

type Window = SummaryMessage['windows'][number]['window'];

/**
 * What the guest may ask of what reached the broker: `ask summaries LEAST` (so many messages),
 * `ask passed DOOR IN OUT` (the door's counts over all windows), `ask covered SENSOR` (a window that it was alive in).
 */
export function receivedAsks(cloud: Subscriber): Asks {
  return {
    summaries: ([least = '1']) => {
      const count = summariesOf(cloud).length;
      if (count < Number(least)) throw new Error(`${count} so far`);
    },
    passed: ([door = '', entered = '', left = '']) => {
      const counts = newest(cloud).flatMap(({ doors }) => doors.filter((one) => one.door === door));
      const total = (way: 'in' | 'out') => counts.reduce((sum, one) => sum + (one[way] ?? 0), 0);
      if (total('in') !== Number(entered) || total('out') !== Number(left)) {
        throw new Error(`${total('in')} in and ${total('out')} out, in ${counts.length} windows`);
      }
    },
    covered: ([sensor = '']) => {
      const shares = newest(cloud).flatMap(({ sensors }) => sensors.filter((one) => one.sensor === sensor));
      if (!shares.some(({ coverage }) => coverage > 0))
        throw new Error(`in none of ${shares.length} windows`);
    },
  };
}

function summariesOf(cloud: Subscriber): readonly SummaryMessage[] {
  return cloud.messages
    .filter(({ topic }) => topic.endsWith('/summary'))
    .map(({ text }) => JSON.parse(text) as SummaryMessage);
}

/** Of each window the highest revision. */
function newest(cloud: Subscriber): readonly Window[] {
  const windows = new Map<string, Window>();
  for (const { window } of summariesOf(cloud).flatMap((message) => message.windows)) {
    const key = `${window.startAt}/${window.durationMs}`;
    if ((windows.get(key)?.revision ?? 0) < window.revision) windows.set(key, window);
  }
  return [...windows.values()];
}
