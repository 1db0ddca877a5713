import { percent, w, whole } from './numbers.ts';
import type { AlertRow, GatewayRow } from './rows.ts';

/**
 * Returns the remedy for an alarm in the reader's language, or the rule's own text. `down` lists the gateway's offline
 * sensors.
 */
export function findRemedy({ rule, value, says }: AlertRow, down: readonly string[]): string {
  if (rule === 'sensor-down') return w('doSensorDown', { names: down.join(', ') || whole(value) });
  return REMEDIES[rule]?.(value) ?? says;
}

/** Returns the offline sensors of the gateway that has an alarm. */
export function sensorsDownAt(alert: AlertRow, gateways: readonly GatewayRow[]): readonly string[] {
  const own = gateways.find(({ store, gateway }) => store === alert.store && gateway === alert.gateway);
  return own?.sensors_down ?? [];
}

const REMEDIES: Readonly<Record<string, (value: number) => string>> = {
  silent: (minutes) => w('doSilent', { minutes: whole(minutes) }),
  'nothing-accepted': () => w('doNothingAccepted'),
  coverage: (share) => w('doCoverage', { share: percent(share, 0) }),
  'rows-waiting': (n) => w('doRowsWaiting', { n: whole(n) }),
  disk: (share) => w('doDisk', { share: percent(share, 0) }),
  version: () => w('doVersion'),
  'in-out': (share) => w('doInOut', { share: percent(share, 0) }),
  certificate: (n) => w('doCertificate', { n: whole(n) }),
  refused: (n) => w('doRefused', { n: whole(n) }),
};

/**
 * Rules by urgency, the most urgent first: nothing is counted, then too little is counted, then problems that can wait.
 */
const ORDER = ['silent', 'nothing-accepted', 'coverage', 'sensor-down', 'in-out', 'disk', 'rows-waiting'];

export function badness({ rule }: AlertRow): number {
  const at = ORDER.indexOf(rule);
  return at < 0 ? 1 : ORDER.length + 1 - at;
}

export type StoreStatus = 'silent' | 'help' | 'well';

export function toStatus(alerts: readonly AlertRow[]): StoreStatus {
  if (alerts.some(({ rule }) => rule === 'silent')) return 'silent';
  return alerts.length > 0 ? 'help' : 'well';
}
