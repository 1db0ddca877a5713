/** Different gateways close their windows at different times. */
export const WINDOW_SECONDS = [10, 15, 30] as const;

export const COUNTER_SETTINGS = {
  ...{ version: 2, tenant: 'acme', gateway: 'gw-1', store: { id: 'corner', timezone: 'UTC' } },
  sensors: [{ id: 'counter', type: 'serial-counter', path: '/dev/none', reportIntervalSeconds: 5 }],
  doors: [{ id: 'front', sensors: ['counter'] }],
  privacy: { minimumCount: 1 },
} as const;

export interface Totals {
  readonly in: number;
  readonly out: number;
}

/** What a counter shows so long after it was switched on: one person in every 0.4 to 2 s, zero until then. */
export function totalsAt(index: number, elapsedMs: number): Totals {
  const entered = Math.max(0, Math.floor(elapsedMs / (400 + ((index * 137) % 1_600))));
  return { in: entered, out: Math.floor(entered * 0.7) };
}
