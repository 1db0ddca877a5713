import type { Finding } from '../../system/doctor/finding.ts';
import { fault, ok, warning } from '../../system/doctor/finding.ts';
import type { GatewayStatus } from '../gateway/gateway.ts';
import type { ServiceStatus } from './service-lifecycle.ts';

/** A problem that did not prevent the start of the gateway. */
export interface StartProblem {
  readonly check: string;
  readonly found: string;
}

/** The answer of the running gateway to `status` on its control socket. */
export type RunningStatus = GatewayStatus & ServiceStatus & { readonly problems?: readonly StartProblem[] };

const REMEDIES: Readonly<Record<string, string>> = {
  settings: 'Mend what `lintel check` says, then: systemctl restart lintel',
  console: 'Choose another console.port, or stop the other program, then: systemctl restart lintel',
  metrics: 'Choose another metrics.port, or stop the other program, then: systemctl restart lintel',
};

/** Names the page that explains error codes. The package installs it. */
function lookUp(code: string | undefined): string {
  return code === undefined ? 'See: lintel status' : `Look up ${code} in /usr/share/doc/lintel/README.md`;
}

/**
 * Returns all problems of a running gateway, each with its fix. Without problems, returns one finding that all is well.
 */
export function gatewayFindings(status: RunningStatus): Finding[] {
  const { sensors, store, uplink, mode, problems = [] } = status;
  const found: Finding[] = problems.map(({ check, found: what }) =>
    fault(check, what, REMEDIES[check] ?? 'See: lintel status'),
  );
  if (mode === 'safe') {
    found.push(fault('gateway', 'safe mode: no sensor is open', 'See why: journalctl -u lintel'));
  }
  if (uplink.state === 'waiting' || uplink.state === 'stalled') {
    found.push(fault('uplink', uplink.detail, 'Check broker, user, password and rights; see: lintel status'));
  }
  if (store.detail !== '') found.push(fault('storage', store.detail, 'Check the card and its free space.'));
  if (store.parkedRows > 0) {
    const what = `${store.parkedRows} rows were refused by the broker for good`;
    found.push(warning('uplink', what, 'Raise the size limit of the broker, and check what it allows.'));
  }
  for (const { sensor, state, cause } of sensors) {
    if (state === 'up' || state === 'starting' || state === 'finished') continue;
    const why = cause === undefined ? state : `${cause.code}: ${cause.message}`;
    // A degraded sensor needs a person. Any other lost sensor may work again within seconds, so this is only a warning.
    const say = state === 'degraded' ? fault : warning;
    found.push(say(`sensor ${sensor}`, why, lookUp(cause?.code)));
  }
  if (found.length > 0) return found;
  return [ok('gateway', `running since ${status.startedAt}, uplink ${uplink.state}`)];
}
