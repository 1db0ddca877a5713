import type { CountRow } from '../../../src/core/privacy/rows.ts';
import type { Subscriber } from '../../../test/support/links/mosquitto.ts';
import type { Asks } from './devices.ts';

/**
 * What the guest may ask of what reached the broker: `ask rows LEAST` (so many messages of counts),
 * `ask passed DOOR IN OUT` (the door's counts over all rows).
 */
export function receivedAsks(cloud: Subscriber): Asks {
  return {
    rows: ([least = '1']) => {
      const count = textsOf(cloud, 'count').length;
      if (count < Number(least)) throw new Error(`${count} so far`);
    },
    passed: ([door = '', entered = '', left = '']) => {
      const rows = newest(cloud);
      const counts = rows.flatMap(({ doors = [] }) => doors.filter(({ id }) => id === door));
      const total = (way: 'in' | 'out') => counts.reduce((sum, one) => sum + (one[way] ?? 0), 0);
      if (total('in') !== Number(entered) || total('out') !== Number(left)) {
        throw new Error(`${total('in')} in and ${total('out')} out, in ${rows.length} rows`);
      }
    },
  };
}

function textsOf(cloud: Subscriber, name: string): string[] {
  return cloud.messages.filter(({ topic }) => topic.endsWith(`/${name}`)).map(({ text }) => text);
}

function rowsIn<R>(text: string): readonly R[] {
  return (JSON.parse(text) as { readonly rows: readonly R[] }).rows;
}

/** Of each count row the highest revision. */
function newest(cloud: Subscriber): readonly CountRow[] {
  const rows = new Map<string, CountRow>();
  for (const row of textsOf(cloud, 'count').flatMap((text) => rowsIn<CountRow>(text)))
    if ((rows.get(row.from)?.rev ?? 0) < row.rev) rows.set(row.from, row);
  return [...rows.values()];
}
